//! What a recovery says.

use serde_json::json;

use super::flow::expired;
use super::{Text, error, info};
use crate::instant::Instant;

pub(crate) fn recovered(privileged_until: Instant) -> Text {
    let minutes = privileged_until.remaining().as_secs_f64() / 60.0;
    Text::new(
        1060001,
        "success",
        format!(
            "You successfully recovered your account. Please change your password or set up an alternative login method (e.g. social sign in) within the next {minutes:.2} minutes."
        ),
        json!({
            "privilegedSessionExpiresAt": privileged_until,
            "privileged_session_expires_at": privileged_until,
            "privileged_session_expires_at_unix": privileged_until.unix(),
        }),
    )
}

pub(crate) fn recovery_link_sent() -> Text {
    info(
        1060002,
        "An email containing a recovery link has been sent to the email address you provided. If you have not received an email, check the spelling of the address and make sure to use the address you registered with.",
    )
}

pub(crate) fn recovery_code_sent() -> Text {
    info(
        1060003,
        "An email containing a recovery code has been sent to the email address you provided. If you have not received an email, check the spelling of the address and make sure to use the address you registered with.",
    )
}

pub(crate) fn recovery_code_sent_to(masked: &str) -> Text {
    Text::new(
        1060004,
        "info",
        format!(
            "A recovery code has been sent to {masked}. If you have not received it, check the spelling of the address and make sure to use the address you registered with."
        ),
        json!({"masked_address": masked}),
    )
}

pub(crate) fn full_address_wanted() -> Text {
    info(
        1060005,
        "Recover access to your account by providing your recovery address in full.",
    )
}

pub(crate) fn choose_a_recovery_address() -> Text {
    info(1060006, "How do you want to recover your account?")
}

pub(crate) fn recovery_back() -> Text {
    info(1060007, "Back")
}

/// A label that is no more than an address.
pub(crate) fn plain(text: &str) -> Text {
    info(1070000, text)
}

pub(crate) fn recovery_code() -> Text {
    info(1070010, "Recovery code")
}

pub(crate) fn recovery_address() -> Text {
    info(1070016, "Recovery address")
}

pub(crate) fn phone_number() -> Text {
    info(1070017, "Phone number")
}

pub(crate) fn no_recovery_strategy() -> Text {
    error(
        4010005,
        "Could not find a strategy to recover your account with. Did you fill out the form correctly?",
    )
}

pub(crate) fn recovery_retry_success() -> Text {
    error(
        4060001,
        "The request was already completed successfully and can not be retried.",
    )
}

pub(crate) fn recovery_token_invalid() -> Text {
    error(
        4060004,
        "The recovery token is invalid or has already been used. Please retry the flow.",
    )
}

pub(crate) fn recovery_flow_expired(at: Instant) -> Text {
    expired(4060005, "recovery", at)
}

pub(crate) fn recovery_code_invalid() -> Text {
    error(
        4060006,
        "The recovery code is invalid or has already been used. Please try again.",
    )
}

pub(crate) fn verification_link_sent() -> Text {
    info(
        1080001,
        "An email containing a verification link has been sent to the email address you provided. If you have not received an email, check the spelling of the address and make sure to use the address you registered with.",
    )
}

pub(crate) fn verification_token_invalid() -> Text {
    error(
        4070001,
        "The verification token is invalid or has already been used. Please retry the flow.",
    )
}
