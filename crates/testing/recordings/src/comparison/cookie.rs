//! Cookie: which cookies an answer sets or clears.

use crate::browser::clears;
use crate::recording::Response;

/// The cookies an answer sets or clears, with the attributes that matter to a browser, sorted.
pub(super) fn cookies(response: &Response) -> Vec<String> {
    let mut cookies: Vec<_> = (response.set_cookies())
        .map(|header| {
            let (cookie, attributes) = header.split_once(';').unwrap_or((header, ""));
            let name = cookie.split('=').next().unwrap_or_default();
            let name = if name.starts_with("csrf_token_") {
                "csrf_token_…"
            } else {
                name
            };
            if clears(attributes) {
                return format!("{name} cleared");
            }
            let kept = (attributes.split(';').map(str::trim))
                .map(|attribute| match attribute.split_once('=') {
                    Some((name @ ("Max-Age" | "Expires"), _)) => name,
                    _ => attribute,
                })
                .collect::<Vec<_>>()
                .join("; ");
            format!("{name} set; {kept}")
        })
        .collect();
    cookies.sort();
    cookies
}

/// Whether two cookie names are the same; the name of the CSRF cookie ends in a hash of the server's address.
#[must_use]
pub fn same_cookie(one: &str, other: &str) -> bool {
    let csrf = "csrf_token_";
    one == other || (one.starts_with(csrf) && other.starts_with(csrf))
}
