//! What second factors say, in login and in settings.

use serde_json::{Value, json};

use super::{Text, error, info};
use crate::identity::LookupSecret;

pub(crate) fn totp_label() -> Text {
    info(1010006, "Authentication code")
}

pub(crate) fn lookup_label() -> Text {
    info(1010007, "Backup recovery code")
}

pub(crate) fn use_totp() -> Text {
    info(1010009, "Use Authenticator")
}

pub(crate) fn use_lookup() -> Text {
    info(1010010, "Use backup recovery code")
}

pub(crate) fn send_code_to(channel: &str, address: &str) -> Text {
    Text::new(
        1010023,
        "info",
        format!("Send code to {address}"),
        json!({"address": address, "channel": channel}),
    )
}

pub(crate) fn unlink_totp() -> Text {
    info(1050004, "Unlink TOTP Authenticator App")
}

pub(crate) fn totp_qr() -> Text {
    info(1050005, "Authenticator app QR code")
}

pub(crate) fn totp_secret(secret: &str) -> Text {
    Text::new(1050006, "info", secret, json!({"secret": secret}))
}

pub(crate) fn totp_secret_label() -> Text {
    info(
        1050017,
        "This is your authenticator app secret. Use it if you can not scan the QR code.",
    )
}

pub(crate) fn verify_code() -> Text {
    info(1070006, "Verify code")
}

pub(crate) fn reveal_lookup() -> Text {
    info(1050007, "Reveal backup recovery codes")
}

pub(crate) fn regenerate_lookup() -> Text {
    info(1050008, "Generate new backup recovery codes")
}

pub(crate) fn lookup_secrets_label() -> Text {
    info(
        1050010,
        "These are your back up recovery codes. Please keep them in a safe place!",
    )
}

pub(crate) fn confirm_lookup() -> Text {
    info(1050011, "Confirm backup recovery codes")
}

pub(crate) fn disable_lookup() -> Text {
    info(1050016, "Disable this method")
}

fn lookup_secret(secret: &LookupSecret) -> Text {
    match secret.used_at {
        None => Text::new(
            1050009,
            "info",
            secret.text.as_str(),
            json!({"secret": secret.text}),
        ),
        Some(at) => {
            let written = at.go_text();
            Text::new(
                1050014,
                "info",
                format!("Secret was used at {written}"),
                json!({"used_at": at, "used_at_unix": at.unix()}),
            )
        }
    }
}

/// All backup codes; used ones are not told.
pub(crate) fn lookup_secrets(secrets: &[LookupSecret]) -> Text {
    let texts: Vec<&str> = secrets
        .iter()
        .map(|secret| match secret.used_at {
            None => secret.text.as_str(),
            Some(_) => "used",
        })
        .collect();
    let list: Vec<Value> = secrets
        .iter()
        .map(|secret| json!(lookup_secret(secret)))
        .collect();
    Text::new(1050015, "info", texts.join(", "), json!({"secrets": list}))
}

pub(crate) fn no_totp_device() -> Text {
    error(4000011, "You have no TOTP device set up.")
}

pub(crate) fn lookup_already_used() -> Text {
    error(4000012, "This backup recovery code has already been used.")
}

pub(crate) fn no_lookup() -> Text {
    error(4000014, "You have no backup recovery codes set up.")
}

pub(crate) fn lookup_invalid() -> Text {
    error(4000016, "The backup recovery code is not valid.")
}
