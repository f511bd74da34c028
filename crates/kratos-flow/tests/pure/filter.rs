//! `flow::filter` against the original's semantics, written down a second time as the original does it.

use kratos_flow::flow::{Filter, Names, Node, filter_nodes_by_groups};
use proptest::prelude::*;

use super::arbitrary::{self, flow_of, input};

/// A list as a caller of the original writes it.
#[derive(Clone, Debug)]
enum List {
    Absent,
    Text(String),
    Array(Vec<String>),
}

impl List {
    fn names(&self) -> Names {
        match self {
            List::Absent => Names::default(),
            List::Text(text) => text.as_str().into(),
            List::Array(array) => array.clone().into(),
        }
    }

    /// `undefined`, or the array that the original works on. The empty string is falsy.
    fn truthy(&self) -> Option<Vec<String>> {
        match self {
            List::Absent => None,
            List::Text(text) if text.is_empty() => None,
            List::Text(text) => Some(text.split(',').map(str::to_owned).collect()),
            List::Array(array) => Some(array.clone()),
        }
    }
}

fn list() -> impl Strategy<Value = List> {
    let word = proptest::sample::select(vec![
        "default",
        "password",
        "code",
        " code",
        "webauthn",
        "totp",
        "hidden",
        "input",
        "script",
        "submit",
        "text/javascript",
        "",
        "text",
    ]);
    let caption = proptest::collection::vec(word, 0..4);
    prop_oneof![
        Just(List::Absent),
        caption
            .clone()
            .prop_map(|caption| List::Text(caption.join(","))),
        caption.prop_map(|caption| List::Array(
            caption.iter().map(|word| (*word).to_owned()).collect()
        )),
    ]
}

fn reference(
    node: &Node,
    groups: &List,
    no_group: bool,
    attributes: &List,
    no_attributes: bool,
    exclude: &List,
) -> bool {
    let group = node.group.as_str();
    let kind = node.attribute_type();
    let (groups, attributes, exclude) = (groups.truthy(), attributes.truthy(), exclude.truthy());
    if groups.is_none() && attributes.is_none() && exclude.is_none() {
        return true;
    }
    let groups = groups.map(|mut groups| {
        if !no_group {
            groups.push("default".to_owned());
        }
        groups
    });
    let attributes = attributes.map(|mut attributes| {
        if !no_attributes {
            if group.contains("default") {
                attributes.push("hidden".to_owned());
            }
            if group.contains("webauthn") || group.contains("totp") {
                attributes.push("input".to_owned());
                attributes.push("script".to_owned());
            }
        }
        attributes
    });
    groups.is_none_or(|groups| groups.iter().any(|entry| entry == group))
        && attributes.is_none_or(|attributes| attributes.iter().any(|entry| entry == kind))
        && exclude.is_none_or(|exclude| !exclude.iter().any(|entry| entry == kind))
}

proptest! {
    #[test]
    fn keeps_what_the_original_keeps(
        flow in arbitrary::flow(), groups in list(), attributes in list(), exclude in list(),
        no_group in any::<bool>(), no_attributes in any::<bool>(),
    ) {
        let filter = Filter {
            groups: groups.names(),
            without_default_group: no_group,
            attributes: attributes.names(),
            without_default_attributes: no_attributes,
            exclude_attributes: exclude.names(),
        };
        let got = filter_nodes_by_groups(&flow.nodes, &filter);
        let target: Vec<&Node> = flow
            .nodes
            .iter()
            .filter(|node| reference(node, &groups, no_group, &attributes, no_attributes, &exclude))
            .collect();
        prop_assert_eq!(got, target);
    }
}

#[test]
fn edge_cases_of_the_contract() {
    let none = serde_json::Value::Null;
    let flow = flow_of(&[
        input("default", "csrf_token", "hidden", &none),
        input("default", "identifier", "text", &none),
        input("code", "code", "text", &none),
        serde_json::json!({"type": "script", "group": "webauthn", "attributes": {"id": "webauthn_script"}}),
    ]);
    let names = |filter: Filter| -> Vec<String> {
        filter_nodes_by_groups(&flow.nodes, &filter)
            .iter()
            .map(|node| node.id().to_owned())
            .collect()
    };
    let groups = |groups: Names| Filter {
        groups,
        ..Filter::default()
    };
    assert_eq!(names(groups("".into())).len(), 4);
    assert_eq!(
        names(groups(Vec::new().into())),
        ["csrf_token", "identifier"]
    );
    assert_eq!(
        names(groups("password, code".into())),
        ["csrf_token", "identifier"]
    );
    let default = Filter {
        without_default_group: true,
        ..groups("default".into())
    };
    assert_eq!(names(default), ["csrf_token", "identifier"]);
    let attributes = Filter {
        attributes: Vec::new().into(),
        ..Filter::default()
    };
    assert_eq!(names(attributes), ["csrf_token"]);
    let script = Filter {
        attributes: "text/javascript".into(),
        ..groups("webauthn".into())
    };
    assert_eq!(names(script), ["csrf_token", "webauthn_script"]);
    let no_csrf = Filter {
        exclude_attributes: "hidden".into(),
        ..Filter::default()
    };
    assert_eq!(names(no_csrf), ["identifier", "code", "webauthn_script"]);
}
