//! Door: the front door itself, behind what ends TLS, with a tiny built application.

use clap::Parser as _;
use front_door::settings::Settings;
use service_walk::{Response, get};
use std::{fs, path::Path, sync::Arc};
use tokio::{net::TcpListener, runtime::Runtime};

pub(crate) const SCRIPT: &str = "/app-0123456789abcdef.js";
const PAGE: &str = "<!DOCTYPE html><html data-kratos=\"\"><head><title>T</title></head><body><div id=\"app\"></div></body></html>";

/// Ends when it is dropped.
pub(crate) struct Door {
    pub(crate) address: String,
    _runtime: Runtime,
}

impl Door {
    pub(crate) fn start(dist: &Path) -> Self {
        let mut settings = Settings::parse_from([
            "front-door",
            "--render=client",
            "--trust-proxy=127.0.0.1/32",
            "--kratos=http://127.0.0.1:9",
        ]);
        settings.dist = dist.to_owned();
        let router = front_door::router(&settings, &Arc::default()).unwrap();
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let server = settings.server.clone();
        runtime.spawn(async move {
            front_door::serve(listener, router, &server, std::future::pending()).await;
        });
        Self {
            address,
            _runtime: runtime,
        }
    }

    /// What a browser gets that came by https.
    pub(crate) fn get(&self, path: &str) -> Response {
        let https = [("x-forwarded-proto", "https")];
        get(&format!("http://{}{path}", self.address), &https).unwrap()
    }
}

/// Writes the application.
pub(crate) fn build(dist: &Path) {
    fs::create_dir_all(dist.join("locales")).unwrap();
    let files = [
        ("index.html", PAGE),
        ("server.html", PAGE),
        ("app-0123456789abcdef.js", "script"),
        ("locales/de.json", "{\"sign_in\": \"Anmelden\"}"),
        ("icons.svg", "<svg/>"),
    ];
    for (name, content) in files {
        fs::write(dist.join(name), content).unwrap();
    }
}
