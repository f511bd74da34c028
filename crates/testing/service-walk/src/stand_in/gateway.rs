//! A gateway of which only the keys are there, and the tokens that it would sign.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use p256::{ecdsa::SigningKey, pkcs8::EncodePrivateKey as _};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use super::{kratos::session, listener::Listener};
use crate::Result;

/// How long its sessions last.
const HOUR: Duration = Duration::from_secs(3600);

/// A gateway that publishes its key at `/.ory/jwks.json`.
pub struct Gateway {
    listener: Listener,
    state: Arc<Mutex<State>>,
}

struct State {
    /// What the only key is made of, and known by.
    key: u8,
    is_broken: bool,
    requests: usize,
}

impl Gateway {
    /// What it calls itself.
    pub const ISSUER: &str = "http://localhost:4455";
    /// Whom its tokens are for.
    pub const AUDIENCE: &str = "https://shop.example.org";

    /// Starts one.
    ///
    /// # Errors
    ///
    /// When no port can be opened.
    pub fn start() -> Result<Self> {
        let state = Arc::new(Mutex::new(State {
            key: 1,
            is_broken: false,
            requests: 0,
        }));
        let shared = Arc::clone(&state);
        let listener = Listener::start(move |request| {
            let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
            if request.url() != "/.ory/jwks.json" {
                return (404, String::new());
            }
            state.requests += 1;
            match jwks(state.key) {
                Ok(keys) if !state.is_broken => (200, keys.to_string()),
                _ => (500, String::new()),
            }
        })?;
        Ok(Self { listener, state })
    }

    /// Where its keys are.
    #[must_use]
    pub fn jwks(&self) -> String {
        format!("{}/.ory/jwks.json", self.listener.address)
    }

    /// Takes another key, and withdraws the one it had.
    pub fn rotate(&self) {
        self.state().key += 1;
    }

    /// Whether it responds with 500 from now on.
    pub fn is_broken(&self, is_broken: bool) {
        self.state().is_broken = is_broken;
    }

    /// How often its keys were requested.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.state().requests
    }

    /// The claims of a token for a session that has just begun.
    ///
    /// # Errors
    ///
    /// When the clock cannot be read.
    pub fn claims(&self) -> Result<Value> {
        let session = session(HOUR)?;
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)?
            .as_secs();
        let subject = session.pointer("/identity/id").cloned();
        Ok(json!({
            "iss": Self::ISSUER,
            "aud": [Self::AUDIENCE],
            "sub": subject,
            "iat": now,
            "nbf": now,
            "exp": now + 60,
            "jti": "4a4e1c8c-6b5a-4d0e-8f5d-0d5b9a7b3c12",
            "session": session,
        }))
    }

    /// A token with these claims, signed with its key.
    ///
    /// # Errors
    ///
    /// When it cannot be signed.
    pub fn sign(&self, claims: &Value) -> Result<String> {
        let key = self.state().key;
        signed(claims, &key.to_string(), key)
    }

    /// A token that names its key, but is signed with another one.
    ///
    /// # Errors
    ///
    /// When it cannot be signed.
    pub fn forge(&self, claims: &Value) -> Result<String> {
        let key = self.state().key;
        signed(claims, &key.to_string(), key + 100)
    }

    /// A token that names a key that does not exist.
    ///
    /// # Errors
    ///
    /// When it cannot be signed.
    pub fn sign_with_unknown_key(&self, claims: &Value) -> Result<String> {
        signed(claims, "unknown", 200)
    }

    /// A token whose signature is a hash with the public key, which everybody knows.
    ///
    /// # Errors
    ///
    /// When it cannot be signed.
    pub fn sign_with_public_key(&self, claims: &Value) -> Result<String> {
        let key = self.state().key;
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(key.to_string());
        let [x, y] = coordinates(key)?;
        let secret = [vec![4], x, y].concat();
        Ok(encode(&header, claims, &EncodingKey::from_secret(&secret))?)
    }

    /// A token without a signature.
    #[must_use]
    pub fn unsigned(&self, claims: &Value) -> String {
        let header = json!({ "alg": "none", "typ": "JWT", "kid": self.state().key.to_string() });
        let [header, claims] =
            [&header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        format!("{header}.{claims}.")
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn signed(claims: &Value, id: &str, key: u8) -> Result<String> {
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(id.to_owned());
    let private = SigningKey::from_slice(&[key; 32])?.to_pkcs8_der()?;
    let private = EncodingKey::from_ec_der(private.as_bytes());
    Ok(encode(&header, claims, &private)?)
}

fn coordinates(key: u8) -> Result<[Vec<u8>; 2]> {
    let point = SigningKey::from_slice(&[key; 32])?
        .verifying_key()
        .to_encoded_point(false);
    let (x, y) = point.x().zip(point.y()).ok_or("no point")?;
    Ok([x.to_vec(), y.to_vec()])
}

fn jwks(key: u8) -> Result<Value> {
    let [x, y] = coordinates(key)?.map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
    Ok(json!({ "keys": [{
        "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": key.to_string(), "x": x, "y": y,
    }]}))
}
