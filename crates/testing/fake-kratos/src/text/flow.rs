//! What is wrong with a flow: nobody took the submit, its time is over, a code does not fit.

use serde_json::json;

use super::{Text, error};
use crate::instant::Instant;

pub(super) fn expired(id: u32, flow: &str, at: Instant) -> Text {
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
