//! The session endpoints: who am I, which other sessions are there, and ending them.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::assurance;
use crate::exchange::Exchange;
use crate::failure::Envelope;
use crate::reply::Reply;
use crate::session::Session;

/// How much a session has to prove before it is shown.
const REQUIRED: &str = "session.whoami.required_aal";

/// `GET /sessions/whoami`
pub(crate) fn whoami(exchange: &mut Exchange<'_>) -> Reply {
    let Some(session) = exchange.session() else {
        return Envelope::new(401, "No valid session credentials found in the request.").reply();
    };
    if let Err(envelope) = assurance::check(exchange, &session, REQUIRED, None) {
        return envelope.reply();
    }
    let template = exchange.request.parameter("tokenize_as");
    if !template.is_empty() {
        let reason = format!("Unable to find tokenizer template \"{template}\".");
        return Envelope::new(400, reason).reply();
    }
    Reply::json(200, &exchange.session_json(&session)).with(
        "x-kratos-authenticated-identity-id",
        session.identity.to_string(),
    )
}

fn no_cookie() -> Reply {
    Envelope::new(401, "No valid session cookie found.").reply()
}

/// The other active sessions of the same account.
fn others<'a>(
    exchange: &'a Exchange<'_>,
    current: &'a Session,
) -> impl Iterator<Item = &'a Session> {
    exchange
        .store
        .sessions
        .iter()
        .rev()
        .filter(|session| session.identity == current.identity && session.id != current.id)
}

/// `GET /sessions`
pub(crate) fn list(exchange: &mut Exchange<'_>) -> Reply {
    let Some(current) = exchange.session() else {
        return no_cookie();
    };
    if let Err(envelope) = assurance::check(exchange, &current, REQUIRED, None) {
        return envelope.reply();
    }
    let identity = exchange
        .store
        .identity(current.identity)
        .map(|identity| identity.listed_json());
    let active = others(exchange, &current).filter(|session| session.is_active());
    let all: Vec<Value> = active
        .map(|session| session.json(identity.clone()))
        .collect();
    let number =
        |name: &str, default: usize| exchange.request.parameter(name).parse().unwrap_or(default);
    let size = match number("page_size", 0) {
        0 => number("per_page", 250),
        size => size,
    };
    let page = number("page", 1).max(1);
    let shown: Vec<&Value> = all.iter().skip((page - 1) * size).take(size).collect();
    let link = format!("</sessions?page=0&page_size={size}&per_page={size}>; rel=\"first\"");
    Reply::json(200, &shown)
        .with("link", link)
        .with("x-total-count", all.len().to_string())
}

/// `DELETE /sessions`: ends all others.
pub(crate) fn revoke_others(exchange: &mut Exchange<'_>) -> Reply {
    let Some(current) = exchange.session() else {
        return no_cookie();
    };
    let count = others(exchange, &current).count();
    for session in &mut exchange.store.sessions {
        if session.identity == current.identity && session.id != current.id {
            session.active = false;
        }
    }
    Reply::json(200, &json!({"count": count}))
}

/// `DELETE /sessions/{id}`
pub(crate) fn revoke(exchange: &mut Exchange<'_>, id: &str) -> Reply {
    let Some(current) = exchange.session() else {
        return no_cookie();
    };
    if id == "whoami" {
        return Envelope::new(400, "")
            .message("cannot revoke current session")
            .reply();
    }
    let Ok(wanted) = Uuid::parse_str(id) else {
        let message = format!(
            "uuid: incorrect UUID length {} in string \"{id}\"",
            id.len()
        );
        return Envelope::new(400, "").message(message).reply();
    };
    if wanted == current.id {
        return Envelope::new(400, "")
            .message("cannot revoke current session")
            .reply();
    }
    for session in &mut exchange.store.sessions {
        if session.id == wanted && session.identity == current.identity {
            session.active = false;
        }
    }
    Reply::empty(204).with("content-type", "application/json; charset=utf-8".into())
}
