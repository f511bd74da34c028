//! Headers: what every response tells the browser to refuse.
//!
//! One strict profile for all paths, errors included. What varies: the hashes of what stands inline in index.html, who may
//! name a Trusted-Types policy, where a captcha and a logo come from, and what the operator allows ([`Allowed`]).

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, Uri, header},
    response::Response,
};
use vestibule::config::{Config, Passkeys};

use crate::settings::{Allowed, Render};

/// The headers that no configuration changes.
pub const FIXED: [(HeaderName, HeaderValue); 4] = [
    (
        HeaderName::from_static("reporting-endpoints"),
        HeaderValue::from_static("csp=\"/csp-report\""),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
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

const COEP: HeaderName = HeaderName::from_static("cross-origin-embedder-policy");
const CREDENTIALLESS: HeaderValue = HeaderValue::from_static("credentialless");
const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Of a response: the origin that a picture of its page comes from.
#[derive(Clone, Debug)]
pub(crate) struct Picture(pub(crate) String);

/// A policy that lets pictures come from one more origin.
fn with_picture(csp: &HeaderValue, origin: &str) -> Option<HeaderValue> {
    let directives = csp.to_str().ok()?.split("; ").map(|directive| {
        let is_images = directive.starts_with("img-src ");
        let more = if is_images { origin } else { "" };
        format!("{directive} {more}").trim_end().to_owned()
    });
    let directives: Vec<String> = directives.collect();
    HeaderValue::try_from(directives.join("; ")).ok()
}

/// Every header of one configuration, `Content-Security-Policy` aside.
pub struct Profile {
    headers: Vec<(HeaderName, HeaderValue)>,
    /// Of responses to visits by https.
    hsts: HeaderValue,
    /// Whether pages of other origins may frame ours.
    is_framed: bool,
}

impl Profile {
    /// What `config` needs, and what the operator allows, on top of [`FIXED`].
    #[must_use]
    pub fn new(config: &Config, allowed: &Allowed, render: Render) -> Self {
        let has_captcha = !captcha_sources(config, allowed).is_empty();
        let is_framed = !allowed.frame_ancestors.is_empty();
        let mut headers = Vec::from(FIXED);
        // With none at all browsers say `Origin: null` of our own forms, which could not be told from those of others. An address
        // may have a code in it, unless its page is rendered here: then it is taken out, and the form's own page is told.
        let referrer = match render {
            Render::Server => "strict-origin-when-cross-origin",
            Render::Client => "strict-origin",
        };
        headers.push((header::REFERRER_POLICY, HeaderValue::from_static(referrer)));
        headers.push((
            HeaderName::from_static("cross-origin-opener-policy"),
            HeaderValue::from_static(allowed.opener_policy.as_str()),
        ));
        // The frames of a captcha say nothing about embedding, nor do most servers of pictures.
        let embedder = match (has_captcha, logos(config).is_empty()) {
            (true, _) => None,
            (false, false) => Some(CREDENTIALLESS),
            (false, true) => Some(HeaderValue::from_static("require-corp")),
        };
        headers.extend(embedder.map(|value| (COEP, value)));
        // It knows no list of origins; `frame-ancestors` does.
        if !is_framed {
            headers.push((header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")));
        }
        Self {
            headers,
            hsts: allowed.hsts.clone(),
            is_framed,
        }
    }

    /// Adds every header. What Kratos says about data stays; of a document, or on the way to one, these headers count: whatever stands
    /// behind this server cannot weaken its origin.
    ///
    /// A visit by plain http gets nothing that leads to https, where nobody may listen: a LAN address, a made-up host.
    pub fn protect<B>(&self, response: &mut Response<B>, csp: &HeaderValue, is_https: bool) {
        let status = response.status();
        let picture = response.extensions_mut().remove::<Picture>();
        let with_picture = |Picture(origin): &Picture| with_picture(csp, origin);
        let with_picture = picture.as_ref().and_then(with_picture);
        let csp = with_picture.as_ref().unwrap_or(csp);
        let headers = response.headers_mut();
        let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
        let is_kind = |name: &[u8]| kind.is_some_and(|kind| kind.starts_with(name));
        let is_page = is_kind(b"text/html");
        let counts = is_page || status.is_redirection() || DOCUMENTS.into_iter().any(is_kind);
        let mut set = |name: &HeaderName, value: HeaderValue| {
            if counts || !headers.contains_key(name) {
                headers.insert(name, value);
            }
        };
        for (name, value) in &self.headers {
            // Most servers of pictures say nothing about embedding.
            let is_embedder = name == COEP && picture.is_some();
            set(
                name,
                if is_embedder {
                    CREDENTIALLESS
                } else {
                    value.clone()
                },
            );
        }
        // A parent that demands it of everything it embeds demands it of a page in a frame.
        let shared = if self.is_framed && is_page {
            "cross-origin"
        } else {
            "same-origin"
        };
        set(&CORP, HeaderValue::from_static(shared));
        let upgrading = [csp.as_bytes(), b"; upgrade-insecure-requests"].concat();
        let csp = match HeaderValue::from_bytes(&upgrading) {
            Ok(upgrading) if is_https => upgrading,
            _ => csp.clone(),
        };
        set(&header::CONTENT_SECURITY_POLICY, csp);
        // It binds the host and not the response.
        if is_https {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, self.hsts.clone());
        } else {
            headers.remove(header::STRICT_TRANSPORT_SECURITY);
        }
    }
}

/// What a browser shows as a document, besides HTML.
const DOCUMENTS: [&[u8]; 4] = [
    b"application/xhtml+xml",
    b"application/xml",
    b"text/xml",
    b"image/svg+xml",
];

/// More wishes than these are nobody's.
const WISHES: usize = 32;

/// What a list of wishes names (`Accept-Language`, `Accept-Encoding`), the dearest first, without what has no weight
/// (RFC 9110, 12.4.2).
pub(crate) fn wishes(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let mut wishes: Vec<(f32, String)> = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .take(WISHES)
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
pub fn content_security_policy(
    config: &Config,
    allowed: &Allowed,
    inline: &Inline,
    render: Render,
) -> String {
    let kratos = foreign_origin(&config.kratos);
    let captcha = captcha_sources(config, allowed);
    let mut scripts = inline.scripts.clone();
    if let (Some(_), Passkeys::Script) = (&kratos, config.passkeys) {
        scripts.push(format!("{}/.well-known/ory/webauthn.js", config.kratos));
    }
    scripts.extend_from_slice(&captcha);
    let styles = [inline.styles.as_slice(), &captcha].concat();
    let pictures = [logos(config), captcha.clone()].concat();
    let connections = [kratos.as_slice(), &captcha].concat();
    let (mut frames, mut workers) = ("'none'".to_owned(), "'none'".to_owned());
    if !captcha.is_empty() {
        frames = captcha.join(" ");
        workers = format!("blob: {frames}");
    }
    let ancestors = match allowed.frame_ancestors.as_slice() {
        [] => "'none'".to_owned(),
        origins => format!("'self'{}", sources(origins)),
    };
    // A page that is rendered by the server works by forms of the browser's own.
    let forms = match render {
        Render::Server => "'self'",
        Render::Client => "'none'",
    };
    let mut policy = vec![
        "default-src 'none'".to_owned(),
        format!("script-src 'self' 'wasm-unsafe-eval'{}", sources(&scripts)),
        "script-src-attr 'none'".to_owned(),
        format!("style-src 'self'{}", sources(&styles)),
        format!("img-src 'self' data:{}", sources(&pictures)),
        format!("font-src 'self'{}", sources(&captcha)),
        format!("connect-src 'self'{}", sources(&connections)),
        "manifest-src 'self'".to_owned(),
        format!("form-action {forms}"),
        "base-uri 'none'".to_owned(),
        "object-src 'none'".to_owned(),
        format!("frame-src {frames}"),
        format!("worker-src {workers}"),
        format!("frame-ancestors {ancestors}"),
    ];
    // The script of a captcha sets addresses and markup from plain strings, or names policies of its own.
    if config.captcha.is_empty() {
        let name = match config.passkeys {
            Passkeys::Script => "vestibule",
            Passkeys::Native => "'none'",
        };
        policy.push("require-trusted-types-for 'script'".to_owned());
        policy.push(format!("trusted-types {name}"));
    }
    policy.push("report-to csp".to_owned());
    policy.join("; ")
}

/// Where a captcha is loaded from, besides the page's own origin.
fn captcha_sources(config: &Config, allowed: &Allowed) -> Vec<String> {
    if config.captcha.is_empty() {
        return Vec::new();
    }
    let script = foreign_origin(&config.captcha).into_iter();
    script
        .chain(allowed.captcha_origins.iter().cloned())
        .collect()
}

/// Where the logo is loaded from, besides the page's own origin.
fn logos(config: &Config) -> Vec<String> {
    let logo = config.logo.iter().flat_map(|(light, dark)| [light, dark]);
    let mut origins: Vec<_> = logo.filter_map(|url| foreign_origin(url)).collect();
    origins.dedup();
    origins
}

/// Scheme and authority, when it is not the page's own origin.
fn foreign_origin(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?))
}

fn sources(list: &[String]) -> String {
    list.iter().map(|source| format!(" {source}")).collect()
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
