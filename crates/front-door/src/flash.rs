//! Flash: what one page leaves for the next one to say, in a cookie that holds nothing but its name.

use axum::http::{HeaderMap, HeaderValue, header};
use vestibule::server::Flash;

const NAME: &str = "vestibule_said";
/// Nobody is told later than so many seconds afterwards: a sign-in at a provider takes a while.
const LONGEST: u32 = 300;

/// What the last page has left.
pub(crate) fn read(headers: &HeaderMap) -> Option<Flash> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == NAME)
        .and_then(|(_, flash)| Flash::named(flash))
}

/// The `Set-Cookie` that leaves it for the next page.
pub(crate) fn leave(flash: Flash) -> HeaderValue {
    set(flash.name(), LONGEST)
}

/// The `Set-Cookie` that forgets it.
pub(crate) fn forget() -> HeaderValue {
    set("", 0)
}

fn set(value: &str, seconds: u32) -> HeaderValue {
    let cookie = format!("{NAME}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax");
    HeaderValue::try_from(cookie).unwrap_or(HeaderValue::from_static(""))
}
