//! `flow::state`: what a page remembers from one answer to the next. Which answer leads where, [`reaction`](super::reaction)
//! says.

use crate::leads::{Command, restart, step};
use kratos_flow::flow::{Flow, FormValues, Group, Submitter};
use kratos_flow::kratos::Outcome;
use kratos_flow::machine::{FlowForm, Loading, Notice, Problem, Reply, View};
use kratos_flow::route::{FlowKind, FlowRequest};
use serde_json::Value;

use super::arbitrary::{flow_of, input};

fn request() -> FlowRequest {
    FlowRequest::from_query(FlowKind::Login, "return_to=https://app.example/inbox")
}

fn flow() -> Flow {
    flow_of(&[input("default", "identifier", "text", &Value::Null)])
}

fn loading() -> View {
    View::Loading(Loading::default())
}

fn showing() -> View {
    View::Form(Box::new(FlowForm {
        flow: flow().into(),
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

fn typed() -> FormValues {
    vec![("identifier".to_owned(), "a@example.com".to_owned())].into()
}

fn submitter() -> Submitter {
    Submitter {
        name: "method".to_owned(),
        value: "password".to_owned(),
        group: Group::Password,
    }
}

fn load(outcome: Outcome) -> (View, Option<Command>) {
    step(loading(), &request(), Reply::Loaded(outcome))
}

fn submit(outcome: Outcome) -> (View, Option<Command>) {
    let event = Reply::Submitted {
        outcome,
        fields: typed(),
        submitter: submitter(),
    };
    step(showing(), &request().with_flow(&flow().id), event)
}

fn new_flow() -> Option<Command> {
    Some(Command::Load(request()))
}

fn unexpected() -> Outcome {
    Outcome::Unexpected {
        status: 500,
        reason: None,
        request: None,
    }
}

#[test]
fn a_loaded_flow_is_shown() {
    let (state, command) = load(Outcome::Flow(Box::new(flow())));
    assert_eq!(state, showing());
    assert_eq!(command, None);
}

#[test]
fn a_load_that_fails_stops_the_page() {
    for outcome in [
        Outcome::Unreachable,
        Outcome::NotKratos { status: 200 },
        Outcome::RateLimited {
            retry_after: Some(3),
        },
        Outcome::Unavailable { retry_after: None },
        unexpected(),
    ] {
        let stopped = View::Problem(Problem::Outcome(outcome.clone()));
        assert_eq!(load(outcome), (stopped, None));
    }
}

#[test]
fn a_flow_that_will_not_come_ends_in_help_with_cookies() {
    let mut state = loading();
    let mut loads = 0;
    loop {
        let (next, command) = step(
            state,
            &request(),
            Reply::Loaded(Outcome::Csrf { reason: None }),
        );
        if command.is_none() {
            assert_eq!(next, View::Problem(Problem::Cookies { reason: None }));
            break;
        }
        loads += 1;
        state = next;
    }
    assert_eq!(loads, 2);
}

#[test]
fn an_answered_form_keeps_what_was_typed() {
    let (state, command) = submit(Outcome::Flow(Box::new(flow())));
    let View::Form(showing) = state else {
        panic!("a form")
    };
    assert_eq!(showing.response, 2);
    assert_eq!(showing.restored, typed());
    assert_eq!(command, None);
}

#[test]
fn a_failure_on_the_way_leaves_the_form_as_it_is() {
    for outcome in [
        Outcome::Unreachable,
        Outcome::NotKratos { status: 200 },
        Outcome::RateLimited {
            retry_after: Some(3),
        },
        Outcome::Refused {
            reason: None,
            continue_with: Vec::new(),
        },
        unexpected(),
    ] {
        let (state, command) = submit(outcome.clone());
        let View::Form(showing) = state else {
            panic!("{outcome:?}")
        };
        assert_eq!(showing.response, 1, "the form was drawn anew");
        assert_eq!(showing.notice, Some(Notice::Outcome(outcome)));
        assert_eq!(command, None);
    }
}

#[test]
fn a_second_csrf_violation_in_a_row_ends_in_help_with_cookies() {
    let csrf = || Outcome::Csrf { reason: None };
    let (state, _) = submit(csrf());
    let (state, _) = step(
        state,
        &request(),
        Reply::Loaded(Outcome::Flow(Box::new(flow()))),
    );
    let View::Form(shown) = &state else {
        panic!("a form")
    };
    assert_eq!(shown.restored, typed());
    let event = Reply::Submitted {
        outcome: csrf(),
        fields: typed(),
        submitter: submitter(),
    };
    assert_eq!(
        step(state, &request(), event),
        (View::Problem(Problem::Cookies { reason: None }), None)
    );
}

#[test]
fn starting_over_keeps_what_was_typed() {
    let (state, command) = restart(showing(), &request().with_flow("a"), typed(), false);
    assert_eq!(command, new_flow());
    let (state, _) = step(
        state,
        &request(),
        Reply::Loaded(Outcome::Flow(Box::new(flow()))),
    );
    let View::Form(showing) = state else {
        panic!("a form")
    };
    assert_eq!((showing.restored, showing.response), (typed(), 2));
}

#[test]
fn an_answer_that_nobody_waits_for_changes_nothing() {
    let event = Reply::Submitted {
        outcome: unexpected(),
        fields: typed(),
        submitter: submitter(),
    };
    assert_eq!(
        step(View::Navigating, &request(), event),
        (View::Navigating, None)
    );
}

#[test]
fn a_new_code_is_one_press() {
    let none = Value::Null;
    let first = flow_of(&[
        input("identifier_first", "identifier", "text", &none),
        input(
            "identifier_first",
            "method",
            "submit",
            &"identifier_first".into(),
        ),
    ]);
    let second = flow_of(&[
        input("default", "csrf_token", "hidden", &"t".into()),
        input(
            "identifier_first",
            "identifier",
            "hidden",
            &"a@example.com".into(),
        ),
        input("code", "method", "submit", &"code".into()),
    ]);
    let (state, command) = restart(showing(), &request(), typed(), true);
    assert_eq!(command, new_flow());
    let (state, command) = step(
        state,
        &request(),
        Reply::Loaded(Outcome::Flow(Box::new(first))),
    );
    let Some(Command::Submit { fields, submitter }) = command else {
        panic!("the first step")
    };
    assert_eq!(fields, typed());
    assert_eq!(submitter.value, "identifier_first");
    let outcome = Outcome::Flow(Box::new(second.clone()));
    let (state, command) = step(
        state,
        &request(),
        Reply::Submitted {
            outcome,
            fields,
            submitter,
        },
    );
    let Some(Command::Submit { fields, submitter }) = command else {
        panic!("the second step")
    };
    assert_eq!(fields.len(), 2);
    assert_eq!(submitter.value, "code");
    // Whatever comes now, it is not pressed a third time.
    let outcome = Outcome::Flow(Box::new(second));
    assert_eq!(
        step(
            state,
            &request(),
            Reply::Submitted {
                outcome,
                fields,
                submitter
            }
        )
        .1,
        None
    );
}

/// SR-30, T-12: whatever prints a state, an event or a command, in a log or a panic, says nothing of what was typed.
#[test]
fn what_was_typed_is_never_printed() {
    let fields = || FormValues::from(vec![("password".to_owned(), "CANARY".to_owned())]);
    let event = Reply::Submitted {
        outcome: Outcome::RefreshRequired,
        fields: fields(),
        submitter: submitter(),
    };
    let mut request = request();
    request.kind = FlowKind::Settings;
    let mut shown = showing();
    if let View::Form(showing) = &mut shown {
        showing.restored = fields();
        showing.deferred = fields();
    }
    let mut printed = vec![format!("{event:?}"), format!("{shown:?}")];
    let (state, command) = step(shown, &request, event);
    assert!(matches!(command, Some(Command::Confirm { .. })));
    printed.push(format!("{state:?} {command:?}"));
    let pending = Loading {
        fields: fields(),
        ..Loading::default()
    };
    printed.push(format!("{:?}", View::Loading(pending)));
    for printed in printed {
        assert!(!printed.contains("CANARY"), "{printed}");
    }
}
