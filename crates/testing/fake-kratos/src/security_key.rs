//! A security-key ceremony: keys that do not name their account, so that the server says which ones may answer
//! (WebAuthn level 3, §7). The cryptography is the crate `webauthn_rp`'s.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::{
    AllowedCredential, AllowedCredentials, AuthenticationVerificationOptions,
    NonDiscoverableCredentialRequestOptions,
};
use webauthn_rp::request::register::{Extension, RegistrationVerificationOptions, UserHandle16};
use webauthn_rp::request::{Credentials, PublicKeyCredentialDescriptor};
use webauthn_rp::response::register::{CompressedPubKey, DynamicState, StaticState};
use webauthn_rp::response::{AuthTransports, CredentialId};
use webauthn_rp::{
    AuthenticatedCredential, NonDiscoverableAuthentication16,
    NonDiscoverableAuthenticationServerState, PublicKeyCredentialCreationOptions, Registration,
    RegistrationServerState,
};

use crate::config::RelyingParty;
use crate::identity::{Passkey, SecurityKeys};
use crate::instant::Instant;
use crate::passkey::{ALGORITHMS, CeremonyError, challenge, rp_id};

type Creation<'a> = PublicKeyCredentialCreationOptions<'a, 'a, 'a, 'a, 16>;

/// What is kept of a registration ceremony, and the options the browser gets.
#[derive(Debug, Clone)]
pub(crate) struct RegistrationState {
    server: Vec<u8>,
    user_handle: [u8; 16],
    /// The value of `publicKey` in the creation options.
    pub(crate) options: Value,
}

/// What is kept of a sign-in ceremony, and the options the browser gets.
#[derive(Debug, Clone)]
pub(crate) struct AuthenticationState {
    server: Vec<u8>,
    /// The value of `publicKey` in the request options.
    pub(crate) options: Value,
}

/// Begins adding a key to the account with this handle.
pub(crate) fn begin_registration(
    party: &RelyingParty,
    user_handle: [u8; 16],
) -> Option<RegistrationState> {
    let rp_id = rp_id(party)?;
    let handle = UserHandle16::decode(user_handle).ok()?;
    let mut creation = Creation::second_factor(&rp_id, (&handle).into(), Vec::new());
    creation.extensions = Extension {
        cred_props: None,
        cred_protect: Default::default(),
        min_pin_length: None,
        prf: None,
    };
    let challenge = challenge(creation.challenge.as_data().to_le_bytes());
    let (server, _client) = creation.start_ceremony().ok()?;
    let server = server.encode().ok()?;
    let parameters: Vec<Value> = ALGORITHMS
        .iter()
        .map(|algorithm| json!({"type": "public-key", "alg": algorithm}))
        .collect();
    let options = json!({
        "rp": {"name": party.display_name, "id": party.id},
        "user": {
            "name": party.display_name,
            "displayName": party.display_name,
            "id": URL_SAFE_NO_PAD.encode(user_handle),
        },
        "challenge": challenge,
        "pubKeyCredParams": parameters,
        "timeout": 120_000,
        "authenticatorSelection": {"userVerification": "discouraged"},
    });
    Some(RegistrationState {
        server,
        user_handle,
        options,
    })
}

/// Checks an attestation.
pub(crate) fn finish_registration(
    party: &RelyingParty,
    state: &RegistrationState,
    response: &str,
) -> Result<Passkey, CeremonyError> {
    let registration = Registration::from_json_relaxed(response.as_bytes())
        .map_err(|_| CeremonyError::Unreadable)?;
    let rp_id = rp_id(party).ok_or(CeremonyError::Refused)?;
    let server =
        RegistrationServerState::<16>::decode(&state.server).map_err(|_| CeremonyError::Refused)?;
    let options = RegistrationVerificationOptions::<String, String> {
        allowed_origins: &party.origins,
        ..Default::default()
    };
    let credential = server
        .verify(&rp_id, &registration, &options)
        .map_err(|error| {
            use webauthn_rp::response::register::error::RegCeremonyErr;
            match error {
                RegCeremonyErr::ChallengeMismatch => CeremonyError::Challenge,
                _ => CeremonyError::Refused,
            }
        })?;
    let (id, _, _, static_state, dynamic_state, _) = credential.into_parts();
    Ok(Passkey {
        id: id.as_ref().to_vec(),
        static_state: static_state.encode().map_err(|_| CeremonyError::Refused)?,
        dynamic_state: dynamic_state.encode().map_err(|_| CeremonyError::Refused)?,
        user_handle: state.user_handle.to_vec(),
        name: String::new(),
        added_at: Instant::whole_second(),
        passwordless: false,
    })
}

