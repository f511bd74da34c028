//! What pages of other sites cannot send.

use crate::stage::Stage;
use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{Method, StatusCode},
};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// SR-11, T-10: a page of another site began a sign-in by a provider in the browser of who visited it.
#[tokio::test]
async fn a_page_of_another_site_sends_nothing_that_kratos_would_take() {
    let stage = Stage::before(Router::new().fallback(|| async { "kratos" })).await;
    let login = "/self-service/login?flow=1";
    let apple = "/self-service/methods/oidc/callback/apple";
    for (method, path, kind, site, origin, status) in [
        (Method::POST, login, FORM, "cross-site", "", 403),
        (Method::POST, login, FORM, "same-site", "", 403),
        (Method::POST, login, "text/plain", "cross-site", "", 403),
        (
            Method::POST,
            login,
            "multipart/form-data; boundary=x",
            "cross-site",
            "",
            403,
        ),
        (Method::POST, login, "", "cross-site", "", 403),
        (Method::POST, login, FORM, "", "https://evil.example", 403),
        (
            Method::POST,
            login,
            FORM,
            "cross-site",
            "http://auth.example",
            403,
        ),
        (Method::POST, login, FORM, "same-origin", "", 200),
        (Method::POST, login, FORM, "", "http://auth.example", 200),
        (Method::POST, login, FORM, "none", "", 200),
        (Method::POST, login, FORM, "", "", 200),
        // Kratos' CORS settings have allowed it before, or the browser had not sent it.
        (
            Method::POST,
            login,
            JSON,
            "cross-site",
            "https://app.example",
            200,
        ),
        (Method::DELETE, "/sessions", "", "cross-site", "", 200),
        // A provider sends users back by a form.
        (
            Method::POST,
            apple,
            FORM,
            "cross-site",
            "https://appleid.apple.com",
            200,
        ),
        (Method::GET, login, "", "cross-site", "", 200),
        (Method::POST, "/logout", FORM, "", "", 403),
        (Method::POST, "/logout", FORM, "same-site", "", 403),
        (Method::POST, "/sessions", FORM, "none", "", 403),
    ] {
        let mut request = Request::builder()
            .method(&method)
            .uri(path)
            .header("host", "auth.example");
        for (name, value) in [
            ("content-type", kind),
            ("sec-fetch-site", site),
            ("origin", origin),
        ] {
            if !value.is_empty() {
                request = request.header(name, value);
            }
        }
        let response = stage.send(request.body(Body::empty()).unwrap()).await;
        let case = format!("{method} {path} {kind} {site} {origin}");
        assert_eq!(
            response.status(),
            StatusCode::from_u16(status).unwrap(),
            "{case}"
        );
    }
}
