//! *Kratos*, as far as a browser talks to it: the few calls there are, and what their answers mean.

mod fetch;
mod outcome;
mod session;
mod settle;
pub mod wire;

use serde_json::{Map, Value};
use web_sys::AbortSignal;

pub use outcome::{Answer, Call, Outcome};
pub use session::Session;
pub(crate) use settle::{Ask, same, settle};

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

    /// The same, but with no more than this many milliseconds for an answer.
    #[must_use]
    pub fn within(mut self, milliseconds: u32) -> Self {
        self.limit = milliseconds;
        self
    }

    async fn get(&self, path: &str) -> Option<Answer> {
        self.get_again(path, 0).await
    }

    /// `asked` is how often that was asked without an answer.
    async fn get_again(&self, path: &str, asked: u32) -> Option<Answer> {
        fetch::get(&format!("{}{path}", self.base), self.limit, asked).await
    }

    /// The base URL without a slash at the end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Fetches or creates a flow. An answer that `boot.js` has asked for already is used, once.
    pub async fn load(&self, request: &FlowRequest) -> Outcome {
        let path = request.to_kratos();
        let answer = match fetch::prefetched(&self.base, request) {
            Some(early) => match early.await {
                Some(answer) => Some(answer),
                None => self.get_again(&path, 1).await,
            },
            None => self.get(&path).await,
        };
        read(Call::Load(request.kind), answer)
    }

    /// Sends a flow's form, once. `signal` ends the waiting; Kratos may have acted on the form all the same, and
    /// [`resolve`](crate::flow::resolve) tells whether it has.
    pub async fn submit(
        &self,
        flow: &Flow,
        body: Map<String, Value>,
        signal: &AbortSignal,
    ) -> Outcome {
        let answer = fetch::post(&flow.action(&self.base), &Value::Object(body), signal).await;
        read(Call::Submit(flow.kind), answer)
    }

    /// Asks who is signed in: [`Outcome::Session`], or [`Outcome::SignedOut`], [`Outcome::Aal2Required`] or a failure.
    pub async fn session(&self) -> Outcome {
        let answer = self.get("/sessions/whoami").await;
        read(Call::Session, answer)
    }

    /// What the person signs in with: by the schema of their traits, else what they are called.
    pub async fn identifier(&self, session: &Session) -> Option<String> {
        let schema = match session.schema_path() {
            Some(path) => self.get(&path).await.and_then(|answer| answer.json),
            None => None,
        };
        session.identifier(schema.as_ref())
    }

    /// Signs out: [`Outcome::Empty`] or a failure. The token belongs to the session of this very moment, so it is
    /// fetched right before it is used.
    pub async fn logout(&self) -> Outcome {
        let answer = self.get("/self-service/logout/browser").await;
        match read(Call::Session, answer) {
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

    /// The person's other sessions, a JSON array: [`Outcome::Json`], or as [`session`](Self::session).
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

/// What has become of a submit is asked for this many milliseconds at most, each time: the person waits.
const LOST: u32 = 4_000;

impl Ask for Kratos {
    async fn session(&self) -> Outcome {
        self.clone().within(LOST).session().await
    }

    async fn now(&self, flow: &Flow) -> Outcome {
        self.clone().within(LOST).load(&same(flow)).await
    }
}

fn read(call: Call, answer: Option<Answer>) -> Outcome {
    answer.map_or(Outcome::Unreachable, |answer| Outcome::read(call, &answer))
}
