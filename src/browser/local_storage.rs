//! What the *device* remembers when the tab is gone: nothing that is secret or says who a user is.

use web_sys::Storage;

use super::{session_storage, window};

/// Under this name stands how a user has signed in last: the method, and the provider if there is one.
const METHOD: &str = "vestibule.method";

/// Under this name stands that somebody wants no passkey.
const NO_PASSKEY: &str = "vestibule.no-passkey";

/// How a user has signed in here last.
pub(crate) fn last_method() -> Option<String> {
    load(METHOD)
}

/// Remembers how a user is about to sign in, `""` that nobody is: at a provider they may change their mind.
pub(crate) fn expect_method(method: &str) {
    session_storage::store(METHOD, method.to_owned());
}

/// A user is signed in, so how they were about to do it is how they have done it.
pub(crate) fn confirm_method() {
    let method = session_storage::load(METHOD);
    if !method.is_empty() {
        store(METHOD, &method);
        expect_method("");
    }
}

/// Whether a user has said here that they want no passkey.
pub(crate) fn refuses_passkeys() -> bool {
    load(NO_PASSKEY).is_some()
}

/// Remembers that somebody wants no passkey.
pub(crate) fn refuse_passkeys() {
    store(NO_PASSKEY, "1");
}

fn load(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

/// Where the browser remembers nothing, nothing is remembered.
fn store(name: &str, text: &str) {
    if let Some(storage) = storage() {
        drop(storage.set_item(name, text));
    }
}

/// The storage of this origin, where the browser allows one: reading the member may throw.
fn storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}
