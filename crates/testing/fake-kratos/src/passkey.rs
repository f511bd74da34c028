//! A passkey ceremony: challenges that are handed out, and attestations and assertions that are checked
//! (WebAuthn level 3, §7). The cryptography is the crate `webauthn_rp`'s.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::request::register::{Extension, RegistrationVerificationOptions, UserHandle64};
use webauthn_rp::request::{AsciiDomain, RpId, UserVerificationRequirement};
use webauthn_rp::response::CredentialId;
use webauthn_rp::response::register::{CompressedPubKey, DynamicState, StaticState};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication64, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, PublicKeyCredentialCreationOptions, Registration,
    RegistrationServerState,
};

use crate::config::RelyingParty;
use crate::failure::Envelope;
use crate::identity::{Passkey, PasskeyCredential};
use crate::instant::Instant;
use crate::random;

/// ES256, ES384, RS256 and Ed25519: what the crate can check.
pub(crate) const ALGORITHMS: [i32; 4] = [-7, -35, -257, -8];

type Creation<'a> = PublicKeyCredentialCreationOptions<'a, 'a, 'a, 'a, 64>;

/// What is kept of a registration ceremony, and the options the browser gets.
#[derive(Debug, Clone)]
pub(crate) struct RegistrationState {
    server: Vec<u8>,
    user_handle: [u8; 64],
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

/// Why a ceremony failed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum CeremonyError {
    /// The credential is not in the form it should have.
    Unreadable,
    /// It was made for another challenge.
    Challenge,
    /// Anything else: a wrong origin, a signature that does not fit.
    Refused,
}

impl CeremonyError {
    /// What is told about a credential that could not be made.
    pub(crate) fn envelope(self) -> Envelope {
        let (status, reason) = match self {
            Self::Unreadable => (
                400,
                "Unable to parse WebAuthn response: Parse error for Registration",
            ),
            Self::Challenge => (
                500,
                "Unable to create WebAuthn credential: Error validating challenge",
            ),
            Self::Refused => (
                500,
                "Unable to create WebAuthn credential: Error validating origin",
            ),
        };
        Envelope::new(status, reason)
    }
}

pub(crate) fn rp_id(party: &RelyingParty) -> Option<RpId> {
    AsciiDomain::try_from(party.id.clone())
        .ok()
        .map(RpId::Domain)
}

/// Begins a sign-up: a new user handle and a challenge.
pub(crate) fn begin_registration(party: &RelyingParty, name: &str) -> Option<RegistrationState> {
    let rp_id = rp_id(party)?;
    // The handle is text, so that it can stand among identifiers.
    let user_handle: [u8; 64] = random::letters(64).into_bytes().try_into().ok()?;
    let handle = UserHandle64::decode(user_handle).ok()?;
    let mut creation = Creation::first_passkey_with_blank_user_info(&rp_id, &handle);
    creation.authenticator_selection.user_verification = UserVerificationRequirement::Preferred;
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
            "name": name,
            "displayName": name,
            "id": URL_SAFE_NO_PAD.encode(user_handle),
        },
        "challenge": challenge,
        "pubKeyCredParams": parameters,
        "timeout": 300_000,
        "authenticatorSelection": {
            "authenticatorAttachment": "platform",
            "requireResidentKey": true,
            "residentKey": "required",
            "userVerification": "preferred",
        },
    });
    Some(RegistrationState {
        server,
        user_handle,
        options,
    })
}

/// Begins a sign-in with whichever passkey the browser finds.
pub(crate) fn begin_authentication(party: &RelyingParty) -> Option<AuthenticationState> {
    let rp_id = rp_id(party)?;
    let mut request = DiscoverableCredentialRequestOptions::passkey(&rp_id);
    request.0.user_verification = UserVerificationRequirement::Preferred;
    let challenge = challenge(request.0.challenge.as_data().to_le_bytes());
    let (server, _client) = request.start_ceremony().ok()?;
    let server = server.encode().ok()?;
    let options = json!({
        "challenge": challenge,
        "timeout": 300_000,
        "rpId": party.id,
        "userVerification": "preferred",
    });
    Some(AuthenticationState { server, options })
}

