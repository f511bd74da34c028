//! Signing up with a security key.

use serde_json::json;
use uuid::Uuid;

use super::GROUP;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, method_disabled};
use crate::flow::Flow;
use crate::identity::{Identity, SecurityKeys};
use crate::node::Node;
use crate::passkey::CeremonyError;
use crate::payload::Payload;
use crate::security_key;
use crate::strategy::echo_traits;
use crate::text::{self, Text};
use crate::webauthn;

const NAME: &str = "webauthn_register_displayname";

/// The field for a key's name.
pub(super) fn name_input() -> Node {
    Node::input(GROUP, NAME, "text")
        .value("")
        .label(text::security_key_name())
}

/// The field for what the browser answers.
pub(super) fn response_input() -> Node {
    Node::input(GROUP, "webauthn_register", "hidden").value("")
}

/// The button that begins the ceremony.
pub(super) fn trigger(state: &security_key::RegistrationState, label: Text) -> Node {
    let options = json!({"publicKey": state.options}).to_string();
    let node = Node::input(GROUP, "webauthn_register_trigger", "button")
        .label(label)
        .with(|input| {
            input.onclick = format!("window.oryWebAuthnRegistration({options})");
            input.onclick_trigger = "oryWebAuthnRegistration";
        });
    node.value(options)
}

/// The ceremony of a flow; the same one as long as it lives.
fn ceremony(exchange: &Exchange<'_>, flow: &mut Flow) -> Option<Node> {
    if flow.security_key_registration.is_none() {
        let party = exchange.config.relying_party(GROUP);
        let handle = Uuid::new_v4().into_bytes();
        flow.security_key_registration = security_key::begin_registration(&party, handle);
    }
    let state = flow.security_key_registration.as_ref()?;
    Some(trigger(state, text::sign_up_with_security_key()))
}

pub(in crate::strategy) fn populate_registration(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    if !exchange.config.passwordless_webauthn() {
        return;
    }
    flow.ui.set_csrf(&exchange.csrf.token());
    let Some(trigger) = ceremony(exchange, flow) else {
        return;
    };
    flow.ui.upsert(name_input());
    flow.ui.upsert(trigger);
    flow.ui.upsert(webauthn::node(exchange.config));
    flow.ui.upsert(response_input());
}

pub(in crate::strategy) fn clear_registration(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    if !exchange.config.passwordless_webauthn() {
        return;
    }
    flow.ui.set_csrf(&exchange.csrf.token());
    if let Some(trigger) = ceremony(exchange, flow) {
        flow.ui.remove_matching(&trigger);
    }
    flow.ui.remove_matching(&name_input());
    flow.ui.remove_matching(&webauthn::node(exchange.config));
    flow.ui.remove_matching(&response_input());
}

pub(in crate::strategy) fn register(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    identity: &mut Identity,
) -> Result<(), Failure> {
    if !exchange.config.passwordless_webauthn() {
        return Err(Failure::NotResponsible);
    }
    let schema = exchange.schema(flow);
    let names = ["csrf_token", "method", "webauthn_register", NAME];
    let payload = Payload::decode(exchange.request, &names, schema)?;
    let result = try_register(exchange, flow, identity, &payload);
    if !matches!(result, Ok(()) | Err(Failure::NotResponsible)) {
        echo_traits(flow, &payload.traits());
        flow.ui.set_value(NAME, payload.text(NAME).into());
        flow.ui.set_csrf(&exchange.csrf.token());
    }
    result
}

fn try_register(
    exchange: &Exchange<'_>,
    flow: &mut Flow,
    identity: &mut Identity,
    payload: &Payload,
) -> Result<(), Failure> {
    let Some(schema) = exchange.schema(flow) else {
        return Err(Failure::NotResponsible);
    };
    let complaints = schema.complaints(&payload.traits());
    if !complaints.is_empty() {
        return Err(Failure::Invalid(complaints));
    }
    flow.transient_payload = payload.transient();
    exchange.ensure_csrf(payload)?;
    let response = payload.text("webauthn_register");
    if response.is_empty() {
        return Err(Failure::NotResponsible);
    }
    if !exchange.config.method(GROUP) {
        return Err(method_disabled().into());
    }
    let Some(state) = &flow.security_key_registration else {
        let reason = "Expected WebAuthN in internal context to be an object.";
        return Err(Envelope::new(500, reason).into());
    };
    let party = exchange.config.relying_party(GROUP);
    let mut key = security_key::finish_registration(&party, state, response)
        .map_err(CeremonyError::envelope)?;
    key.passwordless = true;
    key.name = payload.text(NAME).to_owned();
    identity.traits = payload.traits();
    identity.apply(schema);
    if identity.credentials.webauthn_identifiers.is_empty() {
        return Err(Failure::says(text::identifier_missing()));
    }
    identity.credentials.security_keys = Some(SecurityKeys { keys: vec![key] });
    Ok(())
}
