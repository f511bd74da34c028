//! The anti-CSRF secret of a browser: its cookie, and the masked tokens made of it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::config::Config;
use crate::failure::Envelope;
use crate::random;
use crate::request::Request;

const SECRET: usize = 32;

/// The secret a request came with, or got.
#[derive(Debug, Clone)]
pub(crate) struct Csrf {
    secret: [u8; SECRET],
    /// Whether the answer has to set the cookie.
    fresh: bool,
    regenerated: bool,
}

impl Csrf {
    /// Reads the cookie. A browser without one gets one, except on the routes that do not look at it.
    pub(crate) fn of(request: &Request, config: &Config) -> Self {
        let sent = request
            .cookie(&cookie_name(config))
            .and_then(|value| STANDARD.decode(value).ok())
            .and_then(|bytes| bytes.try_into().ok());
        match sent {
            Some(secret) => Self {
                secret,
                fresh: false,
                regenerated: false,
            },
            None => Self {
                secret: random::bytes(),
                fresh: !is_exempt(&request.path),
                regenerated: false,
            },
        }
    }

    /// The secret under a new mask, in base64.
    pub(crate) fn token(&self) -> String {
        let mask: [u8; SECRET] = random::bytes();
        let mut token = mask.to_vec();
        token.extend(mask.iter().zip(self.secret).map(|(mask, byte)| mask ^ byte));
        STANDARD.encode(token)
    }

    /// Whether a token was made of this secret, under whichever mask.
    pub(crate) fn verify(&self, token: &str) -> bool {
        unmask(token).is_some_and(|secret| secret == self.secret)
    }

    /// Replaces the secret: once in an answer, however many things ask for it.
    pub(crate) fn regenerate(&mut self) -> String {
        if !self.regenerated {
            *self = Self {
                secret: random::bytes(),
                fresh: true,
                regenerated: true,
            };
        }
        self.token()
    }

    /// The `Set-Cookie` header this answer needs.
    pub(crate) fn cookie(&self, config: &Config) -> Option<String> {
        self.fresh.then(|| {
            let name = cookie_name(config);
            let value = STANDARD.encode(self.secret);
            let path = config.text("cookies.path").unwrap_or("/");
            let domain = config
                .text("cookies.domain")
                .map(|domain| format!("; Domain={domain}"))
                .unwrap_or_default();
            let secure = is_secure(config);
            let flag = if secure { "; Secure" } else { "" };
            let same_site = match config.text("cookies.same_site") {
                Some(value) if secure => value,
                _ => "Lax",
            };
            format!(
                "{name}={value}; Path={path}{domain}; Max-Age=31536000; HttpOnly{flag}; SameSite={same_site}"
            )
        })
    }
}

/// Cookies are `Secure` unless the server was started with `--dev`.
pub(crate) fn is_secure(config: &Config) -> bool {
    config.flag("cookies.secure", !config.dev)
}

/// `csrf_token_` and the hash of the public address.
fn cookie_name(config: &Config) -> String {
    let hash = Sha256::digest(config.public_url.as_str());
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("csrf_token_{hex}")
}

fn unmask(token: &str) -> Option<[u8; SECRET]> {
    let bytes = STANDARD.decode(token).ok()?;
    let (mask, masked) = bytes.split_at_checked(SECRET)?;
    let secret: Vec<u8> = mask
        .iter()
        .zip(masked)
        .map(|(mask, byte)| mask ^ byte)
        .collect();
    (masked.len() == SECRET).then_some(())?;
    secret.try_into().ok()
}

/// Routes that neither need nor set the cookie.
fn is_exempt(path: &str) -> bool {
    matches!(
        path,
        "/self-service/login"
            | "/self-service/registration"
            | "/self-service/settings"
            | "/self-service/recovery"
            | "/self-service/verification"
    ) || path.starts_with("/self-service/methods/oidc/callback")
        || path.starts_with("/sessions")
        || path.starts_with("/schemas")
        || path.starts_with("/health")
}

/// Why a token did not pass, with the hints Kratos gives.
pub(crate) fn violation(request: &Request, config: &Config) -> Envelope {
    let ajax = matches!(request.header("sec-fetch-mode"), "cors" | "same-origin");
    let envelope = Envelope::new(403, REASON)
        .id("security_csrf_violation")
        .message("the request was rejected to protect you from Cross-Site-Request-Forgery")
        .detail("docs", "https://www.ory.sh/kratos/docs/debug/csrf");
    let hint = if ajax { HINT_AJAX } else { HINT_SERVER };
    let has_cookie = request.cookie(&cookie_name(config)).is_some();
    let json = request
        .header("content-type")
        .starts_with("application/json");
    let reason = if request.header("cookie").is_empty() {
        "The HTTP Cookie Header is empty or not set."
    } else if !has_cookie {
        "The HTTP Cookie Header was set but did not include the anti-CSRF cookie."
    } else if !json && !form_has_token(request) {
        return envelope.detail("hint", HINT_NOT_SENT);
    } else {
        "The HTTP Cookie Header was set and a CSRF token was sent but they do not match. We recommend deleting all cookies for this domain and retrying the flow."
    };
    envelope
        .detail("hint", hint)
        .detail("reject_reason", reason)
}

fn form_has_token(request: &Request) -> bool {
    let body = request.body.as_deref().unwrap_or_default();
    url::form_urlencoded::parse(body).any(|(key, value)| key == "csrf_token" && !value.is_empty())
        || !request.header("x-csrf-token").is_empty()
}

const REASON: &str = "Please retry the flow and optionally clear your cookies. The request was rejected to protect you from Cross-Site-Request-Forgery (CSRF) which could cause account takeover, leaking personal information, and other serious security issues.";
const HINT_AJAX: &str = "We detected an AJAX call, please ensure that CORS is enabled and configured correctly, and that your AJAX code sends cookies and has credentials enabled. For further debugging, check your Browser's Network Tab to see what cookies are included or excluded.";
const HINT_SERVER: &str = "We detected a regular browser or server-side call. To debug browser calls check your Browser's Network Tab to see what cookies are included or excluded. If you are calling from a server ensure that the appropriate cookies are being forwarded and that the SDK method is called correctly.";
const HINT_NOT_SENT: &str = "The anti-CSRF cookie was found but the CSRF token was not included in the HTTP request body (csrf_token) nor in the HTTP Header (X-CSRF-Token).";

#[cfg(test)]
mod tests {
    use super::*;

    fn csrf() -> Csrf {
        Csrf {
            secret: random::bytes(),
            fresh: false,
            regenerated: false,
        }
    }

    #[test]
    fn tokens_differ_and_all_pass() {
        let csrf = csrf();
        let (one, two) = (csrf.token(), csrf.token());
        assert_ne!(one, two);
        assert!(csrf.verify(&one) && csrf.verify(&two));
        assert_eq!(STANDARD.decode(one).map(|bytes| bytes.len()), Ok(64));
    }

    #[test]
    fn foreign_and_broken_tokens_fail() {
        let mine = csrf();
        assert!(!mine.verify(&csrf().token()));
        assert!(!mine.verify(""));
        assert!(!mine.verify("AAAA"));
    }

    #[test]
    fn a_secret_is_replaced_once_in_an_answer() {
        let mut csrf = csrf();
        let before = csrf.token();
        let first = csrf.regenerate();
        csrf.regenerate();
        assert!(!csrf.verify(&before));
        assert!(csrf.verify(&first));
    }
}
