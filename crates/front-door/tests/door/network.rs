//! Kratos at an address of its own, as Ory Network has it: another host, its cookies, redirects and addresses in texts.

use crate::{
    authority::Authority,
    stage::{Stage, text},
};
use axum::{
    Json, Router,
    extract::Request,
    http::{HeaderMap, HeaderName, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use front_door::settings::Render;
use serde_json::json;

const OURS: &str = "https://auth.example.com";

/// A flow whose addresses are the project's own.
fn flow(theirs: &str) -> serde_json::Value {
    let input = |name: &str, kind: &str, value: &str| {
        json!({"type": "input", "group": "password", "messages": [], "meta": {"label": {"id": 1, "text": name, "type": "info"}},
               "attributes": {"name": name, "type": kind, "value": value, "disabled": false, "node_type": "input"}})
    };
    json!({"id": "f1", "type": "browser", "expires_at": "2100-01-01T00:00:00Z", "issued_at": "2020-01-01T00:00:00Z",
           "request_url": format!("{theirs}/self-service/login/browser"), "state": "choose_method",
           "ui": {"action": format!("{theirs}/self-service/login?flow=f1"), "method": "POST",
                  "nodes": [input("csrf_token", "hidden", "t"), input("identifier", "text", ""),
                            input("password", "password", ""), input("method", "submit", "password")]}})
}

/// What a project of Ory Network does that was not told where it is seen.
async fn project(request: Request) -> Response {
    let headers = request.headers();
    let host = headers[header::HOST].to_str().unwrap().to_owned();
    let theirs = format!("https://{host}");
    let has_session = headers
        .get(header::COOKIE)
        .is_some_and(|cookie| cookie.to_str().unwrap().contains("ory_session_slug=s"));
    let mut sent = HeaderMap::new();
    let mut cookie = |text: &str| sent.append(header::SET_COOKIE, text.parse().unwrap());
    match (request.method(), request.uri().path()) {
        (_, "/schemas") => {
            let told: Vec<_> = headers
                .iter()
                .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
                .collect();
            told.join("\n").into_response()
        }
        (_, "/self-service/login/browser") => {
            cookie("csrf_slug=t; Path=/; Domain=localhost; Secure; HttpOnly; SameSite=Lax");
            if headers[header::ACCEPT] == "application/json" {
                return (sent, Json(flow(&theirs))).into_response();
            }
            let to = format!("{theirs}/ui/login?flow=f1");
            sent.insert(header::LOCATION, to.parse().unwrap());
            (StatusCode::SEE_OTHER, sent).into_response()
        }
        (_, "/self-service/login/flows") => Json(flow(&theirs)).into_response(),
        (&Method::POST, "/self-service/login") => {
            cookie("ory_session_slug=s; Path=/; Domain=localhost; Secure; HttpOnly; SameSite=Lax");
            let session = json!({"session": {"id": "1", "active": true}, "continue_with": [
                {"action": "redirect_browser_to", "redirect_browser_to": format!("{theirs}/ui/welcome")}]});
            (sent, Json(session)).into_response()
        }
        (_, "/sessions/whoami") if has_session => Json(json!({"id": "1"})).into_response(),
        (_, "/self-service/logout/browser") if has_session => {
            let url = format!("{theirs}/self-service/logout?token=x");
            Json(json!({"logout_url": url, "logout_token": "x"})).into_response()
        }
        (_, "/self-service/logout") => {
            cookie("ory_session_slug=; Path=/; Domain=localhost; Max-Age=0");
            sent.insert(
                header::LOCATION,
                format!("{theirs}/ui/login").parse().unwrap(),
            );
            (StatusCode::SEE_OTHER, sent).into_response()
        }
        _ => StatusCode::UNAUTHORIZED.into_response(),
    }
}

/// A front door before a project.
async fn stage(authority: &Authority, key: Option<&str>) -> (Stage, String) {
    let router = Router::new().fallback(project);
    let theirs = authority.serve("localhost", router).await;
    let file = authority.ca().with_file_name("api.key");
    if let Some(key) = key {
        std::fs::write(&file, format!("{key}\n")).unwrap();
    }
    let stage = Stage::with(|settings| {
        settings.kratos = theirs.parse().unwrap();
        settings.kratos_tls.ca = Some(authority.ca());
        settings.kratos_api_key_file = key.map(|_| file);
        settings.edge.origin = vec![OURS.parse().unwrap()];
        settings.edge.trust_proxy = vec!["127.0.0.1/32".parse().unwrap()];
        settings.render = Some(Render::Server);
    });
    (stage, theirs)
}

async fn fetch(stage: &Stage, method: Method, path: &str, more: &[(HeaderName, &str)]) -> Response {
    let mut headers = vec![
        (header::HOST, "auth.example.com"),
        (HeaderName::from_static("x-forwarded-proto"), "https"),
    ];
    headers.extend_from_slice(more);
    stage.fetch(method, path, &headers).await
}

fn cookies(response: &Response) -> Vec<&str> {
    let all = response.headers().get_all(header::SET_COOKIE).iter();
    all.map(|cookie| cookie.to_str().unwrap()).collect()
}

#[tokio::test]
async fn a_project_is_told_where_it_is_seen_and_by_whom() {
    let authority = Authority::new();
    let (stage, theirs) = stage(&authority, Some("ory_pat_CANARY")).await;
    let forged = [(
        HeaderName::from_static("ory-base-url-rewrite"),
        "https://evil.example",
    )];
    let told = text(fetch(&stage, Method::GET, "/schemas", &forged).await).await;
    for line in [
        format!("host: {}", theirs.strip_prefix("https://").unwrap()),
        "ory-no-custom-domain-redirect: true".to_owned(),
        format!("ory-base-url-rewrite: {OURS}"),
        "ory-base-url-rewrite-token: ory_pat_CANARY".to_owned(),
    ] {
        assert!(told.lines().any(|told| told == line), "{line} in {told}");
    }
    assert!(!told.contains("evil"));
    assert!(!format!("{:?}", stage.settings).contains("CANARY"));
}

#[tokio::test]
async fn who_signs_in_and_out_stays_here() {
    let authority = Authority::new();
    let (stage, theirs) = stage(&authority, None).await;
    let json = [(header::ACCEPT, "application/json")];
    let led = fetch(
        &stage,
        Method::GET,
        "/self-service/login/browser",
        &[(header::ACCEPT, "*/*")],
    )
    .await;
    assert_eq!(
        led.headers()[header::LOCATION],
        format!("{OURS}/login?flow=f1")
    );
    assert_eq!(
        cookies(&led),
        ["csrf_slug=t; Path=/; Secure; HttpOnly; SameSite=Lax"]
    );

    let page = fetch(
        &stage,
        Method::GET,
        "/login",
        &[(header::ACCEPT, "text/html")],
    )
    .await;
    assert!(
        cookies(&page)
            .iter()
            .any(|cookie| cookie.starts_with("csrf_slug=t; Path=/; Secure"))
    );
    let page = text(page).await;
    assert!(
        page.contains("action=\"/self-service/login?flow=f1\"") && !page.contains(&theirs),
        "{page}"
    );

    let form = Request::post("/self-service/login?flow=f1")
        .header(header::HOST, "auth.example.com")
        .header("x-forwarded-proto", "https")
        .header(header::ORIGIN, OURS)
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body("csrf_token=t&identifier=a%40b.example&password=p&method=password".into());
    let signed_in = stage.send(form.unwrap()).await;
    let session = "ory_session_slug=s; Path=/; Secure; HttpOnly; SameSite=Lax";
    assert!(cookies(&signed_in).contains(&session), "{signed_in:?}");
    assert_eq!(signed_in.status(), StatusCode::SEE_OTHER);
    let to = signed_in.headers()[header::LOCATION].to_str().unwrap();
    assert!(!to.contains(&theirs), "{to}");

    let with = [json[0].clone(), (header::COOKIE, "ory_session_slug=s")];
    let whoami = fetch(&stage, Method::GET, "/sessions/whoami", &with).await;
    assert_eq!(whoami.status(), StatusCode::OK);
    let logout =
        text(fetch(&stage, Method::GET, "/self-service/logout/browser", &with).await).await;
    assert!(
        logout.contains(&format!("{OURS}/self-service/logout?token=x")),
        "{logout}"
    );
    let left = fetch(&stage, Method::GET, "/self-service/logout?token=x", &with).await;
    assert_eq!(left.headers()[header::LOCATION], format!("{OURS}/login"));
    assert_eq!(cookies(&left), ["ory_session_slug=; Path=/; Max-Age=0"]);
}

#[test]
fn a_key_that_is_not_there_stops_the_start() {
    let stage = Stage::new();
    let mut settings = stage.settings.clone();
    settings.kratos = "https://slug.projects.oryapis.com".parse().unwrap();
    settings.kratos_api_key_file = Some("/nowhere/api.key".into());
    let problem = front_door::router(&settings, &stage.metrics).unwrap_err();
    assert!(
        problem.to_string().starts_with("/nowhere/api.key: "),
        "{problem}"
    );
}
