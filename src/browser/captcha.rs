//! The *captcha* of another service: its script, and the widget that the script renders. What it has to offer is Turnstile's
//! `render(element, { sitekey, callback })`.

use js_sys::{Function, Object};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

use super::{script, value};

/// The element's id.
const ID: &str = "vestibule-captcha";

/// Renders the widget into an element. Each token it makes goes to `taken`; an empty one when a token is over or the widget has
/// failed. `false`: it could not be loaded.
pub(crate) async fn render(
    url: &str,
    container: &Element,
    key: &str,
    taken: impl Fn(String) + 'static,
) -> bool {
    // Its makers set addresses from plain strings as well: with a captcha no policy stands in between.
    let Some(loaded) = script::insert(ID, &JsValue::from_str(url), None) else {
        return false;
    };
    if JsFuture::from(loaded).await.is_err() {
        return false;
    }
    let callback: Function = Closure::<dyn Fn(JsValue)>::new(move |token: JsValue| {
        taken(token.as_string().unwrap_or_default())
    })
    .into_js_value()
    .unchecked_into();
    // An error comes with a number as a text, which is no token.
    let over = callback.bind1(&JsValue::NULL, &JsValue::UNDEFINED);
    let options: JsValue = Object::new().into();
    value::set(&options, "sitekey", &JsValue::from_str(key));
    value::set(&options, "callback", &callback);
    value::set(&options, "expired-callback", &over);
    value::set(&options, "error-callback", &over);
    value::call(
        &value::global("turnstile"),
        "render",
        &[container, &options],
    )
    .is_ok()
}

/// Asks for another token: each is good for one submit.
pub(crate) fn reset() {
    drop(value::call(&value::global("turnstile"), "reset", &[]));
}
