//! The password method: hashed with argon2, not too short and not too similar to the identifier.

mod hash;
mod policy;
mod settings;

use uuid::Uuid;

pub(crate) use hash::{hash, verify};
pub(super) use settings::{populate_settings, settings};

use super::{Hint, echo_traits};
use crate::exchange::Exchange;
use crate::failure::{Complaint, Envelope, Failure, method_disabled};
use crate::flow::Flow;
use crate::identity::Identity;
use crate::node::Node;
use crate::payload::Payload;
use crate::text;

fn input(autocomplete: &'static str) -> Node {
    Node::input("password", "password", "password")
        .required()
        .label(text::password())
        .with(|input| input.autocomplete = autocomplete)
}

pub(super) fn populate_login(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    let label = exchange
        .schema(flow)
        .map(|schema| schema.identifier_label());
    let identifier = Node::input("default", "identifier", "text")
        .value("")
        .required();
    flow.ui
        .upsert(identifier.label(label.unwrap_or_else(text::id)));
    flow.ui.set_csrf(&exchange.csrf.token());
    flow.ui.upsert(input("current-password"));
    flow.ui.append(Node::submit(
        "password",
        "method",
        "password",
        text::sign_in_with_password(),
    ));
}

pub(super) fn populate_refresh(exchange: &mut Exchange<'_>, flow: &mut Flow, who: &Identity) {
    let Some(identifier) = who.credentials.password.identifiers.first() else {
        return;
    };
    if !who.has_password() {
        return;
    }
    flow.ui.set_csrf(&exchange.csrf.token());
    flow.ui
        .upsert(Node::input("default", "identifier", "hidden").value(identifier.as_str()));
    flow.ui.upsert(input("current-password"));
    flow.ui.append(Node::submit(
        "password",
        "method",
        "password",
        text::sign_in(),
    ));
}

pub(super) fn populate_credentials(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    hint: &Hint<'_>,
) -> bool {
    let has = matches!(hint, Hint::Known(who) if who.has_password());
    if has || exchange.config.mitigates_enumeration() {
        flow.ui.set_csrf(&exchange.csrf.token());
        flow.ui.upsert(input("current-password"));
        flow.ui.append(Node::submit(
            "password",
            "method",
            "password",
            text::sign_in_with_password(),
        ));
    }
    has
}

pub(super) fn login(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<Uuid, Failure> {
    if flow.requested_aal != "aal1" {
        return Err(Failure::NotResponsible);
    }
    let names = [
        "csrf_token",
        "method",
        "identifier",
        "password_identifier",
        "password",
    ];
    let payload = Payload::decode(exchange.request, &names, None)?;
    responsible(exchange, &payload)?;
    let identifier = match payload.text("identifier") {
        "" => payload.text("password_identifier"),
        identifier => identifier,
    };
    match check_login(exchange, flow, &payload, identifier) {
        Ok(id) => {
            flow.active = "password".into();
            exchange.store.save(flow);
            Ok(id)
        }
        Err(failure) => {
            flow.ui.set_value("identifier", identifier.into());
            flow.ui.set_csrf(&exchange.csrf.token());
            Err(failure)
        }
    }
}

fn check_login(
    exchange: &Exchange<'_>,
    flow: &mut Flow,
    payload: &Payload,
    identifier: &str,
) -> Result<Uuid, Failure> {
    let missing: Vec<Complaint> = [
        ("password", payload.text("password")),
        ("identifier", identifier),
    ]
    .into_iter()
    .filter(|(_, value)| value.is_empty())
    .map(|(name, _)| (name.to_owned(), text::required(name)))
    .collect();
    if !missing.is_empty() {
        return Err(Failure::Invalid(missing));
    }
    flow.transient_payload = payload.transient();
    exchange.ensure_csrf(payload)?;
    let identity = exchange.store.by_identifier("password", identifier);
    let hash = identity.and_then(|identity| identity.credentials.password.hash.as_deref());
    match (identity, hash) {
        (Some(identity), Some(hash)) if verify(payload.text("password"), hash) => Ok(identity.id),
        _ => Err(Failure::says(text::credentials_invalid())),
    }
}

fn responsible(exchange: &Exchange<'_>, payload: &Payload) -> Result<(), Failure> {
    if payload.text("method") != "password" {
        return Err(Failure::NotResponsible);
    }
    if !exchange.config.method("password") {
        return Err(method_disabled().into());
    }
    Ok(())
}

pub(super) fn populate_registration(flow: &mut Flow) {
    flow.ui.upsert(input("new-password"));
    flow.ui.upsert(Node::submit(
        "password",
        "method",
        "password",
        text::sign_up(),
    ));
}

pub(super) fn clear_registration(flow: &mut Flow) {
    flow.ui.remove_matching(&input("new-password"));
    flow.ui.remove_matching(&Node::submit(
        "password",
        "method",
        "password",
        text::sign_up(),
    ));
}

pub(super) fn register(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    identity: &mut Identity,
) -> Result<(), Failure> {
    let schema = exchange.schema(flow);
    let payload = Payload::decode(
        exchange.request,
        &["csrf_token", "method", "password"],
        schema,
    )?;
    responsible(exchange, &payload)?;
    let result = check_registration(exchange, flow, identity, &payload);
    if result.is_err() {
        echo_traits(flow, &payload.traits());
        flow.ui.set_csrf(&exchange.csrf.token());
    }
    result
}

fn check_registration(
    exchange: &Exchange<'_>,
    flow: &mut Flow,
    identity: &mut Identity,
    payload: &Payload,
) -> Result<(), Failure> {
    let Some(schema) = exchange.schema(flow) else {
        return Err(Failure::NotResponsible);
    };
    let password = payload.text("password");
    identity.traits = payload.traits();
    let mut complaints = schema.complaints(&identity.traits);
    if password.is_empty() {
        complaints.push(("password".into(), text::required("password")));
    }
    if !complaints.is_empty() {
        return Err(Failure::Invalid(complaints));
    }
    flow.transient_payload = payload.transient();
    exchange.ensure_csrf(payload)?;
    identity.apply(schema);
    let identifiers = identity.credentials.password.identifiers.clone();
    if identifiers.is_empty() {
        return Err(Failure::says(text::identifier_missing()));
    }
    for identifier in &identifiers {
        policy::check(exchange.config, identifier, password)?;
    }
    let hash =
        hash(password).ok_or_else(|| Envelope::new(500, "The password could not be hashed."))?;
    identity.credentials.password.hash = Some(hash);
    Ok(())
}
