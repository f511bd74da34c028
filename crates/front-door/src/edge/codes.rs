//! Codes: whether a submit sends a one-time code or has one sent, which can be guessed or costs a message.

use axum::http::{HeaderMap, header};
use serde_json::Value;
use vestibule::route::pairs;

/// Whether a submit to this path has to do with codes. What cannot be read is taken for one.
pub(crate) fn concerns_code(path: &str, headers: &HeaderMap, body: &[u8]) -> bool {
    if matches!(
        path,
        "/self-service/recovery" | "/self-service/verification"
    ) {
        return true;
    }
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let method = if kind.starts_with("application/json") {
        serde_json::from_slice::<Value>(body).ok().map(|json| {
            json.get("method")
                .and_then(Value::as_str)
                .map(ToOwned::to_owned)
        })
    } else if kind.starts_with("application/x-www-form-urlencoded") {
        std::str::from_utf8(body).ok().map(|form| {
            pairs(form)
                .find(|(name, _)| name == "method")
                .map(|(_, method)| method)
        })
    } else {
        None
    };
    match method {
        Some(Some(method)) => matches!(method.as_str(), "code" | "link" | "totp" | "lookup_secret"),
        Some(None) => false,
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::concerns_code;
    use axum::http::{HeaderMap, header};

    #[test]
    fn a_submit_with_a_code_is_known_by_its_method() {
        let (json, form) = (
            "application/json",
            "application/x-www-form-urlencoded; charset=utf-8",
        );
        for (path, kind, body, expected) in [
            (
                "/self-service/login",
                json,
                r#"{ "method" : "code" }"#,
                true,
            ),
            (
                "/self-service/login",
                json,
                r#"{"method":"password"}"#,
                false,
            ),
            (
                "/self-service/login",
                json,
                r#"{"m\u0065thod":"totp"}"#,
                true,
            ),
            ("/self-service/login", json, "{", true),
            (
                "/self-service/login",
                form,
                "a=b&method=lookup_secret",
                true,
            ),
            ("/self-service/login", form, "a=b&method=password", false),
            ("/self-service/login", form, "provider=acme", false),
            ("/self-service/login", "multipart/form-data", "", true),
            ("/self-service/recovery", json, "{}", true),
            ("/self-service/verification", form, "", true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
            let said = concerns_code(path, &headers, body.as_bytes());
            assert_eq!(said, expected, "{path} {kind} {body}");
        }
    }
}
