//! *Kratos*, as far as a browser talks to it: the few calls there are, and what their answers mean.

mod fetch;

use serde_json::{Map, Value};
use web_sys::AbortSignal;

pub use kratos_flow::kratos::wire;
pub use kratos_flow::kratos::{Call, Outcome, Response, Session};
pub(crate) use kratos_flow::kratos::{Probe, reconcile, same};

use crate::flow::Flow;
use crate::route::{FlowKind, FlowRequest, encoded};

/// Kratos' public API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kratos {
    base: String,
    limit: u32,
}

/// No answer after this many milliseconds is none.
pub(crate) const LIMIT: u32 = 15_000;

impl Kratos {
    /// The API at this base URL, as the browser sees it (`serve.public.base_url`); `""` is the page's own origin.
    pub fn new(base: &str) -> Self {
        Kratos {
            base: base.trim_end_matches('/').to_owned(),
            limit: LIMIT,
        }
    }

    /// The same, but with no more than this many milliseconds for a response.
    #[must_use]
    pub fn within(mut self, milliseconds: u32) -> Self {
        self.limit = milliseconds;
        self
    }

    async fn get(&self, path: &str) -> Option<Response> {
        self.get_again(path, 0).await
    }

    /// `attempts` is how often that was asked without a response.
    async fn get_again(&self, path: &str, attempts: u32) -> Option<Response> {
        fetch::get(&format!("{}{path}", self.base), self.limit, attempts).await
    }

    /// The base URL without a slash at the end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Fetches or creates a flow. A response that `boot.js` has requested already is used, once.
    pub async fn load(&self, request: &FlowRequest) -> Outcome {
        let path = request.to_kratos();
        let response = match fetch::prefetched(&self.base, request) {
            Some(early) => match early.await {
                Some(response) => Some(response),
                None => self.get_again(&path, 1).await,
            },
            None => self.get(&path).await,
        };
        read(Call::Load(request.kind), response)
    }

    /// Sends a flow's form, once. `signal` ends the waiting; Kratos may have acted on the form all the same, and
    /// [`resolve`](crate::flow::resolve) tells whether it has.
    pub async fn submit(
        &self,
        flow: &Flow,
        body: Map<String, Value>,
        signal: &AbortSignal,
    ) -> Outcome {
        let response = fetch::post(&flow.action(&self.base), &Value::Object(body), signal).await;
        read(Call::Submit(flow.kind), response)
    }

    /// Asks who is signed in: [`Outcome::Session`], or [`Outcome::SignedOut`], [`Outcome::Aal2Required`] or a failure.
    pub async fn session(&self) -> Outcome {
        let response = self.get("/sessions/whoami").await;
        read(Call::Session, response)
    }

    /// What the user signs in with: by the schema of their traits, else what they are called.
    pub async fn identifier(&self, session: &Session) -> Option<String> {
        let schema = match session.schema_path() {
            Some(path) => self.get(&path).await.and_then(|response| response.json),
            None => None,
        };
        session.identifier(schema.as_ref())
    }

    /// Signs out: [`Outcome::Empty`] or a failure. The token belongs to the session of this very moment, so it is
    /// fetched right before it is used.
    pub async fn logout(&self) -> Outcome {
        let response = self.get("/self-service/logout/browser").await;
        match read(Call::Session, response) {
            Outcome::Logout(token) => {
                let path = format!("/self-service/logout?token={}", encoded(&token));
                read(Call::Session, self.get(&path).await)
            }
            Outcome::SignedOut => Outcome::Empty,
            other => other,
        }
    }

    /// The error with this id: [`Outcome::Json`], or [`Outcome::NotFound`] or a failure.
    pub async fn error(&self, id: &str) -> Outcome {
        let path = format!("/self-service/errors?id={}", encoded(id));
        read(Call::Json, self.get(&path).await)
    }

    /// The user's other sessions, a JSON array: [`Outcome::Json`], or as [`session`](Self::session).
    pub async fn other_sessions(&self) -> Outcome {
        read(Call::Json, self.get("/sessions?per_page=250").await)
    }

    /// Ends the session with this id, or all others: [`Outcome::Empty`] or a failure.
    pub async fn revoke(&self, id: Option<&str>) -> Outcome {
        let url = match id {
            Some(id) => format!("{}/sessions/{}", self.base, encoded(id)),
            None => format!("{}/sessions", self.base),
        };
        match read(Call::Json, fetch::delete(&url, self.limit).await) {
            Outcome::Json(_) => Outcome::Empty,
            other => other,
        }
    }

    /// All identity schemas, a JSON array: [`Outcome::Json`] or a failure.
    pub async fn schemas(&self) -> Outcome {
        read(Call::Json, self.get("/schemas").await)
    }

    /// The page's path for a kind of flow.
    pub fn page(kind: FlowKind) -> String {
        FlowRequest::new(kind).to_page()
    }
}

/// What has become of a submit is requested this many milliseconds at most, each time: the user waits.
const LOST: u32 = 4_000;

impl Probe for Kratos {
    async fn session(&self) -> Outcome {
        self.clone().within(LOST).session().await
    }

    async fn now(&self, flow: &Flow) -> Outcome {
        self.clone().within(LOST).load(&same(flow)).await
    }
}

fn read(call: Call, response: Option<Response>) -> Outcome {
    response.map_or(Outcome::Unreachable, |response| {
        Outcome::read(call, &response)
    })
}
