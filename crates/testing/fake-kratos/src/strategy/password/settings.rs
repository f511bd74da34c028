//! The password in settings: a new one, unlike the old one.

use super::{hash, input, policy, verify};
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure};
use crate::flow::Flow;
use crate::identity::Identity;
use crate::node::Node;
use crate::payload::Payload;
use crate::session::Session;
use crate::text;

pub(in crate::strategy) fn populate_settings(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    flow.ui.set_csrf(&exchange.csrf.token());
    flow.ui.upsert(input("new-password"));
    flow.ui
        .append(Node::submit("password", "method", "password", text::save()));
}

pub(in crate::strategy) fn settings(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    session: &mut Session,
    resumed: Option<Payload>,
) -> Result<Identity, Failure> {
    let payload = match resumed {
        Some(payload) => payload,
        None => {
            let names = ["csrf_token", "method", "password"];
            Payload::decode(exchange.request, &names, None)?
        }
    };
    super::responsible(exchange, &payload)?;
    exchange.ensure_csrf(&payload)?;
    if !session.is_privileged(exchange.config) {
        return Err(Failure::Stale(Box::new(payload)));
    }
    let password = payload.text("password");
    if password.is_empty() {
        return Err(Failure::on("password", text::required("password")));
    }
    let Some(mut who) = exchange.store.identity(session.identity).cloned() else {
        return Err(Failure::NotResponsible);
    };
    let credential = &mut who.credentials.password;
    if let Some(old) = &credential.hash
        && verify(password, old)
    {
        return Err(Failure::on("password", text::password_same_as_old()));
    }
    if credential.identifiers.is_empty() {
        return Err(Failure::says(text::identifier_missing()));
    }
    for identifier in &credential.identifiers {
        policy::check(exchange.config, identifier, password)?;
    }
    let hash =
        hash(password).ok_or_else(|| Envelope::new(500, "The password could not be hashed."))?;
    credential.hash = Some(hash);
    flow.transient_payload = payload.transient();
    Ok(who)
}