pub(crate) fn challenge(bytes: [u8; 16]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Checks an attestation.
pub(crate) fn finish_registration(
    party: &RelyingParty,
    state: &RegistrationState,
    response: &str,
) -> Result<PasskeyCredential, CeremonyError> {
    let registration = Registration::from_json_relaxed(response.as_bytes())
        .map_err(|_| CeremonyError::Unreadable)?;
    let rp_id = rp_id(party).ok_or(CeremonyError::Refused)?;
    let server =
        RegistrationServerState::<64>::decode(&state.server).map_err(|_| CeremonyError::Refused)?;
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
    let refused = |_| CeremonyError::Refused;
    let key = Passkey {
        id: id.as_ref().to_vec(),
        static_state: static_state.encode().map_err(|_| CeremonyError::Refused)?,
        dynamic_state: dynamic_state.encode().map_err(refused)?,
        user_handle: state.user_handle.to_vec(),
        name: String::new(),
        added_at: Instant::whole_second(),
        passwordless: true,
    };
    Ok(PasskeyCredential { keys: vec![key] })
}

/// The user handle an assertion names, before anything about it is believed.
pub(crate) fn user_handle(response: &str) -> Result<Vec<u8>, CeremonyError> {
    let response: Value = serde_json::from_str(response).map_err(|_| CeremonyError::Unreadable)?;
    let handle = response
        .pointer("/response/userHandle")
        .and_then(Value::as_str);
    let handle = handle
        .ok_or(CeremonyError::Unreadable)?
        .trim_end_matches('=');
    URL_SAFE_NO_PAD
        .decode(handle)
        .map_err(|_| CeremonyError::Unreadable)
}

/// Checks an assertion against the passkeys of an account; the passkey's counter moves on.
pub(crate) fn finish_authentication(
    party: &RelyingParty,
    state: &AuthenticationState,
    response: &str,
    credential: &mut PasskeyCredential,
) -> Result<(), CeremonyError> {
    let assertion = DiscoverableAuthentication64::from_json_relaxed(response.as_bytes())
        .map_err(|_| CeremonyError::Unreadable)?;
    let rp_id = rp_id(party).ok_or(CeremonyError::Refused)?;
    let raw_id: CredentialId<&[u8]> = assertion.raw_id();
    let key = credential
        .keys
        .iter_mut()
        .find(|key| key.id == raw_id.as_ref())
        .ok_or(CeremonyError::Refused)?;
    let handle: [u8; 64] = key
        .user_handle
        .clone()
        .try_into()
        .map_err(|_| CeremonyError::Refused)?;
    let handle = UserHandle64::decode(handle).map_err(|_| CeremonyError::Refused)?;
    let static_state =
        StaticState::<CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>>::decode(
            &key.static_state,
        )
        .map_err(|_| CeremonyError::Refused)?;
    let dynamic_state =
        DynamicState::decode(key.dynamic_state).map_err(|_| CeremonyError::Refused)?;
    let mut known = AuthenticatedCredential::new(raw_id, &handle, static_state, dynamic_state)
        .map_err(|_| CeremonyError::Refused)?;
    let server = DiscoverableAuthenticationServerState::decode(&state.server)
        .map_err(|_| CeremonyError::Refused)?;
    let options = AuthenticationVerificationOptions::<String, String> {
        allowed_origins: &party.origins,
        ..Default::default()
    };
    server
        .verify(&rp_id, &assertion, &mut known, &options)
        .map_err(|_| CeremonyError::Refused)?;
    key.dynamic_state = known
        .dynamic_state()
        .encode()
        .map_err(|_| CeremonyError::Refused)?;
    Ok(())
}

impl AuthenticationState {
    /// Names the passkeys that may answer, for somebody who is known.
    pub(crate) fn allow(&mut self, credential: &PasskeyCredential) {
        let list: Vec<Value> = credential
            .keys
            .iter()
            .map(|key| json!({"type": "public-key", "id": URL_SAFE_NO_PAD.encode(&key.id)}))
            .collect();
        if let Some(options) = self.options.as_object_mut() {
            options.insert("allowCredentials".into(), Value::Array(list));
        }
    }
}
