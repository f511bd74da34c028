//! *Traits* are what an identity says about itself, as its schema wants them: a tree, of which a form shows the leaves as
//! fields with dotted names (`traits.name.first`).

use serde_json::{Map, Value};

use super::{Input, InputKind};
use crate::json;

/// The whole traits after an edit: `current`, with the values of the fields put in at their dotted names. A value of
/// `None` takes the trait away. Kratos replaces all traits with what it is sent, so what has no field must be sent too.
pub fn merged(current: &Value, edits: &[(String, Option<Value>)]) -> Value {
    let mut traits = current.as_object().cloned().unwrap_or_default();
    for (name, value) in edits {
        if let Some(path) = name.strip_prefix("traits.") {
            put(&mut traits, path, value.as_ref());
        }
    }
    Value::Object(traits)
}

fn put(traits: &mut Map<String, Value>, path: &str, value: Option<&Value>) {
    let Some((first, rest)) = path.split_once('.') else {
        match value {
            Some(value) => drop(traits.insert(path.to_owned(), value.clone())),
            None => take_away(traits, path),
        }
        return;
    };
    let inner = match traits.get(first) {
        Some(Value::Object(inner)) => Some(inner.clone()),
        // Nothing to take away; and what is no object is not ours to replace.
        None | Some(Value::Null) if value.is_some() => Some(Map::new()),
        _ => None,
    };
    if let Some(mut inner) = inner {
        put(&mut inner, rest, value);
        if inner.is_empty() {
            take_away(traits, first);
        } else {
            traits.insert(first.to_owned(), Value::Object(inner));
        }
    }
}

/// Takes a trait away. `Map::remove` would bring the balancing of trees along, another kilobyte.
fn take_away(traits: &mut Map<String, Value>, name: &str) {
    for (other, value) in std::mem::take(traits) {
        if other != name {
            traits.insert(other, value);
        }
    }
}

/// The trait with this dotted name.
pub fn find<'a>(traits: &'a Value, name: &str) -> Option<&'a Value> {
    let path = name.strip_prefix("traits.")?;
    path.split('.').try_fold(traits, |at, key| at.get(key))
}

/// Whether a field's text says something else than the trait that it was rendered with. A browser shows some values
/// differently from how they are stored, and none of those that do not fit the field.
pub(super) fn is_changed(input: Option<&Input>, text: &str, rendered: Option<&Value>) -> bool {
    let is_kind = |kind| input.is_some_and(|input| input.kind == kind);
    if is_kind(InputKind::Checkbox) {
        let was_on = rendered.and_then(Value::as_bool).unwrap_or_default();
        return is_on(text) != was_on;
    }
    match rendered {
        None | Some(Value::Null) => !text.is_empty(),
        Some(Value::Bool(was_on)) => is_on(text) != *was_on,
        Some(Value::Number(number)) => {
            // Kratos rounds the value of the field, not the trait.
            let is_rounded = || {
                let shown = input.map(|input| &input.value);
                matches!(shown, Some(Value::Number(shown)) if text == shown.to_string()
                    && json::float(shown) == json::float(number))
            };
            text != number.to_string() && !is_rounded()
        }
        Some(Value::String(was)) => {
            // A control for dates or numbers shows nothing else, and a password is never rendered.
            let is_shown = match input.map(|input| &input.kind) {
                Some(InputKind::DatetimeLocal | InputKind::Date | InputKind::Number) => {
                    was.starts_with(|c: char| c.is_ascii_digit())
                }
                Some(InputKind::Password) => false,
                _ => true,
            };
            let as_shown = |text: &str| {
                let line = text.replace(['\r', '\n'], "");
                if is_kind(InputKind::Email) || is_kind(InputKind::Url) {
                    return line.trim().to_owned();
                }
                line
            };
            if is_shown {
                as_shown(was) != as_shown(text)
            } else {
                !text.is_empty()
            }
        }
        Some(Value::Array(_) | Value::Object(_)) => false,
    }
}

/// Whether a box is ticked, by the value that it is sent with.
pub(super) fn is_on(text: &str) -> bool {
    matches!(text, "true" | "on" | "1")
}

/// The number that a text stands for.
pub(super) fn number_value(text: &str) -> Option<Value> {
    let text = text.trim();
    if let Ok(whole) = text.parse::<i64>() {
        return Some(Value::from(whole));
    }
    // A number is written as JSON writes it; `parse::<f64>` would bring ten kilobytes of tables.
    json::read(text).ok().filter(Value::is_number)
}

