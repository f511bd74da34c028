//! *Methods* that are sent by a form of their own: a browser presses the first button of the form that a field belongs to.

use super::has_main;
use crate::flow::{Flow, Group, InputKind, Section, SectionKind, needs_script};

/// The form of a method. Its controls stand in the flow's form and name this one as their owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodForm {
    /// The method.
    pub group: Group,
    /// The names and values of what goes along with every method.
    pub hidden: Vec<(String, String)>,
}

/// The forms of the methods besides the main one. Where all methods share a field there is one form only.
pub(super) fn forms(flow: &Flow, sections: &[Section]) -> Vec<MethodForm> {
    let shares = flow.nodes.iter().any(|node| {
        let field = node
            .field()
            .is_some_and(|field| field.kind != InputKind::Hidden);
        field && node.group.is_shared()
    });
    sections
        .iter()
        .filter(|section| section.kind == SectionKind::Method && !needs_script(&section.nodes))
        .filter(|_| !shares && has_main(sections))
        .filter_map(|section| Some(section.nodes.first()?.group.clone()))
        .map(|group| MethodForm {
            hidden: hidden(flow, &group),
            group,
        })
        .collect()
}

fn hidden(flow: &Flow, group: &Group) -> Vec<(String, String)> {
    flow.nodes
        .iter()
        .filter(|node| node.is_hidden() && node.group.is_shared())
        .filter_map(|node| node.input())
        .filter(|input| input.name != "identifier" || takes_identifier(group))
        .map(|input| (input.name.clone(), input.text_value()))
        .collect()
}

/// Whether a method wants to be told again whom it is about. The codes of an app or a list are those of whoever is signed in.
fn takes_identifier(group: &Group) -> bool {
    !matches!(group, Group::Totp | Group::LookupSecret)
}
