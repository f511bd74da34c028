//! Accounts: made, shown, changed and deleted by an administrator.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::exchange::Exchange;
use crate::failure::{Envelope, not_found};
use crate::identity::Identity;
use crate::instant::Instant;
use crate::reply::Reply;
use crate::strategy::password;

pub(super) fn with(
    exchange: &mut Exchange<'_>,
    id: &str,
    run: impl FnOnce(&mut Exchange<'_>, Identity) -> Reply,
) -> Reply {
    let found = Uuid::parse_str(id)
        .ok()
        .and_then(|id| exchange.store.identity(id))
        .cloned();
    match found {
        Some(identity) => run(exchange, identity),
        None => not_found().reply(),
    }
}

fn body(exchange: &Exchange<'_>) -> Result<Value, Reply> {
    let body = exchange.request.body.as_deref().unwrap_or_default();
    serde_json::from_slice(body).map_err(|error| Envelope::new(400, error.to_string()).reply())
}

fn view(exchange: &Exchange<'_>, identity: &Identity) -> Value {
    identity.admin_json(&exchange.schema_url(&identity.schema_id))
}

pub(super) fn create(exchange: &mut Exchange<'_>) -> Reply {
    let body = match body(exchange) {
        Ok(body) => body,
        Err(reply) => return reply,
    };
    let schema = match body
        .get("schema_id")
        .and_then(Value::as_str)
        .unwrap_or_default()
    {
        "" | "default" => exchange.config.default_schema.clone(),
        id => id.to_owned(),
    };
    let mut identity = Identity::new(&schema);
    if let Some(traits) = body.get("traits") {
        identity.traits = traits.clone();
    }
    if let Err(reply) = change(exchange, &mut identity, &body) {
        return reply;
    }
    let reply = Reply::json(201, &view(exchange, &identity));
    exchange.store.identities.push(identity);
    reply
}

/// Takes over what a body says, and checks the result.
fn change(exchange: &Exchange<'_>, identity: &mut Identity, body: &Value) -> Result<(), Reply> {
    let Some(schema) = exchange.config.schema(&identity.schema_id) else {
        let reason = format!(
            "Identity schema `{}` could not be found.",
            identity.schema_id
        );
        return Err(Envelope::new(400, reason).reply());
    };
    if let Some((pointer, text)) = schema.complaints(&identity.traits).into_iter().next() {
        let reason = format!("I[#/{}] {}", pointer.replace('.', "/"), text.text);
        return Err(Envelope::new(400, reason).reply());
    }
    identity.apply(schema);
    if let Some(state) = body.get("state").and_then(Value::as_str) {
        identity.active = state != "inactive";
        identity.state_changed_at = Instant::now();
    }
    for (key, place) in [
        ("metadata_public", &mut identity.metadata_public),
        ("metadata_admin", &mut identity.metadata_admin),
    ] {
        if let Some(value) = body.get(key) {
            *place = value.clone();
        }
    }
    if let Some(clear) = body
        .pointer("/credentials/password/config/password")
        .and_then(Value::as_str)
    {
        identity.credentials.password.hash = password::hash(clear);
    }
    for given in body
        .get("verifiable_addresses")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let is_verified = given
            .get("verified")
            .and_then(Value::as_bool)
            .unwrap_or(false);
        let value = given
            .get("value")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let known = identity
            .verifiable_addresses
            .iter()
            .find(|known| known.value == value);
        if let Some(id) = known.map(|known| known.id).filter(|_| is_verified) {
            identity.verify(id);
        }
    }
    if exchange.store.conflict(identity).is_some() {
        let envelope = Envelope::new(
            409,
            "This identity conflicts with another identity that already exists.",
        );
        return Err(envelope
            .message("The resource could not be created due to a conflict")
            .reply());
    }
    Ok(())
}

pub(super) fn list(exchange: &mut Exchange<'_>) -> Reply {
    let wanted = exchange.request.parameter("credentials_identifier");
    let all: Vec<Value> = exchange
        .store
        .identities
        .iter()
        .filter(|identity| {
            wanted.is_empty()
                || identity
                    .identifiers()
                    .iter()
                    .any(|(_, identifier)| *identifier == wanted)
        })
        .map(|identity| match wanted.as_str() {
            "" => exchange.identity_json(identity),
            _ => view(exchange, identity),
        })
        .collect();
    Reply::json(200, &all)
}

pub(super) fn show(exchange: &mut Exchange<'_>, identity: Identity) -> Reply {
    Reply::json(200, &view(exchange, &identity))
}

pub(super) fn delete(exchange: &mut Exchange<'_>, identity: Identity) -> Reply {
    exchange.store.delete_identity(identity.id);
    Reply::empty(204)
}

/// Replaces what a body names; the credentials stay.
pub(super) fn update(exchange: &mut Exchange<'_>, mut identity: Identity) -> Reply {
    let body = match body(exchange) {
        Ok(body) => body,
        Err(reply) => return reply,
    };
    if let Some(schema) = body.get("schema_id").and_then(Value::as_str) {
        identity.schema_id = schema.to_owned();
    }
    identity.traits = body.get("traits").cloned().unwrap_or_default();
    replace(exchange, identity, &body)
}

/// Puts a changed account in the place of the old one.
fn replace(exchange: &mut Exchange<'_>, mut identity: Identity, body: &Value) -> Reply {
    if let Err(reply) = change(exchange, &mut identity, body) {
        return reply;
    }
    identity.updated_at = Instant::stored();
    let reply = Reply::json(200, &view(exchange, &identity));
    if let Some(known) = exchange.store.identity_mut(identity.id) {
        *known = identity;
    }
    reply
}

/// A JSON patch (RFC 6902) of the members that can be changed: `add`, `replace`, `remove`.
pub(super) fn patch(exchange: &mut Exchange<'_>, mut identity: Identity) -> Reply {
    let operations = match body(exchange) {
        Ok(body) => body,
        Err(reply) => return reply,
    };
    let mut whole = json!({
        "state": if identity.active { "active" } else { "inactive" },
        "traits": identity.traits,
        "metadata_public": identity.metadata_public,
        "metadata_admin": identity.metadata_admin,
    });
    for operation in operations.as_array().into_iter().flatten() {
        let text = |key: &str| {
            operation
                .get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let Some((parent, key)) = text("path").rsplit_once('/') else {
            continue;
        };
        let Some(place) = whole.pointer_mut(parent).and_then(Value::as_object_mut) else {
            return Envelope::new(400, format!("The path {} cannot be patched.", text("path")))
                .reply();
        };
        match (text("op"), operation.get("value")) {
            ("add" | "replace", Some(value)) => {
                place.insert(key.to_owned(), value.clone());
            }
            ("remove", _) => {
                place.shift_remove(key);
            }
            (other, _) => {
                return Envelope::new(400, format!("The operation {other} is not known.")).reply();
            }
        }
    }
    identity.traits = whole.get("traits").cloned().unwrap_or_default();
    replace(exchange, identity, &whole)
}
