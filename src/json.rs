//! *JSON* as text. A browser reads and writes it itself; elsewhere serde_json does.
//!
//! What a browser has need not be sent to it: serde_json's own parser, its writer and their tables of powers of ten are
//! a tenth of the application.

use serde_json::Value;

/// Arrays and objects within each other, as many as serde_json reads. More is hostile: dropping such a value would
/// overflow the stack.
#[cfg(target_arch = "wasm32")]
const DEEPEST: usize = 127;

/// Reads a text.
///
/// # Errors
/// The parser's own words, for the operator.
pub(crate) fn read(text: &str) -> Result<Value, String> {
    #[cfg(target_arch = "wasm32")]
    {
        browser::read(text)
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }
}

/// Writes a value in one line.
pub(crate) fn write(value: &Value) -> String {
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

/// Writes a value for people: indented, a line for each member.
pub(crate) fn write_lines(value: &Value) -> String {
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
        let js = JSON::parse(text).map_err(|thrown| {
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
            return Some(Value::String(text));
        }
        if let Some(flag) = js.as_bool() {
            return Some(Value::Bool(flag));
        }
        if let Some(number) = js.as_f64() {
            return self::number(number).map(Value::Number);
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

    /// As serde_json has it: whole numbers are whole numbers.
    fn number(number: f64) -> Option<Number> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "compared right away with what it was"
        )]
        let whole = number as i64;
        #[expect(clippy::cast_precision_loss, reason = "exact below 2^53")]
        if whole.unsigned_abs() <= 1 << 53 && whole as f64 == number {
            return Some(match u64::try_from(whole) {
                Ok(natural) => natural.into(),
                Err(_) => whole.into(),
            });
        }
        Number::from_f64(number)
    }

    pub(super) fn write(value: &Value, text: &mut String) {
        match value {
            Value::Null => text.push_str("null"),
            Value::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(whole), _) => text.push_str(&whole.to_string()),
                (_, Some(whole)) => text.push_str(&whole.to_string()),
                _ => push(&number.as_f64().into(), text),
            },
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

    /// A number or a string.
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
