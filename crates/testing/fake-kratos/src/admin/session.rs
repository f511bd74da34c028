//! Sessions: shown and ended by an administrator.

use serde_json::Value;
use uuid::Uuid;

use crate::exchange::Exchange;
use crate::failure::not_found;
use crate::identity::Identity;
use crate::reply::Reply;

pub(super) fn all_sessions(exchange: &mut Exchange<'_>) -> Reply {
    let all: Vec<Value> = exchange
        .store
        .sessions
        .iter()
        .map(|session| session.json(None))
        .collect();
    Reply::json(200, &all)
}

pub(super) fn sessions(exchange: &mut Exchange<'_>, identity: Identity) -> Reply {
    let only = exchange.request.find_parameter("active");
    let all: Vec<Value> = exchange
        .store
        .sessions
        .iter()
        .filter(|session| session.identity == identity.id)
        .filter(|session| {
            only.as_deref()
                .is_none_or(|only| session.is_active() == (only == "true"))
        })
        .map(|session| session.json(Some(identity.listed_json())))
        .collect();
    Reply::json(200, &all)
}

pub(super) fn end_sessions(exchange: &mut Exchange<'_>, identity: Identity) -> Reply {
    exchange
        .store
        .sessions
        .retain(|session| session.identity != identity.id);
    Reply::empty(204)
}

pub(super) fn session(exchange: &mut Exchange<'_>, id: &str) -> Reply {
    let id = Uuid::parse_str(id).unwrap_or_default();
    match exchange
        .store
        .sessions
        .iter()
        .find(|session| session.id == id)
    {
        Some(session) => Reply::json(200, &exchange.session_json(session)),
        None => not_found().reply(),
    }
}

pub(super) fn end_session(exchange: &mut Exchange<'_>, id: &str) -> Reply {
    let id = Uuid::parse_str(id).unwrap_or_default();
    match exchange
        .store
        .sessions
        .iter_mut()
        .find(|session| session.id == id)
    {
        Some(session) => {
            session.active = false;
            Reply::empty(204)
        }
        None => not_found().reply(),
    }
}
