//! Network: what Ory Network, or whoever else has Kratos at an address of its own, needs to look like a part of this origin.
//!
//! It is told where we are and asked to write our address for its own. Where it does not, its cookies, redirects and texts are
//! rewritten here, as `ory proxy` does.

use crate::{edge::origin::Origin, settings::Settings};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Uri, header},
    response::Response,
};
use std::path::{Path, PathBuf};

/// Why there is no key of the project.
#[derive(Debug, thiserror::Error)]
#[error("{}: {error}", path.display())]
pub struct ApiKeyProblem {
    path: PathBuf,
    error: std::io::Error,
}

const NO_REDIRECT: HeaderName = HeaderName::from_static("ory-no-custom-domain-redirect");
const BASE_URL: HeaderName = HeaderName::from_static("ory-base-url-rewrite");
const TOKEN: HeaderName = HeaderName::from_static("ory-base-url-rewrite-token");

/// Below this path are the pages of Ory's account experience, with the names that ours have.
const THEIR_PAGES: &str = "/ui/";

/// Kratos at an address of its own.
#[derive(Clone)]
pub(crate) struct Network {
    /// Its origin and path, without a slash at the end.
    upstream: String,
    key: Option<HeaderValue>,
}

impl Network {
    /// # Errors
    /// [`ApiKeyProblem`] where the file cannot be read or has no key in it.
    pub(crate) fn find(settings: &Settings) -> Result<Option<Self>, ApiKeyProblem> {
        if !settings.kratos.is_https() {
            return Ok(None);
        }
        let key = api_key(settings.kratos_api_key_file.as_deref())?;
        Ok(Some(Self::new(&settings.kratos.base(), key)))
    }

    fn new(base: &Uri, key: Option<HeaderValue>) -> Self {
        let authority = base.authority().map(ToString::to_string);
        let authority = authority.unwrap_or_default().to_ascii_lowercase();
        let authority = authority.strip_suffix(":443").unwrap_or(&authority);
        let path = base.path().trim_end_matches('/');
        Self {
            upstream: format!("https://{authority}{path}"),
            key,
        }
    }

    /// Says where we are, and proves that we may be there.
    pub(crate) fn introduce(&self, headers: &mut HeaderMap, origin: &Origin) {
        headers.insert(NO_REDIRECT, HeaderValue::from_static("true"));
        if let Ok(origin) = HeaderValue::try_from(origin.to_string()) {
            headers.insert(BASE_URL, origin);
        }
        if let Some(key) = &self.key {
            headers.insert(TOKEN, key.clone());
        }
        // Texts are read here.
        headers.remove(header::ACCEPT_ENCODING);
    }

