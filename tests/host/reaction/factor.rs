//! The second factor: the address that a code went to is the one that another code goes to.

use serde_json::{Value, json};
use vestibule::flow::{Event, Flow, Group, Loading, Pressed, State, body, step};
use vestibule::kratos::Outcome;

use super::super::exchanges;
use super::asked;

/// The flow of an answer in the recordings.
fn recorded(name: &str) -> Flow {
    let (_, call, answer) = exchanges::answers()
        .into_iter()
        .find(|(found, ..)| found == name)
        .expect(name);
    match Outcome::read(call, &answer) {
        Outcome::Flow(flow) => *flow,
        other => panic!("{other:?}"),
    }
}

/// The page after this answer to a press.
fn press(state: State, fields: &[(&str, &str)], name: &str, value: &str, answer: &Flow) -> State {
    let fields = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let event = Event::Submitted {
        outcome: Outcome::Flow(Box::new(answer.clone())),
        fields: fields.collect(),
        pressed: Pressed {
            name: name.to_owned(),
            value: value.to_owned(),
            group: Group::Code,
        },
    };
    step(state, &asked("submit /login?flow=f&aal=aal2").1, event).0
}

/// The hidden addresses of the page, and what another code is asked for with.
fn addresses(state: &State) -> (Vec<String>, Value) {
    let State::Showing(showing) = state else {
        panic!("a form")
    };
    let inputs = showing.flow.nodes.iter().filter_map(|node| node.field());
    let fields: Vec<_> = inputs
        .map(|input| (input.name.clone(), input.text_value()))
        .collect();
    let pressed = Pressed::button(&showing.flow, "resend", "code");
    let body = body(&showing.flow, &fields, &pressed);
    let own = fields.iter().filter(|(name, _)| name == "identifier");
    (
        own.map(|(_, value)| value.clone()).collect(),
        body["identifier"].clone(),
    )
}

#[test]
fn another_code_goes_to_the_address_that_was_chosen() {
    let choose = recorded("\"aal2-code\" #2");
    let (code_sent, wrong) = (recorded("\"aal2-code\" #4"), recorded("\"aal2-code\" #5"));
    for chosen in ["+12025550101", "m2-mwptox1s57@example.com"] {
        let loaded = Event::Loaded(Outcome::Flow(Box::new(choose.clone())));
        let request = asked("create /login?aal=aal2").1;
        let (state, _) = step(State::Loading(Loading::default()), &request, loaded);
        let expected = (vec![chosen.to_owned()], json!(chosen));
        let state = press(state, &[], "address", chosen, &code_sent);
        assert_eq!(addresses(&state), expected, "the code is on its way");
        let state = press(state, &[("code", "000000")], "method", "code", &wrong);
        assert_eq!(addresses(&state), expected, "the code was wrong");
        let state = press(state, &[], "resend", "code", &code_sent);
        assert_eq!(addresses(&state), expected, "another code");
    }
}
