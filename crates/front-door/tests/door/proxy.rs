//! What passes between the browser and Kratos, and what is said when Kratos does not answer.

use crate::stage::{Stage, listen, text};
use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    response::IntoResponse as _,
    routing::{any, get, post},
};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use std::time::Duration;

/// Answers with what it was asked.
fn echo() -> Router {
    Router::new().fallback(|request: Request| async {
        let (head, body) = request.into_parts();
        let headers: Vec<(String, String)> = head
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let body = body.collect().await.unwrap().to_bytes();
        Json(json!({
            "method": head.method.as_str(), "uri": head.uri.to_string(), "headers": headers,
            "body": String::from_utf8_lossy(&body),
        }))
    })
}

async fn json(response: axum::response::Response) -> Value {
    serde_json::from_str(&text(response).await).unwrap()
}

fn header_of<'a>(echoed: &'a Value, name: &str) -> Vec<&'a str> {
    let pairs = echoed["headers"].as_array().unwrap().iter();
    pairs
        .filter(|pair| pair[0] == name)
        .map(|pair| pair[1].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn kratos_gets_the_request_as_it_was() {
    let stage = Stage::before(echo()).await;
    let query = "?flow=1&return_to=https%3A%2F%2Fa%2Fb%3Fc%2F..%2F%5C;&x=%20+";
    for (method, path) in [
        (Method::POST, "/self-service/login"),
        (Method::GET, "/self-service/login"),
        (Method::GET, "/sessions/whoami"),
        (Method::DELETE, "/sessions/1-2"),
        (Method::DELETE, "/sessions"),
        (Method::GET, "/schemas/cGVyc29u"),
        (Method::GET, "/.well-known/ory/webauthn.js"),
    ] {
        let path = format!("{path}{query}");
        let request = Request::builder()
            .method(method.clone())
            .uri(&path)
            .header(header::COOKIE, "a=1; b=2")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from("{\"method\":\"password\"}"))
            .unwrap();
        let echoed = json(stage.send(request).await).await;
        assert_eq!(echoed["uri"], path);
        assert_eq!(echoed["method"], method.as_str());
        assert_eq!(echoed["body"], "{\"method\":\"password\"}");
        assert_eq!(header_of(&echoed, "cookie"), ["a=1; b=2"]);
        assert_eq!(header_of(&echoed, "content-type"), ["application/json"]);
    }
}

#[tokio::test]
async fn kratos_may_live_below_a_path() {
    let address = listen(echo()).await;
    let stage = Stage::with(|s| s.kratos = format!("{address}/kratos/").parse().unwrap());
    let echoed = json(stage.get("/self-service/login/browser?x=1").await).await;
    assert_eq!(echoed["uri"], "/kratos/self-service/login/browser?x=1");
}

#[tokio::test]
async fn sessions_is_a_page_for_people_and_an_api_for_programs() {
    let stage = Stage::before(echo()).await;
    let fetch = async |method: Method, accept: &str| {
        let response = stage
            .fetch(method, "/sessions", &[(header::ACCEPT, accept)])
            .await;
        assert!(
            response
                .headers()
                .get_all(header::VARY)
                .iter()
                .any(|v| v == "accept"),
            "{accept}"
        );
        text(response).await.contains("\"uri\":\"/sessions\"")
    };
    assert!(!fetch(Method::GET, "text/html,application/xhtml+xml,*/*;q=0.8").await);
    assert!(fetch(Method::GET, "application/json").await);
    assert!(fetch(Method::GET, "*/*").await);
    assert!(fetch(Method::DELETE, "text/html").await);
}

