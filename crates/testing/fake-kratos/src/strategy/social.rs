//! Social sign-in: a provider says who somebody is. Pressing its button leads there, and the callback leads back.

mod callback;
mod settings;

use serde_json::Value;
use uuid::Uuid;

use super::Hint;
use crate::config::Provider;
use crate::continuity;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, location_change};
use crate::flow::Flow;
use crate::identity::Identity;
use crate::node::Node;
use crate::openid;
use crate::payload::Payload;
use crate::random;
use crate::reply::Reply;
use crate::text;

pub(crate) use callback::answer;
pub(super) use settings::{populate_settings, settings};

/// Under this name what was sent waits for the way back.
const WAITS_AS: &str = "ory_kratos_oidc_auth_code_session";

pub(super) fn populate_login(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    for provider in exchange.config.providers() {
        let label = text::sign_in_with(&provider.label, &provider.id);
        flow.ui
            .append(Node::submit("oidc", "provider", &provider.id, label));
    }
}

/// The providers that are linked to an account, for a refresh.
pub(super) fn populate_refresh(exchange: &mut Exchange<'_>, flow: &mut Flow, who: &Identity) {
    for provider in exchange.config.providers() {
        if who.is_linked(&provider.id) {
            let label = text::sign_in_with(&provider.label, &provider.id);
            flow.ui
                .append(Node::submit("oidc", "provider", &provider.id, label));
        }
    }
}

/// A known account keeps the buttons of its own providers on the second screen.
pub(super) fn populate_credentials(flow: &mut Flow, hint: &Hint<'_>) -> bool {
    let Hint::Known(who) = hint else { return false };
    let is_linked = |node: &Node| {
        let value = node.as_input().and_then(|input| input.value.as_str());
        value.is_some_and(|provider| who.is_linked(provider))
    };
    flow.ui
        .nodes
        .retain(|node| node.group != "oidc" || is_linked(node));
    !who.credentials.social.is_empty()
}

pub(super) fn populate_registration(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    flow.ui.nodes.retain(|node| node.group != "oidc");
    for provider in exchange.config.providers() {
        let label = text::sign_up_with(&provider.label, &provider.id);
        flow.ui
            .append(Node::submit("oidc", "provider", &provider.id, label));
    }
}

const NAMES: [&str; 5] = ["csrf_token", "method", "provider", "link", "unlink"];

/// A provider of the configuration.
fn find(exchange: &Exchange<'_>, id: &str) -> Result<Provider, Failure> {
    let mut providers = exchange.config.providers().into_iter();
    providers.find(|known| known.id == id).ok_or_else(|| {
        let reason =
            format!("OpenID Connect Provider \"{id}\" is unknown or has not been configured");
        Envelope::new(404, reason).into()
    })
}

pub(super) fn login(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<Uuid, Failure> {
    if flow.requested_aal != "aal1" {
        return Err(Failure::NotResponsible);
    }
    let payload = Payload::decode(exchange.request, &NAMES, None)?;
    Err(press(exchange, flow, payload))
}

pub(super) fn register(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<(), Failure> {
    let schema = exchange.schema(flow);
    let payload = Payload::decode(exchange.request, &NAMES, schema)?;
    Err(press(exchange, flow, payload))
}

/// Leads to the provider whose button was pressed.
fn press(exchange: &mut Exchange<'_>, flow: &mut Flow, payload: Payload) -> Failure {
    let provider = payload.text("provider").to_owned();
    let method = payload.text("method");
    if provider.is_empty() || !matches!(method, "" | "oidc") {
        return Failure::NotResponsible;
    }
    lead(exchange, flow, payload, &provider).unwrap_or_else(|failure| failure)
}

/// The way to a provider; what was sent along waits.
fn lead(
    exchange: &mut Exchange<'_>,
    flow: &Flow,
    mut payload: Payload,
    provider: &str,
) -> Result<Failure, Failure> {
    let provider = find(exchange, provider)?;
    let state = random::letters(64);
    let upstream = payload.upstream(exchange.request);
    let url = openid::authorization_url(exchange, &provider, &state, &upstream)?;
    payload.insert("state", Value::String(state));
    payload.insert("provider", Value::String(provider.id));
    let identity = exchange.session().map(|session| session.identity);
    continuity::pause(exchange, WAITS_AS, flow.id, identity, payload);
    Ok(Failure::Completed(if exchange.request.is_json() {
        location_change(&url).reply()
    } else {
        Reply::redirect(303, &url)
    }))
}
