//! `flow::state`: every outcome leads somewhere.

use serde_json::Value;
use vestibule::flow::{
    Command, ContinueWith, Event, Failure, Flow, Group, Loading, Notice, Pressed, Showing, State,
    step,
};
use vestibule::kratos::Outcome;
use vestibule::route::{FlowKind, FlowRequest};

use super::arbitrary::{flow_of, input};

fn request() -> FlowRequest {
    FlowRequest::from_query(FlowKind::Login, "return_to=https://app.example/inbox")
}

fn flow() -> Flow {
    flow_of(&[input("default", "identifier", "text", &Value::Null)])
}

fn loading() -> State {
    State::Loading(Loading::default())
}

fn showing() -> State {
    State::Showing(Box::new(Showing {
        flow: flow(),
        answer: 1,
        kept: Vec::new(),
        notice: None,
        restarts: 0,
        steps_to_code: 0,
        pressed: None,
    }))
}

fn typed() -> Vec<(String, String)> {
    vec![("identifier".to_owned(), "a@example.com".to_owned())]
}

fn pressed() -> Pressed {
    Pressed {
        name: "method".to_owned(),
        value: "password".to_owned(),
        group: Group::Password,
    }
}

fn load(outcome: Outcome) -> (State, Option<Command>) {
    step(loading(), &request(), Event::Loaded(outcome))
}

fn submit(outcome: Outcome) -> (State, Option<Command>) {
    let event = Event::Submitted {
        outcome,
        fields: typed(),
        pressed: pressed(),
    };
    step(showing(), &request().with_flow(&flow().id), event)
}

fn go(path: &str) -> Option<Command> {
    Some(Command::Go(path.to_owned()))
}

fn new_flow() -> Option<Command> {
    Some(Command::Load(request()))
}

