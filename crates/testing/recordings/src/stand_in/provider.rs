//! Provider: an OpenID provider whose people are claims that a scenario lays down for an authorization code.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Asked, StandIn, parameter};
use crate::Error;

/// The client that the stored configurations name.
const CLIENT: &str = "vestibule";

/// A running OpenID provider: discovery, keys and the token endpoint.
#[derive(Debug)]
pub struct Provider {
    server: StandIn,
    claims: Arc<Mutex<HashMap<String, Value>>>,
}

impl Provider {
    /// Starts it.
    ///
    /// # Errors
    /// When it cannot listen.
    pub fn start() -> Result<Self, Error> {
        let claims = Arc::new(Mutex::new(HashMap::new()));
        let key = SigningKey::from_slice(&Sha256::digest("a provider for recordings"))
            .map_err(|error| Error::Start(format!("an OpenID provider: {error}")))?;
        let known = Arc::clone(&claims);
        let server = StandIn::start(move |port, asked| {
            let issuer = format!("http://127.0.0.1:{port}");
            answer(
                &issuer,
                &key,
                &known.lock().unwrap_or_else(PoisonError::into_inner),
                asked,
            )
        })?;
        Ok(Self { server, claims })
    }

    pub(super) fn port(&self) -> u16 {
        self.server.port
    }

    /// The person who comes back with this code: `sub` and what else the provider knows.
    pub fn lay_down(&self, code: &str, claims: Value) {
        let mut known = self.claims.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(code.to_owned(), claims);
    }
}

fn answer(
    issuer: &str,
    key: &SigningKey,
    known: &HashMap<String, Value>,
    asked: &Asked,
) -> (u16, Value) {
    match asked.path.as_str() {
        "/.well-known/openid-configuration" => (
            200,
            json!({
                "issuer": issuer,
                "authorization_endpoint": format!("{issuer}/auth"),
                "token_endpoint": format!("{issuer}/token"),
                "jwks_uri": format!("{issuer}/keys"),
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
            }),
        ),
        "/keys" => {
            let point = key.verifying_key().to_encoded_point(false);
            let coordinate = |bytes: Option<&p256::FieldBytes>| {
                URL_SAFE_NO_PAD.encode(bytes.map(|bytes| bytes.as_slice()).unwrap_or_default())
            };
            let key = json!({
                "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "one",
                "x": coordinate(point.x()), "y": coordinate(point.y()),
            });
            (200, json!({"keys": [key]}))
        }
        "/token" => match known.get(&parameter(&asked.body, "code")) {
            Some(claims) => (
                200,
                json!({
                    "access_token": "access",
                    "token_type": "Bearer",
                    "expires_in": 3600,
                    "id_token": id_token(issuer, key, claims),
                }),
            ),
            None => (400, json!({"error": "invalid_grant"})),
        },
        _ => (404, json!({"error": "not_found"})),
    }
}

fn id_token(issuer: &str, key: &SigningKey, claims: &Value) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let mut payload = json!({"iss": issuer, "aud": CLIENT, "iat": now, "exp": now + 3600});
    if let (Some(payload), Some(claims)) = (payload.as_object_mut(), claims.as_object()) {
        payload.extend(claims.clone());
    }
    let header = json!({"alg": "ES256", "typ": "JWT", "kid": "one"});
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&header), part(&payload));
    let signature: Signature = key.sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}
