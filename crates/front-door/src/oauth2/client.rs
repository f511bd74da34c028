//! Client: what a page shows of an application. All of it is what the application says of itself.

use axum::http::Uri;
use serde_json::Value;
use vestibule::{i18n::Phrase, url::SafeUrl};

use super::phrases;

/// An application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Client {
    pub(super) id: String,
    /// What it calls itself, else its id.
    pub(super) name: String,
    pub(super) logo: Option<Logo>,
    /// What each of its pages is, and where.
    pub(super) links: Vec<(Phrase, String)>,
    /// Whether the operator trusts it without asking users.
    pub(super) skips_consent: bool,
}

/// A picture of another server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Logo {
    pub(super) url: String,
    /// Where the policy of a page lets it come from.
    pub(super) origin: String,
}

const LINKS: [(&str, Phrase); 3] = [
    ("client_uri", phrases::CLIENT_SITE),
    ("policy_uri", phrases::CLIENT_POLICY),
    ("tos_uri", phrases::CLIENT_TERMS),
];

impl Client {
    /// Reads the client of a request.
    pub(super) fn read(json: &Value) -> Self {
        let text = |key: &str| {
            let text = json.get(key).and_then(Value::as_str).unwrap_or_default();
            let text: String = text.chars().filter(|c| !is_invisible(*c)).collect();
            (!text.trim().is_empty()).then_some(text)
        };
        let id = text("client_id").unwrap_or_default();
        let is_elsewhere = |url: &String| url.starts_with("http");
        let links = LINKS.into_iter().filter_map(|(key, phrase)| {
            let url = text(key).filter(is_elsewhere)?;
            Some((phrase, SafeUrl::new(&url, "")?.as_str().to_owned()))
        });
        Self {
            name: text("client_name").unwrap_or_else(|| id.clone()),
            logo: text("logo_uri").and_then(|url| Logo::read(&url)),
            links: links.collect(),
            skips_consent: json.get("skip_consent").and_then(Value::as_bool) == Some(true),
            id,
        }
    }
}

/// Whether a character is not seen, and can change how those around it are read.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

impl Logo {
    /// A picture that comes by https.
    fn read(url: &str) -> Option<Self> {
        let url = SafeUrl::new(url, "")?.as_str().to_owned();
        let uri: Uri = url.parse().ok()?;
        let authority = uri.authority()?.as_str();
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b".-:".contains(&b);
        let is_https = uri.scheme_str() == Some("https");
        (is_https && authority.bytes().all(is_plain)).then(|| Self {
            origin: format!("https://{authority}"),
            url,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Client, Logo};
    use serde_json::json;

    #[test]
    fn what_an_application_says_of_itself_leads_only_where_it_may() {
        let client = Client::read(&json!({
            "client_id": "app", "client_name": " \u{202e}",
            "logo_uri": "http://app.example/logo.png",
            "client_uri": "javascript:alert(1)",
            "policy_uri": "https://app.example/policy",
            "tos_uri": "/settings",
            "skip_consent": "true",
        }));
        assert_eq!(client.name, "app");
        assert_eq!(client.logo, None);
        assert!(!client.skips_consent);
        let links: Vec<&str> = client.links.iter().map(|(_, url)| url.as_str()).collect();
        assert_eq!(links, ["https://app.example/policy"]);
    }

    #[test]
    fn the_origin_of_a_logo_fits_into_a_policy() {
        let logo = Logo::read("https://cdn.example:8443/a.svg?x=;script-src").unwrap();
        assert_eq!(logo.origin, "https://cdn.example:8443");
        for url in [
            "https://a.example;img-src/x",
            "https://u:p@a.example/x",
            "https://a.example x/y",
            "data:image/png;base64,AA==",
            "/logo.png",
            "",
        ] {
            assert_eq!(Logo::read(url), None, "{url}");
        }
    }
}
