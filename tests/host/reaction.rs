//! A *reaction* is what a page does with an answer of Kratos: the JSON goes in as it came over the network, and one line
//! comes out that says the next state and the command to the browser. So a table of them can be read beside the
//! documentation.
//!
//! `create /login?aal=aal2` is a page that has asked for a new flow, `get /login?flow=f` one that has asked for an existing
//! flow, `submit /login?flow=f` one that has sent the form of a flow.

mod carried;
mod created;
mod factor;
mod fetched;
mod lost;
mod next;
mod seen;
mod session;
mod settings;
mod submitted;
mod way;

use serde_json::{Value, json};
use vestibule::flow::{
    Command, Event, Failure, FormValues, Group, Loading, Notice, Pressed, Showing, State, Text,
    step,
};
use vestibule::kratos::{Answer, Call, Outcome, wire};
use vestibule::route::{FlowKind, FlowRequest};

/// One row of a table: the row of the documentation, the page, the status and body of the answer, the reaction.
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

/// What the page does with the answer.
fn reaction(page: &str, status: u16, body: &Value) -> String {
    let (verb, request) = asked(page);
    let (before, call) = match verb {
        "submit" => (showing(&request), Call::Submit(request.kind)),
        _ => (State::Loading(Loading::default()), Call::Load(request.kind)),
    };
    let outcome = read(call, status, body);
    let event = match verb {
        "submit" => sent(outcome),
        _ => Event::Loaded(outcome),
    };
    let (state, command) = step(before, &request, event);
    told(&state, command.as_ref())
}

fn asked(page: &str) -> (&str, FlowRequest) {
    let (verb, page) = page.split_once(' ').expect("a verb and a page");
    let (path, query) = page.split_once('?').unwrap_or((page, ""));
    let request = FlowRequest::from_query(FlowKind::from_path(path).expect("a kind"), query);
    assert_eq!(request.flow.is_some(), verb != "create", "{page}");
    (verb, request)
}

fn read(call: Call, status: u16, body: &Value) -> Outcome {
    let answer = Answer {
        status,
        json: Some(body.clone()),
        retry_after: None,
    };
    Outcome::read(call, &answer)
}

/// A form that was filled in and sent.
fn sent(outcome: Outcome) -> Event {
    Event::Submitted {
        outcome,
        fields: vec![("field".to_owned(), "typed".to_owned())].into(),
        pressed: Pressed {
            name: "method".to_owned(),
            value: "password".to_owned(),
            group: Group::Password,
        },
    }
}

/// A flow as Kratos writes it down: a field, and a button.
fn flow(kind: FlowKind, id: &str) -> Value {
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
fn showing(request: &FlowRequest) -> State {
    let id = request.flow.as_deref().expect("a flow");
    let flow = wire::flow(&flow(request.kind, id), request.kind).expect("a flow");
    State::Showing(Box::new(Showing {
        flow: flow.into(),
        answer: 1,
        kept: FormValues::default(),
        misses: 0,
        unseen: FormValues::default(),
        notice: None,
        restarts: 0,
        steps_to_code: 0,
        pressed: None,
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
fn told(state: &State, command: Option<&Command>) -> String {
    let mut words = match state {
        State::Loading(waiting) => {
            let mut words = vec!["Loading".to_owned()];
            words.extend(waiting.notice.as_ref().map(notice));
            words.extend((waiting.restarts > 0).then(|| format!("restarts={}", waiting.restarts)));
            words.extend(fields("typed", &waiting.fields));
            words.extend(ids(&waiting.messages));
            words
        }
        State::Showing(showing) => {
            let mut words = vec![format!("Showing {}", showing.flow.id)];
            words.push(format!("answer={}", showing.answer));
            words.extend(showing.notice.as_ref().map(notice));
            words.extend(fields("kept", &showing.kept));
            words.extend(ids(&showing.flow.messages));
            words
        }
        State::Stopped(Failure::Outcome(outcome)) => vec![format!("Stopped {}", of(outcome))],
        State::Stopped(failure) => vec![format!("Stopped {failure:?}")],
        State::Leaving => vec!["Leaving".to_owned()],
    };
    words.extend(command.map(|command| match command {
        Command::Go(to) => format!("→ Go {to}"),
        Command::Registered(to) => format!("→ Registered {to}"),
        Command::Confirm { to, .. } => format!("→ Confirm {to}"),
        Command::Load(request) => format!("→ Load {}", request.to_page()),
        Command::Submit { fields, pressed } => {
            let names: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).collect();
            format!(
                "→ Submit {} {}={}",
                names.join(","),
                pressed.name,
                pressed.value
            )
        }
    }));
    words.join(" ")
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
