//! What the door answers itself: the page, files, `/config.json`, health, and the headers on all of it.

use crate::stage::{GLUE, Stage, text};
use axum::http::{HeaderValue, Method, StatusCode, header};
use http_body_util::BodyExt as _;
use std::io::Read as _;

/// T-08, T-20, T-21: nobody frames a page, keeps hold of one, or runs passkeys in one.
#[tokio::test]
async fn every_path_carries_the_whole_profile() {
    let stage = Stage::new();
    let paths = [
        "/",
        "/login",
        "/nothing/here",
        "/index.html",
        "/config.json",
        "/health/alive",
        "/health/ready",
        GLUE,
        "/missing.js",
        "/assets/missing",
        "/favicon.ico",
        "/.well-known/change-password",
        "/.well-known/missing",
        "/..%2fsecret.txt",
        "/self-service/login/browser",
        "/sessions",
    ];
    for path in paths {
        for method in [
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::DELETE,
            Method::OPTIONS,
        ] {
            let response = stage.fetch(method.clone(), path, &[]).await;
            let has = |name: &str| {
                response
                    .headers()
                    .get(name)
                    .and_then(|v| v.to_str().ok())
                    .unwrap_or_default()
            };
            for (name, value) in front_door::headers::FIXED {
                assert_eq!(
                    has(name.as_str()),
                    value.to_str().unwrap(),
                    "{method} {path}"
                );
            }
            for (name, value) in [
                ("x-frame-options", "DENY"),
                ("referrer-policy", "strict-origin"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
                ("cross-origin-embedder-policy", "require-corp"),
                ("strict-transport-security", ""),
            ] {
                assert_eq!(has(name), value, "{method} {path} {name}");
            }
            let csp = has("content-security-policy");
            assert!(
                csp.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"),
                "{path}: {csp}"
            );
            assert!(csp.contains("frame-ancestors 'none'"), "{path}: {csp}");
        }
    }
}

/// T-01, T-06, T-33: no eval, no inline handlers, no strings as markup, no pictures from elsewhere.
#[tokio::test]
async fn the_policy_is_the_one_that_was_tried_in_a_browser() {
    let script = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-81WALLbUROF1pWdYjuQYKuIcGgY/+TqVJr8UsV6Tkvo='; \
                  script-src-attr 'none'; style-src 'self' 'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='; \
                  img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'none'; \
                  base-uri 'none'; object-src 'none'; frame-src 'none'; worker-src 'none'; frame-ancestors 'none'; \
                  require-trusted-types-for 'script'; trusted-types vestibule; report-to csp";
    let response = Stage::new().get("/login").await;
    assert_eq!(response.headers()["content-security-policy"], script);

    let native =
        Stage::with(|settings| settings.config_json = Some(r#"{"passkeys":"native"}"#.into()));
    let response = native.get("/login").await;
    let native = script.replace("trusted-types vestibule", "trusted-types 'none'");
    assert_eq!(response.headers()["content-security-policy"], native);
}

#[tokio::test]
async fn a_foreign_kratos_is_named_and_nothing_more() {
    let csp = |passkeys: &str| {
        let json =
            format!(r#"{{"kratos":"https://auth.example.com/kratos","passkeys":"{passkeys}"}}"#);
        let stage = Stage::with(|settings| settings.config_json = Some(json));
        async move {
            stage.get("/").await.headers()["content-security-policy"]
                .to_str()
                .unwrap()
                .to_owned()
        }
    };
    let script = csp("script").await;
    assert!(
        script.contains("connect-src 'self' https://auth.example.com;"),
        "{script}"
    );
    assert!(
        script.contains(" https://auth.example.com/kratos/.well-known/ory/webauthn.js;"),
        "{script}"
    );
    let native = csp("native").await;
    assert!(
        native.contains("connect-src 'self' https://auth.example.com;"),
        "{native}"
    );
    assert!(!native.contains("webauthn.js"), "{native}");
}

#[tokio::test]
async fn a_new_build_gets_its_own_policy_where_somebody_works_on_it() {
    for watch in [true, false] {
        let stage = Stage::with(|settings| settings.watch = watch);
        let (before, after) = policies_of_two_builds(&stage).await;
        // SR-16: whoever can write to the folder adds no script to a program that runs.
        assert_eq!(before != after, watch);
    }
}

async fn policies_of_two_builds(stage: &Stage) -> (HeaderValue, HeaderValue) {
    let before = stage.get("/").await.headers()["content-security-policy"].clone();
    let page = stage.settings.dist.join("index.html");
    std::fs::write(&page, "<style>b{}</style>").unwrap();
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(2);
    std::fs::File::options()
        .write(true)
        .open(&page)
        .unwrap()
        .set_modified(later)
        .unwrap();
    let after = stage.get("/").await.headers()["content-security-policy"].clone();
    (before, after)
}

#[tokio::test]
async fn every_route_is_the_page_and_is_never_stored() {
    let stage = Stage::new();
    let routes = [
        "/",
        "/login",
        "/verify?flow=1&code=2",
        "/sessions/",
        "/a/b/c",
        "/index.html",
        "/login?x=a.b",
    ];
    for route in routes {
        let response = stage.get(route).await;
        assert_eq!(response.status(), StatusCode::OK, "{route}");
        assert_eq!(
            response.headers()[header::CACHE_CONTROL],
            "no-store",
            "{route}"
        );
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "text/html; charset=utf-8",
            "{route}"
        );
        assert!(text(response).await.contains("<style>a{}"), "{route}");
    }
}

#[tokio::test]
async fn a_missing_file_is_not_the_page() {
    let stage = Stage::new();
    let missing = [
        // SR-20: what pages are made of.
        "/server.html",
        "/index.html.br",
        "/app-0123456789abcdef.js.br",
        "/app-0123456789abcdef.js.gz",
        "/missing.js",
        "/assets/login",
        "/assets",
        "/login/x.wasm",
        "/.well-known/security.txt",
        "/health/other",
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
    ];
    for path in missing {
        let response = stage.get(path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(
            response.headers()[header::CACHE_CONTROL],
            "no-store",
            "{path}"
        );
        assert_eq!(text(response).await, "not found\n", "{path}");
    }
}

#[tokio::test]
async fn files_are_cached_by_their_names_and_sent_compressed() {
    let stage = Stage::new();
    let plain = stage.get(GLUE).await;
    assert_eq!(
        plain.headers()[header::CACHE_CONTROL],
        "public, max-age=31536000, immutable"
    );
    assert_eq!(plain.headers()[header::CONTENT_TYPE], "text/javascript");
    assert_eq!(plain.headers()[header::VARY], "accept-encoding");
    assert!(plain.headers().get(header::CONTENT_ENCODING).is_none());

    let wasm = stage.get("/app-0123456789abcdef_bg.wasm").await;
    assert_eq!(wasm.headers()[header::CONTENT_TYPE], "application/wasm");
    assert_eq!(
        wasm.headers()[header::CACHE_CONTROL],
        "public, max-age=31536000, immutable"
    );

    let unhashed = stage.get("/logo.svg").await;
    assert_eq!(unhashed.headers()[header::CACHE_CONTROL], "no-cache");
    assert_eq!(unhashed.headers()[header::CONTENT_TYPE], "image/svg+xml");

    for (accepted, encoding, body) in [
        ("gzip, br", "br", "glue.br"),
        ("gzip;q=1, br;q=0", "gzip", "glue.gz"),
    ] {
        let response = stage
            .fetch(Method::GET, GLUE, &[(header::ACCEPT_ENCODING, accepted)])
            .await;
        assert_eq!(response.headers()[header::CONTENT_ENCODING], encoding);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/javascript");
        assert_eq!(text(response).await, body);
    }
    for (accepted, encoding) in [
        ("br", Some("br")),
        ("gzip, deflate, br, zstd", Some("br")),
        ("gzip;q=1.0, br;q=0", Some("gzip")),
        ("identity", None),
        ("brotli", None),
    ] {
        let page = stage
            .fetch(
                Method::GET,
                "/login",
                &[(header::ACCEPT_ENCODING, accepted)],
            )
            .await;
        let sent = page.headers().get(header::CONTENT_ENCODING);
        assert_eq!(
            sent.and_then(|sent| sent.to_str().ok()),
            encoding,
            "{accepted}"
        );
        assert_eq!(
            page.headers()[header::CONTENT_TYPE],
            "text/html; charset=utf-8"
        );
        assert_eq!(page.headers()[header::VARY], "accept-encoding");
        let body = page.into_body().collect().await.unwrap().to_bytes();
        let mut html = Vec::new();
        match encoding {
            Some("br") => drop(brotli::BrotliDecompress(&mut &*body, &mut html)),
            Some(_) => drop(flate2::read::GzDecoder::new(&*body).read_to_end(&mut html)),
            None => html = body.into(),
        }
        assert_eq!(
            html,
            text(stage.get("/login").await).await.into_bytes(),
            "{accepted}"
        );
    }
}

/// G-20: files without an ending came as bytes, which no app that looks for them takes.
#[tokio::test]
async fn files_without_an_ending_say_what_they_are() {
    let stage = Stage::new();
    let folder = stage.settings.dist.join(".well-known");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, kind) in [
        ("webauthn", "application/json"),
        ("apple-app-site-association", "application/json"),
        ("passkey-endpoints", "application/json"),
        ("assetlinks.json", "application/json"),
        ("security.txt", "text/plain; charset=utf-8"),
        ("site.webmanifest", "application/manifest+json"),
    ] {
        std::fs::write(folder.join(name), "{}").unwrap();
        let path = format!("/.well-known/{name}");
        for method in [Method::GET, Method::HEAD] {
            let response = stage.fetch(method, &path, &[]).await;
            assert_eq!(response.status(), StatusCode::OK, "{name}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], kind, "{name}");
        }
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let stage = Stage::new();
    for path in ["/", "/login", GLUE, "/missing.js", "/config.json"] {
        let get = stage.get(path).await;
        let head = stage.fetch(Method::HEAD, path, &[]).await;
        assert_eq!(get.status(), head.status(), "{path}");
        for name in [
            header::CONTENT_TYPE,
            header::CACHE_CONTROL,
            header::CONTENT_LENGTH,
        ] {
            assert_eq!(
                get.headers().get(&name),
                head.headers().get(&name),
                "{path} {name}"
            );
        }
        assert_eq!(text(head).await, "", "{path}");
    }
}

#[tokio::test]
async fn other_methods_are_refused() {
    let stage = Stage::new();
    for path in ["/", "/login", GLUE, "/missing.js", "/config.json"] {
        let response = stage.fetch(Method::POST, path, &[]).await;
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert!(
            response.headers()[header::ALLOW]
                .to_str()
                .unwrap()
                .contains("GET"),
            "{path}"
        );
    }
}

/// UX-43: password managers find the place where a password is changed.
#[tokio::test]
async fn health_and_change_password_and_reports() {
    let stage = Stage::new();
    assert_eq!(stage.get("/health/alive").await.status(), StatusCode::OK);
    assert_eq!(stage.get("/health/ready").await.status(), StatusCode::OK);
    let response = stage.get("/.well-known/change-password").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()[header::LOCATION], "/settings");
    assert_eq!(
        stage.fetch(Method::POST, "/csp-report", &[]).await.status(),
        StatusCode::NO_CONTENT
    );

    std::fs::remove_file(stage.settings.dist.join("index.html")).unwrap();
    assert_eq!(
        stage.get("/health/ready").await.status(),
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(stage.get("/health/alive").await.status(), StatusCode::OK);
}
