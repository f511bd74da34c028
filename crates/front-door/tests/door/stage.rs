//! Stage: a door in front of a tiny built application, and a Kratos that says what a test wants it to say.

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::{HeaderName, Method},
    response::Response,
};
use clap::Parser as _;
use front_door::{
    metrics::Metrics,
    settings::{Render, Settings},
};
use http_body_util::BodyExt as _;
use std::{net::SocketAddr, path::Path, sync::Arc};
use tower::ServiceExt as _;

/// A file with a hash in its name, and with compressed siblings.
pub(crate) const GLUE: &str = "/app-0123456789abcdef.js";

const PAGE: &str = "<!DOCTYPE html><html data-kratos=\"\"><head><title>T</title><style>a{}</style></head><body>\
                    <div id=\"app\"><header>T</header><main>…</main></div><script>let a;</script>\
                    <script type=\"application/json\">{}</script><script src=\"/boot.js\"></script></body></html>";

const SERVER_PAGE: &str = "<!DOCTYPE html><html lang=\"en\"><head><title>T</title><link id=\"glue\" href=\"/app.js\"></head><body>\
                           <div id=\"app\"><header>T</header><main>…</main></div><template id=\"broken\"></template>\
                           <noscript>No script.</noscript><script>let a;</script></body></html>";

pub(crate) struct Stage {
    pub(crate) settings: Settings,
    door: Router,
    pub(crate) metrics: Arc<Metrics>,
    _folder: tempfile::TempDir,
}

impl Stage {
    /// A door whose Kratos is not there.
    pub(crate) fn new() -> Self {
        Self::with(|_| ())
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        build(&folder.path().join("dist"));
        std::fs::write(folder.path().join("secret.txt"), "secret").unwrap();
        // Port 9 of loopback: nobody answers there.
        let mut settings = Settings::parse_from(["front-door", "--kratos", "http://127.0.0.1:9"]);
        settings.dist = folder.path().join("dist");
        settings.render = Some(Render::Client);
        change(&mut settings);
        let metrics = Arc::new(Metrics::default());
        let door = front_door::router(&settings, &metrics).unwrap();
        Self {
            settings,
            door,
            metrics,
            _folder: folder,
        }
    }

    /// A door before a Kratos that answers as `kratos` says.
    pub(crate) async fn before(kratos: Router) -> Self {
        let address = listen(kratos).await;
        Self::with(|settings| settings.kratos = address.parse().unwrap())
    }

    /// A door that renders the pages itself, before a Kratos that answers as `kratos` says.
    pub(crate) async fn drawing(kratos: Router, change: impl FnOnce(&mut Settings)) -> Self {
        let address = listen(kratos).await;
        Self::with(|settings| {
            settings.kratos = address.parse().unwrap();
            settings.render = Some(Render::Server);
            change(settings);
        })
    }

    pub(crate) async fn fetch(
        &self,
        method: Method,
        path: &str,
        headers: &[(HeaderName, &str)],
    ) -> Response {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// A request that comes from this address.
    pub(crate) async fn fetch_from(&self, peer: &str, mut request: Request) -> Response {
        let peer = SocketAddr::new(peer.parse().unwrap(), 50_000);
        request.extensions_mut().insert(ConnectInfo(peer));
        self.send(request).await
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.fetch(Method::GET, path, &[]).await
    }

    /// Sends a request, from this machine unless it says from where.
    pub(crate) async fn send(&self, mut request: Request) -> Response {
        let from_here = ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 50_000)));
        let peer = request.extensions_mut().remove::<ConnectInfo<SocketAddr>>();
        request.extensions_mut().insert(peer.unwrap_or(from_here));
        self.door.clone().oneshot(request).await.unwrap()
    }

    pub(crate) fn door(&self) -> Router {
        self.door.clone()
    }
}

/// Serves `router` on a free port of loopback until the test ends.
pub(crate) async fn listen(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let limits = Settings::parse_from(["front-door"]).server;
    tokio::spawn(async move {
        front_door::serve(listener, router, &limits, std::future::pending()).await;
    });
    format!("http://{address}")
}

pub(crate) async fn text(response: Response) -> String {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn build(dist: &Path) {
    std::fs::create_dir_all(dist.join("assets")).unwrap();
    std::fs::create_dir_all(dist.join("locales")).unwrap();
    let files = [
        ("index.html", PAGE),
        ("index.html.br", PAGE),
        ("server.html", SERVER_PAGE),
        (
            "locales/de.json",
            "{\"sign_in\": \"Anmelden\", \"welcome\": \"Willkommen\"}",
        ),
        ("app-0123456789abcdef.js", "glue"),
        ("app-0123456789abcdef.js.br", "glue.br"),
        ("app-0123456789abcdef.js.gz", "glue.gz"),
        ("app-0123456789abcdef_bg.wasm", "\0asm"),
        ("logo.svg", "<svg/>"),
    ];
    for (name, content) in files {
        std::fs::write(dist.join(name), content).unwrap();
    }
}
