//! Second factors, and accounts that have them.

use serde_json::json;

use super::{Entry, accounts};
use crate::Error;
use crate::replay::Replay;

pub(super) const TABLE: &[Entry] = &[
    ("aal2-code", aal2_code),
    ("aal2-totp", |r, n| {
        with_totp(r, n, "mfa-mwptotkj27@example.com")
    }),
    ("proxied", proxied),
    ("rare-messages", rare_messages),
    ("required-aal1", |r, n| {
        with_totp(r, n, "r1-mwptp82077@example.com")
    }),
];

fn with_totp(replay: &mut Replay<'_>, number: usize, email: &str) -> Result<(), Error> {
    accounts(replay, number, &[email])?;
    if number == 0 {
        replay.sign_in("a", email)?;
        replay.enrol_totp("a")?;
    }
    Ok(())
}

fn aal2_code(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    match number {
        0 => replay.account_with(
            "m2-mwptox1s57@example.com",
            json!({"phone": "+12025550101"}),
        ),
        8 => replay.account("m1-mwptox1s58@example.com"),
        _ => Ok(()),
    }
}

/// The account gets an authenticator app before exchange 3; the recovery flow of exchange 5 lives for a second.
fn proxied(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    match number {
        3 => replay.enrol_totp("a")?,
        6 => replay.let_pass(std::time::Duration::from_secs(1)),
        _ => {}
    }
    Ok(())
}

fn rare_messages(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let (totp, lookup) = ("rare2-mwptphxr117@example.com", "rare3@example.com");
    match number {
        4 => {
            replay.account(totp)?;
            replay.sign_in("totp", totp)?;
            replay.enrol_totp("totp")?;
            replay.sign_in("again", totp)?;
        }
        7 => {
            replay.account(lookup)?;
            replay.sign_in("lookup only", lookup)?;
            replay.enrol_backup_codes("lookup only")?;
            replay.sign_in("lookup only again", lookup)?;
        }
        _ => {}
    }
    Ok(())
}
