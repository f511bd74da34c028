//! The admin API: accounts, their sessions, and the messages that were written.

mod identity;
mod recovery;
mod session;

use axum::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::exchange::Exchange;
use crate::failure::not_found;
use crate::reply::Reply;

use identity::{create, delete, list, patch, show, update, with};
use session::{all_sessions, end_session, end_sessions, session, sessions};

/// Answers a request to the admin port.
pub(crate) fn answer(exchange: &mut Exchange<'_>) -> Reply {
    let request = exchange.request;
    let path = request.path.strip_prefix("/admin").unwrap_or(&request.path);
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match (request.method.clone(), parts.as_slice()) {
        (Method::GET, ["health", "alive" | "ready"]) => Reply::json(200, &json!({"status": "ok"})),
        (Method::GET, ["version"]) => Reply::json(200, &json!({"version": "v26.2.0"})),
        (Method::POST, ["identities"]) => create(exchange),
        (Method::GET, ["identities"]) => list(exchange),
        (Method::GET, ["identities", id]) => with(exchange, id, show),
        (Method::DELETE, ["identities", id]) => with(exchange, id, delete),
        (Method::PATCH, ["identities", id]) => with(exchange, id, patch),
        (Method::PUT, ["identities", id]) => with(exchange, id, update),
        (Method::GET, ["identities", id, "sessions"]) => with(exchange, id, sessions),
        (Method::DELETE, ["identities", id, "sessions"]) => with(exchange, id, end_sessions),
        (Method::POST, ["recovery", "code"]) => recovery::create_code(exchange),
        (Method::POST, ["recovery", "link"]) => recovery::create_link(exchange),
        (Method::GET, ["sessions"]) => all_sessions(exchange),
        (Method::GET, ["sessions", id]) => session(exchange, id),
        (Method::DELETE, ["sessions", id]) => end_session(exchange, id),
        (Method::GET, ["courier", "messages"]) => messages(exchange),
        (Method::GET, ["courier", "messages", id]) => message(exchange, id),
        _ => Reply::no_such_path(),
    }
}

fn messages(exchange: &mut Exchange<'_>) -> Reply {
    let recipient = exchange.request.parameter("recipient");
    let all: Vec<Value> = exchange
        .store
        .messages
        .iter()
        .rev()
        .filter(|message| recipient.is_empty() || message.recipient == recipient)
        .map(|message| message.json())
        .collect();
    Reply::json(200, &all)
}

fn message(exchange: &mut Exchange<'_>, id: &str) -> Reply {
    let id = Uuid::parse_str(id).unwrap_or_default();
    match exchange
        .store
        .messages
        .iter()
        .find(|message| message.id == id)
    {
        Some(message) => Reply::json(200, &message.json()),
        None => not_found().reply(),
    }
}
