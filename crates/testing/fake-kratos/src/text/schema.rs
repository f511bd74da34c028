//! What is wrong with values, by the JSON schema they have to fit.

use serde_json::{Value, json};

use super::Text;

pub(crate) fn generic(reason: &str) -> Text {
    Text::new(4000001, "error", reason, json!({"reason": reason}))
}

pub(crate) fn required(property: &str) -> Text {
    Text::new(
        4000002,
        "error",
        format!("Property {property} is missing."),
        json!({"property": property}),
    )
}

pub(crate) fn min_length(min: u64, actual: usize) -> Text {
    Text::new(
        4000003,
        "error",
        format!("length must be >= {min}, but got {actual}"),
        json!({"actual_length": actual, "min_length": min}),
    )
}

pub(crate) fn pattern(pattern: &str) -> Text {
    Text::new(
        4000004,
        "error",
        format!("does not match pattern {pattern:?}"),
        json!({"pattern": pattern}),
    )
}

pub(crate) fn max_length(max: u64, actual: usize) -> Text {
    Text::new(
        4000017,
        "error",
        format!("length must be <= {max}, but got {actual}"),
        json!({"actual_length": actual, "max_length": max}),
    )
}

pub(crate) fn minimum(limit: &Value, actual: &Value) -> Text {
    Text::new(
        4000018,
        "error",
        format!("must be >= {limit} but found {actual}"),
        json!({"actual": actual, "minimum": limit}),
    )
}

pub(crate) fn exclusive_minimum(limit: &Value, actual: &Value) -> Text {
    Text::new(
        4000019,
        "error",
        format!("must be > {limit} but found {actual}"),
        json!({"actual": actual, "minimum": limit}),
    )
}

pub(crate) fn maximum(limit: &Value, actual: &Value) -> Text {
    Text::new(
        4000020,
        "error",
        format!("must be <= {limit} but found {actual}"),
        json!({"actual": actual, "maximum": limit}),
    )
}

pub(crate) fn exclusive_maximum(limit: &Value, actual: &Value) -> Text {
    Text::new(
        4000021,
        "error",
        format!("must be < {limit} but found {actual}"),
        json!({"actual": actual, "maximum": limit}),
    )
}

pub(crate) fn multiple_of(base: f64, actual: &Value) -> Text {
    Text::new(
        4000022,
        "error",
        format!("{actual} not multipleOf {base}"),
        json!({"actual": actual, "base": base}),
    )
}

pub(crate) fn max_items(max: u64, actual: usize) -> Text {
    Text::new(
        4000023,
        "error",
        format!("maximum {max} items allowed, but found {actual} items"),
        json!({"actual_items": actual, "max_items": max}),
    )
}

pub(crate) fn min_items(min: u64, actual: usize) -> Text {
    Text::new(
        4000024,
        "error",
        format!("minimum {min} items allowed, but found {actual} items"),
        json!({"actual_items": actual, "min_items": min}),
    )
}

pub(crate) fn unique_items(a: usize, b: usize) -> Text {
    Text::new(
        4000025,
        "error",
        format!("items at index {a} and {b} are equal"),
        json!({"index_a": a, "index_b": b}),
    )
}

pub(crate) fn wrong_type(allowed: &[String], actual: &str) -> Text {
    Text::new(
        4000026,
        "error",
        format!("expected {}, but got {actual}", allowed.join(" or ")),
        json!({"actual_type": actual, "allowed_types": allowed}),
    )
}

pub(crate) fn constant(expected: &str) -> Text {
    Text::new(
        4000029,
        "error",
        format!("must be equal to constant {expected}"),
        json!({"expected": expected}),
    )
}

pub(crate) fn invalid_email(value: &str) -> Text {
    Text::new(
        4000040,
        "error",
        "Enter a valid email address",
        json!({"value": value}),
    )
}

pub(crate) fn invalid_phone(value: &str) -> Text {
    Text::new(
        4000041,
        "error",
        "Enter a valid phone number",
        json!({"value": value}),
    )
}
