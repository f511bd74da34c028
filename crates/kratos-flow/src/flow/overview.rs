//! The *overview* of an account: which ways in there are and which are missing, as far as the nodes of a settings flow
//! tell. That a user has a password they do not.

use super::{Flow, Group, Node};

/// One way in, or one second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MethodStatus {
    /// It is there, or it is not.
    Is(bool),
    /// There are so many.
    Count(usize),
    /// Nothing tells.
    Unknown,
}

/// The groups of a settings flow that let somebody in, in the order of the page, each with how it stands.
pub fn overview(flow: &Flow) -> Vec<(Group, MethodStatus)> {
    let buttons = |group: &Group, names: &[&str]| {
        let own = flow.nodes.iter().filter(|node| node.group == *group);
        own.filter_map(Node::button)
            .filter(|input| names.contains(&input.name.as_str()))
            .count()
    };
    [
        Group::Passkey,
        Group::Password,
        Group::Oidc,
        Group::Totp,
        Group::LookupSecret,
        Group::Webauthn,
    ]
    .into_iter()
    .filter(|group| {
        let rendered = |node: &Node| node.group == *group && !node.is_hidden();
        flow.nodes.iter().any(rendered)
    })
    .map(|group| {
        let status = match group {
            Group::Passkey => MethodStatus::Count(buttons(&group, &["passkey_remove"])),
            Group::Webauthn => MethodStatus::Count(buttons(&group, &["webauthn_remove"])),
            Group::Oidc => MethodStatus::Count(buttons(&group, &["unlink"])),
            Group::Totp => MethodStatus::Is(buttons(&group, &["totp_unlink"]) > 0),
            Group::LookupSecret => {
                let names = ["lookup_secret_disable", "lookup_secret_reveal"];
                MethodStatus::Is(buttons(&group, &names) > 0)
            }
            _ => MethodStatus::Unknown,
        };
        (group, status)
    })
    .collect()
}
