//! The router: which path of the public port is answered by what.

use axum::http::Method;
use serde_json::{Value, json};

use crate::exchange::Exchange;
use crate::failure::Envelope;
use crate::openid::own;
use crate::reply::Reply;
use crate::self_service::{error, login, logout, recovery, registration, settings, verification};
use crate::sessions;
use crate::strategy::social;
use crate::webauthn;

/// Answers a request to the public port.
pub(crate) fn answer(exchange: &mut Exchange<'_>) -> Reply {
    let path = exchange.request.path.clone();
    let method = exchange.request.method.clone();
    let is_get = method == Method::GET;
    match path.as_str() {
        "/self-service/login/browser" if is_get => login::create(exchange),
        "/self-service/login/flows" if is_get => login::get(exchange),
        "/self-service/login" if is_get || method == Method::POST => login::submit(exchange),
        "/self-service/registration/browser" if is_get => registration::create(exchange),
        "/self-service/registration/flows" if is_get => registration::get(exchange),
        "/self-service/registration" if is_get || method == Method::POST => {
            registration::submit(exchange)
        }
        "/self-service/verification/browser" if is_get => verification::create(exchange),
        "/self-service/verification/flows" if is_get => verification::get(exchange),
        "/self-service/verification" if is_get || method == Method::POST => {
            verification::submit(exchange)
        }
        "/self-service/recovery/browser" if is_get => recovery::create(exchange),
        "/self-service/recovery/flows" if is_get => recovery::get(exchange),
        "/self-service/recovery" if is_get || method == Method::POST => recovery::submit(exchange),
        "/self-service/settings/browser" if is_get => settings::create(exchange),
        "/self-service/settings/flows" if is_get => settings::get(exchange),
        "/self-service/settings" if is_get || method == Method::POST => settings::submit(exchange),
        "/self-service/logout/browser" if is_get => logout::create(exchange),
        "/self-service/logout" if is_get => logout::submit(exchange),
        "/self-service/errors" if is_get => error::get(exchange),
        "/sessions/whoami" if method != Method::DELETE => sessions::whoami(exchange),
        "/sessions" if is_get => sessions::list(exchange),
        "/sessions" if method == Method::DELETE => sessions::revoke_others(exchange),
        "/sessions/token-exchange" if is_get => {
            Envelope::new(404, "no session yet for this \"code\"").reply()
        }
        "/health/alive" | "/health/ready" if is_get => Reply::json(200, &json!({"status": "ok"})),
        "/schemas" if is_get => schemas(exchange),
        own::PAGE if is_get || method == Method::POST => own::answer(exchange),
        webauthn::PATH if is_get => script(),
        _ => parameterised(exchange, &method, &path),
    }
}

fn parameterised(exchange: &mut Exchange<'_>, method: &Method, path: &str) -> Reply {
    if let Some(id) = path.strip_prefix("/schemas/")
        && method == Method::GET
    {
        return schema(exchange, id);
    }
    if let Some(provider) = path.strip_prefix("/self-service/methods/oidc/callback/")
        && method == Method::GET
    {
        return social::answer(exchange, provider);
    }
    if let Some(id) = path.strip_prefix("/sessions/")
        && method == Method::DELETE
    {
        return sessions::revoke(exchange, id);
    }
    Reply::no_such_path()
}

fn script() -> Reply {
    Reply {
        status: 200,
        headers: vec![("content-type", "text/javascript; charset=UTF-8".into())],
        body: webauthn::SCRIPT.as_bytes().to_vec(),
    }
}

fn schemas(exchange: &mut Exchange<'_>) -> Reply {
    let list: Vec<Value> = exchange
        .config
        .schemas
        .iter()
        .map(|schema| json!({"id": schema.id, "schema": schema.document}))
        .collect();
    let count = list.len().to_string();
    Reply::json(200, &list).with("x-total-count", count)
}

fn schema(exchange: &mut Exchange<'_>, id: &str) -> Reply {
    let schemas = exchange.config.schemas.iter();
    let mut found = schemas.filter(|schema| schema.id == id || schema.encoded_id() == id);
    match found.next() {
        Some(schema) => Reply::json(200, &schema.document),
        None => Envelope::new(404, format!("Identity schema `{id}` could not be found.")).reply(),
    }
}
