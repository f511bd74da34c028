//! What a flow says about the step it is on.

use serde_json::Value;

use super::{Text, info};

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

pub(crate) fn registration_code_sent() -> Text {
    info(
        1040005,
        "A code has been sent to the address(es) you provided. If you have not received a message, check the spelling of the address and retry the registration.",
    )
}

pub(crate) fn choose_a_credential() -> Text {
    info(
        1040009,
        "Please choose a credential to authenticate yourself with.",
    )
}

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
