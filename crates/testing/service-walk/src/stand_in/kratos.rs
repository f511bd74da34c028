//! A Kratos of which only `whoami` is there.

use serde_json::{Value, json};
use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::listener::{Listener, header};
use crate::Result;

/// A Kratos that responds as it is told to.
pub struct Kratos {
    listener: Listener,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    status: u16,
    body: String,
    requests: Vec<(Option<String>, Option<String>)>,
}

impl Kratos {
    /// Starts one that has no sessions.
    ///
    /// # Errors
    ///
    /// When no port can be opened.
    pub fn start() -> Result<Self> {
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        let listener = Listener::start(move |request| {
            if request.url() != "/sessions/whoami" {
                return (404, "404 page not found".to_owned());
            }
            let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
            let credential = (
                header(request, "Cookie"),
                header(request, "X-Session-Token"),
            );
            state.requests.push(credential);
            (state.status, state.body.clone())
        })?;
        let kratos = Self { listener, state };
        kratos.respond_with(401, &json!({ "error": { "code": 401 } }));
        Ok(kratos)
    }

    /// Its public API.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.listener.address
    }

    /// What `whoami` returns from now on.
    pub fn respond_with(&self, status: u16, body: &Value) {
        let body = match body {
            Value::String(text) => text.clone(),
            json => json.to_string(),
        };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (state.status, state.body) = (status, body);
    }

    /// The cookies and the token of each request since this was last called.
    #[must_use]
    pub fn requests(&self) -> Vec<(Option<String>, Option<String>)> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        mem::take(&mut state.requests)
    }
}

/// A session that lasts for `lifespan` from now, in the form of `whoami`; its address is the second of two, and not verified.
///
/// # Errors
///
/// When the time cannot be written.
pub fn session(lifespan: Duration) -> Result<Value> {
    let end = OffsetDateTime::from(SystemTime::now() + lifespan).format(&Rfc3339)?;
    Ok(json!({
        "id": "d1d6e5a1-2a0b-4b6a-9a51-1c5a6f0f5d10",
        "active": true,
        "expires_at": end,
        "authenticator_assurance_level": "aal1",
        "identity": {
            "id": "9f1c0a52-7f0e-4a3c-8f5e-3a1f0e6f9d11",
            "state": "active",
            "traits": { "email": "Ada@example.org" },
            "verifiable_addresses": [
                { "value": "before@example.org", "via": "email", "verified": true, "status": "completed" },
                { "value": "ada@example.org", "via": "email", "verified": false, "status": "sent" },
            ],
        },
    }))
}
