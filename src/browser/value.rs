//! A JavaScript *value*: reading members and calling methods that web-sys has no stable binding for.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The member at this key, `undefined` if there is none.
pub(super) fn get(target: &JsValue, key: &str) -> JsValue {
    if target.is_object() || target.is_function() {
        Reflect::get(target, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
    } else {
        JsValue::UNDEFINED
    }
}

/// Sets a member; what cannot be set stays as it is.
pub(super) fn set(target: &JsValue, key: &str, value: &JsValue) {
    drop(Reflect::set(target, &JsValue::from_str(key), value));
}

/// Takes a member away.
pub(super) fn delete(target: &JsValue, key: &str) {
    if let Some(object) = target.dyn_ref::<Object>() {
        drop(Reflect::delete_property(object, &JsValue::from_str(key)));
    }
}

/// The global with this name.
pub(super) fn global(key: &str) -> JsValue {
    get(&js_sys::global(), key)
}

/// Calls a method.
///
/// # Errors
/// What it throws; `undefined` when there is no such method.
pub(super) fn call(
    target: &JsValue,
    method: &str,
    arguments: &[&JsValue],
) -> Result<JsValue, JsValue> {
    let function = get(target, method)
        .dyn_into::<Function>()
        .map_err(|_| JsValue::UNDEFINED)?;
    let arguments: Array = arguments.iter().copied().collect();
    function.apply(target, &arguments)
}

/// Calls a method that answers with a promise.
///
/// # Errors
/// What it throws, or that it is no promise.
pub(super) fn call_async(
    target: &JsValue,
    method: &str,
    arguments: &[&JsValue],
) -> Result<Promise, JsValue> {
    call(target, method, arguments)?.dyn_into::<Promise>()
}
