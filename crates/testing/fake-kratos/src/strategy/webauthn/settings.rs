//! Security keys in settings: adding and removing them.

use super::registration::{name_input, response_input, trigger};
use super::{GROUP, hex};
use crate::assurance;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, method_disabled};
use crate::flow::Flow;
use crate::identity::{Identity, SecurityKeys};
use crate::node::Node;
use crate::passkey::CeremonyError;
use crate::payload::Payload;
use crate::security_key;
use crate::session::Session;
use crate::text;
use crate::webauthn;

const NAME: &str = "webauthn_register_displayname";

pub(in crate::strategy) fn populate_settings(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    who: &Identity,
) {
    flow.ui.set_csrf(&exchange.csrf.token());
    let is_last = assurance::first_factors(who, exchange.config) < 2;
    if let Some(known) = &who.credentials.security_keys {
        for key in &known.keys {
            let label = text::remove_security_key(key);
            let button = Node::submit(GROUP, "webauthn_remove", &hex(&key.id), label);
            let locked = key.passwordless && is_last;
            flow.ui.append(button.with(|input| input.disabled = locked));
        }
    }
    let party = exchange.config.relying_party(GROUP);
    let Some(state) = security_key::begin_registration(&party, who.id.into_bytes()) else {
        return;
    };
    flow.ui.upsert(webauthn::node(exchange.config));
    flow.ui.upsert(name_input());
    flow.ui.upsert(trigger(&state, text::add_security_key()));
    flow.ui.upsert(response_input());
    flow.security_key_registration = Some(state);
}

pub(in crate::strategy) fn settings(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    session: &mut Session,
    resumed: Option<Payload>,
) -> Result<Identity, Failure> {
    let names = ["csrf_token", "webauthn_register", NAME, "webauthn_remove"];
    let payload = match resumed {
        Some(payload) => payload,
        None => Payload::decode(exchange.request, &names, None)?,
    };
    let response = payload.text("webauthn_register");
    let remove = payload.text("webauthn_remove");
    let name = payload.text(NAME);
    if !response.is_empty() && name.is_empty() {
        return Err(Failure::on(NAME, text::required(NAME)));
    }
    if response.is_empty() && remove.is_empty() {
        return Err(Failure::NotResponsible);
    }
    if !exchange.config.method(GROUP) {
        return Err(method_disabled().into());
    }
    exchange.ensure_csrf(&payload)?;
    if !session.is_privileged(exchange.config) {
        return Err(Failure::Stale(Box::new(payload.clone())));
    }
    let Some(mut who) = exchange.store.identity(session.identity).cloned() else {
        return Err(Failure::NotResponsible);
    };
    if response.is_empty() {
        let ways = assurance::first_factors(&who, exchange.config);
        remove_key(&mut who, remove, ways)?;
        return Ok(who);
    }
    let Some(state) = &flow.security_key_registration else {
        let reason = "Expected WebAuthN in internal context to be an object.";
        return Err(Envelope::new(500, reason).into());
    };
    let party = exchange.config.relying_party(GROUP);
    let mut key = security_key::finish_registration(&party, state, response)
        .map_err(CeremonyError::envelope)?;
    key.name = name.to_owned();
    key.passwordless = exchange.config.passwordless_webauthn();
    let level = if key.passwordless { "aal1" } else { "aal2" };
    match &mut who.credentials.security_keys {
        Some(known) => known.keys.push(key),
        none => *none = Some(SecurityKeys { keys: vec![key] }),
    }
    flow.transient_payload = payload.transient();
    session.completed(GROUP, level);
    Ok(who)
}

fn remove_key(who: &mut Identity, id: &str, ways: usize) -> Result<(), Failure> {
    let Some(known) = &mut who.credentials.security_keys else {
        let reason = "You tried to remove a WebAuthn but you have no WebAuthn set up.";
        return Err(Envelope::new(400, reason).into());
    };
    let Some(key) = known.keys.iter().find(|key| hex(&key.id) == id) else {
        let reason = "You tried to remove a WebAuthn credential which does not exist.";
        return Err(Envelope::new(400, reason).into());
    };
    if ways < 2 && key.passwordless {
        return Err(Failure::on("webauthn_remove", text::last_key()));
    }
    known.keys.retain(|key| hex(&key.id) != id);
    if known.keys.is_empty() {
        who.credentials.security_keys = None;
    }
    Ok(())
}
