//! What an operator can allow, and what the address of a visit changes: each strict header that stands in the way of somebody.

use crate::stage::{GLUE, Stage, text};
use axum::{
    http::{HeaderName, Method, StatusCode, header},
    response::Response,
};
use clap::Parser as _;
use front_door::settings::{OpenerPolicy, Settings};

fn value<'a>(response: &'a Response, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

fn parse(options: &[&str]) -> Result<Settings, String> {
    let all = ["front-door"].iter().chain(options);
    Settings::try_parse_from(all).map_err(|error| error.to_string())
}

/// A door with these options on its command line.
fn with(options: &[&str], config: &str) -> Stage {
    let allowed = parse(options).unwrap().allowed;
    Stage::with(|settings| {
        settings.allowed = allowed;
        settings.config_json = Some(config.to_owned());
    })
}

const PATHS: [&str; 5] = [
    "/",
    "/login",
    "/nothing/here",
    GLUE,
    "/self-service/login/browser",
];

/// G-02: a pop-up lost its opener, and nobody could have it otherwise.
#[tokio::test]
async fn an_operator_can_let_pop_ups_keep_their_opener() {
    for (given, policy) in [
        ("same-origin", OpenerPolicy::SameOrigin),
        (
            "same-origin-allow-popups",
            OpenerPolicy::SameOriginAllowPopups,
        ),
        ("unsafe-none", OpenerPolicy::UnsafeNone),
    ] {
        let stage = with(&["--opener-policy", given], "{}");
        assert_eq!(stage.settings.allowed.opener_policy, policy);
        for path in PATHS {
            let response = stage.get(path).await;
            assert_eq!(
                value(&response, "cross-origin-opener-policy"),
                given,
                "{path}"
            );
            // Frames stay forbidden.
            assert_eq!(value(&response, "x-frame-options"), "DENY", "{path}");
        }
    }
    let said = parse(&["--opener-policy", "yes"]).unwrap_err();
    assert!(said.contains("unsafe-none"), "{said}");
}