fn redirect(to: &str) -> ContinueWith {
    ContinueWith::Redirect { to: to.to_owned() }
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
fn every_outcome_of_a_load_leads_somewhere() {
    let here = "%2Flogin%3Freturn_to%3Dhttps%253A%252F%252Fapp.example%252Finbox";
    for (outcome, command) in [
        (Outcome::AlreadySignedIn, go("/")),
        (Outcome::SignedOut, go(&format!("/login?return_to={here}"))),
        (
            Outcome::Aal1Required,
            go("/login?return_to=https%3A%2F%2Fapp.example%2Finbox"),
        ),
        (
            Outcome::Aal2Required,
            go(&format!("/login?return_to={here}&aal=aal2")),
        ),
        (
            Outcome::Redirect("https://idp.example/".to_owned()),
            go("https://idp.example/"),
        ),
        (Outcome::Expired { use_flow_id: None }, new_flow()),
        (Outcome::Csrf { reason: None }, new_flow()),
        (
            Outcome::ReturnToForbidden { reason: None },
            Some(Command::Load(FlowRequest::new(FlowKind::Login))),
        ),
    ] {
        assert_eq!(load(outcome.clone()).1, command, "{outcome:?}");
    }
    for outcome in [
        Outcome::Disabled,
        Outcome::Unreachable,
        Outcome::NotFound,
        Outcome::NotKratos { status: 200 },
        Outcome::RateLimited { retry_after: None },
        Outcome::Unavailable { retry_after: None },
        Outcome::Refused {
            reason: None,
            continue_with: Vec::new(),
        },
        unexpected(),
    ] {
        let stopped = State::Stopped(Failure::Outcome(outcome.clone()));
        assert_eq!(load(outcome), (stopped, None));
    }
}

#[test]
fn a_flow_that_is_gone_is_replaced_without_a_word() {
    let event = Event::Loaded(Outcome::NotFound);
    let (state, command) = step(loading(), &request().with_flow("gone"), event);
    assert_eq!(command, new_flow());
    assert!(matches!(
        state,
        State::Loading(Loading {
            notice: None,
            restarts: 1,
            ..
        })
    ));
}

#[test]
fn a_flow_that_will_not_come_ends_in_help_with_cookies() {
    let mut state = loading();
    let mut loads = 0;
    loop {
        let (next, command) = step(
            state,
            &request(),
            Event::Loaded(Outcome::Csrf { reason: None }),
        );
        if command.is_none() {
            assert_eq!(next, State::Stopped(Failure::Cookies));
            break;
        }
        loads += 1;
        state = next;
    }
    assert_eq!(loads, 2);
}

#[test]
fn an_answer_of_another_kind_goes_to_its_page() {
    let registration = FlowRequest::from_query(FlowKind::Registration, "login_challenge=c");
    let event = Event::Loaded(Outcome::Flow(Box::new(flow())));
    let (_, command) = step(loading(), &registration, event);
    assert_eq!(
        command,
        go(&format!("/login?flow={}&login_challenge=c", flow().id))
    );
}

#[test]
fn an_answered_form_keeps_what_was_typed() {
    let (state, command) = submit(Outcome::Flow(Box::new(flow())));
    let State::Showing(showing) = state else {
        panic!("a form")
    };
    assert_eq!(showing.answer, 2);
    assert_eq!(showing.kept, typed());
    assert_eq!(command, None);
}

#[test]
fn every_outcome_of_a_submit_leads_somewhere() {
    let here = format!(
        "%2Flogin%3Fflow%3D{}%26return_to%3Dhttps%253A%252F%252Fapp.example%252Finbox",
        flow().id
    );
    let verification = || {
        vec![ContinueWith::Verification {
            flow: "v".to_owned(),
        }]
    };
    let to_verification = go("/verification?flow=v&return_to=https%3A%2F%2Fapp.example%2Finbox");
    for (outcome, command) in [
        (Outcome::AlreadySignedIn, go("/")),
        (Outcome::SignedOut, go(&format!("/login?return_to={here}"))),
        (
            Outcome::Aal2Required,
            go(&format!("/login?return_to={here}&aal=aal2")),
        ),
        (
            Outcome::RefreshRequired,
            go(&format!("/login?return_to={here}&refresh=true")),
        ),
        (
            Outcome::Redirect("https://idp.example/".to_owned()),
            go("https://idp.example/"),
        ),
        // A security key sign-in is sent back to its own flow.
        (
            Outcome::Redirect(format!("https://app.example/login?flow={}", flow().id)),
            Some(Command::Load(request().with_flow(&flow().id))),
        ),
        (
            Outcome::Expired {
                use_flow_id: Some("b".to_owned()),
            },
            Some(Command::Load(request().with_flow("b"))),
        ),
        (Outcome::Expired { use_flow_id: None }, new_flow()),
        (Outcome::NotFound, new_flow()),
        (Outcome::IdentityMismatch, new_flow()),
        (Outcome::Csrf { reason: None }, new_flow()),
        (
            Outcome::ReturnToForbidden { reason: None },
            Some(Command::Load(FlowRequest::new(FlowKind::Login))),
        ),
        (
            Outcome::AddressNotVerified {
                continue_with: verification(),
            },
            to_verification.clone(),
        ),
        (
            Outcome::Refused {
                reason: None,
                continue_with: verification(),
            },
            to_verification.clone(),
        ),
        (Outcome::Disabled, None),
        (
            Outcome::Done {
                signed_in: true,
                continue_with: Vec::new(),
            },
            go("/"),
        ),
    ] {
        assert_eq!(submit(outcome.clone()).1, command, "{outcome:?}");
    }
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
        let State::Showing(showing) = state else {
            panic!("{outcome:?}")
        };
        assert_eq!(showing.answer, 1, "the form was drawn anew");
        assert_eq!(showing.notice, Some(Notice::Outcome(outcome)));
        assert_eq!(command, None);
    }
}

#[test]
fn what_a_replacement_of_kratos_has_lost_is_asked_for_again() {
    // Kratos' replacement for an expired second-factor flow is a plain sign-in.
    let request = FlowRequest::from_query(FlowKind::Login, "aal=aal2&flow=a");
    let outcome = Outcome::Expired {
        use_flow_id: Some("b".to_owned()),
    };
    let event = Event::Submitted {
        outcome,
        fields: typed(),
        pressed: pressed(),
    };
    let (state, command) = step(showing(), &request, event);
    assert_eq!(command, Some(Command::Load(request.without_flow())));
    let State::Loading(waiting) = state else {
        panic!("on its way")
    };
    assert_eq!(waiting.fields, typed());
    assert_eq!(waiting.notice, Some(Notice::Renewed));
}

