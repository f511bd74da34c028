//! Credential: what proves the session of a request.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use sha2::{Digest as _, Sha256};

const X_SESSION_TOKEN: HeaderName = HeaderName::from_static("x-session-token");

/// The one header that goes to Kratos. It is a secret: it has no `Debug`.
#[derive(Clone)]
pub(crate) struct Credential {
    pub(crate) name: HeaderName,
    pub(crate) value: HeaderValue,
}

impl Credential {
    /// The token, or else the cookie of that name: Kratos looks in the same order. The first of two is the one it takes.
    pub(crate) fn of(headers: &HeaderMap, cookie: &str) -> Option<Self> {
        let token = headers
            .get(X_SESSION_TOKEN)
            .filter(|value| !value.is_empty());
        if let Some(token) = token {
            return Some(Self::new(X_SESSION_TOKEN, token.clone()));
        }
        // Bytes: another cookie may have any in it.
        let pairs = headers
            .get_all(header::COOKIE)
            .iter()
            .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
            .map(<[u8]>::trim_ascii);
        let named = |pair: &&[u8]| {
            let value = pair.strip_prefix(cookie.as_bytes());
            value
                .and_then(|value| value.strip_prefix(b"="))
                .is_some_and(|value| !value.is_empty())
        };
        let pair = pairs.into_iter().find(named)?;
        Some(Self::new(
            header::COOKIE,
            HeaderValue::from_bytes(pair).ok()?,
        ))
    }

    fn new(name: HeaderName, mut value: HeaderValue) -> Self {
        value.set_sensitive(true);
        Self { name, value }
    }

    /// The key in a cache, which then has no secret in it.
    pub(crate) fn key(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.name.as_str());
        hash.update([0]);
        hash.update(self.value.as_bytes());
        hash.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::Credential;
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    fn of(headers: &[(&'static str, &'static str)]) -> Option<(String, String)> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        let credential = Credential::of(&map, "session")?;
        let value = credential.value.to_str().unwrap().to_owned();
        Some((credential.name.to_string(), value))
    }

    fn pair(name: &str, value: &str) -> Option<(String, String)> {
        Some((name.to_owned(), value.to_owned()))
    }

    #[test]
    fn only_the_session_cookie_is_shown_to_kratos() {
        let cookies = [("cookie", "a=1; session=x"), ("cookie", "session=y; b=2")];
        assert_eq!(of(&cookies), pair("cookie", "session=x"));
        assert_eq!(of(&[("cookie", "xsession=x; sessions=y; session=")]), None);
    }

    #[test]
    fn another_cookie_may_have_any_bytes_in_it() {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_bytes(b"name=Ad\xc3\xa4; session=x").unwrap();
        headers.insert("cookie", value);
        let credential = Credential::of(&headers, "session").unwrap();
        assert_eq!(credential.value, "session=x");
    }

    #[test]
    fn a_token_comes_before_a_cookie() {
        let both = [("cookie", "session=x"), ("x-session-token", "t")];
        assert_eq!(of(&both), pair("x-session-token", "t"));
        let empty = [("cookie", "session=x"), ("x-session-token", "")];
        assert_eq!(of(&empty), pair("cookie", "session=x"));
    }

    #[test]
    fn a_token_is_not_known_by_the_key_of_a_cookie() {
        let mut cookie = HeaderMap::new();
        cookie.insert("cookie", HeaderValue::from_static("session=x"));
        let mut token = HeaderMap::new();
        token.insert("x-session-token", HeaderValue::from_static("session=x"));
        let [a, b] = [&cookie, &token].map(|map| Credential::of(map, "session").unwrap().key());
        assert_ne!(a, b);
    }
}
