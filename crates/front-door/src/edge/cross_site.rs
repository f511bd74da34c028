//! Cross-site: what pages of other sites cannot send. Kratos asks for no token where a user signs in or links an account by a
//! provider.

use super::{
    origin::Origin,
    paths::{Place, Purpose},
    refusal::Refusal,
};
use axum::http::{HeaderMap, Method, header, request::Parts};

/// Refuses what changes something and was sent by a page of another site.
///
/// # Errors
/// [`Refusal::CrossSite`].
pub(crate) fn check(place: Place, head: &Parts, origin: &Origin) -> Result<(), Refusal> {
    if matches!(head.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let is_allowed = match place {
        // Kratos does not ask for a token here either: the session cookie alone proves nothing.
        Place::Form | Place::CodeForm => is_own(&head.headers, origin),
        Place::Kratos(route) if route.purpose == Purpose::Callback => true,
        Place::Kratos(_) => {
            is_own(&head.headers, origin) || !is_of_a_page(&head.headers) || is_preflighted(head)
        }
        Place::Report | Place::Page | Place::File => true,
    };
    is_allowed.then_some(()).ok_or(Refusal::CrossSite)
}

/// Whether a page of ours has sent this. Browsers say so themselves.
fn is_own(headers: &HeaderMap, origin: &Origin) -> bool {
    match (text(headers, "sec-fetch-site"), text(headers, "origin")) {
        (Some(site), _) => site == "same-origin",
        (None, from) => from.is_some_and(|from| from == origin.to_string()),
    }
}

/// Whether the browser says that a page has sent this, and not its user or a program.
fn is_of_a_page(headers: &HeaderMap) -> bool {
    match (text(headers, "sec-fetch-site"), text(headers, "origin")) {
        (Some(site), _) => site != "none",
        (None, from) => from.is_some_and(|from| from != "null"),
    }
}

/// Whether a browser sends this to another origin only after Kratos has allowed it by its CORS settings.
fn is_preflighted(head: &Parts) -> bool {
    let kind = text(&head.headers, header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    head.method != Method::POST || kind.eq_ignore_ascii_case("application/json")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
