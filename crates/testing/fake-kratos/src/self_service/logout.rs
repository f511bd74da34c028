//! Logout: an address with a token of the session, and the visit to it.

use serde_json::json;
use url::Url;

use crate::exchange::Exchange;
use crate::failure::Envelope;
use crate::reply::Reply;
use crate::return_to;
use crate::self_service::no_session;

fn default_target(exchange: &Exchange<'_>) -> Url {
    let after = exchange
        .config
        .text("selfservice.flows.logout.after.default_browser_return_url");
    after
        .and_then(|url| Url::parse(url).ok())
        .unwrap_or_else(|| exchange.config.default_return_to.clone())
}

/// `GET /self-service/logout/browser`
pub(crate) fn create(exchange: &mut Exchange<'_>) -> Reply {
    let Some(session) = exchange.session() else {
        return no_session().reply();
    };
    let asked = exchange.request.parameter("return_to");
    let mut url = exchange.config.public("/self-service/logout");
    if !asked.is_empty() {
        match return_to::resolve(exchange.config, &asked, &default_target(exchange)) {
            Ok(target) => url.query_pairs_mut().append_pair("return_to", &target),
            Err(envelope) => return exchange.forward(*envelope),
        };
    }
    url.query_pairs_mut()
        .append_pair("token", &session.logout_token);
    Reply::json(
        200,
        &json!({"logout_url": url.as_str(), "logout_token": session.logout_token}),
    )
}

/// `GET /self-service/logout`
pub(crate) fn submit(exchange: &mut Exchange<'_>) -> Reply {
    let token = exchange.request.parameter("token");
    if token.is_empty() {
        return exchange.forward(Envelope::new(
            400,
            "Please include a token in the URL query.",
        ));
    }
    let Some(mut session) = exchange.session() else {
        return exchange.forward(no_session());
    };
    if session.logout_token != token {
        let reason = "Unable to log out because the logout token in the URL query does not match the session cookie.";
        return exchange.forward(Envelope::new(403, reason));
    }
    session.active = false;
    exchange.store.save_session(&session);
    exchange.remove_session();
    exchange.csrf.regenerate();
    let asked = exchange.request.parameter("return_to");
    match return_to::resolve(exchange.config, &asked, &default_target(exchange)) {
        Err(envelope) => exchange.forward(*envelope),
        Ok(_) if exchange.request.is_json() => Reply::empty(204),
        Ok(target) => Reply::redirect(303, &target),
    }
}
