//! The profile: the first screen of a two-step registration, and the way between its screens.

mod settings;

use crate::config::RegistrationStyle;
use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::flow::{Flow, State};
use crate::identity::Identity;
use crate::node::Node;
use crate::payload::Payload;
use crate::reply::Reply;
use crate::self_service::registration;
use crate::strategy::{Strategy, echo_traits, flatten};
use crate::text;

pub(super) use settings::{populate_settings, settings};

fn previous() -> Node {
    Node::submit("profile", "screen", "previous", text::back())
}

fn submit() -> Node {
    Node::submit("profile", "method", "profile", text::sign_up())
}

pub(super) fn populate_unified(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    flow.ui.set_csrf(&exchange.csrf.token());
    for node in exchange
        .schema(flow)
        .map(|schema| schema.nodes())
        .unwrap_or_default()
    {
        flow.ui.upsert(node);
    }
}

pub(super) fn populate_profile(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    flow.ui.remove_matching(&previous());
    populate_unified(exchange, flow);
    flow.ui.append(submit());
}

pub(super) fn populate_credentials(flow: &mut Flow) {
    flow.ui.append(previous());
    flow.ui.remove_matching(&submit());
    for node in flow
        .ui
        .nodes
        .iter_mut()
        .filter(|node| node.group == "default")
    {
        if let Some(input) = node.as_input_mut() {
            input.kind = "hidden";
        }
    }
    flow.ui.messages.push(text::choose_a_credential());
}

pub(super) fn register(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    identity: &mut Identity,
) -> Result<(), Failure> {
    if exchange.config.registration_style() == RegistrationStyle::Unified {
        return Err(Failure::NotResponsible);
    }
    let schema = exchange.schema(flow);
    let payload = Payload::decode(
        exchange.request,
        &["csrf_token", "method", "screen"],
        schema,
    )?;
    let (method, screen) = (payload.text("method"), payload.text("screen"));
    if method != "profile" && method != "profile:back" && screen.is_empty() {
        return Err(Failure::NotResponsible);
    }
    let back = method == "profile:back" || screen == "previous";
    // Even the way back needs traits that pass.
    let complaints = schema
        .map(|schema| schema.complaints(&payload.traits()))
        .unwrap_or_default();
    let result = if !complaints.is_empty() {
        Err(Failure::Invalid(complaints))
    } else if back {
        show_profile(exchange, flow, &payload)
    } else {
        show_credentials(exchange, flow, identity, &payload)
    };
    if !matches!(result, Err(Failure::Completed(_))) {
        echo_traits(flow, &payload.traits());
        flow.ui.set_csrf(&exchange.csrf.token());
    }
    result
}

/// The strategies in the order they are drawn: the profile first.
fn drawn(exchange: &Exchange<'_>) -> Vec<Strategy> {
    let config = exchange.config;
    Strategy::ALL
        .into_iter()
        .filter(|strategy| strategy.is_enabled(config))
        .collect()
}

fn show_profile(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    payload: &Payload,
) -> Result<(), Failure> {
    flow.ui.reset_messages();
    for strategy in drawn(exchange) {
        strategy.populate_registration_profile(exchange, flow);
        if strategy == Strategy::Profile {
            fill(flow, &payload.traits());
        }
    }
    finish(exchange, flow)
}

fn show_credentials(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    identity: &mut Identity,
    payload: &Payload,
) -> Result<(), Failure> {
    flow.active = String::new();
    flow.state = State::ChooseMethod;
    flow.ui.reset_messages();
    flow.transient_payload = payload.transient();
    exchange.ensure_csrf(payload)?;
    identity.traits = payload.traits();
    for strategy in drawn(exchange) {
        strategy.populate_registration_credentials(exchange, flow);
    }
    flow.ui.set_csrf(&exchange.csrf.token());
    fill(flow, &payload.traits());
    finish(exchange, flow)
}

/// Sets traits on their nodes; a trait without a node gets a text input.
fn fill(flow: &mut Flow, traits: &serde_json::Value) {
    for (name, value) in flatten("traits", traits) {
        if flow.ui.find(&name).is_none() {
            flow.ui.append(Node::input("default", &name, "text"));
        }
        flow.ui.set_value(&name, value);
    }
}

fn finish(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<(), Failure> {
    registration::sort(exchange, flow);
    exchange.store.save(flow);
    let reply = if exchange.request.is_json() {
        Reply::json(400, &flow.json())
    } else {
        Reply::redirect(
            303,
            &flow.append_to(&exchange.config.ui_url("registration")),
        )
    };
    Err(Failure::Completed(reply))
}
