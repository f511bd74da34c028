//! A WebAuthn *ceremony* by the browser's own functions: making a credential, or proving that one has it
//! (Web Authentication Level 3). No script of Kratos is needed.

use std::cell::RefCell;

use js_sys::{Function, JSON, Object, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::value;

/// Why a ceremony came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CeremonyError {
    /// The user chose not to, took too long, or has no fitting credential: browsers do not tell which.
    Unused,
    /// Another ceremony took its place, or the page is gone.
    Aborted,
    /// The device has a credential for this account already.
    Exists,
    /// The page's address does not fit the relying party.
    WrongAddress,
    /// The browser cannot do it, or not with these options.
    Unavailable,
}

impl CeremonyError {
    fn new(error: &JsValue) -> Self {
        match value::get(error, "name").as_string().as_deref() {
            Some("NotAllowedError" | "TimeoutError") => CeremonyError::Unused,
            Some("AbortError") => CeremonyError::Aborted,
            Some("InvalidStateError") => CeremonyError::Exists,
            Some("SecurityError") => CeremonyError::WrongAddress,
            _ => CeremonyError::Unavailable,
        }
    }
}

thread_local! {
    /// The autofill request that waits. Browsers allow one request at a time, so a second one must end it first, and
    /// wait until it has ended.
    static PENDING: RefCell<Option<(AbortController, Promise)>> = const { RefCell::new(None) };
}

/// Ends the autofill request that waits, if there is one.
pub(crate) async fn stop() {
    let pending = PENDING.with(RefCell::take);
    if let Some((controller, promise)) = pending {
        controller.abort();
        drop(JsFuture::from(promise).await);
    }
}

/// Whether the browser has WebAuthn and the functions that read options from JSON.
pub(crate) fn is_available() -> bool {
    let class = value::global("PublicKeyCredential");
    value::get(&class, "parseRequestOptionsFromJSON").is_function()
        && value::get(&class, "parseCreationOptionsFromJSON").is_function()
}

/// Whether the device can keep a passkey, or a phone that it can reach.
pub(crate) async fn can_keep() -> bool {
    can(
        "passkeyPlatformAuthenticator",
        "isUserVerifyingPlatformAuthenticatorAvailable",
    )
    .await
}

/// Asks the browser for one of its capabilities (Web Authentication Level 3, 5.1.7), by an older question where it does
/// not know of them.
async fn can(capability: &str, older: &str) -> bool {
    let class = value::global("PublicKeyCredential");
    if let Ok(all) = value::call_async(&class, "getClientCapabilities", &[])
        && let Ok(all) = JsFuture::from(all).await
        && let Some(yes) = value::get(&all, capability).as_bool()
    {
        return yes;
    }
    let Ok(response) = value::call_async(&class, older, &[]) else {
        return false;
    };
    let response = JsFuture::from(response).await;
    response.ok().and_then(|yes| yes.as_bool()) == Some(true)
}

/// Proves that one has a credential, in the browser's dialog. `options` is `{"publicKey": …}` as Kratos sends it; the
/// result is the credential as JSON.
///
/// # Errors
/// Why it came to nothing.
pub(crate) async fn sign_in(options: &str) -> Result<String, CeremonyError> {
    stop().await;
    let request = request_options(options)?;
    let promise = credentials("get", &request)?;
    finish(promise).await
}

/// Waits until the user picks a passkey from the identifier field's autofill; the page stays as usable as before.
///
/// # Errors
/// Why it came to nothing: [`CeremonyError::Unavailable`] when the browser has no such autofill.
pub(crate) async fn autofill(options: &str) -> Result<String, CeremonyError> {
    stop().await;
    if !can("conditionalGet", "isConditionalMediationAvailable").await {
        return Err(CeremonyError::Unavailable);
    }
    let request = request_options(options)?;
    let controller = AbortController::new().map_err(|_| CeremonyError::Unavailable)?;
    value::set(&request, "mediation", &JsValue::from_str("conditional"));
    value::set(&request, "signal", &controller.signal());
    let promise = credentials("get", &request)?;
    PENDING.with(|pending| pending.replace(Some((controller, promise.clone()))));
    let result = finish(promise.clone()).await;
    PENDING.with(|pending| {
        let mut pending = pending.borrow_mut();
        if pending
            .as_ref()
            .is_some_and(|(_, mine)| Object::is(mine, &promise))
        {
            *pending = None;
        }
    });
    result
}

