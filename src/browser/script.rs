//! Kratos' WebAuthn *script*: loaded only from where it belongs and with the integrity that the flow names, and called
//! by the names that are known.

use js_sys::{Function, Object, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::value;
use crate::flow::{Script, Trigger};

/// The one Trusted-Types policy of the page, which the Content-Security-Policy has to name.
const POLICY: &str = "vestibule";

/// The path of the script on Kratos.
const PATH: &str = "/.well-known/ory/webauthn.js";

/// Loads the script, unless the page has it already. Resolves once its functions are there, or cannot be.
pub(crate) async fn load(script: &Script, kratos: &str) {
    if let Some(promise) = start(script, kratos) {
        // A script that cannot be loaded leaves the page as it was; the buttons say so when they are pressed.
        drop(JsFuture::from(promise).await);
    }
}

/// Waits for the script that [`load`] has requested.
pub(crate) async fn loaded() {
    if let Some(promise) = in_progress() {
        drop(JsFuture::from(promise).await);
    }
}

/// The element's id.
const ID: &str = "vestibule-webauthn";

fn in_progress() -> Option<Promise> {
    inserted(ID)
}

fn inserted(id: &str) -> Option<Promise> {
    let element = super::document()?.get_element_by_id(id)?;
    value::get(&element, "loaded").dyn_into().ok()
}

fn start(script: &Script, kratos: &str) -> Option<Promise> {
    let url = address(script, kratos)?;
    // The policy can be named once.
    in_progress().or_else(|| insert(ID, &trusted(&url)?, Some(&script.integrity)))
}

/// Puts a script into the page, once for each id. The promise is that of its being loaded.
pub(super) fn insert(id: &str, url: &JsValue, integrity: Option<&str>) -> Option<Promise> {
    if let Some(promise) = inserted(id) {
        return Some(promise);
    }
    let document = super::document()?;
    let element = document.create_element("script").ok()?;
    drop(element.set_attribute("id", id));
    // A script of others says nothing about who may load it.
    if let Some(integrity) = integrity {
        drop(element.set_attribute("data-testid", "node/script/webauthn_script"));
        drop(element.set_attribute("integrity", integrity));
        drop(element.set_attribute("crossorigin", "anonymous"));
        drop(element.set_attribute("referrerpolicy", "no-referrer"));
    }
    let loaded = Promise::new(&mut |resolve, reject| {
        value::set(&element, "onload", &resolve);
        value::set(&element, "onerror", &reject);
    });
    value::set(&element, "loaded", &loaded);
    value::set(&element, "async", &JsValue::TRUE);
    value::set(&element, "src", url);
    drop(document.head()?.append_child(&element));
    Some(loaded)
}

/// The script's address, if it is the one that it has to be: Kratos' origin (the page's own, through the proxy), the
/// well-known path, and an integrity to hold it against.
fn address(script: &Script, kratos: &str) -> Option<String> {
    let base = if kratos.starts_with("http") {
        kratos.to_owned()
    } else {
        format!("{}{kratos}", super::origin())
    };
    let expected = format!("{base}{PATH}");
    let integrity = ["sha256-", "sha384-", "sha512-"]
        .iter()
        .any(|kind| script.integrity.starts_with(kind));
    (script.src == expected && integrity).then_some(expected)
}

/// The address as the page's policy lets it through. Without Trusted Types it is a plain string.
fn trusted(url: &str) -> Option<JsValue> {
    let types = value::global("trustedTypes");
    if types.is_undefined() {
        return Some(JsValue::from_str(url));
    }
    let accepted = url.to_owned();
    let check: Function = Closure::<dyn Fn(String) -> JsValue>::new(move |requested: String| {
        if requested == accepted {
            JsValue::from_str(&requested)
        } else {
            JsValue::NULL
        }
    })
    .into_js_value()
    .unchecked_into();
    let policy = Object::new();
    value::set(&policy, "createScriptURL", &check);
    let policy = value::call(
        &types,
        "createPolicy",
        &[&JsValue::from_str(POLICY), &policy],
    )
    .ok()?;
    value::call(&policy, "createScriptURL", &[&JsValue::from_str(url)]).ok()
}

/// Calls one of the script's functions; Kratos v1.2 only has the names with underscores. `false`: it is not there.
pub(crate) fn run(trigger: Trigger) -> bool {
    let global: JsValue = js_sys::global().into();
    let name = if value::get(&global, trigger.as_str()).is_function() {
        trigger.as_str().to_owned()
    } else {
        format!("__{}", trigger.as_str())
    };
    value::call(&global, &name, &[]).is_ok()
}

/// Ends the autofill request that the script has left waiting: browsers allow one request at a time, and only the script's
/// own passkey sign-in ends it by itself.
pub(crate) fn stop_autofill() {
    drop(value::call(
        &value::global("abortPasskeyConditionalUI"),
        "abort",
        &[],
    ));
}
