//! Assets: the files of `dist` other than the page: scripts, wasm, texts, pictures.
//!
//! A missing asset is 404, never the page: a browser that asked for a script must not get HTML.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use std::path::Path;
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

pub(crate) const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The files of `dist`, with their `.br` and `.gz` siblings for browsers that take them.
pub(crate) struct Assets {
    folder: ServeDir,
}

impl Assets {
    pub(crate) fn new(dist: &Path) -> Self {
        let folder = ServeDir::new(dist).append_index_html_on_directories(false);
        Self {
            folder: folder.precompressed_br().precompressed_gzip(),
        }
    }

    /// The file that the path names, or 404.
    pub(crate) async fn file(&self, request: Request) -> Response {
        let cache = if is_hashed(request.uri().path()) {
            IMMUTABLE
        } else {
            REVALIDATE
        };
        let Ok(answer) = self.folder.clone().oneshot(request).await;
        match answer.status() {
            StatusCode::NOT_FOUND => not_found(),
            status if status.is_client_error() || status.is_server_error() => {
                cached(answer.map(Body::new), NO_STORE)
            }
            _ => cached(answer.map(Body::new), cache),
        }
    }
}

/// Does the path name a file rather than a route of the application?
pub(crate) fn is_asset(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    ["/assets/", "/.well-known/", "/health/"]
        .iter()
        .any(|folder| path.starts_with(folder))
        || path == "/assets"
        || (last.contains('.') && path != "/index.html")
}

/// Does the file's name carry a hash of its content, as in `app-0123456789abcdef_bg.wasm`?
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    stem.rsplit_once('-').is_some_and(|(before, hash)| {
        !before.is_empty() && hash.len() >= 16 && hash.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

pub(crate) fn not_found() -> Response {
    cached(
        (StatusCode::NOT_FOUND, "not found\n").into_response(),
        NO_STORE,
    )
}

fn cached(mut answer: Response, value: HeaderValue) -> Response {
    answer.headers_mut().insert(header::CACHE_CONTROL, value);
    answer
}

#[cfg(test)]
mod tests {
    use super::{is_asset, is_hashed};

    #[test]
    fn knows_files_from_routes() {
        for file in [
            "/favicon.ico",
            "/a/b.js",
            "/assets",
            "/assets/x",
            "/.well-known/x",
            "/login/x.png",
        ] {
            assert!(is_asset(file), "{file}");
        }
        for route in [
            "/",
            "/login",
            "/a.b/c",
            "/verify",
            "/index.html",
            "/assetsx",
        ] {
            assert!(!is_asset(route), "{route}");
        }
    }

    #[test]
    fn knows_names_that_change_with_their_content() {
        for name in [
            "/vestibule-0123456789abcdef.js",
            "/a/app-x-0123456789abcdef_bg.wasm",
        ] {
            assert!(is_hashed(name), "{name}");
        }
        for name in [
            "/favicon.svg",
            "/web-manifest.json",
            "/a-0123.js",
            "/-0123456789abcdef.js",
            "/",
        ] {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
