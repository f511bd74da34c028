//! A *reaction* is what a page does with a response of Kratos: the JSON goes in as it came over the network, and one line
//! comes out that says the next state and the command to the browser. So a table of them can be read beside the
//! documentation.
//!
//! `create /login?aal=aal2` is a page that has requested a new flow, `get /login?flow=f` one that has requested an existing
//! flow, `submit /login?flow=f` one that has sent the form of a flow.

mod action;
mod created;
mod draft;
mod factor;
mod fetched;
mod lost;
mod next;
mod seen;
mod session;
mod settings;
mod submitted;

use crate::leads::{Command, step};
use kratos_flow::flow::{FormValues, Group, Submitter, Text};
use kratos_flow::kratos::{Call, Outcome, Response, wire};
use kratos_flow::machine::{FlowForm, Loading, Notice, Problem, Reply, View};
use kratos_flow::route::{FlowKind, FlowRequest};
use serde_json::{Value, json};

/// One row of a table: the row of the documentation, the page, the status and body of the response, the reaction.
type Row = (&'static str, &'static str, u16, Value, &'static str);

/// Checks a table, and says all rows that are wrong.
fn check(rows: &[Row]) {
    let mut wrong = String::new();
    for (row, page, status, body, expected) in rows {
        let found = reaction(page, *status, body);
        if found != *expected {
            wrong += &format!("\n{row}\n  {page}, {status}\n  want {expected}\n  have {found}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What the page does with the response.
fn reaction(page: &str, status: u16, body: &Value) -> String {
    let (verb, request) = requested(page);
    let (before, call) = match verb {
        "submit" => (showing(&request), Call::Submit(request.kind)),
        _ => (View::Loading(Loading::default()), Call::Load(request.kind)),
    };
    let outcome = read(call, status, body);
    let event = match verb {
        "submit" => sent(outcome),
        _ => Reply::Loaded(outcome),
    };
    let (state, command) = step(before, &request, event);
    source(&state, command.as_ref())
}

fn requested(page: &str) -> (&str, FlowRequest) {
    let (verb, page) = page.split_once(' ').expect("a verb and a page");
    let (path, query) = page.split_once('?').unwrap_or((page, ""));
    let request = FlowRequest::from_query(FlowKind::from_path(path).expect("a kind"), query);
    assert_eq!(request.flow.is_some(), verb != "create", "{page}");
    (verb, request)
}

fn read(call: Call, status: u16, body: &Value) -> Outcome {
    let response = Response {
        status,
        json: Some(body.clone()),
        retry_after: None,
    };
    Outcome::read(call, &response)
}

/// A form that was filled in and sent.
fn sent(outcome: Outcome) -> Reply {
    Reply::Submitted {
        outcome,
        fields: vec![("field".to_owned(), "typed".to_owned())].into(),
        submitter: Submitter {
            name: "method".to_owned(),
            value: "password".to_owned(),
            group: Group::Password,
        },
    }
}

/// A flow as Kratos writes it down: a field, and a button.
pub(super) fn flow(kind: FlowKind, id: &str) -> Value {
    let input = |name: &str, kind: &str, value: &str, group: &str| {
        json!({"type": "input", "group": group, "messages": [], "meta": {},
            "attributes": {"node_type": "input", "name": name, "type": kind, "value": value, "disabled": false}})
    };
    let mut flow = json!({
        "id": id,
        "state": "choose_method",
        "ui": {
            "action": format!("http://localhost:4433/self-service/{}?flow={id}", kind.as_str()),
            "method": "POST",
            "nodes": [
                input("csrf_token", "hidden", "token", "default"),
                input("field", "text", "", "password"),
                input("method", "submit", "password", "password"),
            ],
        },
    });
    if kind == FlowKind::Settings {
        flow["identity"] = json!({"id": "me", "traits": {}});
    }
    flow
}

/// What the page showed when the form was sent.
fn showing(request: &FlowRequest) -> View {
    let id = request.flow.as_deref().expect("a flow");
    let flow = wire::flow(&flow(request.kind, id), request.kind).expect("a flow");
    View::Form(Box::new(FlowForm {
        flow: flow.into(),
        response: 1,
        restored: FormValues::default(),
        failed_attempts: 0,
        deferred: FormValues::default(),
        notice: None,
        restarts: 0,
        steps_to_code: 0,
        submitter: None,
    }))
}

/// An error envelope.
fn error(id: &str) -> Value {
    json!({"error": {"id": id, "code": 400, "reason": "why", "message": "what"}})
}

/// An error envelope without an id.
fn nameless() -> Value {
    json!({"error": {"code": 400, "reason": "why", "message": "what"}})
}

/// A state and a command in one line.
fn source(state: &View, command: Option<&Command>) -> String {
    let mut caption = match state {
        View::Loading(pending) => {
            let mut caption = vec!["Loading".to_owned()];
            caption.extend(pending.notice.as_ref().map(notice));
            caption
                .extend((pending.restarts > 0).then(|| format!("restarts={}", pending.restarts)));
            caption.extend(fields("typed", &pending.fields));
            caption.extend(ids(&pending.messages));
            caption
        }
        View::Form(showing) => {
            let mut caption = vec![format!("FlowForm {}", showing.flow.id)];
            caption.push(format!("answer={}", showing.response));
            caption.extend(showing.notice.as_ref().map(notice));
            caption.extend(fields("kept", &showing.restored));
            caption.extend(ids(&showing.flow.messages));
            caption
        }
        View::Problem(Problem::Outcome(outcome)) => vec![format!("Stopped {}", of(outcome))],
        View::Problem(failure) => vec![format!("Stopped {failure:?}")],
        View::Navigating => vec!["Leaving".to_owned()],
    };
    caption.extend(command.map(|command| match command {
        Command::Go(to) => format!("→ Go {to}"),
        Command::Registered(to) => format!("→ Registered {to}"),
        Command::Confirm { to, .. } => format!("→ Confirm {to}"),
        Command::Load(request) => format!("→ Load {}", request.to_page()),
        Command::Submit { fields, submitter } => {
            let names: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).collect();
            format!(
                "→ Submit {} {}={}",
                names.join(","),
                submitter.name,
                submitter.value
            )
        }
    }));
    caption.join(" ")
}

fn fields(word: &str, fields: &[(String, String)]) -> Option<String> {
    let pairs: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{name}:{value}"))
        .collect();
    (!pairs.is_empty()).then(|| format!("{word}={}", pairs.join(",")))
}

fn ids(texts: &[Text]) -> Option<String> {
    let ids: Vec<_> = texts.iter().map(|text| text.id.to_string()).collect();
    (!ids.is_empty()).then(|| ids.join(","))
}

fn notice(notice: &Notice) -> String {
    match notice {
        Notice::Outcome(outcome) => format!("notice={}", of(outcome)),
        other => format!("notice={other:?}"),
    }
}

/// The name of an outcome, with Kratos' own words where it has them.
fn of(outcome: &Outcome) -> String {
    let whole = format!("{outcome:?}");
    let name = whole
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    outcome
        .reason()
        .map_or_else(|| name.to_owned(), |reason| format!("{name}({reason})"))
}
