//! How often one client may do what costs a flow, a guess or a message.

use crate::stage::{Stage, listen, text};
use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{Method, StatusCode, header},
    response::Response,
};
use front_door::settings::EdgeSettings;

async fn stage(change: impl FnOnce(&mut EdgeSettings)) -> Stage {
    let address = listen(Router::new().fallback(|| async { "kratos" })).await;
    Stage::with(|settings| {
        settings.kratos = address.parse().unwrap();
        change(&mut settings.edge);
    })
}

async fn send(stage: &Stage, peer: &str, method: Method, path: &str, json: &str) -> Response {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(json.to_owned()))
        .unwrap();
    stage.fetch_from(peer, request).await
}

/// How many of ten such requests pass.
async fn passed(stage: &Stage, peer: &str, method: Method, path: &str, json: &str) -> usize {
    let mut passed = 0;
    for _ in 0..10 {
        let response = send(stage, peer, method.clone(), path, json).await;
        if response.status() != StatusCode::TOO_MANY_REQUESTS {
            passed += 1;
            continue;
        }
        let wait = response.headers()[header::RETRY_AFTER].to_str().unwrap();
        assert!((1..=60).contains(&wait.parse::<u64>().unwrap()), "{wait}");
        assert!(text(response).await.contains("Too many requests."));
    }
    passed
}

/// SR-07, T-24: nobody counted how many passwords and codes one client tries.
#[tokio::test]
async fn one_client_gets_no_more_than_its_share() {
    let limits = |edge: &mut EdgeSettings| {
        (edge.limit_pages, edge.limit_submits, edge.limit_codes) = (5, 4, 2);
    };
    let (login, recovery) = (
        "/self-service/login?flow=1",
        "/self-service/recovery?flow=1",
    );
    let (password, code) = (
        r#"{"method":"password"}"#,
        r#"{"method":"code","code":"123456"}"#,
    );
    let browser = "/self-service/login/browser";
    for (method, path, body, expected) in [
        (Method::POST, login, password, 4),
        (Method::POST, login, code, 2),
        (Method::POST, recovery, "{}", 2),
        (Method::GET, browser, "", 5),
        (Method::GET, "/login", "", 5),
        (Method::GET, "/logo.svg", "", 10),
        (Method::GET, "/sessions/whoami", "", 10),
        (Method::GET, "/self-service/login/flows?id=1", "", 10),
    ] {
        let stage = stage(limits).await;
        let first = passed(&stage, "192.0.2.1", method.clone(), path, body).await;
        assert_eq!(first, expected, "{method} {path}");
        // Others are not held to it.
        let other = passed(&stage, "192.0.2.2", method, path, body).await;
        assert_eq!(other, expected, "{path}");
    }
}

#[tokio::test]
async fn a_household_is_one_client_and_this_machine_is_none() {
    let limits = |edge: &mut EdgeSettings| edge.limit_pages = 5;
    let page = "/self-service/login/browser";
    let stage6 = stage(limits).await;
    assert_eq!(
        passed(&stage6, "2001:db8::1", Method::GET, page, "").await,
        5
    );
    assert_eq!(
        passed(&stage6, "2001:db8::ffff:2", Method::GET, page, "").await,
        0
    );
    assert_eq!(
        passed(&stage6, "2001:db8:0:1::1", Method::GET, page, "").await,
        5
    );
    for (loopback, expected) in [(false, 10), (true, 5)] {
        let stage = stage(|edge| {
            limits(edge);
            edge.limit_loopback = loopback;
        });
        let stage = stage.await;
        for peer in ["127.0.0.1", "::1"] {
            assert_eq!(passed(&stage, peer, Method::GET, page, "").await, expected);
        }
    }
    let unlimited = stage(|edge| edge.limit_pages = 0).await;
    assert_eq!(
        passed(&unlimited, "192.0.2.1", Method::GET, page, "").await,
        10
    );
}

/// SR-07: behind a proxy it is its clients that are counted.
#[tokio::test]
async fn behind_a_proxy_its_clients_are_counted() {
    let stage = stage(|edge| {
        edge.limit_pages = 1;
        edge.trust_proxy = vec!["10.0.0.0/8".parse().unwrap()];
    })
    .await;
    for (client, status) in [
        ("1.1.1.1", 200),
        ("2.2.2.2", 200),
        ("1.1.1.1", 429),
        ("6.6.6.6, 1.1.1.1", 429),
    ] {
        let request = Request::get("/self-service/login/browser")
            .header("x-forwarded-for", client)
            .body(Body::empty())
            .unwrap();
        let response = stage.fetch_from("10.0.0.1", request).await;
        assert_eq!(response.status().as_u16(), status, "{client}");
    }
}

#[tokio::test]
async fn who_is_refused_gets_a_page() {
    let stage = Stage::drawing(Router::new(), |settings| settings.edge.limit_pages = 1).await;
    let open = async || {
        let request = Request::get("/login")
            .header(header::ACCEPT, "text/html")
            .body(Body::empty());
        stage.fetch_from("192.0.2.1", request.unwrap()).await
    };
    open().await;
    let mut pages = Vec::new();
    for _ in 0..2 {
        let response = open().await;
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert!(response.headers().contains_key(header::RETRY_AFTER));
        pages.push(text(response).await);
    }
    assert!(pages[0].contains("Too many requests"), "{}", pages[0]);
    // It is rendered once: there is no padding of its own in it.
    assert_eq!(pages[0], pages[1]);
}
