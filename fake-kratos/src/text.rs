//! A text: what a flow says to a person, with the number, the type and the wording Kratos gives it.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::instant::Instant;

/// One message or label (`uiText`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Text {
    pub(crate) id: u32,
    pub(crate) text: String,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(crate) context: Map<String, Value>,
}

impl Text {
    fn new(id: u32, kind: &'static str, text: impl Into<String>, context: Value) -> Self {
        let context = match context {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        Self {
            id,
            text: text.into(),
            kind,
            context,
        }
    }
}

fn info(id: u32, text: &str) -> Text {
    Text::new(id, "info", text, Value::Null)
}

fn error(id: u32, text: &str) -> Text {
    Text::new(id, "error", text, Value::Null)
}

// Login, 1010xxx.

pub(crate) fn sign_in() -> Text {
    info(1010001, "Sign in")
}

pub(crate) fn sign_in_with(provider: &str, id: &str) -> Text {
    Text::new(
        1010002,
        "info",
        format!("Sign in with {provider}"),
        json!({"provider": provider, "provider_id": id}),
    )
}

pub(crate) fn confirm_it_is_you() -> Text {
    info(
        1010003,
        "Please confirm this action by verifying that it is you.",
    )
}

pub(crate) fn second_factor_wanted() -> Text {
    info(
        1010004,
        "Please complete the second authentication challenge.",
    )
}

pub(crate) fn login_code_sent() -> Text {
    info(
        1010014,
        "A code was sent to the address you provided. If you didn't receive it, please check the spelling of the address and try again.",
    )
}

pub(crate) fn send_sign_in_code() -> Text {
    info(1010015, "Send sign in code")
}

pub(crate) fn sign_in_with_passkey() -> Text {
    info(1010021, "Sign in with passkey")
}

pub(crate) fn sign_in_with_password() -> Text {
    info(1010022, "Sign in with password")
}

// Registration, 1040xxx.

pub(crate) fn sign_up() -> Text {
    info(1040001, "Sign up")
}

pub(crate) fn sign_up_with(provider: &str, id: &str) -> Text {
    Text::new(
        1040002,
        "info",
        format!("Sign up with {provider}"),
        json!({"provider": provider, "provider_id": id}),
    )
}

pub(crate) fn registration_code_sent() -> Text {
    info(
        1040005,
        "A code has been sent to the address(es) you provided. If you have not received a message, check the spelling of the address and retry the registration.",
    )
}

pub(crate) fn send_sign_up_code() -> Text {
    info(1040006, "Send sign up code")
}

pub(crate) fn sign_up_with_passkey() -> Text {
    info(1040007, "Sign up with passkey")
}

pub(crate) fn back() -> Text {
    info(1040008, "Back")
}

pub(crate) fn choose_a_credential() -> Text {
    info(
        1040009,
        "Please choose a credential to authenticate yourself with.",
    )
}

// Node labels, 1070xxx.

pub(crate) fn password() -> Text {
    info(1070001, "Password")
}

pub(crate) fn generated(title: &str, name: &str) -> Text {
    Text::new(
        1070002,
        "info",
        title,
        json!({"name": name, "title": title}),
    )
}

pub(crate) fn id() -> Text {
    info(1070004, "ID")
}

pub(crate) fn email() -> Text {
    info(1070007, "Email")
}

pub(crate) fn resend_code() -> Text {
    info(1070008, "Resend code")
}

pub(crate) fn continue_label() -> Text {
    info(1070009, "Continue")
}

pub(crate) fn verification_code() -> Text {
    info(1070011, "Verification code")
}

pub(crate) fn registration_code() -> Text {
    info(1070012, "Registration code")
}

pub(crate) fn login_code() -> Text {
    info(1070013, "Login code")
}

// Verification, 1080xxx.

pub(crate) fn address_verified() -> Text {
    Text::new(
        1080002,
        "success",
        "You successfully verified your email address.",
        Value::Null,
    )
}

pub(crate) fn verification_code_sent() -> Text {
    info(
        1080003,
        "An email containing a verification code has been sent to the email address you provided. If you have not received an email, check the spelling of the address and make sure to use the address you registered with.",
    )
}

// Validation, 4000xxx.

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

pub(crate) fn credentials_invalid() -> Text {
    error(
        4000006,
        "The provided credentials are invalid, check for spelling mistakes in your password or username, email address, or phone number.",
    )
}

pub(crate) fn duplicate_credentials() -> Text {
    error(
        4000007,
        "An account with the same identifier (email, phone, username, ...) exists already.",
    )
}

pub(crate) fn duplicate_credentials_with_hints(
    identifier: &str,
    types: &[&str],
    hint: &str,
) -> Text {
    Text::new(
        4000028,
        "error",
        format!(
            "You tried signing in with {identifier} which is already in use by another account.{hint}"
        ),
        json!({
            "available_credential_types": types,
            "available_oidc_providers": [],
            "credential_identifier_hint": identifier,
        }),
    )
}

pub(crate) fn assertion_invalid() -> Text {
    error(
        4000008,
        "The provided authentication code is invalid, please try again.",
    )
}

pub(crate) fn identifier_missing() -> Text {
    error(
        4000009,
        "Could not find any login identifiers. Did you forget to set them? This could also be caused by a server misconfiguration.",
    )
}

pub(crate) fn address_not_verified() -> Text {
    error(
        4000010,
        "Account not active yet. Did you forget to verify your email address?",
    )
}

pub(crate) fn no_webauthn_user() -> Text {
    error(
        4000015,
        "This account does not exist or has no security key set up.",
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

pub(crate) fn password_too_similar() -> Text {
    error(
        4000031,
        "The password can not be used because it is too similar to the identifier.",
    )
}

pub(crate) fn password_too_short(min: usize, actual: usize) -> Text {
    Text::new(
        4000032,
        "error",
        format!("The password must be at least {min} characters long, but got {actual}."),
        json!({"actual_length": actual, "min_length": min}),
    )
}

pub(crate) fn password_too_long(max: usize, actual: usize) -> Text {
    Text::new(
        4000033,
        "error",
        format!("The password must be at most {max} characters long, but got {actual}."),
        json!({"actual_length": actual, "max_length": max}),
    )
}

pub(crate) fn no_code_user() -> Text {
    error(
        4000035,
        "This account does not exist or has not setup sign in with code.",
    )
}

pub(crate) fn traits_mismatch() -> Text {
    error(
        4000036,
        "The provided traits do not match the traits previously associated with this flow.",
    )
}

pub(crate) fn account_not_found() -> Text {
    error(
        4000037,
        "This account does not exist or has no login method configured.",
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

// Flows, 4010xxx to 4070xxx.

fn expired(id: u32, flow: &str, at: Instant) -> Text {
    let minutes = at.elapsed().as_secs_f64() / 60.0;
    Text::new(
        id,
        "error",
        format!("The {flow} flow expired {minutes:.2} minutes ago, please try again."),
        json!({"expired_at": at, "expired_at_unix": at.unix()}),
    )
}

pub(crate) fn login_flow_expired(at: Instant) -> Text {
    expired(4010001, "login", at)
}

pub(crate) fn no_login_strategy() -> Text {
    error(
        4010002,
        "Could not find a strategy to log you in with. Did you fill out the form correctly?",
    )
}

pub(crate) fn no_registration_strategy() -> Text {
    error(
        4010003,
        "Could not find a strategy to sign you up with. Did you fill out the form correctly?",
    )
}

pub(crate) fn no_verification_strategy() -> Text {
    error(
        4010006,
        "Could not find a strategy to verify your account with. Did you fill out the form correctly?",
    )
}

pub(crate) fn login_code_invalid() -> Text {
    error(
        4010008,
        "The login code is invalid or has already been used. Please try again.",
    )
}

pub(crate) fn registration_flow_expired(at: Instant) -> Text {
    expired(4040001, "registration", at)
}

pub(crate) fn registration_code_invalid() -> Text {
    error(
        4040003,
        "The registration code is invalid or has already been used. Please try again.",
    )
}

pub(crate) fn verification_retry_success() -> Text {
    error(
        4070002,
        "The request was already completed successfully and can not be retried.",
    )
}

pub(crate) fn verification_flow_expired(at: Instant) -> Text {
    expired(4070005, "verification", at)
}

pub(crate) fn verification_code_invalid() -> Text {
    error(
        4070006,
        "The verification code is invalid or has already been used. Please try again.",
    )
}