#[tokio::test]
async fn every_cookie_and_every_redirect_reaches_the_browser() {
    let kratos = Router::new().route(
        "/self-service/logout",
        any(|| async {
            let mut headers = HeaderMap::new();
            for cookie in [
                "csrf_token=1; Path=/; HttpOnly",
                "ory_kratos_session=; Max-Age=0",
                "x=y",
            ] {
                headers.append(header::SET_COOKIE, cookie.parse().unwrap());
            }
            headers.insert(
                header::LOCATION,
                "https://elsewhere.example/".parse().unwrap(),
            );
            headers.insert(header::CACHE_CONTROL, "private, no-cache".parse().unwrap());
            headers.insert("keep-alive", "timeout=5".parse().unwrap());
            (StatusCode::SEE_OTHER, headers)
        }),
    );
    let stage = Stage::before(kratos).await;
    let response = stage.get("/self-service/logout?token=1").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        response.headers()[header::LOCATION],
        "https://elsewhere.example/"
    );
    assert_eq!(
        response.headers()[header::CACHE_CONTROL],
        "private, no-cache"
    );
    assert!(response.headers().get("keep-alive").is_none());
    let cookies: Vec<_> = response
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .collect();
    assert_eq!(
        cookies,
        [
            "csrf_token=1; Path=/; HttpOnly",
            "ory_kratos_session=; Max-Age=0",
            "x=y"
        ]
    );
}

/// SR-26, T-40: an odd or taken over Kratos could let this origin be framed, run scripts, or be bound to https for good.
#[tokio::test]
async fn what_the_door_says_about_documents_counts() {
    let kratos = Router::new()
        .route("/self-service/errors", get(|| async { weak("text/html") }))
        .route(
            "/self-service/login/browser",
            get(|| async {
                (
                    StatusCode::SEE_OTHER,
                    [(header::LOCATION, "/login")],
                    weak("text/plain"),
                )
            }),
        )
        .route("/schemas/x", get(|| async { weak("image/svg+xml") }))
        .route("/schemas/y", get(|| async { weak("application/json") }));
    let stage = Stage::before(kratos).await;
    for (path, counts) in [
        ("/self-service/errors", true),
        ("/self-service/login/browser", true),
        ("/schemas/x", true),
        ("/schemas/y", false),
    ] {
        let response = stage.get(path).await;
        let has = |name: &str| {
            response
                .headers()
                .get(name)
                .map_or("", |it| it.to_str().unwrap())
        };
        assert_eq!(has("x-frame-options") == "DENY", counts, "{path}");
        let csp = has("content-security-policy");
        assert_eq!(csp.contains("default-src 'none'"), counts, "{path}: {csp}");
        assert_eq!(has("strict-transport-security"), "", "{path}");
        assert_eq!((has("server"), has("x-powered-by")), ("", ""), "{path}");
    }
}

fn weak(kind: &'static str) -> axum::response::Response {
    let headers = [
        ("content-type", kind),
        ("content-security-policy", "script-src *"),
        ("x-frame-options", "ALLOWALL"),
        (
            "strict-transport-security",
            "max-age=63072000; includeSubDomains; preload",
        ),
        ("server", "kratos"),
        ("x-powered-by", "go"),
    ];
    (headers, "x").into_response()
}

/// SR-10, T-02: the browser followed whatever address Kratos named.
#[tokio::test]
async fn a_redirect_that_leads_astray_ends_at_the_error_page() {
    for to in [
        "javascript:alert(1)",
        "//evil.example",
        "/\\evil.example",
        "data:text/html,x",
    ] {
        let kratos = Router::new().fallback(move || async move {
            (
                StatusCode::SEE_OTHER,
                [(header::LOCATION, to), (header::SET_COOKIE, "a=1")],
            )
        });
        let stage = Stage::before(kratos).await;
        let response = stage.get("/self-service/login/browser").await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{to}");
        assert_eq!(response.headers()[header::LOCATION], "/error", "{to}");
        assert_eq!(response.headers()[header::SET_COOKIE], "a=1", "{to}");
    }
}

