//! To *prefetch* is to ask Kratos for the flow while the page itself still loads, or as soon as a link to it is followed.
//! `boot.js` does it; here the response is picked up.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::value;
use crate::route::{FlowKind, FlowRequest};

/// The object that `boot.js` leaves behind: `{ config, path, search, kratos, answer, follows, fail, dress, place, alive }`.
fn left_behind() -> JsValue {
    value::global("vestibule")
}

fn take_member(key: &str) -> Option<Promise> {
    let left = left_behind();
    let promise = value::get(&left, key).dyn_into::<Promise>().ok()?;
    value::set(&left, key, &JsValue::UNDEFINED);
    Some(promise)
}

/// From now on the application follows the page's links: `boot.js` asks for the flow of one, puts its address into the address
/// bar, and says so by an event, `follow`.
pub(crate) fn follow_links() {
    value::set(&left_behind(), "follows", &JsValue::TRUE);
}

/// The promise of the response (`Response`), if `boot.js` has requested exactly this path of Kratos. It is handed out once.
pub(crate) fn take(base: &str, requested: &str) -> Option<Promise> {
    let left = left_behind();
    let path = value::get(&left, "path").as_string()?;
    let search = value::get(&left, "search").as_string()?;
    let kratos = value::get(&left, "kratos").as_string()?;
    let early = FlowRequest::from_query(FlowKind::from_path(&path)?, &search);
    if early.to_kratos() == requested && kratos == base {
        take_member("answer")
    } else {
        None
    }
}

/// The languages that an OAuth2 client asks for, as far as the flow is under way that says so.
pub(crate) async fn client_languages() -> Array {
    let languages = match take_member("locales") {
        Some(promise) => JsFuture::from(promise).await.ok(),
        None => None,
    };
    languages
        .and_then(|languages| languages.dyn_into().ok())
        .unwrap_or_default()
}

/// The promise of `config.json` (`Response`), once.
pub(crate) fn take_config() -> Option<Promise> {
    take_member("config")
}
