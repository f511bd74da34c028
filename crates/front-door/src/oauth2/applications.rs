//! Applications: which ones a user has given access, and taking it away.

use super::{
    client::Client,
    form::fields,
    phrases,
    respond::Exchange,
    scope::{scope_text, texts},
    session::Who,
    state::OAuth2,
    view::{Block, Button, Card, Entry, Form},
};
use crate::{app::AppState, proxy::Visitor, render::see_other, routes::pages};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc};
use vestibule::{
    i18n,
    route::{FlowKind, FlowRequest},
};

const PAGE: &str = "/settings/applications";
/// Of the page after access was taken away.
const REMOVED: &str = "removed";

/// What a user has allowed an application, in one or in several consents.
#[derive(Default)]
struct Granted {
    client: Client,
    scopes: Vec<String>,
    /// The day of the first.
    since: Option<String>,
}

/// The list.
pub(super) async fn page(State(app): State<Arc<AppState>>, request: Request) -> Response {
    let Some(oauth2) = &app.oauth2 else {
        return pages::own(State(app), request).await;
    };
    let is_removed = request.uri().query() == Some(REMOVED);
    let (visitor, _) = Visitor::of(request);
    let (exchange, subject) = match owner(&app, visitor).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    match oauth2.hydra.consents(&subject).await {
        Ok(consents) => {
            let card = card(&exchange, oauth2, &consents, is_removed);
            exchange.show(card, StatusCode::OK).await
        }
        Err(error) => exchange.failed(error).await,
    }
}

/// Takes the access away of the application that the form names.
pub(super) async fn remove(State(app): State<Arc<AppState>>, request: Request) -> Response {
    let Some(oauth2) = &app.oauth2 else {
        return pages::own(State(app), request).await;
    };
    let (visitor, body) = Visitor::of(request);
    let fields = fields(body).await;
    let (exchange, subject) = match owner(&app, visitor).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let client = fields.into_iter().find(|(name, _)| name == "client");
    // Without one, Hydra would be asked for something else.
    let Some((_, client)) = client.filter(|(_, client)| !client.is_empty()) else {
        return see_other(PAGE, HeaderMap::new());
    };
    match oauth2.hydra.revoke(&subject, &client).await {
        Ok(()) => see_other(&format!("{PAGE}?{REMOVED}"), HeaderMap::new()),
        Err(error) => exchange.failed(error).await,
    }
}

/// Who is signed in; else what they get.
async fn owner(app: &Arc<AppState>, visitor: Visitor) -> Result<(Exchange, String), Response> {
    let who = Who::find(&app.kratos, &visitor).await;
    let exchange = Exchange::new(Arc::clone(app), visitor, &[]);
    if let Some(id) = who.id().filter(|id| !id.is_empty()) {
        return Ok((exchange, id.to_owned()));
    }
    if who == Who::Unavailable {
        return Err(exchange.unavailable(StatusCode::BAD_GATEWAY));
    }
    let mut login = FlowRequest::new(FlowKind::Login);
    login.return_to = Some(PAGE.to_owned());
    login.aal = (who == Who::Aal2Required).then(|| "aal2".to_owned());
    Err(see_other(&login.to_page(), HeaderMap::new()))
}

fn card(exchange: &Exchange, oauth2: &OAuth2, consents: &[Value], is_removed: bool) -> Card {
    let granted = granted(consents);
    let text = if granted.is_empty() {
        phrases::APPLICATIONS_NONE
    } else {
        phrases::APPLICATIONS_TEXT
    };
    let removed = is_removed.then(|| Block::Done(exchange.t(phrases::APPLICATION_REMOVED)));
    let mut blocks: Vec<Block> = removed.into_iter().collect();
    blocks.push(Block::Text(exchange.t(text)));
    blocks.extend(granted.into_iter().map(|one| {
        let scopes = one.scopes.iter();
        let scopes: Vec<String> = scopes
            .map(|one| scope_text(exchange, oauth2, one))
            .collect();
        let date = one.since.as_deref();
        let label = exchange.t(phrases::APPLICATION_REMOVE);
        Block::Entry(Entry {
            scopes: scopes.join(" · "),
            since: date.map(|date| exchange.t_with(phrases::APPLICATION_SINCE, "date", date)),
            form: Form {
                action: PAGE.to_owned(),
                fields: Vec::new(),
                buttons: vec![Button {
                    name: "client",
                    full_label: Some(format!("{label} – {}", one.client.name)),
                    label,
                    value: one.client.id,
                    class: "button button-danger",
                }],
            },
            name: one.client.name,
        })
    }));
    blocks.push(Block::Footer(vec![
        (exchange.t(i18n::phrases::SETTINGS), "/settings".to_owned()),
        (exchange.t(i18n::phrases::TO_HOME), "/".to_owned()),
    ]));
    Card {
        test_id: "oauth2-applications",
        title: exchange.t(phrases::APPLICATIONS),
        tab_prefix: String::new(),
        blocks,
    }
}

/// The applications, each once.
fn granted(consents: &[Value]) -> Vec<Granted> {
    let mut all: BTreeMap<String, Granted> = BTreeMap::new();
    for consent in consents {
        let client = consent.pointer("/consent_request/client");
        let client = Client::read(client.unwrap_or(&Value::Null));
        if client.id.is_empty() {
            continue;
        }
        let one = all.entry(client.id.clone()).or_default();
        one.client = client;
        for scope in texts(consent.get("grant_scope")) {
            if !one.scopes.contains(&scope) {
                one.scopes.push(scope);
            }
        }
        let day = consent.get("handled_at").and_then(Value::as_str);
        let day = day.and_then(|time| Some(time.get(..10)?.to_owned()));
        one.since = match (one.since.take(), day) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    all.into_values().collect()
}
