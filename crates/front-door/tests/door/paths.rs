//! Which of Kratos' paths pass, and what is said of the others.

use crate::stage::{Stage, text};
use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{Method, StatusCode, header},
};
use std::sync::{Arc, Mutex};

/// A Kratos that remembers what it was asked.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Vec<String>>>);

impl Asked {
    async fn stage(&self, native_api: bool) -> Stage {
        let asked = self.0.clone();
        let kratos = Router::new().fallback(move |request: Request| {
            let what = format!("{} {}", request.method(), request.uri());
            asked.lock().unwrap().push(what);
            async { "kratos" }
        });
        let address = crate::stage::listen(kratos).await;
        Stage::with(|settings| {
            settings.kratos = format!("{address}/base").parse().unwrap();
            settings.edge.native_api = native_api;
        })
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// SR-01, T-35: a gateway that tidies paths up took these to Kratos' admin API.
#[tokio::test]
async fn no_path_leads_out_of_kratos_public_api() {
    let asked = Asked::default();
    let stage = asked.stage(true).await;
    for path in [
        "/self-service/../../admin/identities",
        "/self-service/%2e%2e/%2e%2e/admin/identities",
        "/self-service/%2E%2E/admin/identities",
        "/self-service/.%2e/admin/identities",
        "/sessions/..%2f..%2fadmin/identities",
        "/sessions/..%2F",
        "/sessions/..",
        "/sessions/.",
        "/sessions/%2e%2e",
        "/sessions/a%00b",
        "/sessions/%252e%252e",
        "/sessions/a;b",
        "/sessions/..;/admin",
        "/schemas/..\\..\\admin\\identities",
        "/schemas/%5c..%5cadmin",
        "/schemas//x",
        "/self-service//login",
        "/self-service/login/",
        "/.well-known/ory/../../../admin/identities",
        "/sessions/\u{e4}",
    ] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let Ok(request) = Request::builder()
                .method(&method)
                .uri(path)
                .body(Body::empty())
            else {
                continue;
            };
            let response = stage.send(request).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}");
            assert!(text(response).await.contains("malformed"), "{path}");
        }
    }
    assert_eq!(asked.take(), [""; 0]);
}

/// SR-12, SR-20: whatever Kratos has was public, by every method.
#[tokio::test]
async fn only_known_routes_and_methods_pass() {
    let asked = Asked::default();
    let stage = asked.stage(false).await;
    for path in [
        "/self-service/nothing",
        "/self-service/login/browser/x",
        "/self-service/methods/oidc/auth/1",
        "/self-service/login/api",
        "/self-service/settings/api",
        "/self-service/logout/api",
        "/self-service/fed-cm/parameters",
        "/sessions/token-exchange",
        "/sessions/a/extend",
        "/schemas/a/b",
        "/.well-known/ory/other.js",
    ] {
        let response = stage.get(path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
    for (path, methods) in [
        ("/self-service/login/browser", "GET, HEAD, OPTIONS"),
        ("/self-service/login", "GET, HEAD, POST, OPTIONS"),
        ("/sessions/whoami", "GET, HEAD, OPTIONS"),
        ("/sessions/1", "DELETE, OPTIONS"),
        ("/schemas/1", "GET, HEAD, OPTIONS"),
    ] {
        for method in ["PUT", "PATCH", "TRACE", "CONNECT", "PROPFIND", "PURGE"] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let response = stage.fetch(method.clone(), path, &[]).await;
            let status = response.status();
            assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            assert_eq!(response.headers()[header::ALLOW], methods, "{path}");
        }
    }
    let own = [
        (header::ORIGIN, "http://auth.example"),
        (header::HOST, "auth.example"),
    ];
    let response = stage.fetch(Method::POST, "/sessions", &own).await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(asked.take(), [""; 0]);
}

#[tokio::test]
async fn every_route_of_a_page_passes() {
    let asked = Asked::default();
    let stage = asked.stage(false).await;
    let flows = [
        "login",
        "registration",
        "recovery",
        "verification",
        "settings",
    ];
    let mut routes = Vec::new();
    for flow in flows {
        routes.push((Method::GET, format!("/self-service/{flow}/browser?x=1")));
        routes.push((Method::GET, format!("/self-service/{flow}/flows?id=1")));
        routes.push((Method::POST, format!("/self-service/{flow}?flow=1")));
        routes.push((Method::GET, format!("/self-service/{flow}?flow=1&token=2")));
        routes.push((Method::OPTIONS, format!("/self-service/{flow}?flow=1")));
    }
    for path in [
        "/self-service/logout/browser",
        "/self-service/logout?token=1",
        "/self-service/errors?id=1",
        "/self-service/methods/oidc/callback?state=1",
        "/self-service/methods/oidc/callback/my%20provider?state=1",
        "/self-service/methods/oidc/organization/1/callback/2",
        "/sessions/whoami",
        "/sessions",
        "/schemas",
        "/schemas/cGVyc29u",
        "/.well-known/ory/webauthn.js",
    ] {
        routes.push((Method::GET, path.to_owned()));
    }
    routes.push((
        Method::POST,
        "/self-service/methods/oidc/callback/apple".into(),
    ));
    routes.push((
        Method::POST,
        "/self-service/methods/saml/callback/okta".into(),
    ));
    routes.push((Method::DELETE, "/sessions".into()));
    routes.push((Method::DELETE, "/sessions/3a669965-7402-468c".into()));
    for (method, path) in routes {
        let response = stage.fetch(method.clone(), &path, &[]).await;
        assert_eq!(response.status(), StatusCode::OK, "{method} {path}");
        assert_eq!(asked.take(), [format!("{method} /base{path}")]);
    }
}

#[tokio::test]
async fn an_operator_can_open_the_api_for_clients_without_a_browser() {
    let asked = Asked::default();
    let stage = asked.stage(true).await;
    for (method, path) in [
        (Method::GET, "/self-service/login/api"),
        (Method::GET, "/self-service/recovery/api"),
        (Method::DELETE, "/self-service/logout/api"),
        (Method::GET, "/sessions/token-exchange?init_code=1"),
    ] {
        stage.fetch(method.clone(), path, &[]).await;
        assert_eq!(asked.take(), [format!("{method} /base{path}")]);
    }
}
