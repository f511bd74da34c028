//! Devices: the code that a device without a keyboard shows is entered here (RFC 8628).

use super::{
    form::{challenge, fields},
    hydra::{Hydra, HydraError, Matter},
    phrases,
    respond::Exchange,
    view::{Block, Button, Card, CodeInput, Field, Form},
};
use crate::{app::AppState, proxy::Visitor, routes::pages};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde_json::json;
use std::sync::Arc;
use vestibule::{
    i18n,
    route::{encoded, pairs},
};

const USER_CODE: &str = "user_code";

/// The form, with the code in it that the address has.
pub(super) async fn page(State(app): State<Arc<AppState>>, request: Request) -> Response {
    let challenge = challenge(&request, Matter::Device);
    let query = request.uri().query().unwrap_or_default();
    let code = pairs(query).find(|(name, _)| name == USER_CODE);
    let code = code.map(|(_, value)| value).unwrap_or_default();
    if app.oauth2.is_none() {
        return pages::own(State(app), request).await;
    }
    let (visitor, _) = Visitor::of(request);
    let exchange = Exchange::new(app, visitor, &[]);
    let (card, status) = if challenge.is_empty() {
        let text = Block::Text(exchange.t(phrases::DEVICE_NONE_TEXT));
        (plain(&exchange, text), StatusCode::NOT_FOUND)
    } else {
        (card(&exchange, &challenge, code, false), StatusCode::OK)
    };
    exchange.show(card, status).await
}

/// Takes the code.
pub(super) async fn enter(State(app): State<Arc<AppState>>, request: Request) -> Response {
    let challenge = challenge(&request, Matter::Device);
    let Some(oauth2) = &app.oauth2 else {
        return pages::own(State(app), request).await;
    };
    let (visitor, body) = Visitor::of(request);
    let fields = fields(body).await;
    let code = fields.into_iter().find(|(name, _)| name == USER_CODE);
    let code = code.map(|(_, value)| value).unwrap_or_default();
    let result = accept(&oauth2.hydra, &challenge, &code).await;
    let exchange = Exchange::new(Arc::clone(&app), visitor, &[]);
    match result {
        Ok(to) => exchange.onward(&to, &HeaderMap::new()),
        Err(HydraError::Refused(_)) => {
            let card = card(&exchange, &challenge, code, true);
            exchange.show(card, StatusCode::BAD_REQUEST).await
        }
        Err(error) => exchange.failed(error).await,
    }
}

/// Where Hydra leads in the end.
pub(super) async fn done(State(app): State<Arc<AppState>>, request: Request) -> Response {
    let (visitor, _) = Visitor::of(request);
    let exchange = Exchange::new(app, visitor, &[]);
    let card = Card {
        test_id: "oauth2-device-success",
        title: exchange.t(phrases::DEVICE_DONE),
        tab_prefix: String::new(),
        blocks: vec![Block::Text(exchange.t(phrases::DEVICE_DONE_TEXT))],
    };
    exchange.show(card, StatusCode::OK).await
}

/// Codes are typed as people like: with a hyphen, and in small letters where Hydra is set to capital ones alone.
async fn accept(hydra: &Hydra, challenge: &str, typed: &str) -> Result<String, HydraError> {
    let plain = |c: &char| !c.is_whitespace() && *c != '-';
    let code: String = typed.chars().filter(plain).collect();
    let enter = async |code: &str| {
        let body = json!({ USER_CODE: code });
        hydra.accept(Matter::Device, challenge, &body).await
    };
    let capital = code.to_uppercase();
    match enter(&code).await {
        Err(HydraError::Refused(_)) if capital != code => enter(&capital).await,
        result => result,
    }
}

fn card(exchange: &Exchange, challenge: &str, code: String, is_wrong: bool) -> Card {
    let prefix = if is_wrong {
        exchange.t(i18n::phrases::ERROR_PREFIX)
    } else {
        String::new()
    };
    let form = Form {
        action: format!("/device?device_challenge={}", encoded(challenge)),
        fields: vec![Field::Code(CodeInput {
            name: USER_CODE,
            value: code,
            label: exchange.t(phrases::DEVICE_CODE),
            error: is_wrong.then(|| exchange.t(phrases::DEVICE_WRONG)),
        })],
        buttons: vec![Button {
            name: "device",
            value: "continue".to_owned(),
            label: exchange.t(i18n::phrases::CONTINUE),
            full_label: None,
            class: "button button-main",
        }],
    };
    let text = Block::Text(exchange.t(phrases::DEVICE_TEXT));
    let mut card = plain(exchange, text);
    card.tab_prefix = prefix;
    card.blocks.push(Block::Form(form));
    card
}

fn plain(exchange: &Exchange, text: Block) -> Card {
    Card {
        test_id: "oauth2-device",
        title: exchange.t(phrases::DEVICE),
        tab_prefix: String::new(),
        blocks: vec![text],
    }
}
