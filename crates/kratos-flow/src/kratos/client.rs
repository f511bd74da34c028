//! The *client*: what there is to ask Kratos for, over any transport.

use serde_json::{Map, Value};

use super::{Call, Endpoint, Outcome, Response, Session, Transport, lost};
use crate::flow::{Flow, Submission, body};
use crate::route::FlowRequest;

/// Kratos' public API over a transport.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kratos<T> {
    transport: T,
}

impl<T> Kratos<T> {
    /// The API over this transport.
    pub fn over(transport: T) -> Self {
        Kratos { transport }
    }

    /// What the requests go over.
    pub fn transport(&self) -> &T {
        &self.transport
    }
}

impl<T: Transport> Kratos<T> {
    fn read(&self, call: Call, response: Option<Response>) -> Outcome {
        match response {
            Some(response) => Outcome::read(call, &response),
            None => self.transport.silence(),
        }
    }

    async fn get(&self, call: Call, endpoint: Endpoint<'_>) -> Outcome {
        let response = self.transport.get(endpoint.path()).await;
        self.read(call, response)
    }

    /// Fetches or creates a flow. Who confirms their identity need not say again who they are.
    pub async fn load(&self, request: &FlowRequest) -> Outcome {
        let call = Call::Load(request.kind);
        let mut outcome = self.get(call, Endpoint::Flow(request)).await;
        match &mut outcome {
            Outcome::Flow(flow) if flow.refresh && flow.asks_identifier() => {
                if let Outcome::Session(session) = self.session().await
                    && let Some(name) = self.identifier(&session).await
                {
                    flow.fill_identifier(&name);
                }
            }
            // Kratos knows the session when it makes a flow, and does not when it is asked who is signed in: the
            // browser sends the cookie to one address and not to the other.
            Outcome::AlreadySignedIn if matches!(self.session().await, Outcome::SignedOut) => {
                return Outcome::CookieLost;
            }
            _ => {}
        }
        outcome
    }

    /// Sends a flow's form, and finds out what has come of it where the response is lost or does not say so. `newest` is the
    /// flow as it is now, where that is known, and `payload` goes to Kratos' web hooks and message templates
    /// (`transient_payload`).
    pub async fn submit(
        &self,
        flow: &Flow,
        newest: Option<&Flow>,
        submission: &Submission,
        payload: &Map<String, Value>,
    ) -> Outcome {
        let Submission { fields, submitter } = submission;
        // Another tab may have changed traits since this form was rendered.
        let fetched = if newest.is_none() && flow.replaces_traits(submitter) {
            Some(self.now(flow).await)
        } else {
            None
        };
        let newest = match (&fetched, newest) {
            (Some(Outcome::Flow(fetched)), _) => fetched,
            (_, Some(newest)) => newest,
            // Kratos says the same to the submit.
            _ => flow,
        };
        let outcome = match fetched {
            Some(outcome) if outcome.is_transient() => outcome,
            _ => {
                let mut body = body(newest, fields, submitter);
                add_payload(&mut body, payload);
                let path = Endpoint::Submit(flow.kind, &flow.id).path();
                let response = self.transport.post(path, Value::Object(body)).await;
                self.read(Call::Submit(flow.kind), response)
            }
        };
        self.reconcile(flow, outcome).await
    }

    /// What a response to a submit means, after Kratos was asked where the response leaves it open.
    async fn reconcile(&self, flow: &Flow, mut outcome: Outcome) -> Outcome {
        if outcome.is_lost()
            && let Some(found) = self.find_lost(flow).await
        {
            outcome = found;
        }
        if let Outcome::Flow(response) = &outcome
            && response.needs_recheck()
            && let Some(found) = self.find_cause(response).await
        {
            outcome = found;
        }
        outcome
    }

    /// What has become of a submit whose response is lost.
    async fn find_lost(&self, flow: &Flow) -> Option<Outcome> {
        let session = self.session_soon().await;
        if matches!(session, Outcome::Unreachable) {
            return None;
        }
        lost::resolve(flow, &session, self.now(flow).await)
    }

    /// Why Kratos refuses a sign-in without saying so: a user is signed in, or the flow has ended.
    async fn find_cause(&self, flow: &Flow) -> Option<Outcome> {
        if flow.signs_in() {
            let session = self.session_soon().await;
            return matches!(session, Outcome::Session(_)).then_some(Outcome::AlreadySignedIn);
        }
        // What Kratos offers instead neither asks again nor for a second factor.
        matches!(self.now(flow).await, Outcome::Expired { .. }).then_some(Outcome::Expired {
            use_flow_id: None,
            return_to: None,
        })
    }

    /// A flow as it is now.
    async fn now(&self, flow: &Flow) -> Outcome {
        let request = FlowRequest::new(flow.kind).with_flow(&flow.id);
        let path = Endpoint::Flow(&request).path();
        let response = self.transport.get_soon(path).await;
        self.read(Call::Load(flow.kind), response)
    }

    async fn session_soon(&self) -> Outcome {
        let response = self.transport.get_soon(Endpoint::Whoami.path()).await;
        self.read(Call::Session, response)
    }

    /// Asks who is signed in: [`Outcome::Session`], or [`Outcome::SignedOut`], [`Outcome::Aal2Required`] or a failure.
    pub async fn session(&self) -> Outcome {
        self.get(Call::Session, Endpoint::Whoami).await
    }

    /// What the user signs in with: by the schema of their traits, else what they are called.
    pub async fn identifier(&self, session: &Session) -> Option<String> {
        let schema = match session.schema_id() {
            Some(id) => {
                let path = Endpoint::Schema(&id).path();
                let response = self.transport.get(path).await;
                response.and_then(|response| response.json)
            }
            None => None,
        };
        session.identifier(schema.as_ref())
    }

    /// Signs out: [`Outcome::Empty`] or a failure. The token belongs to the session of this very moment, so it is
    /// fetched right before it is used.
    pub async fn logout(&self) -> Outcome {
        match self.get(Call::Session, Endpoint::LogoutToken).await {
            Outcome::Logout(token) => self.get(Call::Session, Endpoint::Logout(&token)).await,
            Outcome::SignedOut => Outcome::Empty,
            other => other,
        }
    }

    /// The error with this id: [`Outcome::Json`], or [`Outcome::NotFound`] or a failure.
    pub async fn error(&self, id: &str) -> Outcome {
        self.get(Call::Json, Endpoint::Error(id)).await
    }

    /// The user's other sessions, a JSON array: [`Outcome::Json`], or as [`session`](Self::session).
    pub async fn other_sessions(&self) -> Outcome {
        self.get(Call::Json, Endpoint::OtherSessions).await
    }

    /// Ends the session with this id, or all others: [`Outcome::Empty`] or a failure.
    pub async fn revoke(&self, id: Option<&str>) -> Outcome {
        let path = id.map_or(Endpoint::Sessions, Endpoint::Session).path();
        let response = self.transport.delete(path).await;
        match self.read(Call::Json, response) {
            Outcome::Json(_) => Outcome::Empty,
            other => other,
        }
    }

    /// All identity schemas, a JSON array: [`Outcome::Json`] or a failure.
    pub async fn schemas(&self) -> Outcome {
        self.get(Call::Json, Endpoint::Schemas).await
    }
}

/// Puts what the host application sends along beside what the form has.
fn add_payload(body: &mut Map<String, Value>, payload: &Map<String, Value>) {
    if payload.is_empty() {
        return;
    }
    let own = body
        .entry("transient_payload")
        .or_insert_with(|| Map::new().into());
    if let Value::Object(own) = own {
        own.extend(payload.clone());
    }
}
