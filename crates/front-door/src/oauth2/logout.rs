//! Sign-out: an application, or Hydra itself, asks to end the session. It ends at Kratos, too.

use super::{
    client::Client,
    form::{challenge, fields},
    hydra::Matter,
    phrases,
    respond::Exchange,
    view::{Block, Button, Card, Form},
};
use crate::{
    app::AppState,
    native,
    proxy::Visitor,
    render::see_other,
    routes::{forms, pages},
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde_json::{Value, json};
use std::sync::Arc;
use vestibule::{i18n, route::encoded};

/// Asks whether to sign out. Without a challenge the page is the application's.
pub(super) async fn page(State(app): State<Arc<AppState>>, request: Request) -> Response {
    let challenge = challenge(&request, Matter::Logout);
    let Some(oauth2) = app.oauth2.as_ref().filter(|_| !challenge.is_empty()) else {
        return pages::own(State(app), request).await;
    };
    let (visitor, _) = Visitor::of(request);
    let found = oauth2.hydra.request(Matter::Logout, &challenge).await;
    let exchange = Exchange::new(Arc::clone(&app), visitor, &[]);
    match found {
        Ok(json) => {
            let card = card(&exchange, &json, &challenge);
            exchange.show(card, StatusCode::OK).await
        }
        Err(error) => exchange.failed(error).await,
    }
}

/// What the form of the page says.
pub(super) async fn decide(State(app): State<Arc<AppState>>, request: Request) -> Response {
    let challenge = challenge(&request, Matter::Logout);
    let Some(oauth2) = app.oauth2.as_ref().filter(|_| !challenge.is_empty()) else {
        return forms::sign_out(State(app), request).await;
    };
    let (visitor, body) = Visitor::of(request);
    let fields = fields(body).await;
    let is_confirmed = fields.iter().any(|(n, v)| n == "logout" && v == "yes");
    let hydra = &oauth2.hydra;
    let exchange = Exchange::new(Arc::clone(&app), visitor, &[]);
    if !is_confirmed {
        return match hydra.reject(Matter::Logout, &challenge, &json!({})).await {
            Ok(_) => see_other("/", HeaderMap::new()),
            Err(error) => exchange.failed(error).await,
        };
    }
    // What Hydra no longer knows ends no session.
    if let Err(error) = hydra.request(Matter::Logout, &challenge).await {
        return exchange.failed(error).await;
    }
    let Some(cookies) = native::end_session(&app.kratos, &exchange.visitor).await else {
        return exchange.unavailable(StatusCode::BAD_GATEWAY);
    };
    match hydra.accept(Matter::Logout, &challenge, &json!({})).await {
        Ok(to) => exchange.onward(&to, &cookies),
        Err(error) => {
            let mut response = exchange.failed(error).await;
            response.headers_mut().extend(cookies);
            response
        }
    }
}

fn card(exchange: &Exchange, json: &Value, challenge: &str) -> Card {
    let client = json.get("client").filter(|client| client.is_object());
    let text = match client.map(Client::read) {
        Some(client) => exchange.t_with(phrases::LOGOUT_CLIENT, "client", &client.name),
        None => exchange.t(i18n::phrases::SIGN_OUT_CONFIRM),
    };
    let button = |value: &str, phrase, class| Button {
        name: "logout",
        value: value.to_owned(),
        label: exchange.t(phrase),
        full_label: None,
        class,
    };
    let form = Form {
        action: format!("/logout?logout_challenge={}", encoded(challenge)),
        fields: Vec::new(),
        buttons: vec![
            button("yes", i18n::phrases::SIGN_OUT, "button button-main"),
            button("no", phrases::STAY, "button"),
        ],
    };
    Card {
        test_id: "oauth2-logout",
        title: exchange.t(i18n::phrases::SIGN_OUT),
        tab_prefix: String::new(),
        blocks: vec![Block::Text(text), Block::Form(form)],
    }
}
