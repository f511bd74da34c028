//! A *recording* is a conversation with a real Kratos. Played, it leaves a page in the state that it would be in.

use std::collections::HashMap;
use std::path::Path;
use std::{error::Error, fs};

use serde_json::Value;
use vestibule::flow::Submitter;
use vestibule::kratos::{Call, Outcome, Response};
use vestibule::machine::{Event, Loading, Model, Reply, Site, View, update};
use vestibule::route::{FlowKind, FlowRequest};

/// All recordings, by name.
pub(crate) struct Recordings(HashMap<String, Value>);

impl Recordings {
    /// Reads a folder of them.
    pub(crate) fn read(folder: impl AsRef<Path>) -> Result<Self, Box<dyn Error>> {
        let mut all = HashMap::new();
        for file in fs::read_dir(folder)? {
            let path = file?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let json = serde_json::from_str(&fs::read_to_string(&path)?)?;
            all.insert(name.into_owned(), json);
        }
        Ok(Self(all))
    }

    /// The state of a page that has got these answers of a recording one after the other: first a flow, then what became
    /// of it each time the form was sent. `change` is made to all of them.
    pub(crate) fn play(
        &self,
        recording: &str,
        responses: &[usize],
        change: fn(&mut Value),
    ) -> Option<View> {
        let mut state = View::Loading(Loading::default());
        for at in responses {
            let exchange = self.exchange(recording, *at)?;
            let request = exchange.get("request")?;
            let path = request.get("path")?.as_str()?;
            let kind = path
                .strip_prefix("/self-service/")
                .and_then(|rest| FlowKind::from_name(rest.split('/').next()?))?;
            let mut response = response(exchange)?;
            response.json.iter_mut().for_each(change);
            let event = match (request.get("method")?.as_str()?, &state) {
                ("POST", View::Form(showing)) => {
                    let fields = fields(request.get("body")?)?;
                    let button = showing.flow.nodes.iter().find_map(|node| {
                        let input = node.button()?;
                        let value = input.text_value();
                        let sent =
                            |(name, sent): &(String, String)| *name == input.name && *sent == value;
                        fields
                            .iter()
                            .any(sent)
                            .then_some((input.name.clone(), value))
                    });
                    let (name, value) =
                        button.unwrap_or_else(|| ("method".to_owned(), String::new()));
                    Reply::Submitted {
                        outcome: Outcome::read(Call::Submit(kind), &response),
                        submitter: Submitter::button(&showing.flow, &name, &value),
                        fields: fields.into(),
                    }
                }
                _ => Reply::Loaded(Outcome::read(Call::Load(kind), &response)),
            };
            state = after(state, FlowRequest::new(kind), event);
        }
        Some(state)
    }

    /// A response about sessions or errors.
    pub(crate) fn outcome(&self, recording: &str, at: usize, call: Call) -> Option<Outcome> {
        let response = response(self.exchange(recording, at)?)?;
        Some(Outcome::read(call, &response))
    }

    fn exchange(&self, recording: &str, at: usize) -> Option<&Value> {
        self.0.get(recording)?.get("exchanges")?.get(at)
    }
}

/// The state after the form was sent once more, as it stood, and this came.
pub(crate) fn send(state: View, outcome: Outcome) -> View {
    let View::Form(showing) = &state else {
        return state;
    };
    let request = FlowRequest::new(showing.flow.kind);
    let event = Reply::Submitted {
        outcome,
        submitter: Submitter::button(&showing.flow, "method", "password"),
        fields: vec![("identifier".to_owned(), "ada@example.com".to_owned())].into(),
    };
    after(state, request, event)
}

/// What a page shows after a reply.
fn after(view: View, request: FlowRequest, reply: Reply) -> View {
    let mut model = Model::new(Site::default(), request).showing(view);
    let id = model.attempt();
    update(&mut model, Event::Replied { id, reply });
    model.view
}

fn response(exchange: &Value) -> Option<Response> {
    let response = exchange.get("response")?;
    Some(Response {
        status: response.get("status")?.as_u64()?.try_into().ok()?,
        json: response.get("body").cloned(),
        retry_after: None,
    })
}

/// What was in a form, as names and values.
fn fields(body: &Value) -> Option<Vec<(String, String)>> {
    let fields = body.as_object()?.iter();
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    Some(
        fields
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
    )
}
