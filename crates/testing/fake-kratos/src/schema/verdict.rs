//! A verdict: what a JSON-schema validator finds, in the texts Kratos has for it.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use crate::failure::Complaint;
use crate::identity::e164;
use crate::text::{self, Text};

/// All errors, each with the dotted name of the node it belongs to.
pub(super) fn complaints(validator: &Validator, value: &Value) -> Vec<Complaint> {
    let errors: Vec<_> = validator.iter_errors(value).collect();
    // A value of the wrong type is not looked at any further.
    let misfits: Vec<String> = errors
        .iter()
        .filter(|error| matches!(error.kind(), ValidationErrorKind::Type { .. }))
        .map(|error| error.instance_path().to_string())
        .collect();
    let mut errors: Vec<_> = errors
        .iter()
        .filter(|error| {
            matches!(error.kind(), ValidationErrorKind::Type { .. })
                || !misfits.contains(&error.instance_path().to_string())
        })
        .collect();
    // Kratos' validator looks at what a value is before it looks at how large it is.
    errors.sort_by_key(|error| match error.kind() {
        ValidationErrorKind::Constant { .. }
        | ValidationErrorKind::Enum { .. }
        | ValidationErrorKind::Format { .. } => 0,
        _ => 1,
    });
    errors.into_iter().flat_map(translate).collect()
}

fn translate(error: &ValidationError<'_>) -> Vec<Complaint> {
    let node = error
        .instance_path()
        .to_string()
        .trim_start_matches('/')
        .replace('/', ".");
    let actual = error.instance().as_ref();
    let length = actual.as_str().map_or(0, |text| text.chars().count());
    let items = actual.as_array().map_or(0, Vec::len);
    let text = match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            return vec![(format!("{node}.{name}"), text::required(name))];
        }
        ValidationErrorKind::MinLength { limit } => text::min_length(*limit, length),
        ValidationErrorKind::MaxLength { limit } => text::max_length(*limit, length),
        ValidationErrorKind::Pattern { pattern } => text::pattern(pattern),
        ValidationErrorKind::Minimum { limit } => text::minimum(limit, actual),
        ValidationErrorKind::Maximum { limit } => text::maximum(limit, actual),
        ValidationErrorKind::ExclusiveMinimum { limit } => text::exclusive_minimum(limit, actual),
        ValidationErrorKind::ExclusiveMaximum { limit } => text::exclusive_maximum(limit, actual),
        ValidationErrorKind::MaxItems { limit } => text::max_items(*limit, items),
        ValidationErrorKind::MinItems { limit } => text::min_items(*limit, items),
        ValidationErrorKind::UniqueItems => unique(actual),
        ValidationErrorKind::Type { kind } => text::wrong_type(&allowed(kind), name_of(actual)),
        ValidationErrorKind::Constant { expected_value } => {
            text::constant(&expected_value.to_string())
        }
        ValidationErrorKind::Format { format } => malformed(format, actual),
        _ => other(error, actual),
    };
    vec![(node, text)]
}

fn other(error: &ValidationError<'_>, actual: &Value) -> Text {
    match error.kind() {
        ValidationErrorKind::MultipleOf { multiple_of } => {
            text::multiple_of(multiple_of.to_string().parse().unwrap_or_default(), actual)
        }
        ValidationErrorKind::Enum { options } => {
            let options: Vec<String> = options
                .as_array()
                .into_iter()
                .flatten()
                .map(Value::to_string)
                .collect();
            text::generic(&format!("value must be one of {}", options.join(", ")))
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let names: Vec<String> = unexpected.iter().map(|name| format!("{name:?}")).collect();
            text::generic(&format!(
                "additionalProperties {} not allowed",
                names.join(", ")
            ))
        }
        _ => text::generic(&error.to_string()),
    }
}

fn malformed(format: &str, actual: &Value) -> Text {
    let written = actual.as_str().unwrap_or_default();
    match format {
        "email" => text::invalid_email(written),
        "tel" => text::invalid_phone(written),
        _ => text::generic(&format!("{written:?} is not valid {format:?}")),
    }
}

