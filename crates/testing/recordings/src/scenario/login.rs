//! Login with a password or a one-time code.

use serde_json::json;

use super::{Entry, accounts};
use crate::Error;
use crate::replay::Replay;

pub(super) const TABLE: &[Entry] = &[
    ("closed", |r, n| {
        accounts(r, n, &["cl-mwptp51767@example.com"])
    }),
    ("code-fallback", |r, n| {
        accounts(r, n, &["fb-mwptpcgh95@example.com"])
    }),
    ("code-limit-ways-out", code_limit_ways_out),
    ("create-signed-in", create_signed_in),
    ("csrf-violations", |r, n| {
        accounts(r, n, &["csrf-mwptos5z5@example.com"])
    }),
    ("double-submit", double_submit),
    ("login-code", |r, n| {
        accounts(r, n, &["lc-mwptospj17@example.com"])
    }),
    ("login-code-switching", login_code_switching),
    ("login-code-too-many", |r, n| {
        accounts(r, n, &["lx-mwptosrf18@example.com"])
    }),
    ("login-disabled-account", login_disabled_account),
    ("login-password", login_password),
    ("refresh-login", refresh_login),
    ("strategy-precedence", |r, n| {
        accounts(r, n, &["prec-mwptphwg113@example.com"])
    }),
    ("submit-while-signed-in", |r, n| {
        accounts(r, n, &["tab-mwptos341@example.com"])
    }),
];

fn login_password(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    if number == 0 {
        let name = json!({"first": "Test", "last": "Example"});
        let traits = json!({"name": name, "newsletter": true, "age": 42});
        replay.account_with("pw-mwptosd38@example.com", traits)?;
    }
    Ok(())
}

fn login_code_switching(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let other = "sw2-mwptpbx694@example.com";
    accounts(replay, number, &["sw1-mwptpbx693@example.com", other])?;
    if number == 4 {
        replay.code_sent_to(other);
    }
    Ok(())
}

/// Five wrong codes were given before the recorded sixth.
fn code_limit_ways_out(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let wrong = ["000000", "000001", "000002", "000003", "000004"];
    match number {
        1 => {
            let traits = [
                ("traits.email", "lim-mwptpbss91@example.com"),
                ("traits.name.first", "Test"),
            ];
            for method in ["profile", "code"] {
                let fields = [&traits[..], &[("method", method)]].concat();
                replay.submit_again(0, "registration", &fields)?;
            }
            for code in wrong {
                let fields = [&traits[..], &[("method", "code"), ("code", code)]].concat();
                replay.submit_again(0, "registration", &fields)?;
            }
        }
        7 => replay.account("lim2-mwptpbvt92@example.com")?,
        8 => {
            let person = [
                ("method", "code"),
                ("identifier", "lim2-mwptpbvt92@example.com"),
            ];
            replay.submit_again(7, "login", &person)?;
            for code in wrong {
                let fields = [&person[..], &[("code", code)]].concat();
                replay.submit_again(7, "login", &fields)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn create_signed_in(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let email = "in-mwptos1h0@example.com";
    accounts(replay, number, &[email])?;
    if number == 0 {
        replay.sign_in("a", email)?;
    }
    Ok(())
}

fn login_disabled_account(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let email = "dis-mwptpbn382@example.com";
    accounts(replay, number, &[email])?;
    if number == 0 {
        replay.sign_in("b", email)?;
        replay.switch_off(email)?;
    }
    Ok(())
}

fn refresh_login(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let email = "ref-mwptotn428@example.com";
    accounts(replay, number, &[email, "ref2-mwptotn429@example.com"])?;
    if number == 0 {
        replay.sign_in("a", email)?;
    }
    Ok(())
}

/// Both submits of a double click leave with the cookies of the moment. They are sent one after the other.
fn double_submit(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let email = "dbl-mwptphs8111@example.com";
    accounts(replay, number, &[email])?;
    match number {
        1 => replay.same_moment("login", "login-twin"),
        4 | 6 => replay.same_moment("registration", "registration-twin"),
        9 | 11 => replay.same_moment("code", "code-twin"),
        13 => replay.sign_in("settings", email)?,
        14 => replay.same_moment("settings", "settings-twin"),
        _ => {}
    }
    Ok(())
}