/// Begins a sign-in with one of these keys.
pub(crate) fn begin_authentication(
    party: &RelyingParty,
    keys: &[&Passkey],
) -> Option<AuthenticationState> {
    let rp_id = rp_id(party)?;
    let mut allowed = AllowedCredentials::with_capacity(keys.len());
    for key in keys {
        let credential = PublicKeyCredentialDescriptor {
            id: CredentialId::<Vec<u8>>::decode(key.id.clone()).ok()?,
            transports: AuthTransports::decode(0).ok()?,
        };
        allowed.push(AllowedCredential::from(credential));
    }
    let mut request =
        NonDiscoverableCredentialRequestOptions::second_factor(&rp_id, allowed).ok()?;
    let challenge = challenge(request.options().challenge.as_data().to_le_bytes());
    let (server, _client) = request.start_ceremony().ok()?;
    let server = server.encode().ok()?;
    let list: Vec<Value> = keys
        .iter()
        .map(|key| json!({"type": "public-key", "id": URL_SAFE_NO_PAD.encode(&key.id)}))
        .collect();
    let options = json!({
        "challenge": challenge,
        "timeout": 120_000,
        "rpId": party.id,
        "allowCredentials": list,
        "userVerification": "discouraged",
    });
    Some(AuthenticationState { server, options })
}

/// Whether a text has the form of an assertion.
pub(crate) fn is_readable(response: &str) -> bool {
    read(response).is_ok()
}

/// An assertion of a security key, which need not know whose it is. Kratos' script then says `""`.
fn read(response: &str) -> Result<NonDiscoverableAuthentication16, CeremonyError> {
    let mut json: Value = serde_json::from_str(response).map_err(|_| CeremonyError::Unreadable)?;
    if let Some(inner) = json.get_mut("response").and_then(Value::as_object_mut)
        && inner.get("userHandle").is_some_and(|handle| handle == "")
    {
        inner.remove("userHandle");
    }
    NonDiscoverableAuthentication16::from_json_relaxed(json.to_string().as_bytes())
        .map_err(|_| CeremonyError::Unreadable)
}

/// Checks an assertion against the keys of an account; the key's counter moves on.
pub(crate) fn finish_authentication(
    party: &RelyingParty,
    state: &AuthenticationState,
    response: &str,
    known: &mut SecurityKeys,
) -> Result<(), CeremonyError> {
    let refused = CeremonyError::Refused;
    let assertion = read(response)?;
    let rp_id = rp_id(party).ok_or(CeremonyError::Refused)?;
    let raw_id: CredentialId<&[u8]> = assertion.raw_id();
    let mut keys = known.keys.iter_mut();
    let key = keys.find(|key| key.id == raw_id.as_ref()).ok_or(refused)?;
    let handle: [u8; 16] = key
        .user_handle
        .clone()
        .try_into()
        .map_err(|_| CeremonyError::Refused)?;
    let handle = UserHandle16::decode(handle).map_err(|_| CeremonyError::Refused)?;
    let static_state =
        StaticState::<CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>>::decode(
            &key.static_state,
        )
        .map_err(|_| CeremonyError::Refused)?;
    let dynamic_state =
        DynamicState::decode(key.dynamic_state).map_err(|_| CeremonyError::Refused)?;
    let mut credential = AuthenticatedCredential::new(raw_id, &handle, static_state, dynamic_state)
        .map_err(|_| CeremonyError::Refused)?;
    let server = NonDiscoverableAuthenticationServerState::decode(&state.server)
        .map_err(|_| CeremonyError::Refused)?;
    let options = AuthenticationVerificationOptions::<String, String> {
        allowed_origins: &party.origins,
        ..Default::default()
    };
    server
        .verify(&rp_id, &assertion, &mut credential, &options)
        .map_err(|_| CeremonyError::Refused)?;
    key.dynamic_state = credential
        .dynamic_state()
        .encode()
        .map_err(|_| CeremonyError::Refused)?;
    Ok(())
}
