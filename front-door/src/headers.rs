//! Headers: what every answer tells the browser to refuse.
//!
//! One strict profile for all paths, errors included. A few things vary: the hashes of what stands inline in index.html,
//! who may name a Trusted-Types policy, which depends on how passkeys are done, and where a captcha and a logo come from.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header, uri::Authority};
use vestibule::config::{Config, Passkeys};

use crate::settings::Render;

/// The headers that are the same for every configuration, `Content-Security-Policy` aside.
pub const FIXED: [(HeaderName, HeaderValue); 10] = [
    (
        HeaderName::from_static("reporting-endpoints"),
        HeaderValue::from_static("csp=\"/csp-report\""),
    ),
    (
        header::STRICT_TRANSPORT_SECURITY,
        HeaderValue::from_static("max-age=63072000; includeSubDomains; preload"),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-embedder-policy"),
        HeaderValue::from_static("require-corp"),
    ),
    (
        HeaderName::from_static("origin-agent-cluster"),
        HeaderValue::from_static("?1"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "publickey-credentials-get=(self), publickey-credentials-create=(self), otp-credentials=(self), camera=(), microphone=(), \
             geolocation=(), payment=(), usb=(), serial=(), hid=(), display-capture=(), browsing-topics=()",
        ),
    ),
];

/// What a list of wishes names (`Accept-Language`, `Accept-Encoding`), the dearest first, without what has no weight
/// (RFC 9110, 12.4.2).
pub(crate) fn wishes(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let mut wishes: Vec<(f32, String)> = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|one| {
            let (name, weight) = one.split_once(';').unwrap_or((one, "q=1"));
            let weight = weight.trim().strip_prefix("q=")?.parse().ok()?;
            (weight > 0.0).then(|| (weight, name.trim().to_owned()))
        })
        .collect();
    wishes.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    wishes.into_iter().map(|(_, name)| name).collect()
}

/// CSP sources (`'sha256-…'`) of what stands inline in index.html.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inline {
    /// Of each `<style>`.
    pub styles: Vec<String>,
    /// Of each `<script>` that has no `src` and is not a block of data.
    pub scripts: Vec<String>,
}

/// The value of `Content-Security-Policy` for a page with these inline parts.
#[must_use]
pub fn content_security_policy(config: &Config, inline: &Inline, render: Render) -> String {
    let kratos = foreign_origin(&config.kratos);
    let mut scripts = inline.scripts.clone();
    if let (Some(_), Passkeys::Script) = (&kratos, config.passkeys) {
        scripts.push(format!("{}/.well-known/ory/webauthn.js", config.kratos));
    }
    let captcha = foreign_origin(&config.captcha);
    scripts.extend(captcha.clone());
    let frames = captcha.unwrap_or_else(|| "'none'".to_owned());
    let logo = config.logo.iter().flat_map(|(light, dark)| [light, dark]);
    let mut pictures: Vec<_> = logo.filter_map(|url| foreign_origin(url)).collect();
    pictures.dedup();
    let mut policies = Vec::new();
    if config.passkeys == Passkeys::Script {
        policies.push("vestibule");
    }
    if !config.captcha.is_empty() {
        policies.push("vestibule-captcha");
    }
    if policies.is_empty() {
        policies.push("'none'");
    }
    let trusted_types = policies.join(" ");
    // A page that is drawn by the server works by forms of the browser's own.
    let forms = match render {
        Render::Server => "'self'",
        Render::Client => "'none'",
    };
    [
        "default-src 'none'".to_owned(),
        format!("script-src 'self' 'wasm-unsafe-eval'{}", sources(&scripts)),
        "script-src-attr 'none'".to_owned(),
        format!("style-src 'self'{}", sources(&inline.styles)),
        format!("img-src 'self' data:{}", sources(&pictures)),
        "font-src 'self'".to_owned(),
        format!("connect-src 'self'{}", sources(kratos.as_slice())),
        "manifest-src 'self'".to_owned(),
        format!("form-action {forms}"),
        "base-uri 'none'".to_owned(),
        "object-src 'none'".to_owned(),
        format!("frame-src {frames}"),
        "worker-src 'none'".to_owned(),
        "frame-ancestors 'none'".to_owned(),
        "require-trusted-types-for 'script'".to_owned(),
        format!("trusted-types {trusted_types}"),
        "report-to csp".to_owned(),
    ]
    .join("; ")
}

/// Scheme and authority, when it is not the page's own origin.
fn foreign_origin(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?))
}

fn sources(list: &[String]) -> String {
    list.iter().map(|source| format!(" {source}")).collect()
}

/// Whether a request came to this machine by its own name, without TLS in front.
#[must_use]
pub fn is_local(headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let authority = host.and_then(|host| host.parse::<Authority>().ok());
    authority
        .is_some_and(|authority| matches!(authority.host(), "localhost" | "127.0.0.1" | "[::1]"))
}

/// Adds every header that the answer does not have already: what Kratos says about its own answers stays.
///
/// On `http://localhost` (`local`) the directive `upgrade-insecure-requests` stays out: it would turn every redirect that
/// Kratos answers a fetch with into one to `https://localhost`, where nobody listens.
pub fn protect(headers: &mut HeaderMap, csp: &HeaderValue, local: bool) {
    for (name, value) in FIXED {
        headers.entry(name).or_insert(value);
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert_with(|| {
            let upgrading = [csp.as_bytes(), b"; upgrade-insecure-requests"].concat();
            match HeaderValue::from_bytes(&upgrading) {
                Ok(upgrading) if !local => upgrading,
                _ => csp.clone(),
            }
        });
}

#[cfg(test)]
mod tests {
    use super::wishes;
    use axum::http::{HeaderMap, header};

    #[test]
    fn wishes_come_by_weight_and_then_in_their_order() {
        let mut headers = HeaderMap::new();
        let value = "en;q=0.5, de-CH, fr;q=0.9, it;q=0, de;q=0.9";
        headers.insert(header::ACCEPT_LANGUAGE, value.parse().unwrap());
        let languages = wishes(&headers, &header::ACCEPT_LANGUAGE);
        assert_eq!(languages, ["de-CH", "fr", "de", "en"]);
        assert!(wishes(&headers, &header::ACCEPT_ENCODING).is_empty());
    }
}
