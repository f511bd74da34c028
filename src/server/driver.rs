//! The server's *driver* has the effects of the machine done for one request: it asks Kratos, or sends the user on. It
//! decides nothing.

use serde_json::Value;

use super::recorder::Recorder;
use super::visitor::{Flash, Visit, Visitor};
use crate::kratos::{Call, Endpoint, Kratos, Outcome, Response};
use crate::machine::{Destination, Effect, Event, Model, Notice, Reply, update};
use crate::route::{FlowKind, FlowRequest, TARGET, encoded};

/// After this many flows in place of one another something is wrong.
const MOST_ASKED: usize = 4;

/// The driver of one request.
pub(super) struct Driver<'a, A> {
    visitor: &'a Visitor,
    pub(super) kratos: Kratos<Recorder<A>>,
    /// What Kratos has answered, for the application to begin with.
    pub(super) responses: Vec<(Call, Option<Response>)>,
    /// What the responses about flows mean.
    pub(super) outcomes: Vec<Outcome>,
    /// What whoever confirms who they are is called by.
    pub(super) identifier: Option<String>,
}

impl<'a, A, F> Driver<'a, A>
where
    A: Fn(String, Option<Value>) -> F,
    F: Future<Output = Option<Response>>,
{
    pub(super) fn new(visitor: &'a Visitor, send: A) -> Self {
        Driver {
            visitor,
            kratos: Kratos::over(Recorder::new(send)),
            responses: Vec::new(),
            outcomes: Vec::new(),
            identifier: None,
        }
    }

    /// A page that has asked for nothing yet.
    pub(super) fn model(&self, request: FlowRequest) -> Model {
        Model::new(self.visitor.site(), request)
    }

    /// Goes on from an event until there is something to show, or somewhere else to go.
    pub(super) async fn run(&mut self, model: &mut Model, event: Event) -> Result<(), Visit> {
        let mut event = Some(event);
        for _ in 0..=MOST_ASKED {
            let Some(happened) = event.take() else {
                break;
            };
            for effect in update(model, happened) {
                match effect {
                    Effect::Load { id, request } => {
                        let reply = Reply::Loaded(self.load(&request).await);
                        event = Some(Event::Replied { id, reply });
                    }
                    Effect::EnterOAuth2(to) => return Err(Visit::Go(to)),
                    Effect::Go { to, .. } => return Err(self.go(model, &to)),
                    Effect::Confirm { to, .. } => return Err(confirm(model, to)),
                    // Nothing is sent that nobody has pressed, and a server has neither clocks nor a history.
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// A flow, which the page is to show.
    pub(super) async fn load(&mut self, request: &FlowRequest) -> Outcome {
        let outcome = self.kratos.load(request).await;
        if let Outcome::Flow(flow) = &outcome
            && flow.refresh
        {
            let field = flow.node("identifier").and_then(|node| node.field());
            self.identifier = field.map(|field| field.text_value());
        }
        self.record(&Endpoint::Flow(request), Call::Load(request.kind));
        self.outcomes.push(outcome.clone());
        outcome
    }

    /// The application is to begin with what an endpoint was answered with.
    pub(super) fn record(&mut self, endpoint: &Endpoint<'_>, call: Call) {
        let response = self.kratos.transport().take(&endpoint.path());
        self.responses.push((call, response));
    }

    /// Where Kratos has said to go: the page of ours that stands for it, or away.
    fn go(&self, model: &Model, to: &str) -> Visit {
        match model.site.destination(to) {
            Some(Destination::Page(page)) if page == "/" => {
                Visit::Go(home(model.draft.target.as_ref()))
            }
            Some(Destination::Page(to) | Destination::Away(to))
                if to.starts_with('/') && model.draft.flash == Some(Notice::Registered) =>
            {
                let flash = Flash::Registered;
                Visit::Tell { to, flash }
            }
            Some(Destination::Page(to) | Destination::Away(to)) => Visit::Go(to),
            // What is no address to follow is not followed.
            None => Visit::Go("/error".to_owned()),
        }
    }
}

impl<A> Driver<'_, A> {
    /// The flow with this id, as it was loaded last.
    pub(super) fn loaded(&self, id: &str) -> Option<&Response> {
        let responses = self.responses.iter().rev();
        responses
            .filter_map(|(_, response)| response.as_ref())
            .find(|response| {
                let json = response.json.as_ref();
                json.and_then(|json| json.get("id")?.as_str()) == Some(id)
            })
    }
}

/// A change of settings is to be confirmed. A fresh sign-in leads to the address of Kratos that has the change and makes it
/// when the user comes by; what a second factor is for, nobody remembers here.
fn confirm(model: &Model, to: String) -> Visit {
    match (FlowRequest::from_page(&to), &model.draft.change) {
        (Some(mut login), Some(change)) if login.refresh => {
            let back = Endpoint::Submit(FlowKind::Settings, &change.flow);
            login.return_to = Some(back.path());
            Visit::Go(login.to_page())
        }
        _ => Visit::Tell {
            to,
            flash: Flash::NotSaved,
        },
    }
}

/// The home page for a user who is signed in already and wanted something else.
fn home(target: Option<&FlowRequest>) -> String {
    match target {
        Some(target) if target.return_to.is_some() || target.kind == FlowKind::Recovery => {
            format!("/?{TARGET}={}", encoded(&target.without_flow().to_page()))
        }
        _ => "/".to_owned(),
    }
}
