//! A *safe URL* is one that a flow may send a user to. Everything that Kratos or an identity schema puts into a link,
//! an image or a redirect passes through [`SafeUrl`]; what does not fit is not followed. Links and images that stand in a flow
//! are held to more than the address that Kratos names as the next one.
//!
//! The check is of our own and stricter than the WHATWG parser: an address either has the plain form below or is
//! refused, so there is nothing that two parsers could read differently.

use crate::route::{FlowKind, FlowRequest};

/// An absolute `https:` address, an `http:` one on this machine or of the page's own origin, or a path on the page's
/// origin. It has no user name, no control character, no white space and no backslash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeUrl(String);

/// Schemes whose addresses run or read something in the page, or belong to the browser.
const RUNNING: [&str; 11] = [
    "javascript",
    "data",
    "vbscript",
    "blob",
    "file",
    "filesystem",
    "view-source",
    "about",
    "jar",
    "chrome",
    "resource",
];

impl SafeUrl {
    /// Checks an address. `origin` is the page's own origin (`https://app.example`, no slash at the end).
    pub fn new(url: &str, origin: &str) -> Option<Self> {
        let plain = url.chars().all(|c| {
            !c.is_control() && !c.is_whitespace() && !matches!(c, '\\' | '"' | '<' | '>' | '`')
        });
        if !plain {
            return None;
        }
        let safe = if url.starts_with('/') {
            !url.starts_with("//")
        } else if let Some(rest) = url.strip_prefix("https://") {
            has_host(rest)
        } else if let Some(rest) = url.strip_prefix("http://") {
            has_host(rest) && (is_loopback(host(rest)) || same_origin(url, origin))
        } else {
            false
        };
        safe.then(|| SafeUrl(url.to_owned()))
    }

    /// Checks an address that Kratos itself names as the next one. Kratos has held it against the operator's list, so here only
    /// what would run or read something in the page is refused, and what two parsers could read differently: `https:` and
    /// `http:` addresses, paths of the page's own, and an app's own scheme pass.
    pub fn to_follow(url: &str) -> Option<Self> {
        let odd = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '\\' | '<' | '>');
        if url.chars().any(odd) {
            return None;
        }
        if url.starts_with('/') {
            return (!url.starts_with("//")).then(|| SafeUrl(url.to_owned()));
        }
        let (scheme, rest) = url.split_once(':')?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
        let is = |name: &&str| scheme.eq_ignore_ascii_case(name);
        let safe = if ["https", "http"].iter().any(is) {
            rest.strip_prefix("//").is_some_and(has_host)
        } else {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.bytes().all(plain)
                && !rest.is_empty()
                && !RUNNING.iter().any(is)
        };
        safe.then(|| SafeUrl(url.to_owned()))
    }

    /// A picture that stands in the flow itself: base64-encoded PNG, JPEG or GIF. SVG can carry scripts, and a picture
    /// from elsewhere tells that elsewhere who is signing in; both are refused.
    pub fn image(url: &str) -> Option<Self> {
        let (kind, data) = url.strip_prefix("data:image/")?.split_once(";base64,")?;
        let safe = matches!(kind, "png" | "jpeg" | "gif")
            && data
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
        safe.then(|| SafeUrl(url.to_owned()))
    }

    /// The address as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path and query when the address is on the page's own origin.
    pub fn local(&self, origin: &str) -> Option<&str> {
        if self.0.starts_with('/') {
            return Some(&self.0);
        }
        if !same_origin(&self.0, origin) {
            return None;
        }
        match self.0.get(origin.len()..) {
            Some("") => Some("/"),
            rest => rest,
        }
    }

    /// Whether the address is the start page of this application.
    pub fn is_home(&self, origin: &str, kratos: &str) -> bool {
        let page = self.page(origin, kratos);
        page.is_some_and(|page| matches!(page.split('?').next(), Some("/" | "/welcome")))
    }

    /// Where in this application the address leads: one of our own pages, or the page for a flow that Kratos would
    /// create at it (`/self-service/login/browser?aal=aal2` is our `/login?aal=aal2`). `None`: leave the application.
    ///
    /// `kratos` is the base URL of Kratos' public API, empty when it is the page's own origin.
    pub fn page(&self, origin: &str, kratos: &str) -> Option<String> {
        let path = match self.local(origin) {
            Some(path) => path,
            None if !kratos.is_empty() => self
                .0
                .strip_prefix(kratos)
                .filter(|rest| rest.starts_with("/self-service/"))?,
            None => return None,
        };
        let (path, query) = match path.split_once('?') {
            Some((path, query)) => (path, query),
            None => (path, ""),
        };
        let query = query.split('#').next().unwrap_or_default();
        if let Some(created) = path
            .strip_prefix("/self-service/")
            .and_then(|rest| rest.strip_suffix("/browser"))
        {
            let kind = FlowKind::from_name(created)?;
            return Some(FlowRequest::from_query(kind, query).to_page());
        }
        if let Some(kind) = FlowKind::from_path(path) {
            return Some(FlowRequest::from_query(kind, query).to_page());
        }
        matches!(path, "/" | "/welcome" | "/error" | "/sessions").then(|| {
            if query.is_empty() {
                path.to_owned()
            } else {
                format!("{path}?{query}")
            }
        })
    }
}

/// A domain in ASCII (UTS #46), where it is one.
pub(crate) fn ascii_domain(domain: &str) -> Option<String> {
    let is_part = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    if !domain.chars().all(is_part) {
        return None;
    }
    #[cfg(target_arch = "wasm32")]
    {
        let url = web_sys::Url::new(&format!("http://{domain}")).ok()?;
        Some(url.hostname())
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        idna::domain_to_ascii(domain).ok()
    }
}

/// Whether this is where an API may be found below: `http(s)://`, a host and a path, or a path of the page's own. It may stand
/// in a Content-Security-Policy.
pub fn is_base(url: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/[]%".contains(c);
    let foreign = ["https://", "http://"]
        .iter()
        .find_map(|scheme| url.strip_prefix(scheme));
    url.chars().all(plain)
        && foreign.map_or(url.starts_with('/') && !url.starts_with("//"), has_host)
}

fn same_origin(url: &str, origin: &str) -> bool {
    !origin.is_empty()
        && url
            .strip_prefix(origin)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// The host and port of what follows `https://`.
fn host(rest: &str) -> &str {
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

fn has_host(rest: &str) -> bool {
    let host = host(rest);
    !host.is_empty()
        && host.bytes().all(|b| {
            b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']' | b'_')
        })
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}
