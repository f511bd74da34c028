//! The profile in settings: all traits at once.

use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, method_disabled};
use crate::flow::Flow;
use crate::identity::Identity;
use crate::node::Node;
use crate::payload::Payload;
use crate::session::Session;
use crate::strategy::flatten;
use crate::text;

const GROUP: &str = "profile";

pub(in crate::strategy) fn populate_settings(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    who: &Identity,
) {
    let schema = exchange.config.schema(&who.schema_id);
    for mut node in schema.map(|schema| schema.nodes()).unwrap_or_default() {
        node.group = GROUP;
        flow.ui.upsert(node);
    }
    flow.ui.set_csrf(&exchange.csrf.token());
    fill(flow, &who.traits);
    flow.ui
        .append(Node::submit(GROUP, "method", "profile", text::save()));
}

/// Sets traits on their nodes; a trait without a node gets one after its kind.
fn fill(flow: &mut Flow, traits: &serde_json::Value) {
    for (name, value) in flatten("traits", traits) {
        if flow.ui.find(&name).is_none() {
            let kind = match value {
                serde_json::Value::Number(_) => "number",
                serde_json::Value::Bool(_) => "checkbox",
                _ => "text",
            };
            flow.ui.append(Node::input(GROUP, &name, kind));
        }
        flow.ui.set_value(&name, value);
    }
}

/// Empties the trait nodes and sets what was sent.
fn echo(exchange: &Exchange<'_>, flow: &mut Flow, payload: &Payload) {
    let nodes = flow.ui.nodes.iter_mut();
    for node in nodes.filter(|node| node.id().starts_with("traits.")) {
        node.messages.clear();
        node.set_value(serde_json::Value::Null);
    }
    fill(flow, &payload.traits());
    flow.ui.set_csrf(&exchange.csrf.token());
}

pub(in crate::strategy) fn settings(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    session: &mut Session,
    resumed: Option<Payload>,
) -> Result<Identity, Failure> {
    let Some(who) = exchange.store.identity(session.identity).cloned() else {
        return Err(Failure::NotResponsible);
    };
    if let Some(payload) = resumed {
        return change(exchange, flow, session, who, &payload);
    }
    let method = Payload::decode(exchange.request, &["method"], None)?;
    if method.text("method") != "profile" {
        return Err(Failure::NotResponsible);
    }
    if !exchange.config.method("profile") {
        return Err(method_disabled().into());
    }
    let schema = exchange.config.schema(&who.schema_id);
    let payload = Payload::decode(exchange.request, &["csrf_token", "method"], schema)?;
    let complaints = schema
        .map(|schema| schema.complaints(&payload.traits()))
        .unwrap_or_default();
    let result = if complaints.is_empty() {
        change(exchange, flow, session, who, &payload)
    } else {
        Err(Failure::Invalid(complaints))
    };
    if result.is_err() {
        echo(exchange, flow, &payload);
    }
    result
}

fn change(
    exchange: &Exchange<'_>,
    flow: &mut Flow,
    session: &Session,
    who: Identity,
    payload: &Payload,
) -> Result<Identity, Failure> {
    exchange.ensure_csrf(payload)?;
    if payload
        .traits()
        .as_object()
        .is_none_or(serde_json::Map::is_empty)
    {
        return Err(Envelope::new(400, "Did not receive any value changes.").into());
    }
    echo(exchange, flow, payload);
    let Some(schema) = exchange.config.schema(&who.schema_id) else {
        return Err(Failure::NotResponsible);
    };
    let mut new = who.clone();
    new.traits = payload.traits();
    new.apply(schema);
    if new.differs_in_addresses(&who) && !session.is_privileged(exchange.config) {
        return Err(Failure::Stale(Box::new(payload.clone())));
    }
    flow.transient_payload = payload.transient();
    Ok(new)
}
