//! Consent: whether an application gets what it asks for. It is asked of the account that has signed in for it, and of no other.

mod request;

use super::{
    claims::claims,
    form::{challenge, fields},
    hydra::{HydraError, Matter},
    options::Remember,
    phrases,
    respond::Exchange,
    scope::scope_text,
    session::{self, Who},
    state::OAuth2,
    view::{Block, Button, Card, Checkbox, Field, Form},
};
use crate::{app::AppState, proxy::Visitor, render::see_other, routes::pages};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use request::ConsentRequest;
use serde_json::{Value, json};
use std::sync::Arc;
use vestibule::{
    i18n::{self, Phrase},
    route::{FlowKind, FlowRequest},
};

/// What a user has decided.
struct Decision {
    scopes: Vec<String>,
    is_remembered: bool,
}

/// The page, or the way on where nothing is to be asked.
pub(super) async fn page(State(app): State<Arc<AppState>>, request: Request) -> Response {
    let challenge = challenge(&request, Matter::Consent);
    let Some(oauth2) = &app.oauth2 else {
        return pages::own(State(app), request).await;
    };
    let (visitor, _) = Visitor::of(request);
    let (exchange, consent, identity) = match find(oauth2, &app, visitor, &challenge).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    if consent.is_skipped() {
        let scopes = consent.scopes();
        let decision = Decision {
            scopes,
            is_remembered: false,
        };
        return match accept(oauth2, &consent, &identity, &decision).await {
            // Whoever comes here has sent no form.
            Ok(to) => exchange.redirect(&to).await,
            Err(error) => exchange.failed(error).await,
        };
    }
    let picture = consent.client.logo.as_ref().map(|logo| logo.origin.clone());
    let card = card(&exchange, &consent, &identity, oauth2);
    exchange.show_with(card, StatusCode::OK, picture).await
}

/// What the form of the page says.
pub(super) async fn decide(State(app): State<Arc<AppState>>, request: Request) -> Response {
    let challenge = challenge(&request, Matter::Consent);
    let Some(oauth2) = &app.oauth2 else {
        return pages::own(State(app), request).await;
    };
    let (visitor, body) = Visitor::of(request);
    let fields = fields(body).await;
    let (exchange, consent, identity) = match find(oauth2, &app, visitor, &challenge).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let has = |name: &str, value: &str| fields.iter().any(|(n, v)| n == name && v == value);
    let result = if has("consent", "allow") {
        let scopes = consent.scopes();
        let granted = scopes.into_iter().filter(|scope| has("grant_scope", scope));
        let decision = Decision {
            scopes: granted.collect(),
            is_remembered: match oauth2.options.remember {
                Remember::Optional => has("remember", "true"),
                Remember::Always => true,
                Remember::Never => false,
            },
        };
        accept(oauth2, &consent, &identity, &decision).await
    } else {
        reject(oauth2, &consent).await
    };
    match result {
        Ok(to) => exchange.onward(&to, &HeaderMap::new()),
        Err(error) => exchange.failed(error).await,
    }
}

/// The request, if the account that it is about is signed in; else what its user gets.
async fn find(
    oauth2: &OAuth2,
    app: &Arc<AppState>,
    visitor: Visitor,
    challenge: &str,
) -> Result<(Exchange, ConsentRequest, Value), Response> {
    let new = |visitor, languages: &[String]| Exchange::new(Arc::clone(app), visitor, languages);
    let json = match oauth2.hydra.request(Matter::Consent, challenge).await {
        Ok(json) => json,
        Err(error) => return Err(new(visitor, &[]).failed(error).await),
    };
    let consent = ConsentRequest::new(challenge, json);
    let who = Who::find(&app.kratos, &visitor).await;
    let exchange = new(visitor, &consent.languages());
    let subject = consent.subject();
    match who {
        Who::Unavailable => Err(exchange.unavailable(StatusCode::BAD_GATEWAY)),
        Who::Aal2Required => {
            let mut login = FlowRequest::new(FlowKind::Login);
            login.aal = Some("aal2".to_owned());
            login.return_to = Some(consent.address());
            Err(see_other(&login.to_page(), HeaderMap::new()))
        }
        ref who if subject.is_some() && who.id() == subject => match who {
            Who::Identity(identity) => Ok((exchange, consent, identity.clone())),
            _ => Err(exchange.gone().await),
        },
        who => {
            let card = stranger(&exchange, &consent, &who);
            Err(exchange.show(card, StatusCode::FORBIDDEN).await)
        }
    }
}

