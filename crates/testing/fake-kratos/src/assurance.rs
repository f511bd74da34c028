//! Assurance: whether a session was proven by as many factors as its account has.

use serde_json::json;
use url::Url;

use crate::config::Config;
use crate::exchange::Exchange;
use crate::failure::Envelope;
use crate::identity::Identity;
use crate::session::Session;

/// Whether an account has a second factor.
pub(crate) fn has_second_factor(identity: &Identity, config: &Config) -> bool {
    has_other_second_factor(identity)
        || (config.second_factor_code() && !identity.credentials.code.is_empty())
}

/// Whether an account has a second factor besides one-time codes.
pub(crate) fn has_other_second_factor(identity: &Identity) -> bool {
    let credentials = &identity.credentials;
    credentials.totp.is_some()
        || !credentials.lookup_secrets.is_empty()
        || !identity.security_keys(false).is_empty()
}

/// How many ways in an account has.
pub(crate) fn first_factors(identity: &Identity, config: &Config) -> usize {
    let passkeys = identity.credentials.passkey.as_ref();
    usize::from(identity.has_password())
        + usize::from(config.passwordless_code())
        + passkeys.map_or(0, |passkeys| passkeys.keys.len())
        + identity.security_keys(true).len()
        + identity.credentials.social.len()
}

/// Checks a session against a `required_aal` of the configuration; `return_to` is where the second factor leads back.
///
/// # Errors
///
/// 403 `session_aal2_required`, which names the login flow that would help.
pub(crate) fn check(
    exchange: &Exchange<'_>,
    session: &Session,
    key: &str,
    return_to: Option<&str>,
) -> Result<(), Box<Envelope>> {
    if session.level() == "aal2" || exchange.config.text(key) == Some("aal1") {
        return Ok(());
    }
    let identity = exchange.store.identity(session.identity);
    if !identity.is_some_and(|identity| has_second_factor(identity, exchange.config)) {
        return Ok(());
    }
    let url = second_factor_url(exchange.config, return_to);
    let reason = "An active session was found but it does not fulfill the requested Authenticator Assurance Level. Please verify yourself with a second factor to resolve this issue.";
    let envelope = Envelope::new(403, reason)
        .id("session_aal2_required")
        .message("Session does not fulfill the requested Authenticator Assurance Level")
        .detail("redirect_browser_to", url.as_str())
        .beside("redirect_browser_to", json!(url.as_str()));
    Err(Box::new(envelope))
}

/// The address at which a second factor is asked for.
pub(crate) fn second_factor_url(config: &Config, return_to: Option<&str>) -> Url {
    let mut url = config.public("/self-service/login/browser");
    url.query_pairs_mut().append_pair("aal", "aal2");
    if let Some(return_to) = return_to {
        url.query_pairs_mut().append_pair("return_to", return_to);
    }
    url
}
