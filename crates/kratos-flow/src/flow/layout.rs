//! The *layout* puts a flow's nodes into sections: what to fill in, what to press, what else there is.
//!
//! Kratos' own order is no help, it changes between two responses of one flow. The submit button that Enter presses is
//! the first of the form, so the fields of the preferred method and its button come first.

use super::{Flow, Group, Input, InputKind, Node, NodeKind};
use crate::kratos::message;
use crate::route::FlowKind;

/// A part of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Which part.
    pub kind: SectionKind,
    /// Its nodes, in the order to render them in.
    pub nodes: Vec<Node>,
}

/// The parts of a form, in the order in which they are rendered. A part without nodes is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SectionKind {
    /// Hidden inputs and the script.
    Hidden,
    /// What there is already, each with the button that takes it away: passkeys, security keys.
    Owned,
    /// What a user reads and fills in, and the button that sends it (the last node).
    Main,
    /// Another method that has fields of its own, with its button. There can be several.
    Method,
    /// Other methods that need nothing but a press.
    Alternatives,
    /// Social sign-in.
    Providers,
    /// Other buttons of the step: another code, back.
    Aside,
    /// Links, widgets, and what this version does not know.
    Rest,
}

impl SectionKind {
    const ALL: [SectionKind; 8] = [
        SectionKind::Hidden,
        SectionKind::Owned,
        SectionKind::Main,
        SectionKind::Method,
        SectionKind::Alternatives,
        SectionKind::Providers,
        SectionKind::Aside,
        SectionKind::Rest,
    ];
}

/// The order of preference among the methods of a form: the first one with a button is what Enter means.
const PREFERENCE: [Group; 9] = [
    Group::IdentifierFirst,
    Group::Password,
    Group::Profile,
    Group::Code,
    Group::Totp,
    Group::Link,
    Group::LookupSecret,
    Group::Webauthn,
    Group::Default,
];

/// Puts every node of the flow into exactly one section.
pub fn layout(flow: &Flow) -> Vec<Section> {
    let main_button = main_button(flow);
    let main_group = main_button
        .and_then(|at| flow.nodes.get(at))
        .map(|node| &node.group);
    let methods = methods(flow, main_group);
    let nodes_of = |kind: SectionKind, group: Option<&Group>| {
        let mut nodes = Vec::new();
        for target in 0..=LAST_RANK {
            for (at, node) in flow.nodes.iter().enumerate() {
                if section(node, Some(at) == main_button, &methods) == kind
                    && rank(node, main_group) == target
                    && group.is_none_or(|group| *group == node.group)
                {
                    nodes.push(node.clone());
                }
            }
        }
        nodes
    };
    let mut sections = Vec::new();
    for kind in SectionKind::ALL {
        if kind == SectionKind::Method {
            let of_methods = methods.iter().map(|group| nodes_of(kind, Some(group)));
            sections.extend(of_methods.map(|nodes| Section { kind, nodes }));
        } else {
            let nodes = nodes_of(kind, None);
            sections.push(Section { kind, nodes });
        }
    }
    sections.retain(|section| !section.nodes.is_empty());
    sections
}

/// The methods besides the main one that want something filled in and have a button to send it with, in the order of
/// preference.
fn methods(flow: &Flow, main: Option<&Group>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let known = PREFERENCE.iter();
    for group in known.chain(flow.nodes.iter().map(|node| &node.group)) {
        let own = |node: &&Node| node.group == *group;
        let mut nodes = flow.nodes.iter().filter(own);
        let is_further = !group.is_shared() && main != Some(group) && !groups.contains(group);
        if is_further
            && nodes.clone().any(is_visible_field)
            && nodes
                .any(|node| node.button().is_some() && !is_secondary(node) && !is_credential(node))
        {
            groups.push(group.clone());
        }
    }
    groups
}

/// The position of the submit button that Enter presses.
fn main_button(flow: &Flow) -> Option<usize> {
    let has_fields = |group: &Group| {
        flow.nodes
            .iter()
            .any(|node| node.group == *group && is_visible_field(node))
    };
    flow.nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| {
            is_plain_submit(node) && !is_secondary(node) && !is_credential(node) && !is_choice(node)
                || is_completion(node)
                || flow.kind == FlowKind::Settings && is_trigger(node)
        })
        .min_by_key(|(at, node)| {
            let preference = PREFERENCE.iter().position(|group| *group == node.group);
            (
                !has_fields(&node.group),
                preference.unwrap_or(PREFERENCE.len()),
                *at,
            )
        })
        .map(|(at, _)| at)
}

