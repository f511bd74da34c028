//! Security keys: a second factor, or with `selfservice.methods.webauthn.config.passwordless` a way in of their own.

mod registration;
mod settings;

use serde_json::json;
use uuid::Uuid;

use super::Hint;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, location_change, method_disabled};
use crate::flow::Flow;
use crate::identity::Identity;
use crate::node::Node;
use crate::payload::Payload;
use crate::reply::Reply;
use crate::security_key;
use crate::text::{self, Text};
use crate::webauthn;

pub(super) use registration::{clear_registration, populate_registration, register};
pub(super) use settings::{populate_settings, settings};

const GROUP: &str = "webauthn";

/// Bytes as Kratos writes the ids of keys.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn button() -> Node {
    Node::submit(GROUP, "method", GROUP, text::sign_in_with_security_key())
}

pub(super) fn populate_login(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    if !exchange.config.passwordless_webauthn() {
        return;
    }
    let schema = exchange.schema(flow);
    let label = schema.map(|schema| schema.identifier_label());
    let identifier = Node::input("default", "identifier", "text")
        .value("")
        .required()
        .with(|input| input.autocomplete = "username webauthn")
        .label(label.unwrap_or_else(text::id));
    flow.ui.upsert(identifier);
    flow.ui.set_csrf(&exchange.csrf.token());
    flow.ui.append(button());
}

pub(super) fn populate_credentials(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    hint: &Hint<'_>,
) -> bool {
    if !exchange.config.passwordless_webauthn() {
        return false;
    }
    let has = matches!(hint, Hint::Known(who) if !who.security_keys(true).is_empty());
    if has || exchange.config.mitigates_enumeration() {
        flow.ui.set_csrf(&exchange.csrf.token());
        flow.ui.append(button());
    }
    has
}

/// The ceremony for somebody who is known: a refresh by keys that sign in, or a second factor.
pub(super) fn populate_ceremony(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    who: &Identity,
    passwordless: bool,
) {
    if !passwordless && exchange.config.passwordless_webauthn() && !flow.refresh {
        return;
    }
    let label = text::sign_in_with_security_key();
    if draw_ceremony(exchange, flow, who, passwordless, label)
        && let Some(identifier) = who.credentials.webauthn_identifiers.first()
    {
        let hidden = Node::input("default", "identifier", "hidden").value(identifier.as_str());
        flow.ui.upsert(hidden);
    }
}

/// Says whether there was a key to ask for.
fn draw_ceremony(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    who: &Identity,
    passwordless: bool,
    label: Text,
) -> bool {
    let keys = who.security_keys(passwordless);
    let party = exchange.config.relying_party(GROUP);
    let Some(state) = security_key::begin_authentication(&party, &keys) else {
        return false;
    };
    flow.ui.set_csrf(&exchange.csrf.token());
    flow.ui.upsert(webauthn::node(exchange.config));
    let options = json!({"publicKey": state.options}).to_string();
    let trigger = Node::input(GROUP, "webauthn_login_trigger", "button")
        .label(label)
        .with(|input| {
            input.onclick = format!("window.oryWebAuthnLogin({options})");
            input.onclick_trigger = "oryWebAuthnLogin";
        });
    flow.ui.upsert(trigger.value(options));
    flow.ui
        .upsert(Node::input(GROUP, "webauthn_login", "hidden").value(""));
    flow.security_key_login = Some(state);
    true
}

pub(super) fn login(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<Uuid, Failure> {
    let names = ["csrf_token", "method", "identifier", "webauthn_login"];
    let payload = Payload::decode(exchange.request, &names, None)?;
    let response = payload.text("webauthn_login");
    if response.is_empty() && payload.text("method") != GROUP {
        return Err(Failure::NotResponsible);
    }
    let result = try_login(exchange, flow, &payload);
    if let Err(failure) = &result
        && !matches!(failure, Failure::NotResponsible | Failure::Completed(_))
    {
        flow.ui.set_csrf(&exchange.csrf.token());
    }
    result
}

fn try_login(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    payload: &Payload,
) -> Result<Uuid, Failure> {
    let identifier = payload.text("identifier");
    if identifier.is_empty() {
        return Err(Failure::on("identifier", text::required("identifier")));
    }
    flow.transient_payload = payload.transient();
    if !exchange.config.method(GROUP) {
        return Err(method_disabled().into());
    }
    exchange.ensure_csrf(payload)?;
    let response = payload.text("webauthn_login");
    let is_first = flow.requested_aal == "aal1";
    let signs_in = exchange.config.passwordless_webauthn() || (flow.refresh && is_first);
    if !signs_in {
        if is_first {
            return Err(Failure::NotResponsible);
        }
        let session = exchange.session().map(|session| session.identity);
        return authenticate(exchange, flow, session.unwrap_or_default(), response, false);
    }
    if !is_first {
        return Err(Failure::NotResponsible);
    }
    let who = exchange.store.by_identifier(GROUP, identifier).cloned();
    let Some(who) = who.filter(|who| who.credentials.security_keys.is_some()) else {
        return Err(Failure::says(text::no_webauthn_user()));
    };
    if !response.is_empty() {
        return authenticate(exchange, flow, who.id, response, true);
    }
    let before = std::mem::take(&mut flow.ui.nodes);
    let label = text::continue_with_security_key();
    if !draw_ceremony(exchange, flow, &who, true, label) {
        flow.ui.nodes = before;
        return Err(Failure::says(text::no_webauthn_user()));
    }
    flow.ui.messages.push(text::prepare_security_key());
    let hidden = Node::input("default", "identifier", "hidden").value(identifier);
    flow.ui.nodes.insert(0, hidden.required());
    exchange.store.save(flow);
    let url = flow.append_to(&exchange.config.ui_url("login"));
    Err(Failure::Completed(if exchange.request.is_json() {
        location_change(&url).reply()
    } else {
        Reply::redirect(303, &url)
    }))
}

fn authenticate(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    id: Uuid,
    response: &str,
    passwordless: bool,
) -> Result<Uuid, Failure> {
    let refresh = flow.refresh;
    let party = exchange.config.relying_party(GROUP);
    let who = exchange.store.identity_mut(id);
    let Some(who) = who.filter(|who| !who.credentials.webauthn_identifiers.is_empty()) else {
        return Err(Failure::says(text::no_security_key()));
    };
    if !security_key::is_readable(response) {
        return Err(Envelope::new(400, "Unable to parse WebAuthn response.").into());
    }
    let Some(state) = flow.security_key_login.clone() else {
        let reason = "Expected WebAuthN in internal context to be an object but got: unexpected end of JSON input";
        return Err(Envelope::new(500, reason).into());
    };
    let Some(known) = who.credentials.security_keys.as_mut() else {
        return Err(Failure::says(text::no_security_key()));
    };
    let mut allowed = known.clone();
    allowed
        .keys
        .retain(|key| refresh || key.passwordless == passwordless);
    security_key::finish_authentication(&party, &state, response, &mut allowed)
        .map_err(|_| Failure::says(text::assertion_invalid()))?;
    for key in allowed.keys {
        if let Some(place) = known.keys.iter_mut().find(|known| known.id == key.id) {
            *place = key;
        }
    }
    flow.security_key_login = None;
    flow.active = GROUP.into();
    exchange.store.save(flow);
    Ok(id)
}
