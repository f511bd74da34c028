//! What the *device* remembers when the tab is gone: nothing that is secret or says who somebody is.

use web_sys::Storage;

use super::window;

/// Under this name stands how somebody has signed in last: the method, and the provider if there is one.
const METHOD: &str = "vestibule.method";

/// How somebody has signed in here last.
pub(crate) fn last_method() -> Option<String> {
    storage()?.get_item(METHOD).ok()?
}

/// Remembers how somebody has signed in.
pub(crate) fn remember_method(method: &str) {
    if let Some(storage) = storage() {
        drop(storage.set_item(METHOD, method));
    }
}

/// The storage of this origin, where the browser allows one: reading the member may throw.
fn storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}
