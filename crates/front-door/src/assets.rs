//! Assets: the files of `dist` other than the page: scripts, wasm, texts, pictures.
//!
//! A missing asset is 404, never the page: a browser that requested a script must not get HTML.

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
        if is_part(request.uri().path()) {
            return not_found();
        }
        let cache = if is_hashed(request.uri().path()) {
            IMMUTABLE
        } else {
            REVALIDATE
        };
        let content_type = content_type(request.uri().path());
        let Ok(mut response) = self.folder.clone().oneshot(request).await;
        if let Some(content_type) = content_type
            && response.status().is_success()
        {
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, content_type);
        }
        match response.status() {
            StatusCode::NOT_FOUND => not_found(),
            status if status.is_client_error() || status.is_server_error() => {
                cached(response.map(Body::new), NO_STORE)
            }
            _ => cached(response.map(Body::new), cache),
        }
    }
}

/// Is the file something that others are made of? Templates of pages, and files that were compressed beforehand.
fn is_part(path: &str) -> bool {
    path == "/server.html" || path.ends_with(".br") || path.ends_with(".gz")
}

/// Does the path name a file rather than a route of the application?
pub(crate) fn is_asset(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    ["/assets/", "/.well-known/", "/health/"]
        .iter()
        .any(|folder| path.starts_with(folder))
        || matches!(path, "/assets" | "/apple-app-site-association")
        || (last.contains('.') && path != "/index.html")
}

/// The type of a file that its name does not tell by its end, as the specifications of these files ask for.
fn content_type(path: &str) -> Option<HeaderValue> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let text = "text/plain; charset=utf-8";
    Some(HeaderValue::from_static(match name.rsplit_once('.') {
        Some((_, end)) if end.eq_ignore_ascii_case("txt") => text,
        Some(_) => return None,
        None if name == "apple-app-site-association" => "application/json",
        None if name == "apple-developer-merchantid-domain-association" => text,
        None if name == "host-meta" => "application/xrd+xml",
        None => match path.strip_prefix("/.well-known/")?.split('/').next()? {
            "acme-challenge" | "pki-validation" => text,
            "openpgpkey" => return None,
            _ => "application/json",
        },
    }))
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

fn cached(mut response: Response, value: HeaderValue) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, value);
    response
}

#[cfg(test)]
mod tests {
    use super::{content_type, is_asset, is_hashed};

    #[test]
    fn knows_files_from_routes() {
        for file in [
            "/favicon.ico",
            "/a/b.js",
            "/assets",
            "/assets/x",
            "/.well-known/x",
            "/apple-app-site-association",
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

    /// G-20: files without an ending came as bytes, which no app that looks for them takes.
    #[test]
    fn knows_types_that_no_ending_tells() {
        let of = |path: &str| content_type(path).map(|kind| kind.to_str().unwrap().to_owned());
        for path in [
            "/.well-known/webauthn",
            "/.well-known/apple-app-site-association",
            "/.well-known/passkey-endpoints",
            "/.well-known/matrix/client",
            "/apple-app-site-association",
        ] {
            assert_eq!(of(path).as_deref(), Some("application/json"), "{path}");
        }
        for path in [
            "/.well-known/security.txt",
            "/robots.txt",
            "/.well-known/acme-challenge/token",
        ] {
            assert_eq!(
                of(path).as_deref(),
                Some("text/plain; charset=utf-8"),
                "{path}"
            );
        }
        for path in [
            "/.well-known/assetlinks.json",
            "/site.webmanifest",
            "/assets/x",
        ] {
            assert_eq!(of(path), None, "{path}");
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