    fn localize_headers(&self, headers: &mut HeaderMap, origin: &Origin) {
        let our_host = origin
            .host()
            .rsplit_once(':')
            .map_or(origin.host(), |(host, port)| {
                let is_port = port.bytes().all(|b| b.is_ascii_digit());
                if is_port { host } else { origin.host() }
            });
        let cookies: Vec<HeaderValue> = headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|cookie| own_cookie(cookie, our_host))
            .collect();
        headers.remove(header::SET_COOKIE);
        for cookie in cookies {
            headers.append(header::SET_COOKIE, cookie);
        }
        for name in [header::LOCATION, header::CONTENT_LOCATION] {
            let Some(to) = headers.get(&name).and_then(|to| to.to_str().ok()) else {
                continue;
            };
            if let Some(own) = self.own_address(to, origin)
                && let Ok(own) = HeaderValue::try_from(own)
            {
                headers.insert(name, own);
            }
        }
    }

    /// Our address for one of theirs.
    fn own_address(&self, to: &str, origin: &Origin) -> Option<String> {
        let rest = to.strip_prefix(&self.upstream)?;
        if !rest.is_empty() && !rest.starts_with(['/', '?', '#']) {
            return None;
        }
        let page = rest.strip_prefix(THEIR_PAGES).map(|page| {
            let page = page.strip_prefix("welcome").unwrap_or(page);
            format!("/{page}")
        });
        Some(format!("{origin}{}", page.as_deref().unwrap_or(rest)))
    }

    /// Makes a response ours: its cookies, where it leads to, and the addresses in its text.
    ///
    /// # Errors
    /// The text breaks off, or is longer than `limit` bytes.
    pub(crate) async fn localize(
        &self,
        response: Response,
        origin: &Origin,
        limit: usize,
    ) -> Result<Response, axum::Error> {
        let (mut head, body) = response.into_parts();
        self.localize_headers(&mut head.headers, origin);
        if !has_text(&head.headers) {
            return Ok(Response::from_parts(head, body));
        }
        let text = axum::body::to_bytes(body, limit).await?;
        // The response to HEAD tells a length that it has not.
        if !text.is_empty() {
            head.headers.remove(header::CONTENT_LENGTH);
        }
        let own = self.own_text(&text, &origin.to_string());
        Ok(Response::from_parts(head, Body::from(own)))
    }

    fn own_text(&self, text: &[u8], origin: &str) -> Vec<u8> {
        let theirs = self.upstream.as_bytes();
        let mut own = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = find(rest, theirs) {
            let (before, found) = rest.split_at(at);
            let after = found.get(theirs.len()..).unwrap_or_default();
            own.extend_from_slice(before);
            // A longer name is another host.
            let goes_on = |b: &u8| b.is_ascii_alphanumeric() || b"-._:@".contains(b);
            if after.first().is_some_and(goes_on) {
                own.extend_from_slice(theirs);
            } else {
                own.extend_from_slice(origin.as_bytes());
            }
            rest = after;
        }
        own.extend_from_slice(rest);
        own
    }
}

/// Whether a response is text with addresses in it.
fn has_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    (kind.contains("json") || kind.starts_with("text/html"))
        && !headers.contains_key(header::CONTENT_ENCODING)
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

/// A cookie without a `Domain` that our host does not lie in: it is ours alone then.
fn own_cookie(cookie: &HeaderValue, our_host: &str) -> HeaderValue {
    let Ok(text) = cookie.to_str() else {
        return cookie.clone();
    };
    let is_other = |attribute: &&str| {
        let Some((name, domain)) = attribute.split_once('=') else {
            return false;
        };
        let domain = domain.trim().trim_start_matches('.').to_ascii_lowercase();
        let is_ours = our_host
            .strip_suffix(domain.as_str())
            .is_some_and(|before| before.is_empty() || before.ends_with('.'));
        name.trim().eq_ignore_ascii_case("domain") && !is_ours
    };
    let mut parts = text.split(';');
    let pair = parts.next().unwrap_or_default();
    let attributes = parts
        .filter(|part| !is_other(part))
        .map(|part| format!(";{part}"));
    let own = std::iter::once(pair.to_owned()).chain(attributes);
    HeaderValue::try_from(own.collect::<String>()).unwrap_or_else(|_| cookie.clone())
}

/// The key of the project: in a file, else in the environment, where it does not stand in a list of processes.
fn api_key(path: Option<&Path>) -> Result<Option<HeaderValue>, ApiKeyProblem> {
    let Some(path) = path else {
        let key = std::env::var("ORY_PROJECT_API_KEY").ok();
        return Ok(key.and_then(|key| sensitive(&key)));
    };
    let problem = |error| ApiKeyProblem {
        path: path.to_owned(),
        error,
    };
    let text = std::fs::read_to_string(path).map_err(problem)?;
    let key = sensitive(&text);
    key.map(Some)
        .ok_or_else(|| problem(std::io::Error::other("there is no key in it")))
}

fn sensitive(key: &str) -> Option<HeaderValue> {
    let key = Some(key.trim()).filter(|key| !key.is_empty());
    let mut value = HeaderValue::try_from(key?).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests;
