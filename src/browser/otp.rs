//! A one-time code out of a text message (`WebOTP`): the browser asks the user and hands it over.

use std::cell::RefCell;

use js_sys::{Array, Function, Object, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::value;

thread_local! {
    /// The request that waits.
    static PENDING: RefCell<Option<AbortController>> = const { RefCell::new(None) };
}

/// Ends the request that waits, if there is one.
pub(crate) fn stop() {
    if let Some(pending) = PENDING.with(RefCell::take) {
        pending.abort();
    }
}

/// Waits for a message with a code. `None`: the browser cannot, the user does not want it, or it was ended.
pub(crate) async fn code() -> Option<String> {
    stop();
    if value::global("OTPCredential").is_undefined() {
        return None;
    }
    let controller = AbortController::new().ok()?;
    let transport: JsValue = Object::new().into();
    value::set(&transport, "transport", &Array::of1(&"sms".into()));
    let request: JsValue = Object::new().into();
    value::set(&request, "otp", &transport);
    value::set(&request, "signal", &controller.signal());
    let container = value::get(&value::global("navigator"), "credentials");
    // The container's own function may be stood in for, to watch a ceremony with a passkey.
    let prototype = Object::get_prototype_of(&container);
    let get: Function = value::get(&prototype, "get").dyn_into().ok()?;
    let requested = get.call1(&container, &request).ok()?;
    PENDING.with(|pending| pending.replace(Some(controller)));
    let found = JsFuture::from(requested.dyn_into::<Promise>().ok()?).await;
    value::get(&found.ok()?, "code").as_string()
}
