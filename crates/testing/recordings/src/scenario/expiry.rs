//! Flows, codes and links that outlive their lifespan.

use std::time::Duration;

use super::{Entry, accounts};
use crate::Error;
use crate::replay::Replay;

/// Lifespan of flows in `expiry.yml`.
const FLOW: Duration = Duration::from_secs(2);
/// Lifespan of codes in `expiry-codes.yml`, and of what an administrator makes here.
const CODE: Duration = Duration::from_secs(1);

pub(super) const TABLE: &[Entry] = &[
    ("expired-codes", expired_codes),
    ("expired-flows-fetch", |r, n| {
        expired_flows(r, n, "ex-mwptoxi560@example.com")
    }),
    ("expired-flows-submit", |r, n| {
        expired_flows(r, n, "es-mwptozbm61@example.com")
    }),
    ("expired-links", expired_links),
    ("expired-refresh-and-aal2", expired_refresh_and_aal2),
];

fn expired_codes(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    accounts(replay, number, &["ec-mwptp3gg65@example.com"])?;
    if number == 8 {
        replay.let_pass(CODE);
    }
    Ok(())
}

/// The five flows of the first exchanges expire together.
fn expired_flows(replay: &mut Replay<'_>, number: usize, email: &str) -> Result<(), Error> {
    accounts(replay, number, &[email])?;
    match number {
        4 => replay.sign_in("b", email)?,
        5 => replay.let_pass(FLOW),
        _ => {}
    }
    Ok(())
}

fn expired_links(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let email = "expired-links@example.com";
    accounts(replay, number, &[email])?;
    match number {
        0 => replay.admin_code(email, "1s", 3)?,
        1 => {
            replay.admin_link(email, "1s", 1)?;
            replay.let_pass(CODE);
        }
        _ => {}
    }
    Ok(())
}

fn expired_refresh_and_aal2(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let (email, with_totp) = ("er-mwptp15k63@example.com", "er2-mwptp15k64@example.com");
    accounts(replay, number, &[email, with_totp])?;
    match number {
        0 => replay.sign_in("a", email)?,
        1 => {
            replay.sign_in("b", with_totp)?;
            replay.enrol_totp("b")?;
            replay.sign_in("c", with_totp)?;
        }
        2 => replay.let_pass(FLOW),
        _ => {}
    }
    Ok(())
}
