//! Social sign-in: the buttons of the configured providers. Pressing one is not possible here yet.

use uuid::Uuid;

use super::Hint;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure};
use crate::flow::Flow;
use crate::node::Node;
use crate::payload::Payload;
use crate::text;

pub(super) fn populate_login(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    for provider in exchange.config.providers() {
        let label = text::sign_in_with(&provider.label, &provider.id);
        flow.ui
            .append(Node::submit("oidc", "provider", &provider.id, label));
    }
}

/// Accounts have no linked providers here, so a known account loses the buttons on the second screen.
pub(super) fn populate_credentials(flow: &mut Flow, hint: &Hint<'_>) -> bool {
    if let Hint::Known(_) = hint {
        flow.ui.nodes.retain(|node| node.group != "oidc");
    }
    false
}

pub(super) fn populate_registration(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    flow.ui.nodes.retain(|node| node.group != "oidc");
    for provider in exchange.config.providers() {
        let label = text::sign_up_with(&provider.label, &provider.id);
        flow.ui
            .append(Node::submit("oidc", "provider", &provider.id, label));
    }
}

/// The buttons that would link a provider to an account.
pub(super) fn populate_settings(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    flow.ui.set_csrf(&exchange.csrf.token());
    for provider in exchange.config.providers() {
        let label = text::link_provider(&provider.label);
        flow.ui
            .append(Node::submit("oidc", "link", &provider.id, label));
    }
}

pub(super) fn login(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<Uuid, Failure> {
    if flow.requested_aal != "aal1" {
        return Err(Failure::NotResponsible);
    }
    Err(refuse(exchange))
}

pub(super) fn register(exchange: &mut Exchange<'_>) -> Result<(), Failure> {
    Err(refuse(exchange))
}

fn refuse(exchange: &Exchange<'_>) -> Failure {
    let payload = match Payload::decode(exchange.request, &["provider"], None) {
        Ok(payload) => payload,
        Err(failure) => return failure,
    };
    let provider = payload.text("provider");
    if provider.is_empty() {
        return Failure::NotResponsible;
    }
    if exchange
        .config
        .providers()
        .iter()
        .any(|known| known.id == provider)
    {
        return Envelope::new(
            501,
            "fake-kratos draws social sign-in but cannot do it yet.",
        )
        .into();
    }
    let reason =
        format!("OpenID Connect Provider \"{provider}\" is unknown or has not been configured");
    Envelope::new(404, reason).into()
}
