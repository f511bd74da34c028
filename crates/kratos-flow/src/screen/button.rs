//! The *role* of a button: what pressing it is for, by which it is drawn.

use crate::flow::{Group, Node, is_credential, is_disable, is_secondary};

/// What a button is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ButtonRole {
    /// What Enter presses.
    Main,
    /// Takes something away.
    Danger,
    /// Stands aside: another code, back.
    Aside,
    /// Goes to a provider of social sign-in.
    Provider,
    /// Another method.
    Method,
}

impl ButtonRole {
    /// The role of a button. `main`: it is the one that Enter presses.
    pub fn of(node: &Node, main: bool) -> Self {
        let unlinks = node.button().is_some_and(|input| input.name == "unlink");
        match node.group {
            _ if main => ButtonRole::Main,
            _ if unlinks || is_disable(node) || is_credential(node) => ButtonRole::Danger,
            _ if is_secondary(node) => ButtonRole::Aside,
            Group::Oidc | Group::Saml => ButtonRole::Provider,
            _ => ButtonRole::Method,
        }
    }
}
