//! *Kratos*, as far as a browser talks to it: the few calls there are, and what their answers mean.

mod fetch;
mod outcome;
mod session;
pub mod wire;

use serde_json::{Map, Value};

pub use outcome::{Answer, Call, Outcome};
pub use session::Session;

use crate::flow::Flow;
use crate::route::{FlowKind, FlowRequest, encoded};

/// Kratos' public API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kratos {
    base: String,
}

impl Kratos {
    /// The API at this base URL, as the browser sees it (`serve.public.base_url`); `""` is the page's own origin.
    pub fn new(base: &str) -> Self {
        Kratos {
            base: base.trim_end_matches('/').to_owned(),
        }
    }

    /// The base URL without a slash at the end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Fetches or creates a flow. The answer that the page has asked for while it loaded is used once.
    pub async fn load(&self, request: &FlowRequest) -> Outcome {
        let answer = match fetch::prefetched(&self.base, request) {
            Some(early) => early.await,
            None => fetch::get(&format!("{}{}", self.base, request.to_kratos())).await,
        };
        read(Call::Load(request.kind), answer)
    }

    /// Sends a flow's form.
    pub async fn submit(&self, flow: &Flow, body: Map<String, Value>) -> Outcome {
        let answer = fetch::post(&flow.action(&self.base), &Value::Object(body)).await;
        read(Call::Submit(flow.kind), answer)
    }

    /// Asks who is signed in: [`Outcome::Session`], or [`Outcome::SignedOut`], [`Outcome::Aal2Required`] or a failure.
    pub async fn session(&self) -> Outcome {
        let answer = fetch::get(&format!("{}/sessions/whoami", self.base)).await;
        read(Call::Session, answer)
    }

    /// Signs out: [`Outcome::Empty`] or a failure. The token belongs to the session of this very moment, so it is
    /// fetched right before it is used.
    pub async fn logout(&self) -> Outcome {
        let answer = fetch::get(&format!("{}/self-service/logout/browser", self.base)).await;
        match read(Call::Session, answer) {
            Outcome::Logout(token) => {
                let url = format!(
                    "{}/self-service/logout?token={}",
                    self.base,
                    encoded(&token)
                );
                read(Call::Session, fetch::get(&url).await)
            }
            Outcome::SignedOut => Outcome::Empty,
            other => other,
        }
    }

    /// The error with this id: [`Outcome::Json`], or [`Outcome::NotFound`] or a failure.
    pub async fn error(&self, id: &str) -> Outcome {
        let url = format!("{}/self-service/errors?id={}", self.base, encoded(id));
        read(Call::Json, fetch::get(&url).await)
    }

    /// The person's other sessions, a JSON array: [`Outcome::Json`], or as [`session`](Self::session).
    pub async fn other_sessions(&self) -> Outcome {
        let url = format!("{}/sessions?per_page=250", self.base);
        read(Call::Json, fetch::get(&url).await)
    }

    /// Ends the session with this id, or all others: [`Outcome::Empty`] or a failure.
    pub async fn revoke(&self, id: Option<&str>) -> Outcome {
        let url = match id {
            Some(id) => format!("{}/sessions/{}", self.base, encoded(id)),
            None => format!("{}/sessions", self.base),
        };
        match read(Call::Json, fetch::delete(&url).await) {
            Outcome::Json(_) => Outcome::Empty,
            other => other,
        }
    }

    /// All identity schemas, a JSON array: [`Outcome::Json`] or a failure.
    pub async fn schemas(&self) -> Outcome {
        let url = format!("{}/schemas", self.base);
        read(Call::Json, fetch::get(&url).await)
    }

    /// The page's path for a kind of flow.
    pub fn page(kind: FlowKind) -> String {
        FlowRequest::new(kind).to_page()
    }
}

fn read(call: Call, answer: Option<Answer>) -> Outcome {
    answer.map_or(Outcome::Unreachable, |answer| Outcome::read(call, &answer))
}