/// Tells the password manager that the server does not know the passkey that has just been used. `options` requested it,
/// `credential` is what came of that.
pub(crate) fn signal_refused(options: &str, credential: &str) {
    if let Ok(credential) = parse(credential) {
        signal_unknown(options, &value::get(&credential, "id"));
    }
}

/// Tells the password manager that a credential was removed, of which Kratos gives the id in hexadecimal. `options` would
/// make another one for the same account.
pub(crate) fn signal_removed(options: &str, hex: &str) {
    signal_unknown(options, &base64url(hex).into());
}

/// Tells the password manager that the server does not know a passkey, so that it is not offered again (Web
/// Authentication Level 3, 5.1.10.1).
///
/// Of the other signals, which name all passkeys of an account, or how it is called, none can be sent: they are about a
/// user handle, and Kratos makes another one for each passkey and tells none of them.
fn signal_unknown(options: &str, id: &JsValue) {
    let Ok(options) = parse(options) else { return };
    let options = value::get(&options, "publicKey");
    let mut rp_id = value::get(&options, "rpId");
    if rp_id.is_undefined() {
        rp_id = value::get(&value::get(&options, "rp"), "id");
    }
    let unknown: JsValue = Object::new().into();
    value::set(&unknown, "rpId", &rp_id);
    value::set(&unknown, "credentialId", id);
    let class = value::global("PublicKeyCredential");
    if let Ok(promise) = value::call_async(&class, "signalUnknownCredential", &[&unknown]) {
        // Not every browser has it, and none has to say whether it helped.
        wasm_bindgen_futures::spawn_local(async move { drop(JsFuture::from(promise).await) });
    }
}

/// The bytes that are written in hexadecimal, in the writing of WebAuthn.
fn base64url(hex: &str) -> String {
    let bytes: String = (0..hex.len())
        .step_by(2)
        .filter_map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok())
        .map(char::from)
        .collect();
    let text = super::window().and_then(|window| window.btoa(&bytes).ok());
    text.unwrap_or_default()
        .trim_end_matches('=')
        .replace('+', "-")
        .replace('/', "_")
}

/// `options` for a passkey, as Kratos sends them, but for no device that has one of these already. Kratos leaves it to
/// the page to know of them; their ids are in hexadecimal.
pub(crate) fn excluding(options: &str, known: &[String]) -> Option<String> {
    let json = parse(options).ok()?;
    let list = js_sys::Array::new();
    for hex in known {
        let one: JsValue = Object::new().into();
        value::set(&one, "type", &"public-key".into());
        value::set(&one, "id", &base64url(hex).into());
        list.push(&one);
    }
    value::set(&value::get(&json, "publicKey"), "excludeCredentials", &list);
    JSON::stringify(&json).ok().map(String::from)
}

/// Makes a credential. `options` is `{"publicKey": …}`, or Kratos' wrapping of it; `name` is what the password manager
/// shows, in place of the relying party's name that Kratos puts there.
///
/// # Errors
/// Why it came to nothing.
pub(crate) async fn create(options: &str, name: Option<&str>) -> Result<String, CeremonyError> {
    stop().await;
    let json = parse(options)?;
    let wrapped = value::get(&json, "credentialOptions");
    let json = if wrapped.is_object() { wrapped } else { json };
    let public_key = value::get(&json, "publicKey");
    if let Some(name) = name {
        let user = value::get(&public_key, "user");
        value::set(&user, "name", &JsValue::from_str(name));
        value::set(&user, "displayName", &JsValue::from_str(name));
    }
    let class = value::global("PublicKeyCredential");
    let parsed = value::call(&class, "parseCreationOptionsFromJSON", &[&public_key])
        .map_err(|error| CeremonyError::new(&error))?;
    let request: JsValue = Object::new().into();
    value::set(&request, "publicKey", &parsed);
    finish(credentials("create", &request)?).await
}