/// Whether the trait with this dotted name is a list, or an entry of one. Such a trait has no field of its own.
pub(super) fn is_listed(traits: &Value, name: &str) -> bool {
    let Some(path) = name.strip_prefix("traits.") else {
        return false;
    };
    let mut at = traits;
    for key in path.split('.') {
        match at.get(key) {
            Some(inner) => at = inner,
            None => return at.is_array(),
        }
        if at.is_array() {
            return true;
        }
    }
    false
}

/// What these traits call somebody: by the e-mail address or the user name, else by the text whose name is the first in
/// the alphabet. A JSON object has no order that two readers of it would share.
pub fn name_of(traits: &Value) -> Option<String> {
    let text = |name: &str| traits.get(name)?.as_str().filter(|text| !text.is_empty());
    let others = || {
        let names = traits.as_object()?.keys();
        names.filter_map(|name| Some((name, text(name)?))).min()
    };
    ["email", "username"]
        .into_iter()
        .find_map(text)
        .or_else(|| Some(others()?.1))
        .map(str::to_owned)
}

/// Whether an identity schema has a trait for a phone number. `schemas` is Kratos' response to `GET /schemas`.
pub fn takes_phones(schemas: &Value) -> bool {
    match schemas {
        Value::Array(all) => all.iter().any(takes_phones),
        Value::Object(all) => {
            all.get("via").is_some_and(|via| via == "sms")
                || all.get("format").is_some_and(|format| format == "tel")
                || all.values().any(takes_phones)
        }
        _ => false,
    }
}

/// The schemas that a flow can be of: the one with this id, all of them where it is not known. `schemas` is Kratos' response
/// to `GET /schemas`.
fn of_flow<'a>(schemas: &'a Value, id: Option<&str>) -> impl Iterator<Item = &'a Value> {
    let entries = schemas.as_array().map_or(&[][..], Vec::as_slice);
    entries
        .iter()
        .filter(move |entry| {
            id.is_none_or(|id| entry.get("id").and_then(Value::as_str) == Some(id))
        })
        .filter_map(|entry| entry.get("schema"))
}

/// The definition of the traits in an identity schema.
fn definition(schema: &Value) -> Option<&Value> {
    schema.get("properties")?.get("traits")
}

/// The values that an identity schema allows for the trait with this dotted name (`enum`), if it lists them. Where the id
/// of the schema is not known, all of `schemas` must say the same that have the trait.
pub fn choices(schemas: &Value, id: Option<&str>, name: &str) -> Option<Vec<Value>> {
    let path = name.strip_prefix("traits.")?;
    let mut found = of_flow(schemas, id).filter_map(|schema| {
        let mut keys = path.split('.');
        let of_trait = keys.try_fold(definition(schema)?, |at, key| {
            at.get("properties")?.get(key)
        });
        Some(of_trait?.get("enum"))
    });
    let values = found.next()??;
    let is_sure = found.all(|other| other == Some(values));
    values.as_array().filter(|_| is_sure).cloned()
}

/// The dotted name of the trait that users sign in with: the identifier of most methods
/// (`ory.sh/kratos.credentials.*.identifier`). Nothing where that is not sure.
pub(super) fn identifier_of(schemas: &Value, id: Option<&str>) -> Option<String> {
    let mut found = of_flow(schemas, id).map(identifier);
    let name = found.next()??;
    found
        .all(|other| other.as_ref() == Some(&name))
        .then_some(name)
}

/// The same in one schema.
pub fn identifier(schema: &Value) -> Option<String> {
    let mut most = (0, String::new());
    count(definition(schema)?, "traits", &mut most);
    (most.0 > 0).then_some(most.1)
}

fn count(definition: &Value, name: &str, most: &mut (usize, String)) {
    let extension = definition.get("ory.sh/kratos");
    let methods = extension.and_then(|own| own.get("credentials")?.as_object());
    let is_identifier = |method: &&Value| method.get("identifier") == Some(&Value::Bool(true));
    let methods = methods.map_or(0, |own| {
        // A password has no other way to say whose it is.
        let password = own.get("password").filter(is_identifier);
        own.values().chain(password).filter(is_identifier).count()
    });
    if methods > most.0 {
        *most = (methods, name.to_owned());
    }
    for (key, inner) in definition
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        count(inner, &format!("{name}.{key}"), most);
    }
}
