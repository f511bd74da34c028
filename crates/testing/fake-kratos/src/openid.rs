//! OpenID Connect: sending people to a provider, and turning the code they come back with into claims.
//!
//! Providers are asked over plain HTTP. The claims are taken from an ID token that comes straight from the token
//! endpoint, which is why its signature is not needed (OpenID Connect Core 1.0, §3.1.3.7, point 6).

pub(crate) mod own;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use url::Url;

use crate::config::Provider;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure};

fn failed(what: &str, error: impl std::fmt::Display) -> Failure {
    Envelope::new(500, format!("Unable to {what}: {error}")).into()
}

/// An endpoint that the provider's discovery document names.
fn endpoint(provider: &Provider, name: &str) -> Result<String, Failure> {
    let issuer = provider.issuer.trim_end_matches('/');
    let address = format!("{issuer}/.well-known/openid-configuration");
    let read = |error: ureq::Error| failed("initialize OpenID Connect Provider", error);
    let mut response = ureq::get(&address).call().map_err(read)?;
    let text = response.body_mut().read_to_string().map_err(read)?;
    let document: Value = serde_json::from_str(&text)
        .map_err(|error| failed("initialize OpenID Connect Provider", error))?;
    let found = document.get(name).and_then(Value::as_str);
    found
        .map(str::to_owned)
        .ok_or_else(|| failed("initialize OpenID Connect Provider", "it has no endpoints"))
}

/// Where the provider sends people back to.
fn redirect_uri(exchange: &Exchange<'_>, provider: &Provider) -> String {
    let path = format!("/self-service/methods/oidc/callback/{}", provider.id);
    exchange.config.public(&path).into()
}

/// The address at which the provider asks who somebody is.
///
/// # Errors
///
/// 500 when the provider does not answer.
pub(crate) fn authorization_url(
    exchange: &Exchange<'_>,
    provider: &Provider,
    state: &str,
    upstream: &[(String, String)],
) -> Result<String, Failure> {
    let address = match own::is(provider) {
        true => own::address(provider),
        false => endpoint(provider, "authorization_endpoint")?,
    };
    let mut url = Url::parse(&address)
        .map_err(|error| failed("initialize OpenID Connect Provider", error))?;
    let mut pairs = vec![
        ("client_id".to_owned(), provider.client_id.clone()),
        ("redirect_uri".to_owned(), redirect_uri(exchange, provider)),
        ("response_type".to_owned(), "code".to_owned()),
        ("scope".to_owned(), provider.scope.join(" ")),
        ("state".to_owned(), state.to_owned()),
    ];
    pairs.extend_from_slice(upstream);
    pairs.sort();
    url.query_pairs_mut().extend_pairs(pairs);
    Ok(url.into())
}

/// What the provider says about whoever came back with this code.
///
/// # Errors
///
/// 500 when the provider does not answer or its answer is not meant for this client.
pub(crate) fn claims(
    exchange: &mut Exchange<'_>,
    provider: &Provider,
    code: &str,
) -> Result<Value, Failure> {
    if own::is(provider) {
        return own::spend(exchange, code)
            .ok_or_else(|| failed("exchange the code", "it is not known"));
    }
    let what = "exchange the code with the OpenID Connect Provider";
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", &redirect_uri(exchange, provider))
        .append_pair("client_id", &provider.client_id)
        .append_pair("client_secret", &provider.client_secret)
        .finish();
    let read = |error: ureq::Error| failed(what, error);
    let mut response = ureq::post(&endpoint(provider, "token_endpoint")?)
        .header("content-type", "application/x-www-form-urlencoded")
        .send(&body)
        .map_err(read)?;
    let text = response.body_mut().read_to_string().map_err(read)?;
    let answer: Value = serde_json::from_str(&text).map_err(|error| failed(what, error))?;
    let token = answer.get("id_token").and_then(Value::as_str);
    let part = token.and_then(|token| token.split('.').nth(1));
    let bytes = part.and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let claims: Option<Value> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let claims = claims.ok_or_else(|| failed(what, "it sent no readable ID token"))?;
    let says = |name: &str, wanted: &str| claims.get(name).and_then(Value::as_str) == Some(wanted);
    if !says("iss", &provider.issuer) || !says("aud", &provider.client_id) {
        return Err(failed(what, "the ID token is meant for somebody else"));
    }
    Ok(claims)
}
