//! The *identity line*: who a later step of a form is about, and whether that can be changed.

use crate::flow::{Flow, phone};
use crate::route::FlowKind;

/// Who a step is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityLine {
    /// What they are called by: an address, or the name they have typed.
    pub name: String,
    /// Whether something was sent there.
    pub sent: bool,
    /// How to say that it is another user or another address.
    pub change: Option<Change>,
    /// Whether it is a phone number without its country, to which nothing goes whatever Kratos says.
    pub lacks_country: bool,
    /// Whether the identity schema may name a better trait to call them by.
    pub by_schema: bool,
}

/// How to say that it is another user or another address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Where the account itself gets another address: its settings, or, where nobody is signed in, a flow of this kind.
    Correct(FlowKind),
    /// By a new flow.
    Restart,
}

impl IdentityLine {
    /// The line of a flow that is about somebody.
    pub(super) fn of(flow: &Flow, may_restart: bool) -> Option<Self> {
        let name = name_of(flow)?;
        let sent = flow.takes_code();
        // An earlier step of a sign-up has a way back of its own.
        let may_change = may_restart
            && !flow.refresh
            && !flow.aal2
            && flow.kind != FlowKind::Settings
            && (sent || flow.kind != FlowKind::Registration);
        Some(IdentityLine {
            sent: sent && !flow.is_of_unknown(),
            change: may_change
                .then(|| flow.corrected_at().map_or(Change::Restart, Change::Correct)),
            lacks_country: sent && phone::is_national(&name),
            by_schema: matches!(flow.kind, FlowKind::Registration | FlowKind::Settings),
            name,
        })
    }
}

/// What the user is called by in a later step: their address, or the name they have typed.
pub(super) fn name_of(flow: &Flow) -> Option<String> {
    let hidden_mail = || {
        flow.nodes
            .iter()
            .filter(|node| node.is_hidden())
            .filter_map(|node| node.input())
            .find(|input| {
                // Up to v1.3 a hidden trait does not say what it is.
                input.autocomplete.as_deref() == Some("email")
                    || input.name.starts_with("traits.") && input.text_value().contains('@')
            })
            .map(|input| input.text_value())
    };
    match flow.kind {
        FlowKind::Login => flow.identifier(),
        FlowKind::Registration => hidden_mail(),
        // A password belongs to a name: without it a password manager would not know which one changes.
        FlowKind::Settings if flow.node("password").is_some() => flow.account(),
        FlowKind::Recovery | FlowKind::Verification => flow.sent_to(),
        FlowKind::Settings => None,
    }
    .filter(|name| !name.is_empty())
}
