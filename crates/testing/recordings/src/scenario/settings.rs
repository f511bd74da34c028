//! Settings of a signed-in account.

use std::time::Duration;

use serde_json::json;

use super::{Entry, accounts};
use crate::Error;
use crate::replay::Replay;

pub(super) const TABLE: &[Entry] = &[
    ("privileged-settings", |r, n| {
        privileged(r, n, "su-mwptp70675@example.com")
    }),
    ("privileged-settings-resume", |r, n| {
        privileged(r, n, "res-mwptped3100@example.com")
    }),
    ("settings-address-change", |r, n| {
        signed_in(r, n, "chg-mwptpbra89@example.com")
    }),
    ("settings-lookup-secrets", settings_lookup_secrets),
    ("settings-password", |r, n| {
        signed_in(r, n, "spw-mwptot1g22@example.com")
    }),
    ("settings-profile", settings_profile),
    ("settings-stale-success", |r, n| {
        signed_in(r, n, "sss-mwptphkz106@example.com")
    }),
    ("settings-totp", |r, n| {
        signed_in(r, n, "st-mwptot4123@example.com")
    }),
    ("settings-webauthn", |r, n| {
        signed_in(r, n, "sw-mwptotcr25@example.com")
    }),
    ("verification-phone-resend", verification_phone_resend),
];

fn signed_in(replay: &mut Replay<'_>, number: usize, email: &str) -> Result<(), Error> {
    accounts(replay, number, &[email])?;
    if number == 0 {
        replay.sign_in("a", email)?;
    }
    Ok(())
}

/// A session is privileged for a second only.
fn privileged(replay: &mut Replay<'_>, number: usize, email: &str) -> Result<(), Error> {
    if number == 0 {
        replay.account_with(email, json!({"name": {"first": "Test"}}))?;
        replay.sign_in("a", email)?;
        replay.let_pass(Duration::from_secs(1));
    }
    Ok(())
}

fn settings_lookup_secrets(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let email = "sl-mwptot6m24@example.com";
    signed_in(replay, number, email)?;
    if number == 14 {
        replay.sign_in("c", email)?;
    }
    Ok(())
}

fn settings_profile(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    if number == 0 {
        let email = "sp-mwptosvj20@example.com";
        let traits = json!({"name": {"first": "Test"}, "newsletter": true});
        replay.account_with(email, traits)?;
        replay.account("taken-sp2-mwptot0721@example.com")?;
        replay.sign_in("a", email)?;
    }
    Ok(())
}

/// With one-time codes as second factor the address is one, so settings ask for it.
fn verification_phone_resend(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let email = "vpr-mwptph2n105@example.com";
    signed_in(replay, number, email)?;
    match number {
        0 => replay.step_up_with_code("a", email)?,
        5 => replay.code_sent_to("+12025550105"),
        _ => {}
    }
    Ok(())
}
