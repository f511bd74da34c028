//! *JSON* as text. A browser reads and writes it itself; elsewhere serde_json does.
//!
//! What a browser has need not be sent to it: serde_json's own parser, its writer and their tables of powers of ten are
//! a tenth of the application.

use serde_json::{Number, Value};

/// Arrays and objects within each other, as many as serde_json reads. More is hostile: dropping such a value would
/// overflow the stack.
#[cfg(target_arch = "wasm32")]
const DEEPEST: usize = 127;

/// Reads a text.
///
/// # Errors
/// The parser's own words, for the operator.
pub fn read(text: &str) -> Result<Value, String> {
    #[cfg(target_arch = "wasm32")]
    {
        browser::read(text)
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }
}

/// The nearest number that a computer can reckon with.
pub fn float(number: &Number) -> Option<f64> {
    #[cfg(target_arch = "wasm32")]
    {
        js_sys::JSON::parse(&number.to_string()).ok()?.as_f64()
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        number.as_f64()
    }
}

/// Writes a value in one line.
pub fn write(value: &Value) -> String {
    #[cfg(target_arch = "wasm32")]
    {
        let mut text = String::new();
        browser::write(value, &mut text);
        text
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        value.to_string()
    }
}

/// Writes a value for users: indented, a line for each member.
pub fn write_lines(value: &Value) -> String {
    #[cfg(target_arch = "wasm32")]
    {
        browser::write_lines(value)
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        serde_json::to_string_pretty(value).unwrap_or_default()
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use js_sys::{Array, Error, JSON, Object};
    use serde_json::{Map, Number, Value};
    use wasm_bindgen::{JsCast, JsValue};

    pub(super) fn read(text: &str) -> Result<Value, String> {
        let exact = with_long_numbers(text);
        let js = JSON::parse(exact.as_deref().unwrap_or(text)).map_err(|thrown| {
            let error = thrown.dyn_into::<Error>();
            error
                .map(|error| String::from(error.message()))
                .unwrap_or_default()
        })?;
        value(&js, super::DEEPEST)
            .ok_or_else(|| "a number is too large, or the nesting too deep".to_owned())
    }

    fn value(js: &JsValue, depth: usize) -> Option<Value> {
        if let Some(text) = js.as_string() {
            // A text that only looks like a long number stays a text.
            let is_number = |text: &&str| JSON::parse(text).is_ok_and(|js| js.as_f64().is_some());
            return Some(match text.strip_prefix(LONG).filter(is_number) {
                Some(number) => Value::Number(Number::from_string_unchecked(number.to_owned())),
                None => Value::String(text),
            });
        }
        if let Some(flag) = js.as_bool() {
            return Some(Value::Bool(flag));
        }
        if let Some(number) = js.as_f64() {
            let text = number.is_finite().then(|| JSON::stringify(js).ok())??;
            return Some(Value::Number(Number::from_string_unchecked(text.into())));
        }
        let Some(object) = js.dyn_ref::<Object>() else {
            return Some(Value::Null);
        };
        let depth = depth.checked_sub(1)?;
        if let Some(list) = js.dyn_ref::<Array>() {
            let list = list.iter().map(|element| value(&element, depth));
            return list.collect::<Option<Vec<Value>>>().map(Value::Array);
        }
        // One after the other: collecting a map brings a sort of its own.
        let mut members = Map::new();
        for entry in Object::entries(object).iter() {
            let entry: &Array = entry.unchecked_ref();
            members.insert(entry.get(0).as_string()?, value(&entry.get(1), depth)?);
        }
        Some(Value::Object(members))
    }

    /// Before a number that the browser would round. It stands in no text of Kratos': it is no character.
    const LONG: char = '\u{fdd0}';

    /// Numbers with more digits than these are rounded.
    const DIGITS: usize = 15;

    /// The text with its long numbers as strings that begin with [`LONG`]; nothing where there are none.
    fn with_long_numbers(text: &str) -> Option<String> {
        let is_part = |c: char| matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E');
        let (mut out, mut rest) = (String::new(), text);
        // Outside of strings a digit or a minus begins a number.
        while let Some(at) = rest.find(|c| matches!(c, '"' | '-' | '0'..='9')) {
            let (before, token) = rest.split_at(at);
            let length = if token.starts_with('"') {
                end_of_string(token)
            } else {
                token.find(|c| !is_part(c)).unwrap_or(token.len())
            };
            let (token, after) = token.split_at_checked(length)?;
            out.push_str(before);
            if token.len() > DIGITS && !token.starts_with('"') {
                out.extend(['"', LONG]);
                out.push_str(token);
                out.push('"');
            } else {
                out.push_str(token);
            }
            rest = after;
        }
        out.push_str(rest);
        (out.len() > text.len() && !text.contains(LONG)).then_some(out)
    }

    /// The length of the string that a text begins with.
    fn end_of_string(text: &str) -> usize {
        let mut is_escaped = true;
        let end = text.bytes().position(|byte| {
            let is_end = byte == b'"' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            is_end
        });
        end.map_or(text.len(), |end| end + 1)
    }

    pub(super) fn write(value: &Value, text: &mut String) {
        match value {
            Value::Null => text.push_str("null"),
            Value::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
            Value::Number(number) => text.push_str(&number.to_string()),
            Value::String(string) => push(&string.into(), text),
            Value::Array(list) => {
                text.push('[');
                for (at, element) in list.iter().enumerate() {
                    if at > 0 {
                        text.push(',');
                    }
                    write(element, text);
                }
                text.push(']');
            }
            Value::Object(members) => {
                text.push('{');
                for (at, (name, member)) in members.iter().enumerate() {
                    if at > 0 {
                        text.push(',');
                    }
                    push(&name.into(), text);
                    text.push(':');
                    write(member, text);
                }
                text.push('}');
            }
        }
    }

    /// A string.
    fn push(js: &JsValue, text: &mut String) {
        if let Ok(written) = JSON::stringify(js) {
            text.push_str(&String::from(written));
        }
    }

    pub(super) fn write_lines(value: &Value) -> String {
        let line = super::write(value);
        JSON::parse(&line)
            .and_then(|js| JSON::stringify_with_replacer_and_space(&js, &JsValue::NULL, &2.into()))
            .map_or(line, Into::into)
    }
}
