//! Every recorded conversation with a real Kratos has a meaning.

use kratos_flow::flow::layout;
use kratos_flow::kratos::Outcome;

use super::recordings::{flows, responses};

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
    use kratos_flow::flow::{Group, InputKind, NodeKind};
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
                (input.kind == kratos_flow::flow::InputKind::Submit).then(|| name.to_owned())
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
