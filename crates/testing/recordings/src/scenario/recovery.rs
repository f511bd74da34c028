//! Recovery, by people and by administrators.

use super::{Entry, accounts};
use crate::Error;
use crate::replay::Replay;
use serde_json::json;

pub(super) const TABLE: &[Entry] = &[
    ("links", |r, n| {
        accounts(r, n, &["ln-mwptp5u371@example.com"])
    }),
    ("recovery-aal2-account", recovery_aal2_account),
    ("recovery-admin", recovery_admin),
    ("recovery-code", |r, n| {
        accounts(r, n, &["rec-mwptotoy30@example.com"])
    }),
    ("recovery-code-too-many", |r, n| {
        accounts(r, n, &["recx-mwptotsb32@example.com"])
    }),
    ("recovery-code-transitions", recovery_code_transitions),
    ("recovery-v2-choose-address", recovery_v2_choose_address),
    ("recovery-v2-finished-again", recovery_v2_finished_again),
    ("recovery-v2-single-address", |r, n| {
        accounts(r, n, &["rv2-mwptovrs52@example.com"])
    }),
    ("recovery-v2-too-many", |r, n| {
        accounts(r, n, &["rvx-mwptovtk53@example.com"])
    }),
    ("recovery-while-signed-in", recovery_while_signed_in),
    ("submit-without-method", |r, n| {
        accounts(r, n, &["nom-mwptotrs31@example.com"])
    }),
];

fn recovery_aal2_account(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let email = "r2-mwptotuk34@example.com";
    accounts(replay, number, &[email])?;
    if number == 0 {
        replay.sign_in("a", email)?;
        replay.enrol_totp("a")?;
    }
    Ok(())
}

fn recovery_admin(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let email = "adm-mwptott933@example.com";
    accounts(replay, number, &[email])?;
    match number {
        0 => replay.admin_code(email, "1h", 2),
        3 => replay.admin_link(email, "1h", 3),
        _ => Ok(()),
    }
}

fn recovery_code_transitions(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let email = "trn-mwptpg9a103@example.com";
    accounts(replay, number, &[email])?;
    match number {
        13 => replay.admin_code(email, "1h", 14)?,
        19 => replay.cookies_before(18),
        _ => {}
    }
    Ok(())
}

fn recovery_v2_choose_address(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let phone = "+12025550100";
    match number {
        0 => replay.account_with("duo-mwptow8o54@example.com", json!({"phone": phone}))?,
        9 => replay.code_sent_to(phone),
        _ => {}
    }
    Ok(())
}

fn recovery_v2_finished_again(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let email = "fin-mwptpgqg104@example.com";
    accounts(replay, number, &[email])?;
    match number {
        0 => replay.admin_code(email, "1h", 1)?,
        6 => replay.cookies_before(5),
        _ => {}
    }
    Ok(())
}

fn recovery_while_signed_in(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let (email, other) = ("rsi-mwptpbkw80@example.com", "rsi2-mwptpbkw81@example.com");
    accounts(replay, number, &[email, other])?;
    match number {
        0 => {
            replay.sign_in("a", email)?;
            replay.admin_code(email, "1h", 1)
        }
        2 => replay.admin_link(other, "1h", 2),
        4 => replay.admin_code(email, "1h", 5),
        _ => Ok(()),
    }
}
