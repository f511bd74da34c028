//! Pages that the door renders itself.

use crate::stage::{Stage, text};
use axum::{
    Json, Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{any, delete, get, post},
};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tower::ServiceExt as _;

const FLOW: &str = include_str!("../../../../tests/fixtures/login/choose_method.json");

fn flow() -> Value {
    let mut flow: Value = serde_json::from_str(FLOW).unwrap();
    flow["request_url"] = json!("http://kratos.internal/");
    flow
}

/// A Kratos that makes login flows, counts them, and says in a message what it was told.
fn kratos(made: &Arc<AtomicUsize>) -> Router {
    let made = Arc::clone(made);
    let create = move |headers: HeaderMap| async move {
        made.fetch_add(1, Ordering::Relaxed);
        let source = [
            "cookie",
            "x-forwarded-host",
            "x-forwarded-proto",
            "accept",
            "user-agent",
        ]
        .map(|name| {
            let value = headers
                .get(name)
                .map_or("", |value| value.to_str().unwrap());
            format!("{name}={value};")
        });
        let mut flow = flow();
        flow["ui"]["messages"] = json!([{ "id": 1, "type": "info", "text": source.concat() }]);
        let cookies = [
            (header::SET_COOKIE, "csrf_token=1; HttpOnly"),
            (header::SET_COOKIE, "other=2"),
        ];
        let mut response = Json(flow).into_response();
        for (name, value) in cookies {
            response.headers_mut().append(name, value.parse().unwrap());
        }
        response
    };
    let signed_out = || async {
        let error = json!({ "error": { "id": "session_inactive", "code": 401 } });
        (StatusCode::UNAUTHORIZED, Json(error))
    };
    Router::new()
        .route("/self-service/login/browser", get(create))
        .route("/self-service/settings/browser", get(signed_out))
}

async fn stage() -> (Stage, Arc<AtomicUsize>) {
    let made = Arc::default();
    let stage = Stage::drawing(kratos(&made), |_| ()).await;
    (stage, made)
}

fn cookies(response: &Response) -> Vec<&str> {
    response
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|value| value.to_str().unwrap())
        .collect()
}