/// G-24, T-08: a page in a frame of an application's was blocked, and nobody could have it otherwise.
#[tokio::test]
async fn an_operator_can_name_who_may_frame_the_pages() {
    let options = [
        "--frame-ancestors",
        "https://app.example.com,https://*.example.org/",
        "http://localhost:3000",
    ];
    let stage = with(&options, "{}");
    let origins = "https://app.example.com https://*.example.org http://localhost:3000";
    for path in PATHS {
        let response = stage.get(path).await;
        let csp = value(&response, "content-security-policy");
        assert!(
            csp.contains(&format!("frame-ancestors 'self' {origins};")),
            "{path}: {csp}"
        );
        // Browsers that know the one take it alone; it cannot name anybody.
        assert_eq!(value(&response, "x-frame-options"), "", "{path}");
        // A parent with a policy of its own demands these two of a page, and of nothing else.
        let is_page = value(&response, "content-type").starts_with("text/html");
        let shared = if is_page {
            "cross-origin"
        } else {
            "same-origin"
        };
        assert_eq!(
            value(&response, "cross-origin-resource-policy"),
            shared,
            "{path}"
        );
        assert_eq!(
            value(&response, "cross-origin-embedder-policy"),
            "require-corp",
            "{path}"
        );
        assert_eq!(
            value(&response, "cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
    }
    for wrong in [
        "*",
        "app.example.com",
        "https://",
        "https://*",
        "https://a.example/path",
        "https://u@a.example",
        "https://a.example;script-src",
        "'none'",
        "javascript://x y",
        "",
    ] {
        let said = parse(&["--frame-ancestors", wrong]).unwrap_err();
        assert!(
            said.contains("expected an origin like https://"),
            "{wrong}: {said}"
        );
    }
}

/// G-18, T-19: every host below was bound to https for two years by the first visit, and there was no option.
#[tokio::test]
async fn only_this_host_is_bound_to_https_unless_the_operator_says_more() {
    let proto = HeaderName::from_static("x-forwarded-proto");
    let all = "max-age=63072000; includeSubDomains; preload";
    for (options, hsts) in [
        (&[][..], "max-age=63072000"),
        (&["--hsts", all], all),
        (&["--hsts", "max-age=0"], "max-age=0"),
    ] {
        let allowed = parse(options).unwrap().allowed;
        let stage = Stage::with(|settings| {
            settings.allowed = allowed;
            settings.edge.trust_proxy = vec!["127.0.0.1/32".parse().unwrap()];
        });
        for path in PATHS {
            for (scheme, target) in [
                ("https", hsts),
                ("HTTPS", hsts),
                ("https, http", hsts),
                ("http", ""),
                ("http, https", ""),
                ("", ""),
            ] {
                let response = stage
                    .fetch(Method::GET, path, &[(proto.clone(), scheme)])
                    .await;
                assert_eq!(
                    value(&response, "strict-transport-security"),
                    target,
                    "{path} {scheme}"
                );
            }
        }
    }
    for (wrong, word) in [
        ("", "no part"),
        ("includeSubDomains", "max-age"),
        ("max-age=soon", "max-age"),
        ("max-age=1; max-age=2", "no part"),
        ("max-age=63072000; everything", "everything"),
        ("max-age=63072000; preload", "includeSubDomains"),
        ("max-age=300; includeSubDomains; preload", "31536000"),
    ] {
        let said = parse(&["--hsts", wrong]).unwrap_err();
        assert!(said.contains(word), "{wrong}: {said}");
    }
}

/// G-39, T-19: on `http://192.168.1.20:4455` and `http://auth.test:4455` everything was requested by https, where nobody listens.
#[tokio::test]
async fn a_visit_by_plain_http_is_upgraded_to_nothing() {
    let proto = HeaderName::from_static("x-forwarded-proto");
    for trust in [false, true] {
        let stage = Stage::with(|settings| {
            let proxy = "127.0.0.1/32".parse().unwrap();
            settings.edge.trust_proxy = if trust { vec![proxy] } else { vec![] };
        });
        for host in [
            "192.168.1.20:4455",
            "auth.test:4455",
            "localhost:4455",
            "[::1]:4455",
            "auth.example.com",
        ] {
            for scheme in ["", "http", "https"] {
                let requested = [(header::HOST, host), (proto.clone(), scheme)];
                let response = stage.fetch(Method::GET, "/login", &requested).await;
                let is_https = trust && scheme == "https";
                let csp = value(&response, "content-security-policy");
                assert_eq!(
                    csp.ends_with("; upgrade-insecure-requests"),
                    is_https,
                    "{host} {scheme} {csp}"
                );
                assert_eq!(
                    !value(&response, "strict-transport-security").is_empty(),
                    is_https,
                    "{host} {scheme}"
                );
            }
        }
    }
}

/// G-39: nobody was told that browsers keep neither cookies nor passkeys on such an origin.
#[test]
fn who_listens_to_other_machines_is_told_what_plain_http_means() {
    let warnings = |options: &[&str]| parse(options).unwrap().warnings();
    for local in ["127.0.0.1:4455", "[::1]:4455"] {
        assert!(warnings(&["--listen", local]).is_empty());
    }
    for open in ["0.0.0.0:4455", "[::]:4455", "192.168.1.20:4455"] {
        let said = warnings(&["--listen", open]).join("\n");
        assert!(
            said.contains("passkeys") && said.contains("cookies"),
            "{said}"
        );
        assert!(said.contains("--origin"), "{said}");
        let origin = ["--listen", open, "--origin", "https://auth.example.com"];
        assert!(warnings(&origin).is_empty());
        let proxy = ["--listen", open, "--trust-proxy", "10.0.0.0/8"];
        assert!(!warnings(&proxy).join("").contains("passkeys"));
    }
}

/// G-23: the frame of a captcha was blocked, what it sets from a string refused, and its parts were not let in.
#[tokio::test]
async fn a_captcha_gets_what_its_makers_need() {
    let config = r#"{"captcha":{"script":"https://captcha.example/api.js"},"passkeys":"native"}"#;
    let stage = with(&["--captcha-origins", "https://*.cdn.example"], config);
    let response = stage.get("/login").await;
    // Its frames say nothing about who may embed them.
    assert_eq!(value(&response, "cross-origin-embedder-policy"), "");
    // It is told from which origin it is asked, and no more.
    assert_eq!(value(&response, "referrer-policy"), "strict-origin");
    let csp = value(&response, "content-security-policy").to_owned();
    let directive = |name: &str| {
        csp.split("; ")
            .find(|part| part.starts_with(name))
            .unwrap_or_default()
            .to_owned()
    };
    let origins = "https://captcha.example https://*.cdn.example";
    for name in [
        "script-src ",
        "style-src ",
        "img-src ",
        "font-src ",
        "connect-src ",
        "frame-src ",
        "worker-src ",
    ] {
        assert!(directive(name).ends_with(origins), "{name}: {csp}");
    }
    // It makes scripts from strings, and policies with names of its own.
    assert!(!csp.contains("trusted-types"), "{csp}");
    assert!(
        !csp.contains("unsafe-inline") && !csp.contains("'unsafe-eval'"),
        "{csp}"
    );
    assert!(
        csp.contains("frame-ancestors 'none'; report-to csp"),
        "{csp}"
    );

    // A script of our own may stand between, and name where the rest comes from.
    let own = with(
        &["--captcha-origins", "https://hcaptcha.com"],
        r#"{"captcha":{"script":"/captcha.js"}}"#,
    );
    let response = own.get("/login").await;
    assert_eq!(value(&response, "cross-origin-embedder-policy"), "");
    let csp = value(&response, "content-security-policy");
    assert!(csp.contains("frame-src https://hcaptcha.com;"), "{csp}");

    // Who has none of it is as strict as ever, and is told of what would do nothing.
    let mut settings = own.settings.clone();
    settings.config_json = None;
    let said = front_door::router(&settings, &own.metrics)
        .unwrap_err()
        .to_string();
    assert!(said.contains("captcha.script"), "{said}");
}

/// G-23: a logo on a server whose headers nobody can change was not shown.
#[tokio::test]
async fn a_logo_from_elsewhere_needs_no_headers_of_its_server() {
    for (logo, embedder) in [
        ("/logo.svg", "require-corp"),
        ("https://cdn.example.com/logo.svg", "credentialless"),
    ] {
        let stage = with(&[], &format!(r#"{{"brand":{{"logo":"{logo}"}}}}"#));
        let response = stage.get("/login").await;
        assert_eq!(value(&response, "cross-origin-embedder-policy"), embedder);
    }
}

/// SR-14: `//login` was a flow to the server, the home page to the one who renders, and a host to the browser.
#[tokio::test]
async fn a_path_with_two_readings_is_not_found() {
    let client = Stage::new();
    let server = Stage::drawing(axum::Router::new(), |_| ()).await;
    for stage in [client, server] {
        for path in [
            "//login",
            "//login?flow=1",
            "///",
            "//evil.example/login",
            "/\\login",
            "/a\\..\\login",
            "/a/../login",
            "/./login",
            "/a/%2E%2e/login",
            "//self-service/login/browser",
        ] {
            let response = stage.get(path).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
            assert_eq!(value(&response, "cache-control"), "no-store", "{path}");
            assert!(
                !text(response).await.contains("name=\"identifier\""),
                "{path}"
            );
        }
        for path in ["//app-0123456789abcdef.js", "/x\\app.js"] {
            let response = stage.get(path).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
            assert_eq!(text(response).await, "not found\n", "{path}");
        }
    }
}
