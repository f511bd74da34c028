//! What security keys and passkeys say, in login, in registration and in settings.

use serde_json::{Value, json};

use super::{Text, error, info};
use crate::identity::Passkey;

pub(crate) fn sign_in_with_security_key() -> Text {
    info(1010008, "Sign in with hardware key")
}

pub(crate) fn prepare_security_key() -> Text {
    info(
        1010012,
        "Prepare your WebAuthn device (e.g. security key, biometrics scanner, ...) and press continue.",
    )
}

pub(crate) fn continue_with_security_key() -> Text {
    info(1010013, "Continue")
}

pub(crate) fn sign_up_with_security_key() -> Text {
    info(1040004, "Sign up with security key")
}

pub(crate) fn add_security_key() -> Text {
    info(1050012, "Add security key")
}

pub(crate) fn security_key_name() -> Text {
    info(1050013, "Name of the security key")
}

pub(crate) fn add_passkey() -> Text {
    info(1050019, "Add passkey")
}

fn about(key: &Passkey) -> (&str, Value) {
    let name = match key.name.as_str() {
        "" => "unnamed",
        name => name,
    };
    let context = json!({
        "display_name": name,
        "added_at": key.added_at,
        "added_at_unix": key.added_at.unix(),
    });
    (name, context)
}

pub(crate) fn remove_security_key(key: &Passkey) -> Text {
    let (name, context) = about(key);
    let text = format!("Remove security key \"{name}\"");
    Text::new(1050018, "info", text, context)
}

pub(crate) fn remove_passkey(key: &Passkey) -> Text {
    let (name, context) = about(key);
    let text = format!("Remove passkey \"{name}\"");
    Text::new(1050020, "info", text, context)
}

pub(crate) fn no_security_key() -> Text {
    error(4000013, "You have no WebAuthn device set up.")
}

/// Whoever removed this key would be locked out.
pub(crate) fn last_key() -> Text {
    super::generic(
        "unable to remove this security key because it would lock you out of your account",
    )
}
