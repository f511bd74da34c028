//! What settings say.

use serde_json::json;

use super::flow::expired;
use super::{Text, error, info, success};
use crate::instant::Instant;

pub(crate) fn saved() -> Text {
    success(1050001, "Your changes have been saved!")
}

pub(crate) fn link_provider(provider: &str) -> Text {
    Text::new(
        1050002,
        "info",
        format!("Link {provider}"),
        json!({"provider": provider}),
    )
}

pub(crate) fn unlink_provider(provider: &str) -> Text {
    Text::new(
        1050003,
        "info",
        format!("Unlink {provider}"),
        json!({"provider": provider}),
    )
}

/// A button that confirms, in a login that links another provider.
pub(crate) fn confirm_with(provider: &str) -> Text {
    Text::new(
        1010018,
        "info",
        format!("Confirm with {provider}"),
        json!({"provider": provider}),
    )
}

/// An address has an account already: signing in to it links the provider.
pub(crate) fn link_by_signing_in(
    identifier: &str,
    provider: &str,
    url: &str,
    types: &[&str],
    providers: &[&str],
) -> Text {
    Text::new(
        1010016,
        "info",
        format!(
            "You tried to sign in with {identifier:?}, but that email is already used by another account. Sign in to your account with one of the options below to add your account {identifier:?} at {provider:?} as another way to sign in."
        ),
        json!({
            "duplicateIdentifier": identifier,
            "provider": provider,
            "newLoginUrl": url,
            "duplicate_identifier": identifier,
            "new_login_url": url,
            "available_credential_types": types,
            "available_providers": providers,
        }),
    )
}

pub(crate) fn linked_credentials_do_not_match() -> Text {
    error(4010009, "Linked credentials do not match.")
}

pub(crate) fn save() -> Text {
    info(1070003, "Save")
}

pub(crate) fn no_settings_strategy() -> Text {
    error(
        4010004,
        "Could not find a strategy to update your settings. Did you fill out the form correctly?",
    )
}

pub(crate) fn settings_flow_expired(at: Instant) -> Text {
    expired(4050001, "settings", at)
}

pub(crate) fn password_same_as_old() -> Text {
    error(
        4000039,
        "The new password must be different from the old password.",
    )
}
