//! *Times* as users read and type them: in their own time zone, where Kratos has RFC 3339.

use std::time::Duration;

use js_sys::{Date, JsString, Math, Promise};
use leptos::prelude::{TimeoutHandle, set_timeout_with_handle};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::value;
use crate::i18n::is_readable;

/// The value of a `datetime-local` control (`2026-03-01T09:30:00`) for a time of Kratos. What is no time stays as it is.
pub(crate) fn to_local(time: &str) -> String {
    let date = Date::new(&JsValue::from_str(time));
    if date.get_time().is_nan() {
        return time.to_owned();
    }
    // The same moment, written as if the local zone were UTC.
    let shifted = date.get_time() - date.get_timezone_offset() * 60_000.0;
    let text = String::from(Date::new(&JsValue::from_f64(shifted)).to_iso_string());
    text.chars().take(19).collect()
}

/// The time in RFC 3339, in UTC, for the value of a `datetime-local` control.
pub(crate) fn to_rfc3339(local: &str) -> String {
    let date = Date::new(&JsValue::from_str(local));
    if date.get_time().is_nan() {
        return local.to_owned();
    }
    String::from(date.to_iso_string()).replace(".000Z", "Z")
}

/// The longest time that browsers wait for, in milliseconds.
const LONGEST: f64 = 2_000_000_000.0;

/// Milliseconds on a clock that nobody sets.
pub(crate) fn now() -> f64 {
    super::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.now())
}

/// Milliseconds on the clock that users set, which goes on while the machine sleeps.
pub(crate) fn wall() -> u64 {
    whole(Date::now())
}

/// Milliseconds from one time of Kratos to another.
pub(crate) fn elapsed(from: &str, to: &str) -> Option<f64> {
    let at = |time: &str| Date::new(&JsValue::from_str(time)).get_time();
    let length = at(to) - at(from);
    (!length.is_nan()).then_some(length)
}

/// Milliseconds until a time of Kratos, by this machine's clock.
pub(crate) fn from_now(time: &str) -> Option<f64> {
    let left = Date::new(&JsValue::from_str(time)).get_time() - Date::now();
    (!left.is_nan()).then_some(left)
}

/// The seconds that a `Retry-After` header asks for: a number of them, or a time, whose distance from the response's own
/// `Date` counts (RFC 9110, 10.2.3).
pub(crate) fn seconds_until(header: &str, date: Option<String>) -> Option<u32> {
    let header = header.trim();
    if let Ok(seconds) = header.parse() {
        return Some(seconds);
    }
    let when = Date::parse(header);
    let from = date.map_or_else(Date::now, |date| Date::parse(&date));
    let seconds = ((when - from) / 1000.0).ceil();
    seconds
        .is_finite()
        .then(|| u32::try_from(whole(seconds)).unwrap_or(u32::MAX))
}

/// Runs something once, after so many milliseconds.
pub(crate) fn after(milliseconds: f64, run: impl FnOnce() + 'static) -> Option<TimeoutHandle> {
    let run: Box<dyn FnOnce()> = Box::new(run);
    set_timeout_with_handle(
        run,
        Duration::from_secs_f64(milliseconds.clamp(0.0, LONGEST) / 1000.0),
    )
    .ok()
}

/// A number without its fraction, and nothing below zero.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast saturates"
)]
pub(crate) fn whole(time: f64) -> u64 {
    time as u64
}

/// Waits for about so many milliseconds: somewhat more, so that not everybody comes back at once.
pub(crate) async fn pause(milliseconds: u32) {
    let wait = f64::from(milliseconds) * (1.0 + Math::random());
    let waited = Promise::new(&mut |resolve, _| {
        after(wait, move || drop(resolve.call0(&JsValue::UNDEFINED)));
    });
    drop(JsFuture::from(waited).await);
}

/// A time of Kratos in the user's language.
pub(crate) fn to_local_text(time: &str, language: &str) -> String {
    // The user's own kind of the page's language: British and American times differ.
    let mut own = super::languages(&js_sys::Array::new()).into_iter();
    let own = own.find(|own| is_readable(own, language));
    localised(time, |date| {
        date.to_locale_string(own.as_deref().unwrap_or(language), &JsValue::UNDEFINED)
    })
}

/// The day of a time of Kratos in the user's language.
pub(crate) fn to_day(time: &str, language: &str) -> String {
    let options = js_sys::Object::new().into();
    value::set(&options, "dateStyle", &"long".into());
    localised(time, |date| date.to_locale_date_string(language, &options))
}

fn localised(time: &str, write: impl Fn(&Date) -> JsString) -> String {
    let date = Date::new(&JsValue::from_str(time));
    if date.get_time().is_nan() {
        return time.to_owned();
    }
    write(&date).into()
}