/// Watches the next ceremony that another script starts with a dialog, and tells why it came to nothing, if it does.
/// The function that is stood in for is put back as soon as it was called. `false`: there is nothing to watch.
///
/// `quiet`: the other script is not told of the failure. Kratos' own would put it into an alert.
pub(crate) fn watch(quiet: bool, on_error: impl Fn(CeremonyError) + 'static) -> bool {
    let container = value::get(&value::global("navigator"), "credentials");
    if !container.is_object() {
        return false;
    }
    let on_error: Function =
        Closure::<dyn Fn(JsValue)>::new(move |error| on_error(CeremonyError::new(&error)))
            .into_js_value()
            .unchecked_into();
    for method in ["get", "create"] {
        let owner = container.clone();
        let on_error = on_error.clone();
        let stand_in = Closure::<dyn Fn(JsValue) -> JsValue>::new(move |options: JsValue| {
            let mediation = value::get(&options, "mediation").as_string();
            let autofill = mediation.as_deref() == Some("conditional");
            if !autofill {
                value::delete(&owner, "get");
                value::delete(&owner, "create");
            }
            let prototype = Object::get_prototype_of(&owner);
            let original = value::get(&prototype, method).unchecked_into::<Function>();
            let result = original
                .call1(&owner, &options)
                .unwrap_or_else(|error| Promise::reject(&error).into());
            if autofill {
                return result;
            }
            if quiet {
                let settled = Promise::new(&mut |resolve, _| {
                    drop(value::call(&result, "then", &[&resolve, &on_error]));
                });
                return settled.into();
            }
            drop(value::call(&result, "catch", &[&on_error]));
            result
        });
        value::set(&container, method, &stand_in.into_js_value());
    }
    true
}

/// The name of the field that a passkey is called after, out of `passkey_create_data`.
pub(crate) fn display_name_field(options: &str) -> Option<String> {
    let json = parse(options).ok()?;
    value::get(&json, "displayNameFieldName").as_string()
}

fn parse(options: &str) -> Result<JsValue, CeremonyError> {
    JSON::parse(options).map_err(|_| CeremonyError::Unavailable)
}

fn request_options(options: &str) -> Result<JsValue, CeremonyError> {
    let public_key = value::get(&parse(options)?, "publicKey");
    let class = value::global("PublicKeyCredential");
    let parsed = value::call(&class, "parseRequestOptionsFromJSON", &[&public_key])
        .map_err(|error| CeremonyError::new(&error))?;
    let request: JsValue = Object::new().into();
    value::set(&request, "publicKey", &parsed);
    Ok(request)
}

fn credentials(method: &str, request: &JsValue) -> Result<Promise, CeremonyError> {
    let container = value::get(&value::global("navigator"), "credentials");
    value::call_async(&container, method, &[request]).map_err(|error| CeremonyError::new(&error))
}

async fn finish(promise: Promise) -> Result<String, CeremonyError> {
    let credential = JsFuture::from(promise)
        .await
        .map_err(|error| CeremonyError::new(&error))?;
    let json = value::call(&credential, "toJSON", &[]).map_err(|_| CeremonyError::Unavailable)?;
    let text = JSON::stringify(&json).map_err(|_| CeremonyError::Unavailable)?;
    text.dyn_into::<js_sys::JsString>()
        .map(String::from)
        .map_err(|_| CeremonyError::Unavailable)
}
