//! What the *tab* remembers for as long as it is there: times and paths, nothing that is secret or about a user.

use std::cell::RefCell;

use web_sys::Storage;

use super::{time, window};

thread_local! {
    /// The same where the browser allows no storage, for as long as the page is there.
    static HERE: RefCell<Vec<(&'static str, String)>> = const { RefCell::new(Vec::new()) };
}

/// When the server has failed last.
const FAILED: &str = "vestibule.failed";

/// For so many milliseconds after a failure what the server knows of accounts is not to be relied on.
const SHAKY: u64 = 600_000;

/// Remembers what a response with this status says of the server.
pub(crate) fn note_status(status: u16) {
    if status >= 500 {
        store(FAILED, time::wall().to_string());
    }
}

/// Whether the server has failed in the last minutes.
pub(crate) fn has_failed_lately() -> bool {
    let when = load(FAILED).parse::<u64>();
    when.is_ok_and(|when| time::wall().abs_diff(when) < SHAKY)
}

/// Under this name stands the settings flow of a change that is to be confirmed.
const CHANGE: &str = "vestibule.change";

/// Remembers that a change of this settings flow is to be confirmed, `""` that none is.
pub(crate) fn expect_change(flow: &str) {
    store(CHANGE, flow.to_owned());
}

/// The settings flow whose change is to be confirmed.
pub(crate) fn expected_change() -> Option<String> {
    Some(load(CHANGE)).filter(|flow| !flow.is_empty())
}

/// Under this name the tab remembers which flow has sent a code, and when.
const CODE: &str = "vestibule.code";

/// Remembers that a flow has sent a code just now.
pub(crate) fn code_sent(flow: &str) {
    store(CODE, format!("{flow} {}", time::wall()));
}

/// How many seconds ago a flow has sent a code, as far as this tab knows.
pub(crate) fn since_code(flow: &str) -> Option<u32> {
    let remembered = load(CODE);
    let (of, when) = remembered.split_once(' ')?;
    let when = when.parse::<u64>().ok().filter(|_| of == flow)?;
    u32::try_from(time::wall().saturating_sub(when) / 1000).ok()
}

/// What is remembered under this name, `""` for nothing.
pub(super) fn load(name: &'static str) -> String {
    let stored = storage().and_then(|storage| storage.get_item(name).ok().flatten());
    stored.unwrap_or_else(|| {
        HERE.with_borrow(|here| {
            let found = here.iter().find(|(other, _)| *other == name);
            found.map(|(_, text)| text.clone()).unwrap_or_default()
        })
    })
}

/// Remembers a text under this name.
pub(super) fn store(name: &'static str, text: String) {
    if let Some(storage) = storage() {
        drop(storage.set_item(name, &text));
    }
    HERE.with_borrow_mut(|here| {
        here.retain(|(other, _)| *other != name);
        here.push((name, text));
    });
}

/// The storage of this tab, where the browser allows one.
fn storage() -> Option<Storage> {
    window()?.session_storage().ok().flatten()
}
