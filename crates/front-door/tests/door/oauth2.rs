//! The pages of OAuth2 before a Hydra and a Kratos that say what real ones have said.

mod fakes;

use crate::stage::{Stage, text};
use axum::{
    body::Body,
    extract::Request,
    http::{Method, StatusCode},
    response::Response,
};
use fakes::{ADA, Hydra, ON, ONE_FACTOR, SIGNED_IN, STRANGER, stage};
use front_door::settings::{Render, Settings};
use serde_json::{Value, json};

/// A page as a browser opens it.
async fn open(stage: &Stage, path: &str, cookie: &str) -> Response {
    let request = Request::get(path)
        .header("host", "auth.example")
        .header("accept", "text/html")
        .header("cookie", cookie);
    stage.send(request.body(Body::empty()).unwrap()).await
}

/// A form as a browser sends it.
async fn send(stage: &Stage, path: &str, cookie: &str, form: &str) -> Response {
    send_from(stage, path, cookie, form, "same-origin").await
}

async fn send_from(stage: &Stage, path: &str, cookie: &str, form: &str, site: &str) -> Response {
    let request = Request::post(path)
        .header("host", "auth.example")
        .header("accept", "text/html")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", site)
        .header("cookie", cookie);
    stage
        .send(request.body(Body::from(form.to_owned())).unwrap())
        .await
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

/// Where a page that goes on by itself leads.
fn goes_to(html: &str) -> String {
    let (_, rest) = html.split_once("content=\"0;url=").unwrap();
    rest.split('"').next().unwrap().replace("&amp;", "&")
}

async fn with(json: &str) -> (Stage, Hydra) {
    stage(|settings| settings.config_json = Some(json.to_owned())).await
}

const CONSENT: &str = "/consent?consent_challenge=one";

#[tokio::test]
async fn without_a_hydra_there_are_no_such_pages() {
    let stage = Stage::drawing(axum::Router::new(), |_| ()).await;
    for path in [CONSENT, "/device?device_challenge=one", "/device/success"] {
        let response = open(&stage, path, SIGNED_IN).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        let response = send(&stage, path, SIGNED_IN, "consent=allow").await;
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
}

#[tokio::test]
async fn pages_that_a_browser_renders_go_without() {
    let settings: Settings = clap::Parser::parse_from([
        "front-door",
        "--hydra-admin",
        "http://127.0.0.1:9",
        "--render",
        "client",
    ]);
    assert_eq!(settings.render, Some(Render::Client));
    let stage = Stage::new();
    let settings = Settings {
        dist: stage.settings.dist.clone(),
        ..settings
    };
    let error = front_door::router(&settings, &stage.metrics).unwrap_err();
    assert!(error.to_string().contains("--hydra-admin"), "{error}");
    for wrong in [
        "https://h",
        "http://u:p@h",
        "http://h?x",
        "h:4445",
        "ftp://h",
    ] {
        let parsed = <Settings as clap::Parser>::try_parse_from(["x", "--hydra-admin", wrong]);
        assert!(parsed.is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn consent_says_who_asks_for_what() {
    let scopes =
        r#"{ "languages": ["de"], "oauth2": { "scopes": { "photos": "See <your> photos" } } }"#;
    let (stage, _) = with(scopes).await;
    let response = open(&stage, CONSENT, SIGNED_IN).await;
    assert_eq!(response.status(), StatusCode::OK);
    let csp = header(&response, "content-security-policy").to_owned();
    assert!(
        csp.contains("img-src 'self' data: https://cdn.example;"),
        "{csp}"
    );
    assert_eq!(csp.matches("cdn.example").count(), 1, "{csp}");
    assert_eq!(
        header(&response, "cross-origin-embedder-policy"),
        "credentialless"
    );
    assert_eq!(header(&response, "cache-control"), "no-store");
    assert_eq!(header(&response, "x-frame-options"), "DENY");
    let html = text(response).await;
    for part in [
        "data-testid=\"oauth2-consent\"",
        "<title>Allow access? – Vestibule</title>",
        "Photo Book asks for access to your account.",
        "ada@example.com",
        "Keep its access while you are away",
        "See &lt;your&gt; photos",
        "action=\"/consent?consent_challenge=one\"",
        "rel=\"external noopener noreferrer\"",
        "href=\"https://app.example/policy\"",
        "src=\"https://cdn.example/logo.png\"",
        "Do not ask me again",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    // It needs no application, and no browser hears where Hydra is.
    assert!(
        !html.contains("<script src") && !html.contains("/app.js"),
        "{html}"
    );
    let admin = stage.settings.hydra_admin.as_ref().unwrap();
    assert!(
        !html.contains(admin.authority().unwrap().as_str()),
        "{html}"
    );
    // No other page lets pictures in.
    let other = open(&stage, "/device?device_challenge=one", SIGNED_IN).await;
    assert!(!header(&other, "content-security-policy").contains("cdn.example"));
    assert_eq!(
        header(&other, "cross-origin-embedder-policy"),
        "require-corp"
    );
}

#[tokio::test]
async fn what_an_application_says_of_itself_stays_text() {
    let (stage, _) = stage(|_| ()).await;
    let response = open(&stage, "/consent?consent_challenge=hostile", SIGNED_IN).await;
    let csp = header(&response, "content-security-policy").to_owned();
    assert!(csp.contains("img-src 'self' data:;"), "{csp}");
    let html = text(response).await;
    assert!(html.contains("&lt;img src=x&gt;&amp;"), "{html}");
    for part in ["<img", "<script>", "javascript:", "\u{202e}"] {
        assert!(!html.contains(part), "{part}: {html}");
    }
}

#[tokio::test]
async fn the_application_chooses_the_language() {
    let config = r#"{ "languages": ["de"], "oauth2": { "remember": "never" } }"#;
    let (stage, _) = with(config).await;
    let html = text(open(&stage, "/consent?consent_challenge=german", SIGNED_IN).await).await;
    assert!(
        html.contains("lang=\"de\"") && html.contains("Zugriff erlauben?"),
        "{html}"
    );
    assert!(!html.contains("name=\"remember\""), "{html}");
    let html = text(open(&stage, "/consent?consent_challenge=bare", SIGNED_IN).await).await;
    assert!(html.contains("Photo Book asks to sign you in."), "{html}");
}

#[tokio::test]
async fn what_is_allowed_reaches_hydra_and_leads_on() {
    for (config, remember, form, remembered) in [
        ("{}", 0, "", false),
        (
            r#"{ "oauth2": { "remember_for": 60 } }"#,
            60,
            "&remember=true",
            true,
        ),
        (r#"{ "oauth2": { "remember": "always" } }"#, 0, "", true),
        (
            r#"{ "oauth2": { "remember": "never" } }"#,
            0,
            "&remember=true",
            false,
        ),
    ] {
        let (stage, hydra) = with(config).await;
        // What was not asked for is not granted.
        let form =
            format!("consent=allow&grant_scope=openid&grant_scope=email&grant_scope=admin{form}");
        let response = send(&stage, CONSENT, SIGNED_IN, &form).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(goes_to(&text(response).await), ON);
        let put = "PUT /admin/oauth2/auth/requests/consent/accept?consent_challenge=one";
        let body = json!({
            "grant_scope": ["openid", "email"],
            "grant_access_token_audience": [],
            "remember": remembered,
            "remember_for": remember,
            "session": {
                "access_token": {},
                "id_token": { "email": "ada@example.com", "email_verified": true },
            },
            "context": null,
        });
        assert_eq!(hydra.changes(), [(put.to_owned(), body)], "{config}");
    }
}

#[tokio::test]
async fn what_is_denied_leads_back_to_the_application() {
    for form in ["consent=deny&grant_scope=openid", "", "consent=allowed"] {
        let (stage, hydra) = stage(|_| ()).await;
        let response = send(&stage, CONSENT, SIGNED_IN, form).await;
        assert_eq!(goes_to(&text(response).await), ON);
        let changes = hydra.changes();
        let [(line, body)] = changes.as_slice() else {
            panic!("{changes:?}")
        };
        assert_eq!(
            line,
            "PUT /admin/oauth2/auth/requests/consent/reject?consent_challenge=one"
        );
        assert_eq!(body["error"], "access_denied");
        assert_eq!(body["status_code"], 403);
    }
}

#[tokio::test]
async fn what_was_decided_before_is_not_decided_again() {
    for challenge in ["skip", "trusted"] {
        let (stage, hydra) = stage(|_| ()).await;
        let path = format!("/consent?consent_challenge={challenge}");
        let response = open(&stage, &path, SIGNED_IN).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(header(&response, "location"), ON);
        let changes = hydra.changes();
        let scopes = json!(["openid", "offline_access", "email", "photos"]);
        assert_eq!(changes[0].1["grant_scope"], scopes);
        assert_eq!(changes[0].1["remember"], false);
        // Of somebody else nothing is accepted.
        let response = open(&stage, &path, STRANGER).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        assert_eq!(hydra.changes().len(), 1);
    }
}

#[tokio::test]
async fn only_the_account_that_signed_in_decides() {
    let (stage, hydra) = stage(|_| ()).await;
    for (cookie, says) in [
        (STRANGER, "Another account is signed in"),
        ("", "You are not signed in."),
    ] {
        let shown = open(&stage, CONSENT, cookie).await;
        let sent = send(&stage, CONSENT, cookie, "consent=allow&grant_scope=openid").await;
        let denied = send(&stage, CONSENT, cookie, "consent=deny").await;
        for response in [shown, sent, denied] {
            assert_eq!(response.status(), StatusCode::FORBIDDEN);
            let html = text(response).await;
            assert!(html.contains(says), "{html}");
            let again = "href=\"http://localhost:5444/oauth2/auth?client_id=app&amp;state=s&amp;prompt=login\"";
            assert!(html.contains(again), "{html}");
        }
    }
    let response = open(&stage, CONSENT, ONE_FACTOR).await;
    let to = header(&response, "location");
    assert!(to.starts_with("/login?") && to.contains("aal=aal2"), "{to}");
    assert!(
        to.contains("return_to=%2Fconsent%3Fconsent_challenge%3Done"),
        "{to}"
    );
    assert_eq!(hydra.changes(), []);
}

/// T-10: a page of another site allows an application in the browser of who visits it.
#[tokio::test]
async fn a_page_of_another_site_decides_nothing() {
    let (stage, hydra) = stage(|_| ()).await;
    for (path, form) in [
        (CONSENT, "consent=allow&grant_scope=openid"),
        ("/logout?logout_challenge=one", "logout=yes"),
        ("/device?device_challenge=one", "user_code=TmjXATGx"),
        ("/settings/applications", "client=app"),
    ] {
        for site in ["cross-site", "same-site", "none"] {
            let response = send_from(&stage, path, SIGNED_IN, form, site).await;
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path} {site}");
        }
    }
    assert_eq!(hydra.lines(), Vec::<String>::new());
}

#[tokio::test]
async fn what_hydra_no_longer_knows_ends_in_a_card() {
    let (stage, hydra) = stage(|_| ()).await;
    for (challenge, status, says) in [
        ("unknown", 404, "This request is no longer valid"),
        ("expired", 404, "This request is no longer valid"),
        ("", 404, "This request is no longer valid"),
        ("broken", 502, "Try again"),
        ("garbage", 502, "Try again"),
    ] {
        for page in ["consent", "logout"] {
            if page == "logout" && challenge.is_empty() {
                continue;
            }
            let challenge = if challenge.is_empty() {
                "unknown"
            } else {
                challenge
            };
            let path = format!("/{page}?{page}_challenge={challenge}");
            let shown = open(&stage, &path, SIGNED_IN).await;
            let sent = send(&stage, &path, SIGNED_IN, "consent=allow&logout=yes").await;
            for response in [shown, sent] {
                assert_eq!(response.status().as_u16(), status, "{path}");
                let cookies = response.headers().get_all("set-cookie");
                assert_eq!(cookies.iter().count(), 0, "{path}");
                let html = text(response).await;
                assert!(html.contains(says), "{path}: {html}");
            }
        }
    }
    assert_eq!(hydra.changes(), []);
    let response = open(&stage, "/consent?consent_challenge=handled", SIGNED_IN).await;
    assert_eq!(goes_to(&text(response).await), ON);
    // A path of Hydra's own is none of ours.
    let response = open(&stage, "/logout?logout_challenge=handled", SIGNED_IN).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_hydra_or_kratos_the_page_can_be_tried_again() {
    let nobody = |settings: &mut Settings| {
        settings.hydra_admin = Some("http://127.0.0.1:9".parse().unwrap());
    };
    let (without_hydra, _) = stage(nobody).await;
    let nobody = |settings: &mut Settings| settings.kratos = "http://127.0.0.1:9".parse().unwrap();
    let (without_kratos, hydra) = stage(nobody).await;
    for stage in [&without_hydra, &without_kratos] {
        for path in [CONSENT, "/settings/applications"] {
            let response = open(stage, path, SIGNED_IN).await;
            assert_eq!(response.status(), StatusCode::BAD_GATEWAY, "{path}");
            let html = text(response).await;
            assert!(
                html.contains("Try again") && html.contains("href=\"\""),
                "{html}"
            );
        }
    }
    let form = "consent=allow&grant_scope=openid";
    let response = send(&without_kratos, CONSENT, SIGNED_IN, form).await;
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    let path = "/logout?logout_challenge=one";
    let response = send(&without_kratos, path, SIGNED_IN, "logout=yes").await;
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    assert_eq!(hydra.changes(), []);
}

#[tokio::test]
async fn challenges_of_any_length_pass() {
    let (stage, hydra) = stage(|_| ()).await;
    let challenge = "a-_b".repeat(6_000);
    let path = format!("/consent?consent_challenge={challenge}");
    let html = text(open(&stage, &path, SIGNED_IN).await).await;
    assert!(html.contains(&format!("action=\"{path}\"")));
    let response = send(&stage, &path, SIGNED_IN, "consent=allow").await;
    assert_eq!(goes_to(&text(response).await), ON);
    let line =
        format!("PUT /admin/oauth2/auth/requests/consent/accept?consent_challenge={challenge}");
    assert_eq!(hydra.changes()[0].0, line);
}

#[tokio::test]
async fn signing_out_ends_both_sessions() {
    let (stage, hydra) = stage(|_| ()).await;
    let path = "/logout?logout_challenge=one";
    let html = text(open(&stage, path, SIGNED_IN).await).await;
    assert!(html.contains("Photo Book asks to sign you out."), "{html}");
    let html = text(open(&stage, "/logout?logout_challenge=by-hydra", SIGNED_IN).await).await;
    assert!(html.contains("Do you want to sign out?"), "{html}");
    assert_eq!(hydra.changes(), []);
    // With a session, and without one.
    for cookie in [SIGNED_IN, ""] {
        let response = send(&stage, path, cookie, "logout=yes").await;
        let cookies = response.headers().get_all("set-cookie");
        let mut cookies = cookies.iter().map(|value| value.to_str().unwrap());
        assert!(
            cookies
                .any(|one| one.starts_with("ory_kratos_session=; ") && one.contains("Max-Age=0"))
        );
        assert_eq!(header(&response, "clear-site-data"), "\"cache\"");
        assert_eq!(goes_to(&text(response).await), ON);
    }
    let line = "PUT /admin/oauth2/auth/requests/logout/accept?logout_challenge=one";
    assert_eq!(hydra.changes()[0].0, line);
}

#[tokio::test]
async fn who_stays_signed_in_goes_to_the_start_page() {
    let (stage, hydra) = stage(|_| ()).await;
    let path = "/logout?logout_challenge=one";
    let response = send(&stage, path, SIGNED_IN, "logout=no").await;
    assert_eq!(header(&response, "location"), "/");
    assert_eq!(header(&response, "set-cookie"), "");
    let line = "PUT /admin/oauth2/auth/requests/logout/reject?logout_challenge=one";
    assert_eq!(hydra.changes(), [(line.to_owned(), json!({}))]);
    // Without a challenge it is the application's own.
    let response = send(&stage, "/logout", SIGNED_IN, "to=/login").await;
    assert_eq!(header(&response, "location"), "/login");
    let response = open(&stage, "/logout", SIGNED_IN).await;
    let html = text(response).await;
    assert!(
        !html.contains("oauth2-logout") && html.contains("id=\"flow\""),
        "{html}"
    );
}

#[tokio::test]
async fn a_device_is_connected_by_its_code() {
    let (stage, hydra) = stage(|_| ()).await;
    let path = "/device?device_challenge=one";
    let html = text(open(&stage, &format!("{path}&user_code=%22%3Ea"), "").await).await;
    assert!(html.contains("value=\"&quot;&gt;a\""), "{html}");
    for (typed, codes) in [
        ("TmjXATGx", &["TmjXATGx"][..]),
        ("Tmjx-ATGx+", &["TmjxATGx", "TMJXATGX"]),
        ("bcdf-ghjk", &["bcdfghjk", "BCDFGHJK"]),
    ] {
        let before = hydra.changes().len();
        let response = send(&stage, path, "", &format!("user_code={typed}")).await;
        let status = response.status();
        let html = text(response).await;
        let is_right = ["TmjXATGx", "BCDFGHJK"].contains(codes.last().unwrap());
        if is_right {
            assert_eq!(goes_to(&html), ON);
        } else {
            assert_eq!(status, StatusCode::BAD_REQUEST);
            assert!(html.contains("<title>Error: Connect a device"), "{html}");
            assert!(
                html.contains("value=\"Tmjx-ATGx \"") && html.contains("aria-invalid=\"true\""),
                "{html}"
            );
        }
        let changes = hydra.changes();
        let sent: Vec<&Value> = changes[before..]
            .iter()
            .map(|(_, body)| &body["user_code"])
            .collect();
        assert_eq!(sent, codes);
    }
    let response = send(
        &stage,
        "/device?device_challenge=unknown",
        "",
        "user_code=TmjXATGx",
    )
    .await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let response = open(&stage, "/device", "").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(
        text(response)
            .await
            .contains("Open the address that your device shows.")
    );
    let html = text(open(&stage, "/device/success", "").await).await;
    assert!(html.contains("Your device is connected"), "{html}");
}

/// Codes of devices are short: whoever guesses gets no more than the share of a client.
#[tokio::test]
async fn guesses_of_codes_are_counted() {
    let (stage, _) = stage(|settings| {
        settings.edge.limit_codes = 3;
        settings.edge.limit_loopback = true;
    })
    .await;
    let mut statuses = Vec::new();
    for _ in 0..5 {
        let path = "/device?device_challenge=one";
        let response = send(&stage, path, "", "user_code=x").await;
        statuses.push(response.status().as_u16());
    }
    assert_eq!(statuses, [400, 400, 400, 429, 429]);
}

#[tokio::test]
async fn access_is_seen_and_taken_away() {
    let (stage, hydra) = stage(|_| ()).await;
    let path = "/settings/applications";
    let html = text(open(&stage, path, SIGNED_IN).await).await;
    for part in [
        "Photo Book",
        "Trusted",
        "Long",
        "Allowed on 2026-12-01",
        "aria-label=\"Take access away – Photo Book\"",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    let response = send(&stage, path, SIGNED_IN, "client=app%26subject%3Dx").await;
    assert_eq!(
        header(&response, "location"),
        "/settings/applications?removed"
    );
    let line = format!(
        "DELETE /admin/oauth2/auth/sessions/consent?subject={ADA}&client=app%26subject%3Dx"
    );
    assert_eq!(hydra.changes(), [(line, Value::Null)]);
    let html = text(open(&stage, "/settings/applications?removed", SIGNED_IN).await).await;
    assert!(
        html.contains("The application no longer has access."),
        "{html}"
    );
    // Hydra would take all of them.
    for form in ["", "client="] {
        send(&stage, path, SIGNED_IN, form).await;
    }
    for (cookie, part) in [
        ("", "return_to=%2Fsettings%2Fapplications"),
        (ONE_FACTOR, "aal=aal2"),
    ] {
        let response = send(&stage, path, cookie, "client=app").await;
        let to = header(&response, "location");
        assert!(to.starts_with("/login?") && to.contains(part), "{to}");
    }
    assert_eq!(hydra.changes().len(), 1);
    let unknown = stage.fetch(Method::DELETE, path, &[]).await;
    assert_eq!(unknown.status(), StatusCode::METHOD_NOT_ALLOWED);
}