#[tokio::test]
async fn kratos_says_more_about_its_data_than_the_door() {
    let kratos = Router::new().route(
        "/schemas/x",
        get(|| async { [("content-security-policy", "sandbox")] }),
    );
    let stage = Stage::before(kratos).await;
    let response = stage.get("/schemas/x").await;
    assert_eq!(
        response
            .headers()
            .get_all("content-security-policy")
            .iter()
            .count(),
        1
    );
    assert_eq!(response.headers()["content-security-policy"], "sandbox");
    assert_eq!(response.headers()["x-frame-options"], "DENY");
}

/// SR-02, SR-23, T-36: Kratos believed where a client said it was, and so did the list of sessions.
#[tokio::test]
async fn the_door_says_who_asks_and_a_client_cannot() {
    // Through a socket: the address of the peer is known only there.
    let claims = [
        ("x-forwarded-for", "6.6.6.6"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "https"),
        ("forwarded", "for=6.6.6.6"),
        ("x-real-ip", "6.6.6.6"),
        ("true-client-ip", "6.6.6.6"),
        ("cf-connecting-ip", "6.6.6.6"),
        ("cf-ipcity", "Berne"),
        ("CF-IPCountry", "CH"),
        ("x-client-ip", "6.6.6.6"),
        ("x-forwarded-port", "1"),
        ("ory-base-url-rewrite", "https://evil.example"),
        ("x-session-token", "t"),
        ("authorization", "Bearer t"),
        (
            "connection",
            "x-hop, x-forwarded-for, x-forwarded-host, close",
        ),
        ("x-hop", "1"),
        ("te", "trailers"),
    ];
    let fetch = async |stage: &Stage| {
        let door = listen(stage.door()).await;
        let authority = door.trim_start_matches("http://");
        let mut request = format!("GET /sessions/whoami HTTP/1.1\r\nHost: {authority}\r\n");
        for (name, value) in claims {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        let response = raw(authority, &format!("{request}\r\n")).await;
        let echoed: Value =
            serde_json::from_str(response.split_once("\r\n\r\n").unwrap().1).unwrap();
        (authority.to_owned(), echoed)
    };
    let stage = Stage::before(echo()).await;
    let (authority, echoed) = fetch(&stage).await;
    assert_eq!(header_of(&echoed, "x-forwarded-for"), ["127.0.0.1"]);
    assert_eq!(header_of(&echoed, "x-forwarded-host"), [authority]);
    assert_eq!(header_of(&echoed, "x-forwarded-proto"), ["http"]);
    let base = stage.settings.kratos.base();
    let kratos = base.authority().unwrap().as_str();
    assert_eq!(header_of(&echoed, "host"), [kratos]);
    let nothing_else = |echoed: &Value| {
        for name in [
            "forwarded",
            "x-real-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "cf-ipcity",
            "cf-ipcountry",
            "x-client-ip",
            "x-forwarded-port",
            "ory-base-url-rewrite",
            "x-session-token",
            "authorization",
            "x-hop",
            "connection",
            "te",
        ] {
            assert!(header_of(echoed, name).is_empty(), "{name}");
        }
    };
    nothing_else(&echoed);

    let kratos = stage.settings.kratos.clone();
    let trusting = Stage::with(|s| {
        s.kratos = kratos;
        s.edge.trust_proxy = vec!["127.0.0.0/8".parse().unwrap()];
    });
    let (_, echoed) = fetch(&trusting).await;
    // A proxy's own words, also where its client names them in Connection (SR-23).
    assert_eq!(header_of(&echoed, "x-forwarded-for"), ["6.6.6.6"]);
    nothing_else(&echoed);
    assert_eq!(header_of(&echoed, "x-forwarded-host"), ["evil.example"]);
    assert_eq!(header_of(&echoed, "x-forwarded-proto"), ["https"]);
}

#[tokio::test]
async fn bodies_stream() {
    use http_body_util::StreamBody;
    use hyper::body::Frame;
    // Each half is sent only after the other side has seen the half before.
    let (seen, wait) = tokio::sync::oneshot::channel::<()>();
    let wait = std::sync::Arc::new(tokio::sync::Mutex::new(Some(wait)));
    let kratos = Router::new().route(
        "/self-service/login/flows",
        get(move || async move {
            let (send, parts) =
                tokio::sync::mpsc::channel::<Result<Frame<Bytes>, std::io::Error>>(1);
            tokio::spawn(async move {
                send.send(Ok(Frame::data("first".into()))).await.unwrap();
                wait.lock().await.take().unwrap().await.unwrap();
                send.send(Ok(Frame::data("second".into()))).await.unwrap();
            });
            let parts = tokio_stream::wrappers::ReceiverStream::new(parts);
            Body::new(StreamBody::new(parts))
        }),
    );
    let stage = Stage::before(kratos).await;
    let mut body = stage.get("/self-service/login/flows").await.into_body();
    assert_eq!(
        body.frame().await.unwrap().unwrap().into_data().unwrap(),
        "first"
    );
    seen.send(()).unwrap();
    assert_eq!(
        body.frame().await.unwrap().unwrap().into_data().unwrap(),
        "second"
    );
    assert!(body.frame().await.is_none());
}

#[tokio::test]
async fn without_kratos_the_envelope_says_so() {
    let stage = Stage::new();
    let response = stage.get("/self-service/login/browser").await;
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    let body = json(response).await;
    assert_eq!(body["error"]["code"], 502);
    assert_eq!(body["error"]["status"], "Bad Gateway");
    assert_eq!(body["error"]["message"], "Kratos cannot be reached.");
}

#[tokio::test]
async fn a_silent_kratos_is_a_504() {
    let kratos = Router::new().fallback(|| async {
        std::future::pending::<()>().await;
    });
    let address = listen(kratos).await;
    let stage = Stage::with(|s| {
        s.kratos = address.parse().unwrap();
        s.kratos_timeout = Duration::from_millis(50);
    });
    let response = stage.get("/sessions/whoami").await;
    assert_eq!(response.status(), StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(
        json(response).await["error"]["message"],
        "Kratos did not answer in time."
    );
}

#[tokio::test]
async fn a_kratos_that_falls_silent_ends_the_answer() {
    let kratos = Router::new().fallback(|| async {
        use http_body_util::StreamBody;
        let never = tokio_stream::pending::<Result<hyper::body::Frame<Bytes>, std::io::Error>>();
        Body::new(StreamBody::new(never)).into_response()
    });
    let address = listen(kratos).await;
    let stage = Stage::with(|s| {
        s.kratos = address.parse().unwrap();
        s.kratos_timeout = Duration::from_millis(50);
    });
    let response = stage.get("/sessions/whoami").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.into_body().collect().await.is_err());
}

#[tokio::test]
async fn a_submit_that_is_too_large_is_refused() {
    let kratos = Router::new().route(
        "/self-service/login",
        post(|body: Bytes| async move { body.len().to_string() }),
    );
    let stage = Stage::before(kratos).await;
    let send = async |body: Body, length: Option<usize>| {
        let mut request = Request::post("/self-service/login");
        if let Some(length) = length {
            request = request.header(header::CONTENT_LENGTH, length);
        }
        stage.send(request.body(body).unwrap()).await.status()
    };
    let big = Bytes::from(vec![b' '; 64 * 1024 + 1]);
    assert_eq!(
        send(big.clone().into(), Some(big.len())).await,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    let parts = [
        Ok::<_, std::io::Error>(big.slice(..1024)),
        Ok(big.slice(1024..)),
    ];
    let chunked = Body::from_stream(tokio_stream::iter(parts));
    assert_eq!(send(chunked, None).await, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        send(big.slice(..64 * 1024).into(), Some(64 * 1024)).await,
        StatusCode::OK
    );
}

/// Sends `request` and reads until the door closes.
async fn raw(authority: &str, request: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(authority).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    response
}