fn unique(actual: &Value) -> Text {
    let items = actual.as_array().map(Vec::as_slice).unwrap_or_default();
    let pair = items.iter().enumerate().find_map(|(index, item)| {
        let earlier = items.iter().take(index).position(|other| other == item)?;
        Some((earlier, index))
    });
    let (a, b) = pair.unwrap_or_default();
    text::unique_items(a, b)
}

fn allowed(kind: &TypeKind) -> Vec<String> {
    match kind {
        TypeKind::Single(one) => vec![one.to_string()],
        TypeKind::Multiple(many) => many.iter().map(|one| one.to_string()).collect(),
    }
}

fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// A phone number with its country code, however it is written.
pub(super) fn is_phone(text: &str) -> bool {
    e164(text).is_some()
}

/// A mail address as Kratos takes it: any letters before the last `@`, ASCII behind it.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let local = local.trim_start();
    text.len() <= 254 && local.len() <= 64 && is_local(local) && is_host(domain)
}

/// What may stand before the `@` (RFC 5322, with letters of every script): a quoted text, or words with dots between them.
fn is_local(local: &str) -> bool {
    let quoted = local
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    if let Some(inner) = quoted {
        let mut escaped = false;
        let fits = inner.chars().all(|c| {
            let fits = !c.is_control() && (c != '"' || escaped);
            escaped = c == '\\' && !escaped;
            fits
        });
        return fits && !escaped;
    }
    let is_letter =
        |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local
        .split('.')
        .all(|word| !word.is_empty() && word.chars().all(is_letter))
}

fn is_host(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    domain.len() <= 253 && !domain.starts_with('-') && domain.split('.').all(is_label)
}

/// As Kratos has it: any address with a scheme, whatever its letters.
pub(super) fn is_uri(text: &str) -> bool {
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(is_scheme) && !text.contains(|c: char| c.is_ascii_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each was shown to a Kratos v26.2.0.
    #[test]
    fn an_address_has_a_scheme_and_any_letters() {
        for good in [
            "https://example.com/?a=ü",
            "mailto:ada@example.com",
            "urn:x",
        ] {
            assert!(is_uri(good), "{good:?}");
        }
        for bad in ["", "example.com", "//example.com", "1a:b", "a:\n"] {
            assert!(!is_uri(bad), "{bad:?}");
        }
    }

    #[test]
    fn g_38_phone_numbers_need_a_country_code_and_may_be_written_in_many_ways() {
        for good in [
            "+12025550101",
            "+1 202-555-0101",
            "+١٢٠٢٥٥٥٠١٠١",
            "+۱۲۰۲۵۵۵۰۱۰۱",
            "+１２０２５５５０１０１",
            "+1202\u{200b}5550101",
            "\u{feff}+12025550101",
        ] {
            assert!(is_phone(good), "{good:?}");
        }
        for bad in [
            "nope",
            "",
            "12025550101",
            "+12",
            "0012025550101",
            "+१२०२५५५०१०१",
        ] {
            assert!(!is_phone(bad), "{bad:?}");
        }
    }

    /// Each was shown to a Kratos v26.2.0.
    #[test]
    fn g_38_mail_addresses() {
        for good in [
            "ada@example.com",
            "jürgen@example.com",
            "\"a b\"@example.com",
            "ada+x@example.photography",
            "ada@localhost",
            "info@xn--mller-kva.de",
            "ada\u{200b}@example.com",
            "ада@example.com",
            "\"a\\\"b\"@example.com",
            " ada@example.com",
        ] {
            assert!(is_email(good), "{good:?}");
        }
        for bad in [
            "ada",
            "@example.com",
            "ada@",
            "info@müller.de",
            "a..b@example.com",
            "a b@example.com",
            "ada@-example.com",
            "ada@example-.com",
            "ada@example.com ",
            "ada@example.com.",
            "a.@example.com",
            "\"a\"b\"@example.com",
            "Ada <ada@example.com>",
        ] {
            assert!(!is_email(bad), "{bad:?}");
        }
    }
}
