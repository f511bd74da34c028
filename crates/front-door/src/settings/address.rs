//! Addresses: where this program listens, and where it finds Kratos; each also as a Unix socket.

use axum::http::Uri;
use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    str::FromStr,
};

/// Where this program listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListenAddress {
    /// Address and port.
    Tcp(SocketAddr),
    /// Path of a Unix socket.
    Socket(PathBuf),
}

impl ListenAddress {
    /// Whether only this machine reaches it.
    #[must_use]
    pub fn is_local(&self) -> bool {
        match self {
            Self::Tcp(address) => address.ip().is_loopback(),
            Self::Socket(_) => true,
        }
    }
}

impl FromStr for ListenAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match socket(text)? {
            Some(path) => Ok(Self::Socket(path)),
            None => text.parse().map(Self::Tcp).map_err(|_| {
                "expected something like 127.0.0.1:4455 or unix:/run/door.sock".into()
            }),
        }
    }
}

/// Where Kratos' public API is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KratosAddress {
    /// By http or https, with a path if it has one.
    Url(Uri),
    /// By http over the Unix socket at this path.
    Socket(PathBuf),
}

impl KratosAddress {
    /// The URL below which Kratos' paths are; of a socket one that names no machine.
    #[must_use]
    pub fn base(&self) -> Uri {
        match self {
            Self::Url(uri) => uri.clone(),
            Self::Socket(_) => Uri::from_static("http://localhost"),
        }
    }

    /// Whether what is sent there is encrypted.
    #[must_use]
    pub fn is_https(&self) -> bool {
        matches!(self, Self::Url(uri) if uri.scheme_str() == Some("https"))
    }

    /// Whether it is on this machine, as far as its name tells.
    #[must_use]
    pub fn is_local(&self) -> bool {
        let Self::Url(uri) = self else { return true };
        let host = uri.host().unwrap_or_default();
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }
}

impl fmt::Display for KratosAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(uri) => uri.fmt(f),
            Self::Socket(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

impl FromStr for KratosAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(path) = socket(text)? {
            return Ok(Self::Socket(path));
        }
        let uri: Uri = text.parse().map_err(|e| format!("not a URL: {e}"))?;
        if uri
            .authority()
            .is_some_and(|host| host.as_str().contains('@'))
        {
            return Err(
                "a user name and password are not sent to Kratos, and would stand in the log"
                    .into(),
            );
        }
        match uri.scheme_str() {
            Some("http" | "https") if uri.authority().is_some() && uri.query().is_none() => {
                Ok(Self::Url(uri))
            }
            _ => Err(
                "expected something like http://127.0.0.1:4433, https://kratos.example.com or unix:/run/kratos.sock"
                    .into(),
            ),
        }
    }
}

/// The path in `unix:/path`.
fn socket(text: &str) -> Result<Option<PathBuf>, String> {
    match text.strip_prefix("unix:") {
        None => Ok(None),
        Some(_) if cfg!(not(unix)) => Err("this system has no Unix sockets".into()),
        Some(path) if path.starts_with('/') => Ok(Some(path.into())),
        Some(_) => Err("expected a path from the root, like unix:/run/door.sock".into()),
    }
}
