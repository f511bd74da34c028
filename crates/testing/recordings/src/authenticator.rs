//! Authenticator: answers WebAuthn ceremonies in software (ES256, attestation `none`).
//!
//! A credential is known by its id; its key is derived from the id, so the same recording always meets the same keys.
//! Recorded answers are made again over the challenge of the server under test; what a recording did wrong on purpose
//! (another origin, an unknown credential) is in its client data and ids and stays wrong.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::Error;
use crate::substitution::Substitution;

/// User present, user verified.
const PRESENT_AND_VERIFIED: u8 = 0b0000_0101;
/// The authenticator data contain a new credential.
const ATTESTED: u8 = 0b0100_0000;

/// The fields of a submit that carry an answer of an authenticator.
pub const FIELDS: [&str; 5] = [
    "passkey_register",
    "passkey_login",
    "passkey_settings_register",
    "webauthn_register",
    "webauthn_login",
];

/// Remembers for whom credentials were made.
#[derive(Debug, Default)]
pub struct Authenticator {
    user_handles: HashMap<String, String>,
}

impl Authenticator {
    /// Makes the credential `id` (base64url) for creation options as Kratos sends them (`{"publicKey": {…}}`).
    ///
    /// # Errors
    /// When the options have no challenge, relying party or user.
    pub fn create(&mut self, id: &str, options: &Value, origin: &str) -> Result<String, Error> {
        let text = |pointer: &str| {
            (options.pointer(pointer).and_then(Value::as_str))
                .ok_or_else(|| Error::Request(format!("creation options without {pointer}")))
        };
        let client_data = json!({
            "type": "webauthn.create",
            "challenge": text("/publicKey/challenge")?,
            "origin": origin,
            "crossOrigin": false,
        });
        let user = text("/publicKey/user/id")?;
        self.user_handles.insert(id.to_owned(), user.to_owned());
        let attestation = attestation(id, text("/publicKey/rp/id")?)?;
        Ok(created(id, &attestation, &client_data.to_string()).to_string())
    }

    /// The answer `recorded` again, over the challenges in `substitution`. `spoilt` makes its signature wrong.
    ///
    /// Text that is no answer of an authenticator (empty, broken on purpose) is returned as it is.
    ///
    /// # Errors
    /// When the recorded answer cannot be decoded or its challenge was never seen.
    pub fn again(
        &self,
        recorded: &str,
        substitution: &Substitution,
        spoilt: bool,
    ) -> Result<String, Error> {
        let Ok(answer) = serde_json::from_str::<Value>(recorded) else {
            return Ok(recorded.to_owned());
        };
        let part = |name: &str| answer.pointer(&format!("/response/{name}"))?.as_str();
        let (Some(id), Some(client_data)) = (
            answer.get("id").and_then(Value::as_str),
            part("clientDataJSON"),
        ) else {
            return Ok(recorded.to_owned());
        };
        let client_data = with_challenge(&decoded(client_data)?, substitution)?;
        if part("attestationObject").is_some() {
            let attestation = attestation(id, "localhost")?;
            return Ok(created(id, &attestation, &client_data).to_string());
        }
        let data = decoded(part("authenticatorData").unwrap_or_default())?;
        let recorded_handle = part("userHandle").unwrap_or_default();
        let handle = (self.user_handles.get(id).map(String::as_str))
            .or_else(|| substitution.get(recorded_handle))
            .unwrap_or(recorded_handle);
        Ok(asserted(id, &data, &client_data, handle, spoilt)?.to_string())
    }

    /// Uses the credential `id` for request options as Kratos sends them (`{"publicKey": {…}}`).
    ///
    /// # Errors
    /// When the options have no challenge or relying party.
    pub fn get(
        &self,
        id: &str,
        options: &Value,
        origin: &str,
        count: u32,
    ) -> Result<String, Error> {
        let text = |pointer: &str| {
            (options.pointer(pointer).and_then(Value::as_str))
                .ok_or_else(|| Error::Request(format!("request options without {pointer}")))
        };
        let client_data = json!({
            "type": "webauthn.get",
            "challenge": text("/publicKey/challenge")?,
            "origin": origin,
            "crossOrigin": false,
        });
        let mut data = Sha256::digest(text("/publicKey/rpId")?).to_vec();
        data.push(PRESENT_AND_VERIFIED);
        data.extend(count.to_be_bytes());
        let handle = self.user_handles.get(id).map_or("", String::as_str);
        Ok(asserted(id, &data, &client_data.to_string(), handle, false)?.to_string())
    }
}

fn with_challenge(client_data: &[u8], substitution: &Substitution) -> Result<String, Error> {
    let mut client_data: Value = serde_json::from_slice(client_data)
        .map_err(|error| Error::Request(format!("client data of an authenticator: {error}")))?;
    let recorded = (client_data.get("challenge").and_then(Value::as_str)).unwrap_or_default();
    let live = substitution
        .get(recorded)
        .ok_or_else(|| Error::Request("the server has not sent the challenge to answer".into()))?;
    let live = Value::from(live);
    if let Some(challenge) = client_data.get_mut("challenge") {
        *challenge = live;
    }
    Ok(client_data.to_string())
}

fn created(id: &str, attestation: &[u8], client_data: &str) -> Value {
    json!({"id": id, "rawId": id, "type": "public-key", "response": {
        "attestationObject": encoded(attestation),
        "clientDataJSON": encoded(client_data.as_bytes()),
    }})
}

fn asserted(
    id: &str,
    data: &[u8],
    client_data: &str,
    handle: &str,
    spoilt: bool,
) -> Result<Value, Error> {
    let mut signed = data.to_vec();
    signed.extend(Sha256::digest(client_data));
    if spoilt {
        signed.push(0);
    }
    let signature: Signature = key(id)?.sign(&signed);
    Ok(
        json!({"id": id, "rawId": id, "type": "public-key", "response": {
            "authenticatorData": encoded(data),
            "clientDataJSON": encoded(client_data.as_bytes()),
            "signature": encoded(signature.to_der().as_bytes()),
            "userHandle": handle,
        }}),
    )
}

/// The attestation object (CBOR, format `none`) of a new credential.
fn attestation(id: &str, relying_party: &str) -> Result<Vec<u8>, Error> {
    let too_long = |_| Error::Request("a credential id of more than 100 bytes".into());
    let credential = decoded(id)?;
    let mut data = Sha256::digest(relying_party).to_vec();
    data.push(PRESENT_AND_VERIFIED | ATTESTED);
    data.extend([0; 4 + 16]); // signature counter, model of the authenticator
    data.extend(
        u16::try_from(credential.len())
            .map_err(too_long)?
            .to_be_bytes(),
    );
    data.extend(&credential);
    let point = key(id)?.verifying_key().to_encoded_point(false);
    let (x, y) = (point.x(), point.y());
    data.extend(b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"); // EC2, ES256, P-256, x
    data.extend(x.into_iter().flatten());
    data.extend(b"\x22\x58\x20"); // y
    data.extend(y.into_iter().flatten());
    let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
    object.push(u8::try_from(data.len()).map_err(too_long)?);
    object.extend(data);
    Ok(object)
}

fn key(id: &str) -> Result<SigningKey, Error> {
    SigningKey::from_slice(&Sha256::digest(id))
        .map_err(|_| Error::Request(format!("no key for the credential {id}")))
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decoded(text: &str) -> Result<Vec<u8>, Error> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|error| Error::Request(format!("{text} is not base64url: {error}")))
}
