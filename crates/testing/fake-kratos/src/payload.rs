//! A payload: a submit's body, turned from JSON or a form into the fields a strategy asks for.

use axum::http::Method;
use serde_json::{Map, Value};

use crate::failure::{Envelope, Failure};
use crate::request::Request;
use crate::schema::{Schema, Shape};

/// The decoded fields of a body.
#[derive(Debug, Clone, Default)]
pub(crate) struct Payload {
    fields: Map<String, Value>,
}

impl Payload {
    /// Reads a body. Text fields are named by the strategy, `traits` are shaped by the identity schema if there is one.
    ///
    /// # Errors
    ///
    /// 400 for a body that is empty, broken or of an unknown type; 500 for one that is too large.
    pub(crate) fn decode(
        request: &Request,
        names: &[&str],
        schema: Option<&Schema>,
    ) -> Result<Self, Failure> {
        let pairs = pairs(request)?;
        let mut payload = Self::collect(&pairs, names)?;
        if let Some(schema) = schema {
            payload.decode_traits(&pairs, schema)?;
        }
        Ok(payload)
    }

    /// Reads a body and the query, as recovery and verification do; the query has the last word.
    pub(crate) fn decode_with_query(request: &Request, names: &[&str]) -> Result<Self, Failure> {
        let mut pairs = match request.method {
            Method::GET => Vec::new(),
            _ => pairs(request)?,
        };
        pairs.extend(url::form_urlencoded::parse(request.query.as_bytes()).into_owned());
        Self::collect(&pairs, names)
    }

    fn collect(pairs: &[(String, String)], names: &[&str]) -> Result<Self, Failure> {
        let mut payload = Self::default();
        for (key, value) in pairs {
            if names.contains(&key.as_str()) {
                // A missing and an empty text are the same.
                if !value.is_empty() {
                    payload
                        .fields
                        .insert(key.clone(), Value::String(value.clone()));
                }
            } else if key == "transient_payload" && !value.is_empty() {
                payload.set(key, parse(value)?);
            }
        }
        payload
            .fields
            .entry("transient_payload")
            .or_insert_with(|| Value::Object(Map::new()));
        Ok(payload)
    }

    fn decode_traits(
        &mut self,
        pairs: &[(String, String)],
        schema: &Schema,
    ) -> Result<(), Failure> {
        let objects = schema
            .paths()
            .iter()
            .filter(|path| path.shape == Shape::Object);
        let leaves = schema
            .paths()
            .iter()
            .filter(|path| path.shape != Shape::Object);
        // Objects first, so that a flat key has the last word.
        for path in objects.clone().chain(leaves) {
            let mut values = pairs
                .iter()
                .filter(|(key, _)| *key == path.name)
                .map(|(_, value)| value);
            let Some(first) = values.next() else { continue };
            let last = values.next_back().unwrap_or(first);
            let value = match path.shape {
                Shape::Object if first.is_empty() => continue,
                Shape::Object => parse(first)?,
                Shape::Array => {
                    let all = pairs.iter().filter(|(key, _)| *key == path.name);
                    Value::Array(all.map(|(_, value)| Value::String(value.clone())).collect())
                }
                _ if last.is_empty() => continue,
                Shape::Boolean => {
                    boolean(last).map_or_else(|| Value::String(last.clone()), Value::Bool)
                }
                Shape::Number => number(first).unwrap_or_else(|| Value::String(first.clone())),
                Shape::String => Value::String(first.clone()),
            };
            self.set(&path.name, value);
        }
        // What Kratos makes of a list of objects that is not there is no list, and is refused.
        let lists = schema
            .paths()
            .iter()
            .filter(|path| path.is_list_of_objects());
        for path in objects.chain(lists) {
            if self.at(&path.name).is_none() {
                self.set(&path.name, Value::Object(Map::new()));
            }
        }
        Ok(())
    }

    /// A text field, empty when it is missing.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.fields
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Adds a field, or changes it.
    pub(crate) fn insert(&mut self, name: &str, value: Value) {
        self.fields.insert(name.to_owned(), value);
    }

