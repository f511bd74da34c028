//! The password method: hashed with argon2, not too short and not too similar to the identifier.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use uuid::Uuid;

use super::{Hint, echo_traits};
use crate::config::Config;
use crate::exchange::Exchange;
use crate::failure::{Complaint, Envelope, Failure, method_disabled};
use crate::flow::Flow;
use crate::identity::Identity;
use crate::node::Node;
use crate::payload::Payload;
use crate::random;
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
        check_policy(exchange.config, identifier, password)?;
    }
    let hash =
        hash(password).ok_or_else(|| Envelope::new(500, "The password could not be hashed."))?;
    identity.credentials.password.hash = Some(hash);
    Ok(())
}

/// Kratos' policy: long enough, not longer than its default hash can read, and unlike the identifier.
fn check_policy(config: &Config, identifier: &str, password: &str) -> Result<(), Failure> {
    let path = "selfservice.methods.password.config";
    let min = usize::try_from(config.count(&format!("{path}.min_password_length"), 8)).unwrap_or(8);
    let length = password.chars().count();
    if length < min {
        return Err(Failure::on(
            "password",
            text::password_too_short(min, length),
        ));
    }
    if password.len() > LONGEST {
        return Err(Failure::on(
            "password",
            text::password_too_long(LONGEST, password.len()),
        ));
    }
    let checks = config.flag(&format!("{path}.identifier_similarity_check_enabled"), true);
    if checks && is_similar(&identifier.to_lowercase(), &password.to_lowercase()) {
        return Err(Failure::on("password", text::password_too_similar()));
    }
    Ok(())
}

const LONGEST: usize = 72;

/// Few changes lead from one to the other, or much of the password stands in the identifier.
fn is_similar(identifier: &str, password: &str) -> bool {
    let common = longest_common(identifier, password);
    distance(identifier, password) < 5 || common * 2 > password.chars().count()
}

/// How many characters have to be changed (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (to, above) in b.iter().zip(row.iter().skip(1)) {
            let change = diagonal + usize::from(from != *to);
            left = change.min(above + 1).min(left + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// The length of the longest text that stands in both.
fn longest_common(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row = vec![0; b.len()];
    let mut best = 0;
    for from in a.chars() {
        let mut diagonal = 0;
        for (to, cell) in b.iter().zip(&mut row) {
            let here = if from == *to { diagonal + 1 } else { 0 };
            diagonal = std::mem::replace(cell, here);
            best = best.max(here);
        }
    }
    best
}

/// Weaker than in production, as accounts here live for minutes; real argon2id all the same.
fn hasher() -> Option<Argon2<'static>> {
    let params = Params::new(4096, 1, 1, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password with a salt of its own.
pub(crate) fn hash(password: &str) -> Option<String> {
    let salt = SaltString::encode_b64(&random::bytes::<16>()).ok()?;
    let hash = hasher()?.hash_password(password.as_bytes(), &salt).ok()?;
    Some(hash.to_string())
}

/// Whether a password fits a hash.
pub(crate) fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        hasher().is_some_and(|hasher| hasher.verify_password(password.as_bytes(), &hash).is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_salted_and_fit_their_password_only() {
        let one = hash("correct-horse-battery-9").unwrap_or_default();
        let two = hash("correct-horse-battery-9").unwrap_or_default();
        assert_ne!(one, two);
        assert!(one.starts_with("$argon2id$"));
        assert!(verify("correct-horse-battery-9", &one));
        assert!(!verify("correct-horse-battery-8", &one));
        assert!(!verify("x", "not a hash"));
    }

    #[test]
    fn a_password_like_the_identifier_is_refused() {
        assert!(is_similar("ada@example.com", "ada@example.com"));
        assert!(is_similar("ada@example.com", "ada@example.com1"));
        assert!(!is_similar("ada@example.com", "correct-horse-battery-9"));
    }

    #[test]
    fn distances_are_counted() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(longest_common("xabcdz", "yabcdw"), 4);
    }
}
