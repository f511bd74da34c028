//! Passkeys in settings: adding and removing them.

use serde_json::json;

use super::{display_name, hidden};
use crate::assurance;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, method_disabled};
use crate::flow::Flow;
use crate::identity::Identity;
use crate::node::Node;
use crate::passkey::{self, CeremonyError};
use crate::payload::Payload;
use crate::session::Session;
use crate::strategy::webauthn::hex;
use crate::text;
use crate::webauthn;

pub(in crate::strategy) fn populate_settings(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    who: &Identity,
) {
    flow.ui.set_csrf(&exchange.csrf.token());
    let is_last = assurance::first_factors(who, exchange.config) < 2;
    if let Some(known) = &who.credentials.passkey {
        for key in &known.keys {
            let label = text::remove_passkey(key);
            let button = Node::submit("passkey", "passkey_remove", &hex(&key.id), label);
            flow.ui
                .append(button.with(|input| input.disabled = is_last));
        }
    }
    let name = display_name(exchange, who);
    if name.is_empty() {
        flow.ui.messages.push(text::identifier_missing());
        return;
    }
    let party = exchange.config.relying_party("passkey");
    let Some(state) = passkey::begin_registration(&party, &name) else {
        return;
    };
    flow.ui.upsert(webauthn::node(exchange.config));
    let trigger = Node::input("passkey", "passkey_register_trigger", "button")
        .value("")
        .label(text::add_passkey())
        .with(|input| {
            input.onclick = "window.oryPasskeySettingsRegistration()".into();
            input.onclick_trigger = "oryPasskeySettingsRegistration";
        });
    flow.ui.upsert(trigger);
    flow.ui.upsert(hidden("passkey_settings_register"));
    let data = json!({"publicKey": state.options}).to_string();
    flow.ui.upsert(hidden("passkey_create_data").value(data));
    flow.passkey_registration = Some(state);
}

pub(in crate::strategy) fn settings(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    session: &mut Session,
    resumed: Option<Payload>,
) -> Result<Identity, Failure> {
    let names = ["csrf_token", "passkey_settings_register", "passkey_remove"];
    let payload = match resumed {
        Some(payload) => payload,
        None => Payload::decode(exchange.request, &names, None)?,
    };
    let response = payload.text("passkey_settings_register");
    let remove = payload.text("passkey_remove");
    if response.is_empty() && remove.is_empty() {
        return Err(Failure::NotResponsible);
    }
    if !exchange.config.method("passkey") {
        return Err(method_disabled().into());
    }
    exchange.ensure_csrf(&payload)?;
    if !session.is_privileged(exchange.config) {
        return Err(Failure::Stale(Box::new(payload.clone())));
    }
    let Some(mut who) = exchange.store.identity(session.identity).cloned() else {
        return Err(Failure::NotResponsible);
    };
    if !remove.is_empty() {
        let ways = assurance::first_factors(&who, exchange.config);
        remove_key(&mut who, remove, ways)?;
        return Ok(who);
    }
    let Some(state) = &flow.passkey_registration else {
        let reason = "Expected WebAuthN in internal context to be an object.";
        return Err(Envelope::new(500, reason).into());
    };
    let party = exchange.config.relying_party("passkey");
    let new =
        passkey::finish_registration(&party, state, response).map_err(CeremonyError::envelope)?;
    match &mut who.credentials.passkey {
        Some(known) => known.keys.extend(new.keys),
        none => *none = Some(new),
    }
    session.completed("passkey", "aal1");
    Ok(who)
}

fn remove_key(who: &mut Identity, id: &str, ways: usize) -> Result<(), Failure> {
    let Some(known) = &mut who.credentials.passkey else {
        let reason = "You tried to remove a WebAuthn but you have no WebAuthn set up.";
        return Err(Envelope::new(400, reason).into());
    };
    if !known.keys.iter().any(|key| hex(&key.id) == id) {
        let reason = "You tried to remove a passkey which does not exist.";
        return Err(Envelope::new(400, reason).into());
    }
    if ways < 2 {
        return Err(Failure::on("webauthn_remove", text::last_key()));
    }
    known.keys.retain(|key| hex(&key.id) != id);
    if known.keys.is_empty() {
        who.credentials.passkey = None;
    }
    Ok(())
}
