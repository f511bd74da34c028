//! The provider of this server: a sign-in page that believes whatever one types, and a button to refuse.
//!
//! A provider of the configuration whose `issuer_url` is on this machine and has the path `/fake-provider` is this one: the
//! address at which a browser reaches this server, directly or through a proxy.

use axum::http::Method;
use serde_json::{Map, Value, json};
use url::Url;

use crate::config::Provider;
use crate::exchange::Exchange;
use crate::random;
use crate::reply::Reply;

const PATH: &str = "/fake-provider";

/// The path of the sign-in page.
pub(crate) const PAGE: &str = "/fake-provider/auth";

/// Whether a provider is this one.
pub(super) fn is(provider: &Provider) -> bool {
    Url::parse(&provider.issuer).is_ok_and(|url| {
        matches!(url.host_str(), Some("localhost" | "127.0.0.1"))
            && url.path().trim_end_matches('/') == PATH
    })
}

/// The address of the sign-in page.
pub(super) fn address(provider: &Provider) -> String {
    format!("{}/auth", provider.issuer.trim_end_matches('/'))
}

/// What was typed by whoever got this code; each code is good for one use.
pub(super) fn spend(exchange: &mut Exchange<'_>, code: &str) -> Option<Value> {
    let codes = &mut exchange.store.openid_codes;
    let place = codes.iter().position(|(known, _)| known == code)?;
    Some(codes.swap_remove(place).1)
}

/// `GET` shows the page, `POST` sends people back.
pub(crate) fn answer(exchange: &mut Exchange<'_>) -> Reply {
    if exchange.request.method == Method::GET {
        return page(&exchange.request.parameter("client_id"));
    }
    let body = exchange.request.body.as_deref().unwrap_or_default();
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(body).into_owned().collect();
    let field = |name: &str| {
        let found = fields.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim().to_owned())
    };
    let Ok(mut target) = Url::parse(&exchange.request.parameter("redirect_uri")) else {
        return Reply::no_such_path();
    };
    let callback = exchange
        .config
        .public("/self-service/methods/oidc/callback/");
    if !target.as_str().starts_with(callback.as_str()) {
        return Reply::no_such_path();
    }
    let state = exchange.request.parameter("state");
    if field("decision").as_deref() != Some("allow") {
        target
            .query_pairs_mut()
            .append_pair("error", "access_denied")
            .append_pair("error_description", "The person said no.")
            .append_pair("state", &state);
        return Reply::redirect(303, target.as_str());
    }
    let mut claims = Map::new();
    for name in ["email", "given_name", "family_name"] {
        if let Some(value) = field(name).filter(|value| !value.is_empty()) {
            claims.insert(name.to_owned(), json!(value));
        }
    }
    let subject = field("sub").unwrap_or_default();
    claims.insert("sub".to_owned(), json!(subject));
    let code = random::letters(32);
    let kept = (code.clone(), Value::Object(claims));
    exchange.store.openid_codes.push(kept);
    target
        .query_pairs_mut()
        .append_pair("code", &code)
        .append_pair("state", &state);
    Reply::redirect(303, target.as_str())
}

fn page(client: &str) -> Reply {
    let client = client
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;");
    let body = include_str!("page.html").replace("{client}", &client);
    Reply::html(200, &body)
}
