//! The browser's *history*: an entry for each step of a flow, and who was sent where by the page itself.

use wasm_bindgen::JsValue;
use web_sys::History;

use super::{session_storage, time, value, window};

/// The member of an entry's state that says how many steps were taken in the flow.
const PROGRESS: &str = "stage";

/// Where the page remembers, for as long as the tab is there, when it has sent the user where: lines of a time and a
/// path.
const SENT: &str = "vestibule.sent";

/// Nobody is sent to one place more often than this within so many milliseconds.
const MOST_SENT: usize = 2;
const SOON: u64 = 10_000;

fn history() -> Option<History> {
    window()?.history().ok()
}

fn state(progress: u32) -> JsValue {
    let state = js_sys::Object::new().into();
    value::set(&state, PROGRESS, &progress.into());
    state
}

/// How many steps were taken at the entry that the user has gone to.
pub(crate) fn progress() -> u32 {
    let state = history().and_then(|history| history.state().ok());
    let progress = state.and_then(|state| value::get(&state, PROGRESS).as_f64());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast saturates"
    )]
    progress.map_or(0, |progress| progress as u32)
}

/// Says how many steps were taken at this entry, where it does not say so already.
pub(crate) fn mark(taken: u32) {
    if taken != progress()
        && let Some(history) = history()
    {
        drop(history.replace_state(&state(taken), ""));
    }
}

/// A new entry with the same address, for a further step.
pub(crate) fn push(progress: u32) {
    if let Some(history) = history() {
        drop(history.push_state(&state(progress), ""));
    }
}

/// Puts an address into the address bar: of a new entry, or of this one.
pub(crate) fn go(url: &str, replace: bool) {
    if let Some(history) = history() {
        // The only failure is an address of another origin.
        drop(if replace {
            history.replace_state_with_url(&JsValue::UNDEFINED, "", Some(url))
        } else {
            history.push_state_with_url(&JsValue::UNDEFINED, "", Some(url))
        });
    }
}

/// Counts that the page sends the user to a path by itself, and says whether it does so over and over.
pub(crate) fn is_loop(to: &str) -> bool {
    let path = to.split(['?', '#']).next().unwrap_or(to);
    let now = time::wall();
    let before = session_storage::load(SENT);
    let entry = |line: &str| {
        let (when, path) = line.split_once(' ')?;
        Some((when.parse::<u64>().ok()?, path.to_owned()))
    };
    let mut sent: Vec<(u64, String)> = before.lines().filter_map(entry).collect();
    sent.retain(|(when, _)| *when + SOON > now);
    let times = sent.iter().filter(|(_, before)| before == path).count();
    sent.push((now, path.to_owned()));
    let lines: Vec<String> = sent
        .iter()
        .map(|(when, path)| format!("{when} {path}"))
        .collect();
    session_storage::store(SENT, lines.join("\n"));
    times >= MOST_SENT
}

/// Forgets whom the page has sent where: the user has done something.
pub(crate) fn forget_sent() {
    session_storage::store(SENT, String::new());
}
