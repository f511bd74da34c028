//! Origin: the name under which browsers know this server, `https://auth.example.com`. Kratos writes it into addresses in mails.

use super::refusal::Refusal;
use axum::http::{HeaderMap, HeaderValue, Method, Uri, header, request::Parts, uri::Authority};
use std::{fmt, str::FromStr};

/// Scheme, host and port of a page, as browsers write them: small letters, without the scheme's own port.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    scheme: Scheme,
    /// With the port where it is not the scheme's own. Empty: the client has not said it.
    host: String,
}

/// How browsers reach this server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Scheme {
    #[default]
    Http,
    Https,
}

/// Why a text is no [`Origin`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an origin like https://auth.example.com, without a path")]
pub struct NoOrigin;

impl Scheme {
    /// The scheme of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "http" => Some(Self::Http),
            "https" => Some(Self::Https),
            _ => None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn port(self) -> &'static str {
        match self {
            Self::Http => ":80",
            Self::Https => ":443",
        }
    }
}

impl Origin {
    fn new(scheme: Scheme, host: &str) -> Self {
        let host = host.to_ascii_lowercase();
        let host = host.strip_suffix(scheme.port()).unwrap_or(&host).to_owned();
        Self { scheme, host }
    }

    /// Host, and port where it is not the scheme's own. Empty: the client has not said it.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    pub(crate) fn scheme(&self) -> Scheme {
        self.scheme
    }

    pub(crate) fn is_https(&self) -> bool {
        self.scheme == Scheme::Https
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.as_str(), self.host)
    }
}

impl FromStr for Origin {
    type Err = NoOrigin;

    fn from_str(text: &str) -> Result<Self, NoOrigin> {
        let text = text.trim();
        let (scheme, host) = text
            .strip_suffix('/')
            .unwrap_or(text)
            .split_once("://")
            .ok_or(NoOrigin)?;
        let scheme = Scheme::named(scheme).ok_or(NoOrigin)?;
        is_host(host)
            .then(|| Self::new(scheme, host))
            .ok_or(NoOrigin)
    }
}

/// Whether a text is a host, with or without a port, and nothing else.
fn is_host(text: &str) -> bool {
    let plain =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'[' | b']');
    text.len() <= 262 && text.bytes().all(plain) && text.parse::<Authority>().is_ok()
}

/// The host that a request names. The target's own counts before the header (RFC 9112, 3.2.2).
///
/// # Errors
/// [`Refusal::Malformed`] where there are several, or it is none.
pub(crate) fn authority(uri: &Uri, headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let mut lines = headers.get_all(header::HOST).iter();
    let (line, more) = (lines.next(), lines.next());
    if more.is_some() {
        return Err(Refusal::Malformed);
    }
    let text = match (uri.authority(), line) {
        (Some(authority), _) => Some(authority.as_str()),
        (None, Some(line)) => Some(line.to_str().map_err(|_| Refusal::Malformed)?),
        (None, None) => None,
    };
    Ok(text.filter(|text| !text.is_empty()).map(ToOwned::to_owned))
}

/// The origins that are this server's.
pub(crate) struct Origins(Vec<Origin>);

impl Origins {
    pub(crate) fn new(origins: &[Origin]) -> Self {
        Self(origins.to_vec())
    }

    /// The origin that a request is for. Where none is configured, it is what the client says.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] and [`Refusal::Misdirected`].
    pub(crate) fn find(
        &self,
        host: Option<&str>,
        scheme: Option<Scheme>,
        path: &str,
    ) -> Result<Origin, Refusal> {
        let host = host.unwrap_or_default();
        if !host.is_empty() && !is_host(host) {
            return Err(Refusal::Malformed);
        }
        let claimed = Origin::new(scheme.unwrap_or_default(), host);
        // Who watches over this server asks it by its address.
        if self.0.is_empty() || path.starts_with("/health/") {
            return Ok(claimed);
        }
        let ours = || {
            let has_host = |own: &&Origin| Origin::new(own.scheme, host).host == own.host;
            self.0.iter().filter(has_host)
        };
        let same_scheme = ours().find(|own| scheme.is_none_or(|scheme| own.scheme == scheme));
        same_scheme
            .or_else(|| ours().next())
            .cloned()
            .ok_or(Refusal::Misdirected)
    }
}

/// Sends a browser that came by plain http to the same address by https. What was sent in clear text is not taken.
pub(crate) fn upgrade(origin: &Origin, head: &Parts) -> Refusal {
    if !matches!(head.method, Method::GET | Method::HEAD) {
        return Refusal::PlainHttp(None);
    }
    let to = format!("{origin}{}", super::paths::path_and_query(&head.uri));
    Refusal::PlainHttp(HeaderValue::try_from(to).ok())
}

#[cfg(test)]
mod tests {
    use super::Origin;

    #[test]
    fn an_origin_is_read_as_browsers_write_it() {
        for (text, expected) in [
            ("https://Auth.Example.com", "https://auth.example.com"),
            ("https://auth.example.com:443/", "https://auth.example.com"),
            ("http://localhost:4455", "http://localhost:4455"),
            ("http://[::1]:80", "http://[::1]"),
        ] {
            assert_eq!(text.parse::<Origin>().unwrap().to_string(), expected);
        }
        for wrong in [
            "auth.example.com",
            "https://",
            "https://a/b",
            "ftp://a",
            "https://u@a",
            "https://a?b",
            "https://*.a",
            "",
        ] {
            assert!(wrong.parse::<Origin>().is_err(), "{wrong}");
        }
    }
}
