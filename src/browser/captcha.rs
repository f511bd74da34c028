//! The *captcha* of another service: its script, and the widget that the script draws. What it has to offer is Turnstile's
//! `render(element, { sitekey, callback })`.

use js_sys::{Function, Object};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

use super::{script, value};

/// The Trusted-Types policy that lets the script's address through.
const POLICY: &str = "vestibule-captcha";

/// Draws the widget into an element. Each token it makes goes to `taken`. `false`: it could not be loaded.
pub(crate) async fn render(
    url: &str,
    place: &Element,
    key: &str,
    taken: impl Fn(String) + 'static,
) -> bool {
    let Some(loaded) = script::insert("vestibule-captcha", POLICY, url, None) else {
        return false;
    };
    if JsFuture::from(loaded).await.is_err() {
        return false;
    }
    let callback: Function = Closure::<dyn Fn(String)>::new(taken)
        .into_js_value()
        .unchecked_into();
    let options: JsValue = Object::new().into();
    value::set(&options, "sitekey", &JsValue::from_str(key));
    value::set(&options, "callback", &callback);
    value::call(&value::global("turnstile"), "render", &[place, &options]).is_ok()
}
