//! Labels of inputs and buttons.

use serde_json::json;

use super::{Text, info};

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

pub(crate) fn send_sign_in_code() -> Text {
    info(1010015, "Send sign in code")
}

pub(crate) fn sign_in_with_passkey() -> Text {
    info(1010021, "Sign in with passkey")
}

pub(crate) fn sign_in_with_password() -> Text {
    info(1010022, "Sign in with password")
}

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

pub(crate) fn continue_with_provider() -> Text {
    info(1040003, "Continue")
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