#[test]
fn a_second_csrf_violation_in_a_row_ends_in_help_with_cookies() {
    let csrf = || Outcome::Csrf { reason: None };
    let (state, _) = submit(csrf());
    let (state, _) = step(
        state,
        &request(),
        Event::Loaded(Outcome::Flow(Box::new(flow()))),
    );
    let State::Showing(shown) = &state else {
        panic!("a form")
    };
    assert_eq!(shown.kept, typed());
    let event = Event::Submitted {
        outcome: csrf(),
        fields: typed(),
        pressed: pressed(),
    };
    assert_eq!(
        step(state, &request(), event),
        (State::Stopped(Failure::Cookies), None)
    );
}

#[test]
fn continue_with_goes_by_what_matters_not_by_order() {
    let all = [
        redirect("https://app.example/x"),
        ContinueWith::Verification {
            flow: "v".to_owned(),
        },
        ContinueWith::Recovery {
            flow: "r".to_owned(),
        },
        ContinueWith::Settings {
            flow: "s".to_owned(),
        },
    ];
    let expected = [
        "https://app.example/x",
        "/verification",
        "/recovery",
        "/settings",
    ];
    for length in 1..=all.len() {
        for reversed in [false, true] {
            let mut continue_with = all[..length].to_vec();
            if reversed {
                continue_with.reverse();
            }
            let (state, command) = submit(Outcome::Done {
                signed_in: true,
                continue_with,
            });
            assert_eq!(state, State::Leaving);
            let Some(Command::Go(to)) = command else {
                panic!("nowhere to go")
            };
            assert!(to.starts_with(expected[length - 1]), "{length}: {to}");
        }
    }
}

#[test]
fn who_signed_up_without_a_session_is_told_to_sign_in() {
    let request = FlowRequest::new(FlowKind::Registration);
    let done = |continue_with| Outcome::Done {
        signed_in: false,
        continue_with,
    };
    let event = |outcome| Event::Submitted {
        outcome,
        fields: typed(),
        pressed: pressed(),
    };
    assert_eq!(
        step(showing(), &request, event(done(vec![redirect("/")]))),
        (State::Stopped(Failure::Registered), None)
    );
    let verification = vec![
        redirect("/"),
        ContinueWith::Verification {
            flow: "v".to_owned(),
        },
    ];
    assert_eq!(
        step(showing(), &request, event(done(verification))).1,
        go("/verification?flow=v")
    );
}

#[test]
fn starting_over_keeps_what_was_typed() {
    let event = Event::Again {
        fields: typed(),
        to_code: false,
    };
    let (state, command) = step(showing(), &request().with_flow("a"), event);
    assert_eq!(command, new_flow());
    let (state, _) = step(
        state,
        &request(),
        Event::Loaded(Outcome::Flow(Box::new(flow()))),
    );
    let State::Showing(showing) = state else {
        panic!("a form")
    };
    assert_eq!((showing.kept, showing.answer), (typed(), 2));
}

#[test]
fn an_answer_that_nobody_waits_for_changes_nothing() {
    let event = Event::Submitted {
        outcome: unexpected(),
        fields: typed(),
        pressed: pressed(),
    };
    assert_eq!(
        step(State::Leaving, &request(), event),
        (State::Leaving, None)
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
    let event = Event::Again {
        fields: typed(),
        to_code: true,
    };
    let (state, command) = step(showing(), &request(), event);
    assert_eq!(command, new_flow());
    let (state, command) = step(
        state,
        &request(),
        Event::Loaded(Outcome::Flow(Box::new(first))),
    );
    let Some(Command::Submit { fields, pressed }) = command else {
        panic!("the first step")
    };
    assert_eq!(fields, typed());
    assert_eq!(pressed.value, "identifier_first");
    let outcome = Outcome::Flow(Box::new(second.clone()));
    let (state, command) = step(
        state,
        &request(),
        Event::Submitted {
            outcome,
            fields,
            pressed,
        },
    );
    let Some(Command::Submit { fields, pressed }) = command else {
        panic!("the second step")
    };
    assert_eq!(fields.len(), 2);
    assert_eq!(pressed.value, "code");
    // Whatever comes now, it is not pressed a third time.
    let outcome = Outcome::Flow(Box::new(second));
    assert_eq!(
        step(
            state,
            &request(),
            Event::Submitted {
                outcome,
                fields,
                pressed
            }
        )
        .1,
        None
    );
}