fn section(node: &Node, is_main_button: bool, methods: &[Group]) -> SectionKind {
    let of_method = methods.contains(&node.group);
    match &node.kind {
        NodeKind::Script(_) => SectionKind::Hidden,
        NodeKind::Text { .. } | NodeKind::Image { .. } => SectionKind::Main,
        NodeKind::Anchor { .. } | NodeKind::Div { .. } | NodeKind::Other { .. } => {
            SectionKind::Rest
        }
        NodeKind::Input(input) => match input.kind {
            InputKind::Hidden => SectionKind::Hidden,
            InputKind::Submit | InputKind::Button if is_main_button => SectionKind::Main,
            InputKind::Submit | InputKind::Button => {
                if is_credential(node) {
                    SectionKind::Owned
                } else if is_secondary(node) {
                    SectionKind::Aside
                } else if of_method {
                    SectionKind::Method
                } else if is_provider(node) {
                    SectionKind::Providers
                } else {
                    SectionKind::Alternatives
                }
            }
            _ if of_method => SectionKind::Method,
            _ => SectionKind::Main,
        },
    }
}

/// The greatest [`rank`].
const LAST_RANK: u32 = 7;

/// The order inside a section: fields of every method, then the main method's, then its button. Fields of other
/// methods stay in front of the button, or Tab would pass it before they are filled in.
fn rank(node: &Node, main: Option<&Group>) -> u32 {
    match &node.kind {
        NodeKind::Input(input) if is_button(input) => match node.group {
            // Among the alternatives the passkey comes first: nothing to type, nothing to wait for.
            Group::Passkey => 4,
            Group::Webauthn => 7,
            Group::Code => 5,
            _ => 6,
        },
        NodeKind::Input(input) if input.name == "identifier" => 0,
        _ if node.group.is_shared() => 1,
        _ if main == Some(&node.group) => 3,
        _ => 2,
    }
}

fn is_button(input: &Input) -> bool {
    matches!(input.kind, InputKind::Submit | InputKind::Button)
}

fn is_visible_field(node: &Node) -> bool {
    node.field()
        .is_some_and(|input| input.kind != InputKind::Hidden)
}

fn is_plain_submit(node: &Node) -> bool {
    node.button()
        .is_some_and(|input| input.kind == InputKind::Submit)
        && !is_provider(node)
}

/// Whether a button belongs to social sign-in.
fn is_provider(node: &Node) -> bool {
    matches!(node.group, Group::Oidc | Group::Saml)
}

/// Whether a button completes a social sign-up for which traits are missing: the one provider button that sends fields.
fn is_completion(node: &Node) -> bool {
    is_provider(node)
        && node
            .label
            .as_ref()
            .is_some_and(|label| label.id == message::INFO_SELF_SERVICE_REGISTRATION_CONTINUE)
}

/// Whether a button starts a ceremony.
fn is_trigger(node: &Node) -> bool {
    node.button().is_some_and(|input| input.onclick.is_some())
}

/// Whether nothing can be done with these nodes unless a script runs: their buttons start ceremonies, those left aside that
/// take something away or lead elsewhere.
pub fn needs_script(nodes: &[Node]) -> bool {
    let mut methods = nodes
        .iter()
        .filter(|node| node.button().is_some() && !is_credential(node) && !is_secondary(node))
        .peekable();
    methods.peek().is_some() && methods.all(is_trigger)
}

/// Whether a button stands for a credential that there is, and takes it away.
pub fn is_credential(node: &Node) -> bool {
    node.button()
        .is_some_and(|input| matches!(input.name.as_str(), "webauthn_remove" | "passkey_remove"))
}

/// Whether a button is one of several equal ones, of which Enter means none: one's addresses, and what can be done with
/// backup codes.
fn is_choice(node: &Node) -> bool {
    node.button().is_some_and(|input| {
        matches!(
            input.name.as_str(),
            "address"
                | "recovery_select_address"
                | "lookup_secret_reveal"
                | "lookup_secret_regenerate"
        )
    })
}

/// Whether a button switches a method off.
pub fn is_disable(node: &Node) -> bool {
    node.button()
        .is_some_and(|input| matches!(input.name.as_str(), "totp_unlink" | "lookup_secret_disable"))
}

/// Whether a button stands aside: it asks for another code, goes back, or switches something off.
pub fn is_secondary(node: &Node) -> bool {
    is_disable(node)
        || node.button().is_some_and(|input| input.name == "screen")
        || node.is_resend()
}
