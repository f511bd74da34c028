//! What Kratos has said *initially*: a server has asked before the page was sent, and has rendered what came of it.

use leptos::prelude::*;
use serde_json::Value;

use super::Vestibule;
use crate::browser;
use crate::json;
use crate::kratos::wire::optional;
use crate::kratos::{Call, Outcome, Response};
use crate::machine::{Event, Loading, Model, Notice, Reply, View, update};
use crate::route::{FlowKind, FlowRequest};

/// The answers that are there before the page is, in their order. Provided as context.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Initial {
    /// What the responses mean.
    pub outcomes: Vec<Outcome>,
    /// What is said besides.
    pub notice: Option<Notice>,
    /// The page, path and query, that they were requested, where its address may have become another since.
    pub page: Option<String>,
}

impl From<Vec<Outcome>> for Initial {
    fn from(outcomes: Vec<Outcome>) -> Self {
        Initial {
            outcomes,
            ..Initial::default()
        }
    }
}

impl Initial {
    /// Reads what a server has put into the page:
    /// `{"answers": [{"call": "login", "status": 200, "body": …}], "page": …, "identifier": …, "notice": …}`.
    ///
    /// `call` is the kind of flow that was requested, `session` or `json`, and `page` what the browser had requested. Whoever
    /// confirms their identity is called by `identifier`. `notice` is said besides the flow's own messages.
    pub fn read(json: &str) -> Option<Self> {
        let json = json::read(json).ok()?;
        let identifier = optional(&json, "identifier");
        let responses = json.get("answers")?.as_array()?;
        let outcomes = responses.iter().map(|response| {
            let mut outcome = outcome(response)?;
            if let (Outcome::Flow(flow), Some(name)) = (&mut outcome, &identifier) {
                flow.fill_identifier(name);
            }
            Some(outcome)
        });
        Some(Initial {
            outcomes: outcomes.collect::<Option<_>>()?,
            notice: optional(&json, "notice").map(Notice::Text),
            page: optional(&json, "page"),
        })
    }
}

fn outcome(json: &Value) -> Option<Outcome> {
    let number = |key| json.get(key).and_then(Value::as_u64);
    let call = match json.get("call")?.as_str()? {
        "session" => Call::Session,
        "json" => Call::Json,
        kind => Call::Load(FlowKind::from_name(kind)?),
    };
    let response = Response {
        status: number("status")?.try_into().ok()?,
        json: json.get("body").cloned(),
        retry_after: number("retry_after").and_then(|seconds| seconds.try_into().ok()),
    };
    Some(Outcome::read(call, &response))
}

/// The answers for what is rendered now: a server renders with them, and the browser hydrates what it has rendered. Whatever is rendered
/// later asks for itself.
fn initial() -> Initial {
    if cfg!(feature = "ssr") || browser::is_hydrating() {
        use_context().unwrap_or_default()
    } else {
        Initial::default()
    }
}

/// What a page of no flow begins with.
pub(crate) fn first_response() -> Outcome {
    initial().outcomes.pop().unwrap_or(Outcome::Empty)
}

/// What a flow begins with, and whether it was made just now.
pub(super) fn first_model(vestibule: &Vestibule, request: &FlowRequest) -> (Model, bool) {
    let mut model = Model::new(vestibule.site(), request.clone());
    // A server can render any view.
    #[cfg(feature = "ssr")]
    if let Some(view) = use_context() {
        return (model.showing(view), false);
    }
    let Initial {
        outcomes,
        notice,
        page,
    } = initial();
    // The address names the flow that is rendered by now, which is not what was requested.
    if let Some(requested) = page.as_deref().and_then(FlowRequest::from_page) {
        model.request = requested;
    }
    if !outcomes.is_empty() {
        model = model.showing(View::Loading(Loading {
            restarts: u8::from(notice.is_some()),
            notice,
            ..Loading::default()
        }));
    }
    let mut fresh = false;
    for outcome in outcomes {
        fresh = model.request.flow.is_none();
        let reply = Reply::Loaded(outcome);
        let id = model.attempt();
        update(&mut model, Event::Replied { id, reply });
    }
    (model, fresh)
}
