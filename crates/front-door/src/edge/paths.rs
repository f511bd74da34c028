//! Paths: the routes of Kratos' public API that pass, with their methods, and who answers every other path.
//!
//! Read at Kratos v26.2.0. What is not in the table does not reach Kratos, whatever stands between.

use super::refusal::Refusal;
use crate::assets::is_asset;
use axum::http::{HeaderMap, HeaderName, Method, Uri, header};

/// What a route of Kratos is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Something is read.
    Read,
    /// A flow is created.
    Create,
    /// A flow is submitted.
    Submit,
    /// An identity provider sends a user back, also by a form of its own.
    Callback,
    /// Flows without a browser.
    Native,
}

/// One route of Kratos' public API.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct KratosRoute {
    /// Segments; `{…}` is any one.
    pub(crate) pattern: &'static str,
    pub(crate) methods: &'static [Method],
    pub(crate) purpose: Purpose,
}

/// Who answers a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Kratos.
    Kratos(&'static KratosRoute),
    /// A form of a page of ours without JavaScript: `/logout`, `/sessions`, `/consent`.
    Form,
    /// The same, with a code in it.
    CodeForm,
    /// What browsers report.
    Report,
    /// A page.
    Page,
    /// A file.
    File,
}

impl Place {
    /// What it is called where requests are counted.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Kratos(route) => route.pattern,
            Self::Form | Self::CodeForm => "form",
            Self::Report => "report",
            Self::Page => "page",
            Self::File => "file",
        }
    }
}

/// Which paths pass.
pub(crate) struct Strictness {
    /// Whether flows without a browser pass.
    pub(crate) native_api: bool,
}

/// What a browser may ask before: Kratos answers it by its CORS settings.
const READ: &[Method] = &[Method::GET, Method::HEAD, Method::OPTIONS];
const READ_OR_SEND: &[Method] = &[Method::GET, Method::HEAD, Method::POST, Method::OPTIONS];
const END: &[Method] = &[Method::DELETE, Method::OPTIONS];
const SESSIONS: &[Method] = &[
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::DELETE,
    Method::OPTIONS,
];

const fn route(pattern: &'static str, methods: &'static [Method], purpose: Purpose) -> KratosRoute {
    KratosRoute {
        pattern,
        methods,
        purpose,
    }
}

/// The first that matches counts.
static ROUTES: [KratosRoute; 35] = [
    route("/self-service/login/browser", READ, Purpose::Create),
    route("/self-service/login/flows", READ, Purpose::Read),
    route("/self-service/login", READ_OR_SEND, Purpose::Submit),
    route("/self-service/registration/browser", READ, Purpose::Create),
    route("/self-service/registration/flows", READ, Purpose::Read),
    route("/self-service/registration", READ_OR_SEND, Purpose::Submit),
    route("/self-service/recovery/browser", READ, Purpose::Create),
    route("/self-service/recovery/flows", READ, Purpose::Read),
    route("/self-service/recovery", READ_OR_SEND, Purpose::Submit),
    route("/self-service/verification/browser", READ, Purpose::Create),
    route("/self-service/verification/flows", READ, Purpose::Read),
    route("/self-service/verification", READ_OR_SEND, Purpose::Submit),
    route("/self-service/settings/browser", READ, Purpose::Create),
    route("/self-service/settings/flows", READ, Purpose::Read),
    route("/self-service/settings", READ_OR_SEND, Purpose::Submit),
    route("/self-service/logout/browser", READ, Purpose::Read),
    route("/self-service/logout", READ, Purpose::Read),
    route("/self-service/errors", READ, Purpose::Read),
    route(
        "/self-service/methods/oidc/callback",
        READ,
        Purpose::Callback,
    ),
    route(
        "/self-service/methods/oidc/callback/{provider}",
        READ_OR_SEND,
        Purpose::Callback,
    ),
    route(
        "/self-service/methods/oidc/organization/{organization}/callback/{provider}",
        READ_OR_SEND,
        Purpose::Callback,
    ),
    route(
        "/self-service/methods/saml/callback/{provider}",
        READ_OR_SEND,
        Purpose::Callback,
    ),
    route("/self-service/login/api", READ, Purpose::Native),
    route("/self-service/registration/api", READ, Purpose::Native),
    route("/self-service/recovery/api", READ, Purpose::Native),
    route("/self-service/verification/api", READ, Purpose::Native),
    route("/self-service/settings/api", READ, Purpose::Native),
    route("/self-service/logout/api", END, Purpose::Native),
    route("/sessions/token-exchange", READ, Purpose::Native),
    route("/sessions/whoami", READ, Purpose::Read),
    route("/sessions/{id}", END, Purpose::Submit),
    route("/sessions", SESSIONS, Purpose::Read),
    route("/schemas/{id}", READ, Purpose::Read),
    route("/schemas", READ, Purpose::Read),
    route("/.well-known/ory/webauthn.js", READ, Purpose::Read),
];

