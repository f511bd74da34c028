//! The recorded conversations with a real Kratos, read as the application reads them.

use std::path::Path;

use serde_json::Value;
use vestibule::flow::{Flow, layout};
use vestibule::kratos::{Call, Outcome, Response};
use vestibule::route::FlowKind;

/// Every answer to a call of the application's own, with a name for messages.
pub(crate) fn responses() -> Vec<(String, Call, Response)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exchanges/v26.2.0");
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the recordings") {
        let path = entry.unwrap().path();
        let scenario: Value =
            serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for (at, exchange) in scenario["exchanges"].as_array().unwrap().iter().enumerate() {
            let request = &exchange["request"];
            let asks_json = request["headers"]["accept"].as_str() == Some("application/json");
            let path = request["path"].as_str().unwrap();
            let Some(kind) = path
                .strip_prefix("/self-service/")
                .and_then(|rest| FlowKind::from_name(rest.split('/').next()?))
            else {
                continue;
            };
            let call = match request["method"].as_str() {
                Some("GET") if path.ends_with("/browser") || path.ends_with("/flows") => {
                    Call::Load(kind)
                }
                Some("POST") => Call::Submit(kind),
                _ => continue,
            };
            if !asks_json {
                continue;
            }
            let response = &exchange["response"];
            let response = Response {
                status: u16::try_from(response["status"].as_u64().unwrap()).unwrap(),
                json: response.get("body").cloned(),
                retry_after: None,
            };
            out.push((format!("{} #{at}", scenario["scenario"]), call, response));
        }
    }
    assert!(out.len() > 500, "only {} answers found", out.len());
    out
}

/// Every flow among them.
pub(crate) fn flows() -> Vec<(String, Flow)> {
    responses()
        .into_iter()
        .filter_map(
            |(name, call, response)| match Outcome::read(call, &response) {
                Outcome::Flow(flow) => Some((name, *flow)),
                _ => None,
            },
        )
        .collect()
}

#[test]
fn every_answer_has_a_meaning() {
    for (name, call, response) in responses() {
        let outcome = Outcome::read(call, &response);
        let meant = match response.status {
            // What a fetch follows by itself, or what says on the wire that the server has failed.
            300..=399 => continue,
            500.. => matches!(outcome, Outcome::Unexpected { .. }),
            _ => !matches!(
                outcome,
                Outcome::Unexpected { .. } | Outcome::NotKratos { .. }
            ),
        };
        assert!(meant, "{name}: {} is {outcome:?}", response.status);
    }
}

#[test]
fn nothing_of_a_flow_is_unknown() {
    use vestibule::flow::{Group, InputKind, NodeKind};
    for (name, flow) in flows() {
        for node in &flow.nodes {
            assert!(
                !matches!(node.kind, NodeKind::Other { .. }),
                "{name}: {node:?}"
            );
            assert!(!matches!(node.group, Group::Other(_)), "{name}: {node:?}");
            if let Some(input) = node.input() {
                assert!(
                    !matches!(input.kind, InputKind::Other(_)),
                    "{name}: {node:?}"
                );
            }
        }
    }
}

#[test]
fn the_layout_of_every_flow_begins_with_what_enter_means() {
    for (name, flow) in flows() {
        let first = layout(&flow)
            .into_iter()
            .flat_map(|section| section.nodes)
            .find_map(|node| {
                let input = node.button()?;
                // The button that completes a social sign-up is a provider's, and sends what was typed.
                let completes = node
                    .label
                    .as_ref()
                    .is_some_and(|label| label.id == 1_040_003);
                let name = if completes { "method" } else { &input.name };
                (input.kind == vestibule::flow::InputKind::Submit).then(|| name.to_owned())
            });
        let has_fields = flow
            .nodes
            .iter()
            .any(|node| node.field().is_some() && !node.is_hidden());
        if let (Some(first), true) = (first, has_fields) {
            assert!(
                !matches!(first.as_str(), "provider" | "resend" | "screen" | "email"),
                "{name}: Enter presses {first}"
            );
        }
    }
}
