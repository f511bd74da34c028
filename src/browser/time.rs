//! *Times* as people read and type them: in their own time zone, where Kratos has RFC 3339.

use js_sys::Date;
use wasm_bindgen::JsValue;

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

/// Whether a time of Kratos is over, by this machine's clock.
pub(crate) fn is_past(time: &str) -> bool {
    Date::new(&JsValue::from_str(time)).get_time() < Date::now()
}

/// A time of Kratos in the person's language.
pub(crate) fn to_words(time: &str, language: &str) -> String {
    let date = Date::new(&JsValue::from_str(time));
    if date.get_time().is_nan() {
        return time.to_owned();
    }
    date.to_locale_string(language, &JsValue::UNDEFINED).into()
}
