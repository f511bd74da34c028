//! What Kratos has said *initially*: a server has asked before the page was sent, and has rendered what came of it.

use leptos::prelude::*;
use serde_json::Value;

use crate::browser;
use crate::flow::{Command, Event, Loading, Notice, State, step};
use crate::json;
use crate::kratos::wire::optional;
use crate::kratos::{Call, Outcome, Response};
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
            notice: optional(&json, "notice").map(Notice::Words),
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

/// What a flow's card begins with, and what it answers.
pub(super) fn first_state(request: &FlowRequest) -> (State, FlowRequest) {
    // A server can render any state.
    #[cfg(feature = "ssr")]
    if let Some(state) = use_context() {
        return (state, request.clone());
    }
    let Initial {
        outcomes,
        notice,
        page,
    } = initial();
    let mut state = State::Loading(Loading {
        restarts: u8::from(notice.is_some()),
        notice,
        ..Loading::default()
    });
    // The address names the flow that is rendered by now, which is not what was requested.
    let requested = page.as_deref().and_then(FlowRequest::from_page);
    let mut request = requested.unwrap_or_else(|| request.clone());
    for outcome in outcomes {
        let (next, command) = step(state, &request, Event::Loaded(outcome));
        state = next;
        if let Some(Command::Load(target)) = command {
            request = target;
        }
    }
    (state, request)
}
