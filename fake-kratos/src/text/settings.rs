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