/// Somebody else is signed in, or nobody. The way on is the application's request from its beginning, with a sign-in.
fn stranger(exchange: &Exchange, consent: &ConsentRequest, who: &Who) -> Card {
    let (title, text) = match who {
        Who::Identity(_) => (phrases::OTHER_ACCOUNT, phrases::OTHER_ACCOUNT_TEXT),
        _ => (i18n::phrases::NOT_SIGNED_IN, phrases::NOBODY_TEXT),
    };
    let mut blocks = vec![Block::Text(exchange.t(text))];
    if let Who::Identity(identity) = who {
        let label = exchange.t(i18n::phrases::SIGNING_IN_AS);
        blocks.push(Block::Account(label, session::name(identity)));
    }
    let again = exchange.t(phrases::SIGN_IN_AGAIN);
    blocks.push(Block::Action(again, consent.again()));
    Card {
        test_id: "oauth2-other-account",
        title: exchange.t(title),
        tab_prefix: String::new(),
        blocks,
    }
}

fn card(exchange: &Exchange, consent: &ConsentRequest, identity: &Value, oauth2: &OAuth2) -> Card {
    let client = &consent.client;
    let scopes = consent.scopes();
    let text = if scopes.is_empty() {
        phrases::CONSENT_BARE
    } else {
        phrases::CONSENT_TEXT
    };
    let logo = client
        .logo
        .as_ref()
        .map(|logo| Block::Logo(logo.url.clone()));
    let mut blocks: Vec<Block> = logo.into_iter().collect();
    let label = exchange.t(i18n::phrases::SIGNING_IN_AS);
    blocks.push(Block::Account(label, session::name(identity)));
    let choices = scopes.into_iter().map(|scope| Checkbox {
        name: "grant_scope",
        label: scope_text(exchange, oauth2, &scope),
        value: scope,
        is_checked: true,
    });
    let caption = exchange.t_with(text, "client", &client.name);
    let mut fields = vec![Field::Group(caption, choices.collect())];
    if oauth2.options.remember == Remember::Optional {
        fields.push(Field::Box(Checkbox {
            name: "remember",
            value: "true".to_owned(),
            label: exchange.t(phrases::REMEMBER),
            is_checked: false,
        }));
    }
    let button = |value: &str, phrase, class| Button {
        name: "consent",
        value: value.to_owned(),
        label: exchange.t(phrase),
        full_label: None,
        class,
    };
    blocks.push(Block::Form(Form {
        action: consent.address(),
        fields,
        buttons: vec![
            button("allow", phrases::ALLOW, "button button-main"),
            button("deny", phrases::DENY, "button"),
        ],
    }));
    if !client.links.is_empty() {
        let link = |(phrase, url): &(Phrase, String)| (exchange.t(*phrase), url.clone());
        let hint = exchange.t(i18n::phrases::OPENS_NEW_TAB);
        blocks.push(Block::Links(hint, client.links.iter().map(link).collect()));
    }
    Card {
        test_id: "oauth2-consent",
        title: exchange.t(phrases::CONSENT),
        tab_prefix: String::new(),
        blocks,
    }
}

async fn accept(
    oauth2: &OAuth2,
    consent: &ConsentRequest,
    identity: &Value,
    decision: &Decision,
) -> Result<String, HydraError> {
    let json = &consent.json;
    let body = json!({
        "grant_scope": decision.scopes,
        "grant_access_token_audience": json.get("requested_access_token_audience"),
        "remember": decision.is_remembered,
        "remember_for": oauth2.options.remember_for,
        "session": { "access_token": {}, "id_token": claims(identity, &decision.scopes) },
        "context": json.get("context"),
    });
    let challenge = &consent.challenge;
    oauth2.hydra.accept(Matter::Consent, challenge, &body).await
}

async fn reject(oauth2: &OAuth2, consent: &ConsentRequest) -> Result<String, HydraError> {
    let body = json!({
        "error": "access_denied",
        "error_description": "The resource owner denied the request",
        "status_code": 403,
    });
    let challenge = &consent.challenge;
    let to = oauth2
        .hydra
        .reject(Matter::Consent, challenge, &body)
        .await?;
    to.ok_or(HydraError::Malformed)
}
