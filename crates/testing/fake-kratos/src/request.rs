//! A request: what a client sent, and how Kratos reads its headers.

use std::net::SocketAddr;

use axum::http::{HeaderMap, Method};

/// One HTTP request, read whole.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    /// Nothing when the body was larger than Kratos reads.
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) remote: SocketAddr,
}

impl Request {
    /// A header's text, empty when it is missing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// A query parameter, the first of its name, empty when it is missing.
    pub(crate) fn parameter(&self, name: &str) -> String {
        self.find_parameter(name).unwrap_or_default()
    }

    pub(crate) fn find_parameter(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// A query parameter read as Go's ParseBool reads it.
    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(
            self.parameter(name).as_str(),
            "1" | "t" | "T" | "true" | "TRUE" | "True"
        )
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.headers
            .get_all("cookie")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// The address the client asked for, as Kratos writes it down in `request_url`.
    pub(crate) fn url(&self) -> String {
        let host = match self.header("x-forwarded-host") {
            "" => self.header("host"),
            forwarded => forwarded,
        };
        let scheme = match self.header("x-forwarded-proto") {
            "" => "http",
            forwarded => forwarded,
        };
        let mark = if self.query.is_empty() { "" } else { "?" };
        format!("{scheme}://{host}{}{mark}{}", self.path, self.query)
    }

    /// JSON is wanted: by `Accept`, or the body's type is exactly `application/json`.
    pub(crate) fn is_json(&self) -> bool {
        self.negotiate(&["text/html", "text/*", "*/*", "application/json"]) == "application/json"
            || self.header("content-type") == "application/json"
    }

    /// A page is wanted.
    pub(crate) fn is_browser(&self) -> bool {
        self.negotiate(&["text/html", "text/*", "*/*", "application/json"]) == "text/html"
    }

    /// JSON is wanted by `Accept` alone; flow creation asks only that.
    pub(crate) fn accepts_json(&self) -> bool {
        self.negotiate(&["text/html", "application/json"]) == "application/json"
    }

    /// The best offer for the `Accept` header; `text/html` when none fits.
    fn negotiate(&self, offers: &[&'static str]) -> &'static str {
        let mut best = ("text/html", -1.0, 3);
        let accept = self.header("accept");
        for &offer in offers {
            for range in accept.split(',') {
                let mut parts = range.split(';').map(str::trim);
                let kind = parts.next().unwrap_or_default();
                let quality = parts
                    .find_map(|part| part.strip_prefix("q="))
                    .map_or(Some(1.0), |text| text.parse::<f64>().ok())
                    .unwrap_or(0.0);
                let wildness = match kind {
                    "*/*" => 2,
                    kind if kind.ends_with("/*")
                        && offer.starts_with(kind.trim_end_matches('*')) =>
                    {
                        1
                    }
                    kind if kind == offer => 0,
                    _ => continue,
                };
                if quality > 0.0 && quality >= best.1 && (quality > best.1 || best.2 > wildness) {
                    best = (offer, quality, wildness);
                }
            }
        }
        best.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&'static str, &'static str)]) -> Request {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                (
                    axum::http::HeaderName::from_static(name),
                    axum::http::HeaderValue::from_static(value),
                )
            })
            .collect();
        Request {
            method: Method::GET,
            path: "/".into(),
            query: String::new(),
            headers,
            body: Some(Vec::new()),
            remote: SocketAddr::from(([127, 0, 0, 1], 1)),
        }
    }

    #[test]
    fn accept_decides_between_json_and_pages() {
        for (accept, json) in [
            ("application/json", true),
            ("application/json, text/plain, */*", true),
            ("*/*", false),
            ("text/html", false),
            ("text/html, application/json", false),
            ("text/html,application/xhtml+xml,*/*;q=0.8", false),
        ] {
            let request = request(&[("accept", accept)]);
            assert_eq!(request.is_json(), json, "{accept}");
            assert_eq!(request.accepts_json(), json, "{accept}");
        }
        assert!(!request(&[]).is_json());
    }

    #[test]
    fn the_body_type_counts_only_when_it_is_exact() {
        assert!(request(&[("accept", "*/*"), ("content-type", "application/json")]).is_json());
        let charset = "application/json; charset=utf-8";
        assert!(!request(&[("accept", "*/*"), ("content-type", charset)]).is_json());
    }

    #[test]
    fn cookies_are_found_among_others() {
        let request = request(&[("cookie", "a=1; csrf=x=y; b=2")]);
        assert_eq!(request.cookie("csrf"), Some("x=y"));
        assert_eq!(request.cookie("c"), None);
    }
}
