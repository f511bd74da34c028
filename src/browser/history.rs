//! The browser's *history*: an entry for each step of a flow, and who was sent where by the page itself.

use std::cell::RefCell;

use wasm_bindgen::JsValue;
use web_sys::{History, Storage};

use super::{time, value, window};

/// The member of an entry's state that says how many steps were taken in the flow.
const STAGE: &str = "stage";

/// Where the page remembers, for as long as the tab is there, when it has sent the person where: lines of a time and a
/// path.
const SENT: &str = "vestibule.sent";

thread_local! {
    /// The same where the browser allows no storage, for as long as the page is there.
    static SENT_HERE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Nobody is sent to one place more often than this within so many milliseconds.
const MOST_SENT: usize = 2;
const SOON: f64 = 10_000.0;

fn history() -> Option<History> {
    window()?.history().ok()
}

fn state(stage: u32) -> JsValue {
    let state = js_sys::Object::new().into();
    value::set(&state, STAGE, &stage.into());
    state
}

/// How many steps were taken at the entry that the person has gone to.
pub(crate) fn stage() -> u32 {
    let state = history().and_then(|history| history.state().ok());
    let stage = state.and_then(|state| value::get(&state, STAGE).as_f64());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast saturates"
    )]
    stage.map_or(0, |stage| stage as u32)
}

/// Says how many steps were taken at this entry.
pub(crate) fn mark(stage: u32) {
    if let Some(history) = history() {
        drop(history.replace_state(&state(stage), ""));
    }
}

/// A new entry with the same address, for a further step.
pub(crate) fn push(stage: u32) {
    if let Some(history) = history() {
        drop(history.push_state(&state(stage), ""));
    }
}

/// Counts that the page sends the person to a path by itself, and says whether it does so over and over.
pub(crate) fn is_loop(to: &str) -> bool {
    let path = to.split(['?', '#']).next().unwrap_or(to);
    let now = time::wall();
    let stored = storage().and_then(|storage| storage.get_item(SENT).ok().flatten());
    let before = stored.unwrap_or_else(|| SENT_HERE.with_borrow(String::clone));
    let entry = |line: &str| {
        let (when, path) = line.split_once(' ')?;
        Some((when.parse::<u64>().ok()?, path.to_owned()))
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast saturates"
    )]
    let soon = (now - SOON).max(0.0) as u64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast saturates"
    )]
    let now = now as u64;
    let mut sent: Vec<(u64, String)> = before.lines().filter_map(entry).collect();
    sent.retain(|(when, _)| *when > soon);
    let times = sent.iter().filter(|(_, before)| before == path).count();
    sent.push((now, path.to_owned()));
    let lines: Vec<String> = sent
        .iter()
        .map(|(when, path)| format!("{when} {path}"))
        .collect();
    remember_sent(lines.join("\n"));
    times >= MOST_SENT
}

/// Forgets whom the page has sent where: the person has done something.
pub(crate) fn forget_sent() {
    remember_sent(String::new());
}

fn remember_sent(lines: String) {
    if let Some(storage) = storage() {
        drop(storage.set_item(SENT, &lines));
    }
    SENT_HERE.set(lines);
}

/// The storage of this tab, where the browser allows one.
fn storage() -> Option<Storage> {
    window()?.session_storage().ok().flatten()
}
