//! Forms that a browser has sent by itself: Kratos hears of them as from the application, and every answer of it leads on.

use crate::stage::{Stage, text};
use axum::{
    Json, Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderName, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

const FLOW: &str = include_str!("../../../../tests/fixtures/login/choose_method.json");

fn flow(id: &str) -> Value {
    let mut flow: Value = serde_json::from_str(FLOW).unwrap();
    flow["id"] = json!(id);
    flow["return_to"] = json!("http://auth.example/inbox");
    flow["request_url"] =
        json!("http://kratos.internal/self-service/login/browser?return_to=%2Finbox");
    flow
}

fn error(id: &str) -> Value {
    json!({ "error": { "id": id, "reason": "Because of CSRF.", "message": "Operators only." } })
}

/// What Kratos is asked, and what it says to it, in this order.
#[derive(Clone, Default)]
struct Script {
    responses: Arc<Mutex<VecDeque<(u16, Value)>>>,
    requested: Arc<Mutex<Vec<(String, String, Value)>>>,
}

async fn play(State(script): State<Script>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let cookie = head.headers.get(header::COOKIE);
    let cookie = cookie.map_or("", |cookie| cookie.to_str().unwrap());
    let json = serde_json::from_slice(&body).unwrap_or_default();
    let what = format!("{} {}", head.method, head.uri);
    let mut requested = script.requested.lock().unwrap();
    requested.push((what, cookie.to_owned(), json));
    let turn = requested.len();
    drop(requested);
    let Some((status, body)) = script.responses.lock().unwrap().pop_front() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let status = StatusCode::from_u16(status).unwrap();
    let set = [(
        header::SET_COOKIE,
        format!("turn{turn}={turn}; Path=/; HttpOnly"),
    )];
    if let Some(to) = body.get("location").and_then(Value::as_str) {
        return (status, set, [(header::LOCATION, to.to_owned())]).into_response();
    }
    if let Some(seconds) = body.get("retry").and_then(Value::as_str) {
        return (
            status,
            [(header::RETRY_AFTER, seconds.to_owned())],
            Json(json!({})),
        )
            .into_response();
    }
    (status, set, Json(body)).into_response()
}

struct Sent {
    response: Response,
    requested: Vec<(String, String, Value)>,
}

/// Sends a form to a door whose Kratos gives these answers.
async fn send_to(
    path: &str,
    body: &str,
    more: &[(HeaderName, &str)],
    responses: &[(u16, Value)],
) -> Sent {
    let script = Script::default();
    script
        .responses
        .lock()
        .unwrap()
        .extend(responses.iter().cloned());
    let kratos = Router::new().fallback(play).with_state(script.clone());
    let config = "{\"languages\": [\"de\"]}";
    let stage = Stage::drawing(kratos, |s| s.config_json = Some(config.into())).await;
    let mut request = Request::post(path)
        .header(header::HOST, "auth.example")
        .header(header::ACCEPT, "text/html,*/*")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, "csrf=1");
    for (name, value) in more {
        request = request.header(name, *value);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let response = stage.send(request).await;
    let requested = script.requested.lock().unwrap().clone();
    Sent {
        response,
        requested,
    }
}

const PASSWORD: &str =
    "csrf_token=t&identifier=ada%40example.com&password=CANARY+secret&method=password";

async fn send(responses: &[(u16, Value)]) -> Sent {
    send_to("/self-service/login?flow=f-1", PASSWORD, &[], responses).await
}

fn location(response: &Response) -> &str {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()[header::LOCATION].to_str().unwrap()
}

#[tokio::test]
async fn kratos_gets_the_same_json_as_from_the_application() {
    let refused = flow("f-1");
    let sent = send(&[(200, flow("f-1")), (400, refused)]).await;
    let requested: Vec<&str> = sent
        .requested
        .iter()
        .map(|(what, ..)| what.as_str())
        .collect();
    assert_eq!(
        requested,
        [
            "GET /self-service/login/flows?id=f-1",
            "POST /self-service/login?flow=f-1"
        ]
    );
    // What the first answer has set goes along with the second question, and both reach the browser.
    assert_eq!(sent.requested[1].1, "csrf=1; turn1=1");
    let body = &sent.requested[1].2;
    assert_eq!(body["identifier"], "ada@example.com");
    assert_eq!(body["password"], "CANARY secret");
    assert_eq!(body["method"], "password");
    assert_eq!(body["csrf_token"], "t");
    assert_eq!(body.get("code"), None);
    let cookies = sent
        .response
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .count();
    assert_eq!(cookies, 2);
    assert_eq!(
        location(&sent.response),
        "/login?flow=f-1&return_to=%2Finbox"
    );
}

#[tokio::test]
async fn where_kratos_leads_the_person_goes() {
    let to = |to: &str| json!([{ "action": "redirect_browser_to", "redirect_browser_to": to }]);
    let done = |next: Value| {
        (
            200,
            json!({ "session": { "id": "s", "active": true }, "continue_with": next }),
        )
    };
    let away = |to: &str| (422, json!({ "redirect_browser_to": to }));
    for (response, expected) in [
        (
            done(to("http://auth.example/inbox")),
            "http://auth.example/inbox",
        ),
        (done(to("/settings?flow=2")), "/settings?flow=2"),
        (done(json!([])), "http://auth.example/inbox"),
        (
            away("http://auth.example/self-service/login/browser?aal=aal2"),
            "/login?aal=aal2",
        ),
        (away("javascript:alert(1)"), "/error"),
        (away("/\\evil.example"), "/error"),
    ] {
        let sent = send(&[(200, flow("f-1")), response]).await;
        assert_eq!(sent.response.status(), StatusCode::SEE_OTHER, "{expected}");
        assert_eq!(location(&sent.response), expected);
    }
    // A browser follows no redirect out of this origin after a form.
    for to in [
        "https://idp.example/auth?a=1&b=2",
        "http://intranet/x",
        "myapp://signed-in",
        "com.example.app:/cb",
        "http://auth.example/self-service/settings?flow=1",
    ] {
        for response in [
            done(json!([{ "action": "redirect_browser_to", "redirect_browser_to": to }])),
            away(to),
        ] {
            let sent = send(&[(200, flow("f-1")), response]).await;
            assert_eq!(sent.response.status(), StatusCode::OK, "{to}");
            let html = text(sent.response).await;
            let to = to.replace('&', "&amp;");
            assert!(html.contains(&format!("content=\"0;url={to}\"")), "{html}");
            assert!(html.contains(&format!("href=\"{to}\"")), "{html}");
        }
    }
}

/// G-25: a form whose cookies had gone ended at Kratos' sentence about CSRF.
#[tokio::test]
async fn a_form_whose_flow_has_gone_is_there_again_with_what_was_typed() {
    for lost in [
        (403, error("security_csrf_violation")),
        (404, error("")),
        (410, error("self_service_flow_expired")),
    ] {
        for responses in [
            vec![lost.clone(), (200, flow("f-2"))],
            vec![(200, flow("f-1")), lost.clone(), (200, flow("f-2"))],
        ] {
            let was_read = responses.len() == 3;
            let page = [(
                header::REFERER,
                "http://auth.example/login?flow=f-1&return_to=%2Finbox",
            )];
            let path = "/self-service/login?flow=f-1";
            let sent = send_to(path, PASSWORD, &page, &responses).await;
            let requested: Vec<&str> = sent
                .requested
                .iter()
                .map(|(what, ..)| what.as_str())
                .collect();
            assert_eq!(
                requested.last(),
                Some(&"GET /self-service/login/browser?return_to=%2Finbox")
            );
            assert_eq!(requested.len(), if was_read { 3 } else { 2 });
            assert_eq!(sent.response.status(), StatusCode::OK);
            let html = text(sent.response).await;
            for part in [
                "value=\"ada@example.com\"",
                "action=\"/self-service/login?flow=f-2&amp;return_to=%2Finbox&amp;restarts=1\"",
                "data-page=\"/login?return_to=%2Finbox\"",
                if lost.0 == 403 {
                    "Please press the button again."
                } else {
                    "This form had expired"
                },
            ] {
                assert!(html.contains(part), "{part} in {html}");
            }
            for part in ["CANARY", "Operators only"] {
                assert!(!html.contains(part), "{part} in {html}");
            }
        }
    }
}

#[tokio::test]
async fn a_form_that_is_refused_again_leads_to_help_with_cookies() {
    let again = "/self-service/login?flow=f-2&restarts=1";
    for responses in [
        vec![(403, error("security_csrf_violation")), (200, flow("f-3"))],
        vec![
            (200, flow("f-2")),
            (403, error("security_csrf_violation")),
            (200, flow("f-3")),
        ],
    ] {
        let sent = send_to(again, PASSWORD, &[], &responses).await;
        assert!(
            !sent
                .requested
                .iter()
                .any(|(what, ..)| what.contains("/browser"))
        );
        let html = text(sent.response).await;
        assert!(html.contains("does not keep the cookies"), "{html}");
        assert!(!html.contains("<script"), "{html}");
    }
}

#[tokio::test]
async fn the_page_that_answers_a_form_is_in_the_language_of_the_visitor() {
    let german = [(header::ACCEPT_LANGUAGE, "de")];
    let responses = [(403, error("security_csrf_violation")), (200, flow("f-2"))];
    let sent = send_to(
        "/self-service/login?flow=f-1",
        PASSWORD,
        &german,
        &responses,
    )
    .await;
    let html = text(sent.response).await;
    assert!(
        html.contains("<html lang=\"de\"") && html.contains("<title>Anmelden"),
        "{html}"
    );
}

#[tokio::test]
async fn what_is_too_much_or_out_of_service_loses_nothing() {
    for (response, status, caption) in [
        ((429, json!({ "retry": "7" })), 429, "Please wait a moment"),
        ((503, error("")), 503, "temporary"),
        ((500, error("")), 502, "not your fault"),
    ] {
        // Kratos answers the submit so, and before that the question about the flow.
        let session = (401, error("session_inactive"));
        let same = (200, flow("f-1"));
        let sent = send(&[(200, flow("f-1")), response.clone(), session, same]).await;
        assert_eq!(sent.response.status().as_u16(), status);
        if status == 429 {
            assert_eq!(sent.response.headers()[header::RETRY_AFTER], "7");
        }
        let html = text(sent.response).await;
        assert!(html.contains(caption), "{caption} in {html}");
        assert!(
            html.contains("name=\"password\"") && html.contains("value=\"ada@example.com\""),
            "{html}"
        );
        assert!(!html.contains("CANARY"), "{html}");

        let sent = send(&[response]).await;
        assert_eq!(sent.response.status().as_u16(), status);
        let html = text(sent.response).await;
        assert!(html.contains(caption), "{caption} in {html}");
        for part in [
            "<form class=\"again\" method=\"post\" action=\"/self-service/login?flow=f-1\">",
            "name=\"identifier\" value=\"ada@example.com\"",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(
            !html.contains("CANARY") && !html.contains("name=\"method\""),
            "{html}"
        );
    }
}

#[tokio::test]
async fn a_form_without_a_button_is_there_again() {
    let body = "identifier=ada%40example.com&password=CANARY";
    let path = "/self-service/login?flow=f-1";
    let sent = send_to(path, body, &[], &[(200, flow("f-1"))]).await;
    assert_eq!(sent.requested.len(), 1);
    let html = text(sent.response).await;
    assert!(html.contains("value=\"ada@example.com\""), "{html}");
    assert!(html.contains("restarts=0"), "{html}");
}

#[tokio::test]
async fn who_is_signed_in_already_goes_to_the_start_page() {
    let session = (
        200,
        json!({ "id": "s", "active": true, "identity": { "id": "i" } }),
    );
    let sent = send(&[
        (200, flow("f-1")),
        (400, error("session_already_available")),
        session,
    ])
    .await;
    assert_eq!(
        location(&sent.response),
        "/?wanted=%2Flogin%3Freturn_to%3D%252Finbox"
    );
}

#[tokio::test]
async fn forms_of_other_sites_and_too_long_ones_are_refused_with_a_page() {
    let site = HeaderName::from_static("sec-fetch-site");
    for (name, value) in [
        (site, "cross-site"),
        (header::ORIGIN, "https://evil.example"),
    ] {
        let sent = send_to(
            "/self-service/login?flow=f-1",
            PASSWORD,
            &[(name, value)],
            &[],
        )
        .await;
        assert_eq!(sent.response.status(), StatusCode::FORBIDDEN);
        assert!(sent.requested.is_empty());
        assert!(text(sent.response).await.contains("href=\"/login\""));
    }
    let long = format!("identifier={}", "a".repeat(64 * 1024));
    let sent = send_to("/self-service/login?flow=f-1", &long, &[], &[]).await;
    assert_eq!(sent.response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text(sent.response).await.contains("href=\"/login\""));
}

#[tokio::test]
async fn a_recovery_that_has_ended_leads_to_the_one_in_its_place() {
    let mut next = flow("f-2");
    next["ui"]["action"] = json!("http://auth.example/self-service/recovery?flow=f-2");
    let mut first = next.clone();
    first["id"] = json!("f-1");
    let to = json!({ "location": "http://auth.example/self-service/recovery/flows?id=f-2" });
    let responses = [(200, first), (303, to), (200, next)];
    let sent = send_to("/self-service/recovery?flow=f-1", PASSWORD, &[], &responses).await;
    assert_eq!(
        sent.requested[2].0,
        "GET /self-service/recovery/flows?id=f-2"
    );
    assert_eq!(sent.requested[2].1, "csrf=1; turn1=1; turn2=2");
    assert_eq!(
        location(&sent.response),
        "/recovery?flow=f-2&return_to=%2Finbox"
    );
}

/// G-17: addresses that users reach by links ended at blank pages, or at JSON.
#[tokio::test]
async fn whoever_opens_an_address_gets_a_page_that_leads_on() {
    for (path, status) in [
        ("/logout", 200),
        ("/logout?logout_challenge=x", 200),
        ("/logout/", 200),
        ("/csp-report", 404),
        ("/sessions/x", 404),
        ("/self-service/login/flows?id=x", 404),
        ("/self-service/login", 404),
        ("/self-service/nothing", 404),
        ("/settings/nothing", 404),
    ] {
        let kratos = Router::new().fallback(|request: Request| async move {
            let (status, json) = match request.uri().path() {
                "/sessions/whoami" => (StatusCode::UNAUTHORIZED, error("session_inactive")),
                _ => (StatusCode::NOT_FOUND, error("")),
            };
            (status, Json(json))
        });
        let stage = Stage::drawing(kratos, |_| ()).await;
        let html = [
            (header::HOST, "auth.example"),
            (header::ACCEPT, "text/html"),
        ];
        let response = stage.fetch(Method::GET, path, &html).await;
        assert_eq!(response.status().as_u16(), status, "{path}");
        let kind = response.headers()[header::CONTENT_TYPE].to_str().unwrap();
        assert!(kind.starts_with("text/html"), "{path}: {kind}");
        let html = text(response).await;
        assert!(
            html.contains("<h1") && html.contains("href=\"/"),
            "{path}: {html}"
        );
    }
    let stage = Stage::drawing(Router::new(), |_| ()).await;
    let html = [(header::ACCEPT, "text/html")];
    let response = stage.fetch(Method::POST, "/login", &html).await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert!(text(response).await.contains("href=\"/\""));
    let program = [(header::ACCEPT, "application/json")];
    let response = stage
        .fetch(Method::GET, "/self-service/nothing", &program)
        .await;
    assert!(!text(response).await.contains("<h1"));
}