impl Strictness {
    /// Who answers a path.
    ///
    /// # Errors
    /// For a path of Kratos': [`Refusal::Malformed`], [`Refusal::Unknown`] or [`Refusal::Method`].
    pub(crate) fn find(&self, method: &Method, path: &str) -> Result<Place, Refusal> {
        match path {
            "/logout" | "/consent" | "/settings/applications" if *method == Method::POST => {
                return Ok(Place::Form);
            }
            "/device" if *method == Method::POST => return Ok(Place::CodeForm),
            "/csp-report" if *method == Method::POST => return Ok(Place::Report),
            _ if is_of_kratos(path) => {}
            _ if is_asset(path) => return Ok(Place::File),
            _ => return Ok(Place::Page),
        }
        if !is_plain(path) {
            return Err(Refusal::Malformed);
        }
        let route = ROUTES
            .iter()
            .find(|route| matches(route.pattern, path))
            .filter(|route| self.native_api || route.purpose != Purpose::Native)
            .ok_or(Refusal::Unknown)?;
        if !route.methods.contains(method) {
            // Who opens what can only be ended looks for a page.
            return Err(match *method {
                Method::GET | Method::HEAD => Refusal::Unknown,
                _ => Refusal::Method(route.methods),
            });
        }
        if path == "/sessions" && *method == Method::POST {
            return Ok(Place::Form);
        }
        Ok(Place::Kratos(route))
    }
}

/// Takes away what only flows without a browser prove themselves by.
pub(crate) fn remove_tokens(headers: &mut HeaderMap) {
    headers.remove(HeaderName::from_static("x-session-token"));
    headers.remove(header::AUTHORIZATION);
}

/// Whether a path lies where Kratos' public API is.
fn is_of_kratos(path: &str) -> bool {
    let below = [
        "/self-service/",
        "/sessions/",
        "/schemas/",
        "/.well-known/ory/",
    ];
    matches!(path, "/sessions" | "/schemas")
        || below
            .iter()
            .any(|folder| path.len() > folder.len() && path.starts_with(folder))
}

/// Whether no server on the way can read the path otherwise.
fn is_plain(path: &str) -> bool {
    let escapes = ["%2e", "%2f", "%5c", "%00", "%25"];
    let lower = path.to_ascii_lowercase();
    path.bytes()
        .all(|b| b.is_ascii_graphic() && b != b'\\' && b != b';')
        && path
            .split('/')
            .skip(1)
            .all(|part| !matches!(part, "" | "." | ".."))
        && !escapes.iter().any(|escape| lower.contains(escape))
}

fn matches(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given || wanted.starts_with('{') => {}
            _ => return false,
        }
    }
}

/// Whether everybody reads the path alike: to some `//login` names a host, a backslash is a slash, and `..` leads elsewhere.
pub(crate) fn has_one_reading(path: &str) -> bool {
    let is_dots = |part: &str| {
        matches!(
            part.to_ascii_lowercase().replace("%2e", ".").as_str(),
            "." | ".."
        )
    };
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.split('/').any(is_dots)
}

/// Path and query.
pub(crate) fn path_and_query(uri: &Uri) -> &str {
    uri.path_and_query().map_or("/", |path| path.as_str())
}
