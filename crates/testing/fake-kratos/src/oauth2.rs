//! OAuth2: signing in on behalf of an OAuth2 server, whose admin API (that of Ory Hydra) is asked over plain HTTP.

use serde_json::{Value, json};
use url::Url;

use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure};
use crate::session::Session;

const URL_KEY: &str = "oauth2_provider.url";

/// The challenge a request names.
///
/// # Errors
///
/// 500 `invalid_configuration` when there is no OAuth2 server.
pub(crate) fn challenge(exchange: &Exchange<'_>) -> Result<String, Failure> {
    let Some(challenge) = exchange.request.find_parameter("login_challenge") else {
        return Ok(String::new());
    };
    if exchange.config.text(URL_KEY).is_some() {
        if challenge.is_empty() {
            let reason = "the login_challenge parameter is present but empty";
            return Err(Envelope::new(400, reason).into());
        }
        return Ok(challenge);
    }
    let reason = "refusing to parse login_challenge query parameter because oauth2_provider.url is invalid or unset";
    let envelope = Envelope::new(500, reason).id("invalid_configuration");
    Err(envelope.message("Invalid configuration").into())
}

/// Status and body of an answer; no status when there was none.
fn call(exchange: &Exchange<'_>, challenge: &str, accepts: Option<&Value>) -> (u16, Value) {
    let base = exchange.config.text(URL_KEY).unwrap_or_default();
    let base = base.trim_end_matches('/');
    let tail = if accepts.is_some() { "/accept" } else { "" };
    let path = format!("{base}/admin/oauth2/auth/requests/login{tail}");
    let Ok(mut url) = Url::parse(&path) else {
        return (0, Value::Null);
    };
    url.query_pairs_mut()
        .append_pair("login_challenge", challenge);
    let answer = match accepts {
        None => ureq::get(url.as_str())
            .config()
            .http_status_as_error(false)
            .build()
            .call(),
        Some(body) => ureq::put(url.as_str())
            .config()
            .http_status_as_error(false)
            .build()
            .header("content-type", "application/json")
            .send(&body.to_string()),
    };
    let Ok(mut answer) = answer else {
        return (0, Value::Null);
    };
    let status = answer.status().as_u16();
    let text = answer.body_mut().read_to_string().unwrap_or_default();
    (status, serde_json::from_str(&text).unwrap_or_default())
}

/// What the OAuth2 server wants to know: for which application, and whether anybody has to sign in at all (`skip`).
///
/// # Errors
///
/// 400 when it does not know the challenge.
pub(crate) fn request(exchange: &Exchange<'_>, challenge: &str) -> Result<Value, Failure> {
    match call(exchange, challenge, None) {
        (200, body) => Ok(body),
        (status, _) => {
            let reason = "Unable to get OAuth 2.0 Login Challenge.";
            Err(Envelope::new(400, reason)
                .detail("status_code", status)
                .into())
        }
    }
}

/// Whether a login request can be accepted without signing in.
pub(crate) fn skips(request: &Value) -> bool {
    request.get("skip").and_then(Value::as_bool) == Some(true)
}

/// Tells the OAuth2 server who has signed in, and learns where to go on.
///
/// # Errors
///
/// 500 when it does not accept that.
pub(crate) fn accept(
    exchange: &Exchange<'_>,
    challenge: &str,
    session: &Session,
) -> Result<String, Failure> {
    let body = json!({
        "subject": session.identity,
        "identity_provider_session_id": session.id,
        "remember": true,
        "acr": session.level(),
    });
    let (status, answer) = call(exchange, challenge, Some(&body));
    let target = answer.get("redirect_to").and_then(Value::as_str);
    match target.filter(|_| status == 200) {
        Some(target) => Ok(target.to_owned()),
        None => {
            let reason = "Unable to accept OAuth 2.0 Login Challenge.";
            Err(Envelope::new(500, reason)
                .detail("oauth2_error_hint", "")
                .detail("status_code", status)
                .into())
        }
    }
}
