//! *Traits* are what an identity says about itself, as its schema wants them: a tree, of which a form shows the leaves as
//! fields with dotted names (`traits.name.first`).

use serde_json::{Map, Value};

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
            None => drop(traits.remove(path)),
        }
        return;
    };
    let inner = match traits.get(first) {
        Some(Value::Object(inner)) => Some(inner.clone()),
        // Nothing to take away; and what is no object is not ours to replace.
        None if value.is_some() => Some(Map::new()),
        _ => None,
    };
    if let Some(mut inner) = inner {
        put(&mut inner, rest, value);
        if inner.is_empty() {
            traits.remove(first);
        } else {
            traits.insert(first.to_owned(), Value::Object(inner));
        }
    }
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
pub(crate) fn name_of(traits: &Value) -> Option<String> {
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

/// Whether an identity schema has a trait for a phone number. `schemas` is Kratos' answer to `GET /schemas`.
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

/// The values that an identity schema allows for the trait with this dotted name (`enum`), if it lists them. `schemas`
/// is Kratos' answer to `GET /schemas`; of several schemas the one with this id counts, else the first that has the trait.
pub fn choices(schemas: &Value, id: Option<&str>, name: &str) -> Option<Vec<Value>> {
    let path = name.strip_prefix("traits.")?;
    schemas
        .as_array()?
        .iter()
        .filter(|entry| id.is_none_or(|id| entry.get("id").and_then(Value::as_str) == Some(id)))
        .find_map(|entry| {
            let mut at = entry.get("schema")?.get("properties")?.get("traits")?;
            for key in path.split('.') {
                at = at.get("properties")?.get(key)?;
            }
            Some(at.get("enum").and_then(Value::as_array).cloned())
        })?
}
