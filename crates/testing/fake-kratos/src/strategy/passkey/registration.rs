//! Signing up with a passkey.

use serde_json::json;

use super::hidden;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, method_disabled};
use crate::flow::Flow;
use crate::identity::Identity;
use crate::node::Node;
use crate::passkey::{self, CeremonyError};
use crate::payload::Payload;
use crate::strategy::echo_traits;
use crate::text;
use crate::webauthn;

fn register_trigger() -> Node {
    Node::input("passkey", "passkey_register_trigger", "button")
        .label(text::sign_up_with_passkey())
        .with(|input| {
            input.onclick = "window.oryPasskeyRegistration()".into();
            input.onclick_trigger = "oryPasskeyRegistration";
        })
}

pub(in crate::strategy) fn populate_registration(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    flow.ui.set_csrf(&exchange.csrf.token());
    let Some(options) = creation(exchange, flow) else {
        return;
    };
    flow.ui.upsert(options);
    flow.ui.upsert(register_trigger());
    flow.ui.upsert(webauthn::node(exchange.config));
    flow.ui.upsert(hidden("passkey_register"));
}

pub(in crate::strategy) fn clear_registration(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    if let Some(options) = creation(exchange, flow) {
        flow.ui.remove_matching(&options);
    }
    flow.ui.remove_matching(&register_trigger());
    flow.ui.remove_matching(&webauthn::node(exchange.config));
    flow.ui.remove_matching(&hidden("passkey_register"));
}

/// The creation options of a flow; the same ones as long as it lives.
fn creation(exchange: &Exchange<'_>, flow: &mut Flow) -> Option<Node> {
    if flow.passkey_registration.is_none() {
        let party = exchange.config.relying_party("passkey");
        flow.passkey_registration = passkey::begin_registration(&party, &party.display_name);
    }
    let state = flow.passkey_registration.as_ref()?;
    let schema = exchange.schema(flow)?;
    let data = json!({
        "credentialOptions": {"publicKey": state.options},
        "displayNameFieldName": schema.passkey_field(),
    });
    Some(hidden("passkey_create_data").value(data.to_string()))
}

pub(in crate::strategy) fn register(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    identity: &mut Identity,
) -> Result<(), Failure> {
    let schema = exchange.schema(flow);
    let names = ["csrf_token", "method", "passkey_register"];
    let payload = Payload::decode(exchange.request, &names, schema)?;
    let result = try_register(exchange, flow, identity, &payload);
    if !matches!(result, Ok(()) | Err(Failure::NotResponsible)) {
        echo_traits(flow, &payload.traits());
        flow.ui.set_csrf(&exchange.csrf.token());
    }
    result
}

fn try_register(
    exchange: &mut Exchange<'_>,
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
    let response = payload.text("passkey_register");
    if response.is_empty() || response == "true" {
        return Err(Failure::NotResponsible);
    }
    exchange.ensure_csrf(payload)?;
    if !exchange.config.method("passkey") {
        return Err(method_disabled().into());
    }
    let Some(state) = &flow.passkey_registration else {
        let reason = "Expected WebAuthN in internal context to be an object.";
        return Err(Envelope::new(500, reason).into());
    };
    let party = exchange.config.relying_party("passkey");
    let credential =
        passkey::finish_registration(&party, state, response).map_err(CeremonyError::envelope)?;
    identity.traits = payload.traits();
    identity.apply(schema);
    identity.credentials.passkey = Some(credential);
    exchange.store.save(flow);
    Ok(())
}