#[tokio::test]
async fn the_form_is_there_with_the_first_answer() {
    let (stage, _) = stage().await;
    let requested = [
        (header::HOST, "auth.example"),
        (header::COOKIE, "a=1"),
        (header::USER_AGENT, "Firefox"),
    ];
    let page = "/login?return_to=%2Fa%22b&x=1";
    let response = stage.fetch(Method::GET, page, &requested).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    // A form says where it stood: what its flow was made for is not lost with the flow.
    let referrer = &response.headers()[header::REFERRER_POLICY];
    assert_eq!(referrer, "strict-origin-when-cross-origin");
    assert_eq!(cookies(&response), ["csrf_token=1; HttpOnly", "other=2"]);
    let csp = response.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(
        csp.contains("form-action 'self'") && !csp.contains("unsafe-inline"),
        "{csp}"
    );
    let html = text(response).await;
    let source = "cookie=a=1;x-forwarded-host=auth.example;x-forwarded-proto=http;accept=application/json;user-agent=Firefox;";
    for part in [
        "<title>Sign in – Vestibule</title>",
        "name=\"identifier\"",
        "data-page=\"/login?flow=3a669965-7402-468c-9a1d-f7dec489655f&amp;return_to=%2Fa%22b\"",
        "<script type=\"application/json\" id=\"flow\">{\"answers\":",
        source,
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    for part in ["kratos.internal", "<noscript", "\u{f8ff}"] {
        assert!(!html.contains(part), "{part} in {html}");
    }
}

#[tokio::test]
async fn a_page_is_in_the_language_of_the_visitor() {
    let made = Arc::default();
    let config = "{\"languages\": [\"de\"]}";
    let stage = Stage::drawing(kratos(&made), |s| s.config_json = Some(config.into())).await;
    let german = [(header::ACCEPT_LANGUAGE, "de-AT,de;q=0.9,en;q=0.5")];
    let html = text(stage.fetch(Method::GET, "/login", &german).await).await;
    assert!(
        html.contains("<html lang=\"de\"") && html.contains("<title>Anmelden"),
        "{html}"
    );
    let other = [(header::ACCEPT_LANGUAGE, "nl")];
    let html = text(stage.fetch(Method::GET, "/login", &other).await).await;
    assert!(
        html.contains("<html lang=\"en\"") && html.contains("<title>Sign in"),
        "{html}"
    );
}

/// G-07: a language with a region was never chosen.
#[tokio::test]
async fn a_page_is_in_the_language_of_a_region() {
    let made = Arc::default();
    let stage = Stage::drawing(kratos(&made), |s| {
        let locales = s.dist.join("locales");
        std::fs::write(locales.join("pt-BR.json"), "{\"sign_in\": \"Entrar\"}").unwrap();
        std::fs::write(locales.join("az-Arab.json"), "{}").unwrap();
        s.config_json = Some("{\"languages\": [\"pt-BR\", \"az-Arab\"]}".into());
    })
    .await;
    for (wishes, part) in [
        ("pt-br, en;q=0.5", "<html lang=\"pt-BR\""),
        ("pt", "<title>Entrar"),
        ("az-Arab-IR", "<html lang=\"az-Arab\""),
        ("az-Arab-IR", " dir=\"rtl\"><head>"),
    ] {
        let wishes = [(header::ACCEPT_LANGUAGE, wishes)];
        let html = text(stage.fetch(Method::GET, "/login", &wishes).await).await;
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[tokio::test]
async fn who_has_to_be_elsewhere_is_redirected_and_never_in_circles() {
    let (stage, _) = stage().await;
    let mut cookie = String::new();
    for turn in 0..3 {
        let sent = [(header::COOKIE, cookie.as_str())];
        let response = stage.fetch(Method::GET, "/settings", &sent).await;
        if turn < 2 {
            assert_eq!(response.status(), StatusCode::SEE_OTHER);
            assert_eq!(
                response.headers()[header::LOCATION],
                "/login?return_to=%2Fsettings"
            );
            let set = cookies(&response).concat();
            cookie = set.split(';').next().unwrap().to_owned();
        } else {
            assert_eq!(response.status(), StatusCode::OK);
            assert!(text(response).await.contains("in circles"));
        }
    }
}

#[tokio::test]
async fn nobody_gets_a_flow_who_is_nobody() {
    let (stage, made) = stage().await;
    for (name, value) in [
        (
            header::USER_AGENT,
            "Mozilla/5.0 (compatible; Googlebot/2.1)",
        ),
        (header::USER_AGENT, "WhatsApp/2.23"),
        (header::USER_AGENT, "facebookexternalhit/1.1"),
        ("sec-purpose".parse().unwrap(), "prefetch;prerender"),
    ] {
        let response = stage.fetch(Method::GET, "/login", &[(name, value)]).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert!(!text(response).await.contains("id=\"flow\""));
    }
    stage.fetch(Method::HEAD, "/login", &[]).await;
    assert_eq!(made.load(Ordering::Relaxed), 0);
    stage.get("/login").await;
    assert_eq!(made.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_kratos_that_hangs_or_is_gone_leaves_a_readable_page() {
    let hanging = Router::new().route(
        "/self-service/login/browser",
        get(std::future::pending::<()>),
    );
    let stage = Stage::drawing(hanging, |s| s.render_timeout = Duration::from_millis(50)).await;
    let gone = Stage::drawing(Router::new(), |s| {
        s.kratos = "http://127.0.0.1:9".parse().unwrap()
    })
    .await;
    for stage in [stage, gone] {
        let response = stage.get("/login").await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        let html = text(response).await;
        assert!(
            html.contains("Out of service") && html.contains("</html>"),
            "{html}"
        );
    }
}

#[tokio::test]
async fn more_than_it_can_take_are_asked_to_come_again() {
    let hanging = Router::new().route(
        "/self-service/login/browser",
        get(std::future::pending::<()>),
    );
    let stage = Stage::drawing(hanging, |s| {
        s.render_limit = 2;
        s.render_timeout = Duration::from_secs(3);
    })
    .await;
    let responses = tokio::join!(
        stage.get("/login"),
        stage.get("/login"),
        stage.get("/login")
    );
    let refused = |response: &Response| response.headers().contains_key(header::RETRY_AFTER);
    let (waited, busy): (Vec<_>, Vec<_>) = <[_; 3]>::from(responses)
        .into_iter()
        .partition(|it| !refused(it));
    assert_eq!((waited.len(), busy.len()), (2, 1));
    let third = busy.into_iter().next().unwrap();
    assert_eq!(third.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(third.headers()[header::RETRY_AFTER], "5");
    let html = text(third).await;
    assert!(
        html.contains("Too many requests") && !html.contains("<script"),
        "{html}"
    );
}

/// SR-22: every question was asked three times of a Kratos that fails for everybody.
#[tokio::test]
async fn a_kratos_that_breaks_off_is_not_asked_again_by_everybody() {
    let asked = Arc::new(AtomicUsize::new(0));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let count = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            drop(connection);
        }
    });
    let stage = Stage::drawing(Router::new(), |settings| {
        settings.kratos = format!("http://{address}").parse().unwrap();
    })
    .await;
    let mut visits = tokio::task::JoinSet::new();
    for _ in 0..60 {
        let request = Request::get("/login").body(Body::empty()).unwrap();
        visits.spawn(stage.door().oneshot(request));
    }
    for response in visits.join_all().await {
        let status = response.unwrap().status();
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    }
    let asked = asked.load(Ordering::Relaxed);
    assert!((60..100).contains(&asked), "{asked}");
}

#[tokio::test]
async fn a_native_form_goes_on_to_another_origin_by_a_page() {
    let provider = "https://accounts.example/auth?a=1&b=\"";
    let send = |to: &'static str| {
        post(move || async move {
            let headers = [(header::LOCATION, to), (header::SET_COOKIE, "csrf=1")];
            (StatusCode::SEE_OTHER, headers)
        })
    };
    let kratos = Router::new()
        .route(
            "/self-service/login",
            send("https://accounts.example/auth?a=1&b=\""),
        )
        .route(
            "/self-service/settings",
            send("http://auth.example/settings?flow=1"),
        )
        .route(
            "/self-service/recovery",
            post(|| async { StatusCode::BAD_GATEWAY }),
        );
    let stage = Stage::drawing(kratos, |_| ()).await;
    let native = [
        (header::HOST, "auth.example"),
        (header::ACCEPT, "text/html"),
    ];
    let response = stage
        .fetch(Method::POST, "/self-service/login", &native)
        .await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(cookies(&response), ["csrf=1"]);
    let html = text(response).await;
    let escaped = provider.replace('&', "&amp;").replace('"', "&quot;");
    assert!(
        html.contains(&format!("content=\"0;url={escaped}\"")),
        "{html}"
    );
    assert!(!html.contains("<script"), "{html}");

    let response = stage
        .fetch(Method::POST, "/self-service/settings", &native)
        .await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let fetched = [
        (header::HOST, "auth.example"),
        (header::ACCEPT, "application/json"),
    ];
    let response = stage
        .fetch(Method::POST, "/self-service/login", &fetched)
        .await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let response = stage
        .fetch(Method::POST, "/self-service/recovery", &native)
        .await;
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    assert!(text(response).await.contains("Out of service"));
}

fn form(path: &str, body: &'static str, site: &str) -> Request {
    Request::post(path)
        .header(header::HOST, "auth.example")
        .header(header::ACCEPT, "text/html")
        .header("sec-fetch-site", site)
        .body(Body::from(body))
        .unwrap()
}

/// T-10: a form of another site signs nobody out.
#[tokio::test]
async fn signing_out_works_by_a_form_of_ours_only() {
    let kratos = Router::new()
        .route(
            "/self-service/logout/browser",
            get(|| async { Json(json!({ "logout_token": "t/1" })) }),
        )
        .route(
            "/self-service/logout",
            get(|request: Request| async move {
                assert_eq!(request.uri().query(), Some("token=t%2F1"));
                (
                    StatusCode::NO_CONTENT,
                    [(header::SET_COOKIE, "session=; Max-Age=0")],
                )
            }),
        );
    let stage = Stage::drawing(kratos, |_| ()).await;
    for (body, to) in [
        ("to=%2Fsettings", "/settings"),
        ("", "/login"),
        ("to=%2F%2Fevil.example", "/login"),
        ("to=https%3A%2F%2Fevil.example", "/login"),
        // SR-09: browsers read these as the host evil.example.
        ("to=%2F%5Cevil.example", "/login"),
        ("to=%2F%09%2Fevil.example", "/login"),
        ("to=%2F%0A%2Fevil.example", "/login"),
        ("to=javascript%3Aalert(1)", "/login"),
        ("to=%2Fk%C3%B6ln", "/k%C3%B6ln"),
    ] {
        let response = stage.send(form("/logout", body, "same-origin")).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{body}");
        assert_eq!(response.headers()[header::LOCATION], to);
        assert_eq!(cookies(&response)[0], "session=; Max-Age=0");
    }
    let response = stage.send(form("/logout", "", "cross-site")).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert!(cookies(&response).is_empty());
}

/// SR-24, T-17: pages of who has left stayed in the cache that Back takes them from, and a session that is over stayed a cookie.
#[tokio::test]
async fn signing_out_leaves_nothing_of_who_was_here() {
    let sign_out = |status: StatusCode, cookie: &'static str| {
        get(move || async move {
            let to = (header::LOCATION, "/login");
            (status, [to, (header::SET_COOKIE, cookie)])
        })
    };
    const ENDED: &str = "ory_kratos_session=x; Path=/; Max-Age=0; HttpOnly";
    let clear = |response: &Response| {
        let value = response.headers().get("clear-site-data");
        value.map(|value| value.to_str().unwrap().to_owned())
    };
    for (status, cookie, target) in [
        (StatusCode::NO_CONTENT, ENDED, Some("\"cache\"")),
        (StatusCode::SEE_OTHER, ENDED, Some("\"cache\"")),
        (StatusCode::SEE_OTHER, "csrf=1; Path=/", None),
        (StatusCode::FORBIDDEN, "csrf=1; Path=/", None),
    ] {
        let kratos = Router::new()
            .route(
                "/self-service/logout/browser",
                get(|| async { Json(json!({ "logout_token": "t" })) }),
            )
            .route("/self-service/logout", sign_out(status, cookie));
        let stage = Stage::drawing(kratos, |_| ()).await;
        // What users want kept, how they sign in here, is not in what is cleared.
        let response = stage.get("/self-service/logout?token=t").await;
        assert_eq!(clear(&response).as_deref(), target, "{status}");
        let response = stage.send(form("/logout", "", "same-origin")).await;
        let done = status == StatusCode::NO_CONTENT;
        assert_eq!(clear(&response).is_some(), done, "{status}");
        let foreign = stage.send(form("/logout", "", "cross-site")).await;
        assert_eq!(clear(&foreign), None);
    }

    let over = || async {
        let error = json!({ "error": { "id": "session_inactive", "code": 401 } });
        (StatusCode::UNAUTHORIZED, Json(error))
    };
    let kratos = Router::new().route("/self-service/logout/browser", get(over));
    let stage = Stage::drawing(kratos, |_| ()).await;
    for response in [
        stage.send(form("/logout", "", "same-origin")).await,
        stage.get("/self-service/logout/browser").await,
    ] {
        let gone = "ory_kratos_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax";
        assert_eq!(cookies(&response), [gone]);
    }
}

/// SR-29, T-11: codes, tokens and addresses stayed in the address, and in the page, where no script took them out.
#[tokio::test]
async fn what_is_secret_leaves_the_address() {
    let (stage, made) = stage().await;
    for (requested, clean) in [
        ("/login?code=CANARY", "/login"),
        (
            "/login?flow=1&code=CANARY&return_to=%2Fx",
            "/login?flow=1&return_to=%2Fx",
        ),
        ("/verification?token=CANARY&token=CANARY", "/verification"),
        (
            "/?login_hint=CANARY%40x&wanted=%2Flogin",
            "/?wanted=%2Flogin",
        ),
        ("/error?id=1&c%6Fde=CANARY", "/error?id=1"),
        ("/nowhere?code", "/nowhere"),
        ("/recovery?&token=CANARY&", "/recovery?&"),
    ] {
        let response = stage.get(requested).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{requested}");
        assert_eq!(response.headers()[header::LOCATION], clean, "{requested}");
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        assert!(cookies(&response).is_empty(), "{requested}");
        let followed = stage.get(clean).await;
        let again = followed.headers().get(header::LOCATION);
        assert_ne!(again.map(|to| to.to_str().unwrap()), Some(clean), "{clean}");
    }
    assert!(made.load(Ordering::Relaxed) > 0);
    for requested in [
        "/login?encode=1&codes=2",
        "/login?return_to=%2Fx%3Fcode%3D1",
    ] {
        assert_ne!(
            stage.get(requested).await.status(),
            StatusCode::SEE_OTHER,
            "{requested}"
        );
    }
}

/// SR-29, T-11: the error page copied its whole query into the form that asks again.
#[tokio::test]
async fn the_error_page_copies_nothing_but_the_id() {
    let broken = Router::new().route(
        "/self-service/errors",
        get(|| async { StatusCode::BAD_GATEWAY }),
    );
    let stage = Stage::drawing(broken, |_| ()).await;
    let html = text(
        stage
            .get("/error?x=CANARY&id=a-1&error_description=CANARY")
            .await,
    )
    .await;
    assert!(
        html.contains("name=\"id\"") && html.contains("value=\"a-1\""),
        "{html}"
    );
    assert!(!html.contains("CANARY"), "{html}");
}

const WHO: &str = "ada@example.com";

fn session() -> Value {
    json!({
        "id": "s-1", "active": true, "authenticated_at": "2026-03-01T09:30:00Z", "expires_at": "2027-03-01T09:30:00Z",
        "authenticator_assurance_level": "aal1", "tokenized": "PRIVATE",
        "authentication_methods": [{ "method": "password", "completed_at": "2026-03-01T09:30:00Z", "organization": "PRIVATE" }],
        "devices": [{ "id": "PRIVATE", "ip_address": "10.1.2.3:4", "user_agent": "Firefox/1 Linux", "location": "Bern" }],
        "identity": {
            "id": "i-1", "schema_id": "PRIVATE", "traits": { "email": WHO, "salary": "PRIVATE" }, "metadata_public": { "role": "PRIVATE" },
            "verifiable_addresses": [{ "id": "PRIVATE", "value": WHO, "verified": true }],
            "recovery_addresses": [{ "id": "PRIVATE", "value": WHO }],
        },
    })
}

fn knowing() -> Router {
    let error = || async {
        let inner = json!({ "code": 500, "reason": "It broke.", "message": "m", "debug": "PRIVATE", "details": { "sql": "PRIVATE" } });
        Json(json!({ "id": "e-1", "error": inner, "created_at": "PRIVATE" }))
    };
    Router::new()
        .route("/sessions/whoami", get(|| async { Json(session()) }))
        .route("/sessions", get(|| async { Json(json!([session()])) }))
        .route("/self-service/errors", get(error))
}

/// SR-28, T-12: what Kratos knows of a user and of an error stood in the page as a whole, and no operator could have it otherwise.
#[tokio::test]
async fn details_are_neither_shown_nor_embedded_where_the_operator_says_so() {
    let config = "{\"details\": false}";
    let stage = Stage::drawing(knowing(), |s| s.config_json = Some(config.into())).await;
    for (page, caption) in [
        ("/", WHO),
        ("/error?id=e-1", "It broke."),
        ("/sessions", "Bern"),
    ] {
        let accept = [(header::ACCEPT, "text/html")];
        let html = text(stage.fetch(Method::GET, page, &accept).await).await;
        assert!(html.contains(caption), "{page}: {html}");
        assert!(!html.contains("PRIVATE"), "{page}: {html}");
        assert!(!html.contains("<details"), "{page}: {html}");
    }
    // By default users see them, and of a list of sessions nothing but what is read of it.
    let stage = Stage::drawing(knowing(), |_| ()).await;
    for (page, is_shown) in [("/", true), ("/error?id=e-1", true), ("/sessions", false)] {
        let accept = [(header::ACCEPT, "text/html")];
        let html = text(stage.fetch(Method::GET, page, &accept).await).await;
        assert_eq!(html.contains("PRIVATE"), is_shown, "{page}: {html}");
    }
}

/// SR-05, T-39: whoever chose the address and saw how long the page is could guess what stands in it.
#[tokio::test]
async fn the_length_of_a_page_tells_nothing() {
    let stage = Stage::drawing(knowing(), |_| ()).await;
    let fetch = async |path: &str, site: &'static str, cookie: &'static str| {
        let requested = [
            (header::ACCEPT_ENCODING, "br"),
            ("sec-fetch-site".parse().unwrap(), site),
            (header::COOKIE, cookie),
        ];
        let requested: Vec<_> = requested
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let response = stage.fetch(Method::GET, path, &requested).await;
        let encoding = response.headers().get(header::CONTENT_ENCODING).cloned();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap();
        (encoding.is_some(), body.len())
    };
    let probe = "/?wanted=%2Flogin%3Freturn_to%3Dada%40example";
    // Where another site has chosen the address of a user who may be known, nothing is compressed.
    for (path, site, cookie, compressed) in [
        (probe, "cross-site", "a=1", false),
        (probe, "cross-site", "", true),
        ("/", "cross-site", "a=1", true),
        (probe, "same-origin", "a=1", true),
        (probe, "none", "a=1", true),
        (probe, "", "a=1", true),
    ] {
        assert_eq!(
            fetch(path, site, cookie).await.0,
            compressed,
            "{path} {site} {cookie}"
        );
    }
    // Everywhere else the same page is never of the same length.
    let mut lengths = std::collections::BTreeSet::new();
    for _ in 0..12 {
        lengths.insert(fetch(probe, "", "a=1").await.1);
    }
    assert!(lengths.len() > 4, "{lengths:?}");
}

#[tokio::test]
async fn sessions_are_ended_by_a_form_of_ours_only() {
    let ended = Arc::new(AtomicUsize::new(0));
    let count = |by: usize| {
        let ended = Arc::clone(&ended);
        move || async move {
            ended.fetch_add(by, Ordering::Relaxed);
            StatusCode::NO_CONTENT
        }
    };
    let kratos = Router::new()
        .route("/sessions", delete(count(100)))
        .route("/sessions/{id}", any(count(1)));
    let stage = Stage::drawing(kratos, |_| ()).await;
    for (body, site, status, total) in [
        ("revoke=a-1", "same-origin", StatusCode::SEE_OTHER, 1),
        ("revoke=others", "same-origin", StatusCode::SEE_OTHER, 101),
        ("revoke=..%2Fx", "same-origin", StatusCode::BAD_GATEWAY, 101),
        ("revoke=others", "cross-site", StatusCode::FORBIDDEN, 101),
    ] {
        let response = stage.send(form("/sessions", body, site)).await;
        assert_eq!(response.status(), status, "{body}");
        assert_eq!(ended.load(Ordering::Relaxed), total, "{body}");
    }
}

#[tokio::test]
async fn pages_are_not_drawn_where_the_cookies_do_not_come() {
    let result = std::panic::catch_unwind(|| {
        Stage::with(|settings| {
            settings.render = Some(front_door::settings::Render::Server);
            settings.config_json = Some("{\"kratos\": \"https://kratos.example\"}".into());
        })
    });
    assert!(result.is_err());
}