    /// The parameters a body hands on to a provider (`upstream_parameters`).
    pub(crate) fn upstream(&self, request: &Request) -> Vec<(String, String)> {
        const KNOWN: [&str; 5] = ["login_hint", "hd", "prompt", "auth_type", "acr_values"];
        let pairs = pairs(request).unwrap_or_default();
        let nested = pairs.iter().find(|(key, _)| key == "upstream_parameters");
        let nested = nested.and_then(|(_, text)| serde_json::from_str::<Value>(text).ok());
        let found = KNOWN.into_iter().filter_map(|name| {
            let flat = format!("upstream_parameters.{name}");
            let flat = pairs.iter().find(|(key, _)| *key == flat);
            let inside = nested.as_ref().and_then(|map| map.get(name)?.as_str());
            let value = flat.map(|(_, value)| value.as_str()).or(inside)?;
            Some((name.to_owned(), value.to_owned()))
        });
        found.collect()
    }

    pub(crate) fn traits(&self) -> Value {
        self.fields
            .get("traits")
            .cloned()
            .unwrap_or_else(|| Value::Object(Map::new()))
    }

    pub(crate) fn transient(&self) -> Option<Value> {
        self.fields.get("transient_payload").cloned()
    }

    fn at(&self, name: &str) -> Option<&Value> {
        let mut parts = name.split('.');
        let first = self.fields.get(parts.next()?)?;
        parts.try_fold(first, |value, key| value.get(key))
    }

    /// Sets a dotted name, making objects on the way.
    fn set(&mut self, name: &str, value: Value) {
        let mut fields = &mut self.fields;
        let mut parts: Vec<&str> = name.split('.').collect();
        let Some(last) = parts.pop() else { return };
        for part in parts {
            let child = fields
                .entry(part)
                .or_insert_with(|| Value::Object(Map::new()));
            if !child.is_object() {
                *child = Value::Object(Map::new());
            }
            match child {
                Value::Object(map) => fields = map,
                _ => return,
            }
        }
        fields.insert(last.to_owned(), value);
    }
}

/// The body as the pairs a form would have.
fn pairs(request: &Request) -> Result<Vec<(String, String)>, Failure> {
    let Some(body) = request.body.as_deref() else {
        let message = "unable to read body: http: request body too large";
        return Err(Envelope::new(500, "").message(message).into());
    };
    if request.method == Method::GET {
        let reason = "Unable to decode body because HTTP Request Method was \"GET\" but only [POST PUT PATCH] are supported.";
        return Err(Envelope::new(400, reason).into());
    }
    if body.is_empty() {
        let reason = "Unable to decode HTTP Request Body because its HTTP Header \"Content-Length\" is zero.";
        return Err(Envelope::new(400, reason).into());
    }
    let kind = request
        .header("content-type")
        .split(';')
        .next()
        .unwrap_or_default()
        .trim();
    match kind {
        "application/json" => {
            let value: Value = serde_json::from_slice(body)
                .map_err(|_| Envelope::new(400, "Unable to decode form as JSON."))?;
            let Value::Object(map) = value else {
                let reason =
                    "Expected JSON sent in request body to be an object but got another type";
                return Err(Envelope::new(400, reason).into());
            };
            Ok(map
                .into_iter()
                .map(|(key, value)| (key, written(&value)))
                .collect())
        }
        "application/x-www-form-urlencoded" => {
            Ok(url::form_urlencoded::parse(body).into_owned().collect())
        }
        other => {
            let reason = format!(
                "HTTP {} Request used unknown HTTP Header \"Content-Type: {other}\", only [multipart/form-data application/x-www-form-urlencoded application/json] are supported.",
                request.method
            );
            Err(Envelope::new(400, reason).into())
        }
    }
}

/// A JSON value as a form would carry it.
fn written(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn parse(text: &str) -> Result<Value, Failure> {
    serde_json::from_str(text).map_err(|error| {
        let reason = format!("Unable to type assert values from HTTP Post Body: {error}");
        Envelope::new(400, reason).into()
    })
}

/// As Go's ParseBool.
fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

fn number(text: &str) -> Option<Value> {
    let number: f64 = text.trim().parse().ok()?;
    text.parse::<i64>()
        .map(Value::from)
        .ok()
        .or_else(|| serde_json::Number::from_f64(number).map(Value::Number))
}
