//! OAuth2 server: the admin API that Kratos asks about login challenges (Ory Hydra's).

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::{Asked, StandIn, parameter};
use crate::Error;

/// What it knows about challenges besides that they exist.
#[derive(Debug, Default)]
struct Challenges {
    skip: HashSet<String>,
    gone: HashSet<String>,
}

/// A running admin API: fetching and accepting login requests.
#[derive(Debug)]
pub struct OAuth2Server {
    server: StandIn,
    challenges: Arc<Mutex<Challenges>>,
}

impl OAuth2Server {
    /// Starts it.
    ///
    /// # Errors
    /// When it cannot listen.
    pub fn start() -> Result<Self, Error> {
        let challenges = Arc::new(Mutex::new(Challenges::default()));
        let known = Arc::clone(&challenges);
        let server = StandIn::start(move |port, asked| {
            let known = known.lock().unwrap_or_else(PoisonError::into_inner);
            answer(&format!("http://127.0.0.1:{port}"), &known, asked)
        })?;
        Ok(Self { server, challenges })
    }

    pub(super) fn port(&self) -> u16 {
        self.server.port
    }

    /// The person need not sign in again for this challenge.
    pub fn skip(&self, challenge: &str) {
        let mut known = self
            .challenges
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        known.skip.insert(challenge.to_owned());
    }

    /// The server has forgotten this challenge.
    pub fn forget(&self, challenge: &str) {
        let mut known = self
            .challenges
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        known.gone.insert(challenge.to_owned());
    }
}

fn answer(own: &str, known: &Challenges, asked: &Asked) -> (u16, Value) {
    let challenge = parameter(&asked.query, "login_challenge");
    let back = format!("{own}/oauth2/auth?login_verifier=v-{challenge}");
    match (asked.method.as_str(), asked.path.as_str()) {
        _ if known.gone.contains(&challenge) => (410, json!({"redirect_to": back})),
        ("GET", "/admin/oauth2/auth/requests/login") => (
            200,
            json!({
                "challenge": challenge,
                "client": {
                    "client_id": "shop",
                    "client_name": "The Shop",
                    "logo_uri": "https://shop.example/logo.png",
                },
                "request_url": format!("{own}/oauth2/auth?client_id=shop"),
                "requested_access_token_audience": [],
                "requested_scope": ["openid"],
                "session_id": "b1",
                "skip": known.skip.contains(&challenge),
                "subject": "",
            }),
        ),
        ("PUT", "/admin/oauth2/auth/requests/login/accept") => (200, json!({"redirect_to": back})),
        _ => (404, json!({"error": "not_found"})),
    }
}
