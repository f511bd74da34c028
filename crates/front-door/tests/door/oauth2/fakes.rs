//! Fakes: a Hydra that says what a real one (v26.2.0) has said, and a Kratos with one account.

use crate::stage::{Stage, listen};
use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use front_door::settings::Settings;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// The account of both.
pub(super) const ADA: &str = "2740802d-fd88-4a7a-af24-66ff32742b4d";
/// Cookies of who is signed in with it, of somebody else, and of Ada with one factor of two.
pub(super) const SIGNED_IN: &str = "ory_kratos_session=ada; other=1";
pub(super) const STRANGER: &str = "ory_kratos_session=bob";
pub(super) const ONE_FACTOR: &str = "ory_kratos_session=half";

/// Where Hydra sends people on.
pub(super) const ON: &str = "http://localhost:5444/oauth2/auth?client_id=app&verifier=v";

/// What Hydra was asked: method, path with query, body. Bodies of GET are null.
#[derive(Clone, Default)]
pub(super) struct Hydra(Arc<Mutex<Vec<(String, Value)>>>);

impl Hydra {
    /// What it was asked to change.
    pub(super) fn changes(&self) -> Vec<(String, Value)> {
        let all = self.0.lock().unwrap();
        let changes = all.iter().filter(|(line, _)| !line.starts_with("GET "));
        changes.cloned().collect()
    }

    pub(super) fn lines(&self) -> Vec<String> {
        let all = self.0.lock().unwrap();
        all.iter().map(|(line, _)| line.clone()).collect()
    }
}

fn recorded(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Which answer it has goes by the challenge.
fn consent(challenge: &str) -> Response {
    let mut consent = recorded(include_str!("consent.json"));
    consent["challenge"] = json!(challenge);
    match challenge {
        "skip" => consent["skip"] = json!(true),
        "trusted" => consent["client"]["skip_consent"] = json!(true),
        "german" => consent["oidc_context"] = json!({ "ui_locales": ["xx", "de-CH"] }),
        "bare" => consent["requested_scope"] = json!([]),
        "hostile" => {
            consent["client"]["client_name"] = json!("<img src=x>\u{202e}&\"");
            consent["client"]["logo_uri"] = json!("https://a.example;script-src 'unsafe-inline'/x");
            consent["client"]["client_uri"] = json!("javascript:alert(1)");
            consent["requested_scope"] = json!(["\"><script>alert(1)</script>"]);
        }
        _ => {}
    }
    Json(consent).into_response()
}

async fn respond(State(hydra): State<Hydra>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    // Nothing of a user's comes here but what a page knows.
    assert!(!head.headers.contains_key(header::COOKIE));
    let body = body.collect().await.unwrap().to_bytes();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let line = format!("{} {}", head.method, head.uri);
    hydra.0.lock().unwrap().push((line, body.clone()));
    let query = head.uri.query().unwrap_or_default();
    let challenge = query.split_once('=').map_or("", |(_, value)| value);
    let unknown = json!({ "error": "Not Found", "error_description": "Unable to locate the requested resource" });
    let gone = |to: &str| (StatusCode::GONE, Json(json!({ "redirect_to": to }))).into_response();
    let requests = "/admin/oauth2/auth/requests/";
    let path = head.uri.path();
    match (path.strip_prefix(requests), challenge) {
        (Some(_), "unknown") => (StatusCode::NOT_FOUND, Json(unknown)).into_response(),
        (Some(_), "expired") => {
            let error = json!({ "error": "request_unauthorized" });
            (StatusCode::UNAUTHORIZED, Json(error)).into_response()
        }
        (Some("logout"), "handled") => gone("/oauth2/sessions/logout?id_token_hint=HINT"),
        (Some(_), "handled") => gone(ON),
        (Some(_), "broken") => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        (Some(_), "garbage") => "<html>".into_response(),
        (Some("consent"), challenge) => consent(challenge),
        (Some("logout"), "by-hydra") => {
            let mut logout = recorded(include_str!("logout.json"));
            logout["client"] = Value::Null;
            Json(logout).into_response()
        }
        (Some("logout"), _) => Json(recorded(include_str!("logout.json"))).into_response(),
        (Some("logout/reject"), _) => StatusCode::NO_CONTENT.into_response(),
        (Some("device/accept"), _) => {
            let code = body["user_code"].as_str().unwrap_or_default();
            if ["TmjXATGx", "BCDFGHJK"].contains(&code) {
                return Json(json!({ "redirect_to": ON })).into_response();
            }
            let error = json!({ "error": "invalid_request", "error_description": "The 'user_code' session could not be found or has expired or is otherwise malformed." });
            (StatusCode::BAD_REQUEST, Json(error)).into_response()
        }
        (Some(_), _) => Json(json!({ "redirect_to": ON })).into_response(),
        (None, _) if head.method == Method::DELETE => StatusCode::NO_CONTENT.into_response(),
        (None, _) => Json(recorded(include_str!("consents.json"))).into_response(),
    }
}

async fn whoami(headers: HeaderMap) -> Response {
    let cookie = headers.get(header::COOKIE);
    let cookie = cookie.map_or("", |cookie| cookie.to_str().unwrap());
    let session = |id: &str| {
        Json(json!({ "id": "s", "active": true, "identity": {
            "id": id,
            "traits": { "email": "ada@example.com", "name": { "first": "Ada" } },
            "verifiable_addresses": [{ "value": "ada@example.com", "verified": true }],
        }}))
        .into_response()
    };
    if cookie.contains("session=ada") {
        session(ADA)
    } else if cookie.contains("session=bob") {
        session("another")
    } else if cookie.contains("session=half") {
        let error = json!({ "error": { "id": "session_aal2_required" } });
        (StatusCode::FORBIDDEN, Json(error)).into_response()
    } else {
        let error = json!({ "error": { "id": "session_inactive" } });
        (StatusCode::UNAUTHORIZED, Json(error)).into_response()
    }
}

fn kratos() -> Router {
    let token = || async { Json(json!({ "logout_token": "t" })) };
    let done = || async {
        let cookie = "ory_kratos_session=; Path=/; Max-Age=0; HttpOnly";
        (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)])
    };
    Router::new()
        .route("/sessions/whoami", get(whoami))
        .route("/self-service/logout/browser", get(token))
        .route("/self-service/logout", get(done))
}

/// A front door before both.
pub(super) async fn stage(change: impl FnOnce(&mut Settings)) -> (Stage, Hydra) {
    let hydra = Hydra::default();
    let admin = Router::new().fallback(respond).with_state(hydra.clone());
    let admin = listen(admin).await;
    let stage = Stage::drawing(kratos(), |settings| {
        settings.hydra_admin = Some(admin.parse().unwrap());
        change(settings);
    })
    .await;
    (stage, hydra)
}
