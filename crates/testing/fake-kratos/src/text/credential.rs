//! What is wrong with credentials.

use serde_json::json;

use super::{Text, error};

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
