//! The second factor: the address that a code went to is the one that another code goes to.

use crate::leads::step;
use kratos_flow::flow::{Flow, Group, Submitter, body};
use kratos_flow::kratos::Outcome;
use kratos_flow::machine::{Loading, Reply, View};
use serde_json::{Value, json};

use super::super::recordings;
use super::requested;

/// The flow of a response in the recordings.
fn recorded(name: &str) -> Flow {
    let (_, call, response) = recordings::responses()
        .into_iter()
        .find(|(found, ..)| found == name)
        .expect(name);
    match Outcome::read(call, &response) {
        Outcome::Flow(flow) => *flow,
        other => panic!("{other:?}"),
    }
}

/// The page after this answer to a press.
fn click(state: View, fields: &[(&str, &str)], name: &str, value: &str, response: &Flow) -> View {
    let fields = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let event = Reply::Submitted {
        outcome: Outcome::Flow(Box::new(response.clone())),
        fields: fields.collect(),
        submitter: Submitter {
            name: name.to_owned(),
            value: value.to_owned(),
            group: Group::Code,
        },
    };
    step(state, &requested("submit /login?flow=f&aal=aal2").1, event).0
}

/// The hidden addresses of the page, and what another code is requested with.
fn addresses(state: &View) -> (Vec<String>, Value) {
    let View::Form(showing) = state else {
        panic!("a form")
    };
    let inputs = showing.flow.nodes.iter().filter_map(|node| node.field());
    let fields: Vec<_> = inputs
        .map(|input| (input.name.clone(), input.text_value()))
        .collect();
    let submitter = Submitter::button(&showing.flow, "resend", "code");
    let body = body(&showing.flow, &fields, &submitter);
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
        let loaded = Reply::Loaded(Outcome::Flow(Box::new(choose.clone())));
        let request = requested("create /login?aal=aal2").1;
        let (state, _) = step(View::Loading(Loading::default()), &request, loaded);
        let expected = (vec![chosen.to_owned()], json!(chosen));
        let state = click(state, &[], "address", chosen, &code_sent);
        assert_eq!(addresses(&state), expected, "the code is on its way");
        let state = click(state, &[("code", "000000")], "method", "code", &wrong);
        assert_eq!(addresses(&state), expected, "the code was wrong");
        let state = click(state, &[], "resend", "code", &code_sent);
        assert_eq!(addresses(&state), expected, "another code");
    }
}
