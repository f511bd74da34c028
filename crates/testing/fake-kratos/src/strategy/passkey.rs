//! The passkey method: the nodes of the ceremonies, and what their results are good for.

mod registration;
mod settings;

use serde_json::{Value, json};
use uuid::Uuid;

use super::Hint;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, location_change, method_disabled};
use crate::flow::Flow;
use crate::identity::Identity;
use crate::node::Node;
use crate::passkey::{self, AuthenticationState};
use crate::payload::Payload;
use crate::reply::Reply;
use crate::text;
use crate::webauthn;

pub(super) use registration::{clear_registration, populate_registration, register};
pub(super) use settings::{populate_settings, settings};

fn login_trigger() -> Node {
    Node::input("passkey", "passkey_login_trigger", "button")
        .value("")
        .label(text::sign_in_with_passkey())
        .with(|input| {
            input.onclick = "window.oryPasskeyLogin()".into();
            input.onclick_trigger = "oryPasskeyLogin";
        })
}

fn hidden(name: &str) -> Node {
    Node::input("passkey", name, "hidden")
}

/// What login starts with: a challenge that any passkey may answer, also by autofill.
pub(super) fn populate_identification(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    let party = exchange.config.relying_party("passkey");
    let Some(state) = passkey::begin_authentication(&party) else {
        return;
    };
    flow.ui.set_csrf(&exchange.csrf.token());
    let label = exchange
        .schema(flow)
        .map(|schema| schema.identifier_label());
    let identifier = Node::input("default", "identifier", "text")
        .value("")
        .required()
        .with(|input| input.autocomplete = "username webauthn")
        .label(label.unwrap_or_else(text::id));
    flow.ui.upsert(identifier);
    flow.ui.upsert(challenge(&state));
    flow.passkey_login = Some(state);
    flow.ui.upsert(webauthn::node(exchange.config));
    flow.ui.upsert(hidden("passkey_login").with(|input| {
        input.onload = "window.oryPasskeyLoginAutocompleteInit()".into();
        input.onload_trigger = "oryPasskeyLoginAutocompleteInit";
    }));
}

fn challenge(state: &AuthenticationState) -> Node {
    let options = json!({"publicKey": state.options});
    hidden("passkey_challenge").value(options.to_string())
}

pub(super) fn populate_login(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    populate_identification(exchange, flow);
    flow.ui.append(login_trigger());
}

pub(super) fn populate_refresh(exchange: &mut Exchange<'_>, flow: &mut Flow, who: &Identity) {
    let Some(credential) = who
        .credentials
        .passkey
        .as_ref()
        .filter(|_| who.has_passkey())
    else {
        return;
    };
    let party = exchange.config.relying_party("passkey");
    let Some(mut state) = passkey::begin_authentication(&party) else {
        return;
    };
    state.allow(credential);
    flow.ui.upsert(challenge(&state));
    flow.passkey_login = Some(state);
    flow.ui.append(webauthn::node(exchange.config));
    flow.ui.upsert(hidden("passkey_login"));
    flow.ui.append(login_trigger());
    flow.ui.set_csrf(&exchange.csrf.token());
    let name = display_name(exchange, who);
    flow.ui
        .upsert(Node::input("default", "identifier", "hidden").value(name));
}

/// The trait a passkey is named after.
fn display_name(exchange: &Exchange<'_>, who: &Identity) -> String {
    let schema = exchange.config.schema(&who.schema_id);
    let name = schema
        .map(|schema| schema.passkey_display_name())
        .unwrap_or_default();
    let path = name.strip_prefix("traits.").unwrap_or_default();
    let value = path
        .split('.')
        .try_fold(&who.traits, |value, key| value.get(key));
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

pub(super) fn populate_credentials(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    hint: &Hint<'_>,
) -> bool {
    let has = matches!(hint, Hint::Known(who) if who.has_passkey());
    if has || exchange.config.mitigates_enumeration() {
        flow.ui.append(login_trigger());
    }
    has
}

pub(super) fn login(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<Uuid, Failure> {
    let names = ["csrf_token", "method", "passkey_login"];
    let result = Payload::decode(exchange.request, &names, None).and_then(|payload| {
        let response = payload.text("passkey_login");
        if response.is_empty() && payload.text("method") != "passkey" {
            return Err(Failure::NotResponsible);
        }
        if !exchange.config.method("passkey") {
            return Err(method_disabled().into());
        }
        exchange.ensure_csrf(&payload)?;
        if flow.requested_aal != "aal1" {
            return Err(Failure::NotResponsible);
        }
        if response.is_empty() {
            return Err(Failure::Completed(back_to_the_page(exchange, flow)));
        }
        authenticate(exchange, flow, response)
    });
    if let Err(failure) = &result
        && !matches!(failure, Failure::NotResponsible | Failure::Completed(_))
    {
        flow.ui.set_value("passkey_login", Value::Null);
        flow.ui.set_csrf(&exchange.csrf.token());
    }
    result
}

/// An empty submit asks for the ceremony, which the page already has.
fn back_to_the_page(exchange: &Exchange<'_>, flow: &Flow) -> Reply {
    let url = flow.append_to(&exchange.config.ui_url("login"));
    if exchange.request.is_json() {
        return location_change(&url).reply();
    }
    Reply::redirect(303, &url)
}

fn authenticate(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    response: &str,
) -> Result<Uuid, Failure> {
    let unreadable = || Failure::from(Envelope::new(400, "Unable to parse WebAuthn response."));
    let handle = passkey::user_handle(response).map_err(|_| unreadable())?;
    let Some(state) = flow.passkey_login.clone() else {
        let reason = "Expected WebAuthN in internal context to be an object but got: unexpected end of JSON input";
        return Err(Envelope::new(500, reason).into());
    };
    let name = String::from_utf8_lossy(&handle).into_owned();
    let id = exchange
        .store
        .by_identifier("passkey", &name)
        .map(|identity| identity.id)
        .ok_or_else(|| Failure::says(text::no_webauthn_user()))?;
    let party = exchange.config.relying_party("passkey");
    let credential = exchange
        .store
        .identity_mut(id)
        .and_then(|identity| identity.credentials.passkey.as_mut())
        .ok_or_else(|| Failure::says(text::no_webauthn_user()))?;
    passkey::finish_authentication(&party, &state, response, credential)
        .map_err(|_| Failure::says(text::assertion_invalid()))?;
    flow.passkey_login = None;
    flow.active = "passkey".into();
    exchange.store.save(flow);
    Ok(id)
}
