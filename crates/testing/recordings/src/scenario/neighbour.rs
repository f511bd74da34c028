//! Neighbours: social sign-in, OAuth2 clients and web hooks.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Entry, accounts};
use crate::Error;
use crate::replay::Replay;

pub(super) const TABLE: &[Entry] = &[
    ("account-linking", account_linking),
    ("everything-enrolled", everything_enrolled),
    ("expired-oauth2-login", expired_oauth2_login),
    ("oauth2-login", oauth2_login),
    ("social-sign-up-and-sign-in", social),
    ("webhook-interrupts", webhook_interrupts),
];

fn account_linking(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let email = "link-mwptou4e39@example.com";
    let with_totp = "link2fa-mwptou7b41@example.com";
    accounts(
        replay,
        number,
        &[email, "link-other-mwptou4e40@example.com"],
    )?;
    match number {
        2 | 9 => replay.comes_back(
            number,
            json!({"sub": "link", "email": email, "given_name": "Test"}),
        ),
        12 => {
            replay.account(with_totp)?;
            replay.sign_in("totp", with_totp)?;
            replay.enrol_totp("totp")
        }
        14 => replay.comes_back(
            number,
            json!({"sub": "link2fa", "email": with_totp, "given_name": "Test"}),
        ),
        _ => Ok(()),
    }
}

fn social(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let person =
        || json!({"sub": "soc", "email": "soc-mwptotxc37@example.com", "given_name": "Test"});
    match number {
        2 | 6 => replay.comes_back(number, person()),
        10 | 13 => replay.comes_back(number, json!({"sub": "late"})),
        21 => replay.comes_back(
            number,
            json!({"sub": "new", "email": "soc-new@example.com", "given_name": "Test"}),
        ),
        _ => Ok(()),
    }
}

/// An account with everything it can have, and a second browser that has given the password only.
fn everything_enrolled(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let email = "all-mwptpi1g119@example.com";
    if number > 0 {
        return Ok(());
    }
    let name = json!({"first": "Test", "last": "Example"});
    let traits: Value = json!({
        "name": name, "phone": "+12025550106", "website": "https://example.com", "age": 42, "newsletter": true,
    });
    replay.account_with(email, traits)?;
    replay.sign_in("a", email)?;
    replay.verify("a", email)?;
    replay.enrol_totp("a")?;
    replay.enrol_backup_codes("a")?;
    // The names of the credentials, as the recorded nodes that remove them say in hexadecimal.
    replay.enrol_security_key(
        "a",
        "ItjJRlRL8OOZ-HrmY492LiDB2Pyk8EIl28xjs2OH1_0",
        "Blue key",
    )?;
    replay.enrol_passkey("a", "HjB1niARyZDDciOUjdWIIE8oIjafAgO5lH8r5QhRGes")?;
    replay.enrol_passkey("a", "QDkZWugohhpmVqPNFbGqiYfH3oMAnQWLuWVuc5_ykDs")?;
    replay.link_provider(
        "a",
        "acme",
        json!({"sub": "all", "email": email, "given_name": "Test"}),
    )?;
    replay.sign_in("b", email)
}

fn oauth2_login(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let email = "oa-mwptpfsu101@example.com";
    accounts(replay, number, &[email])?;
    match number {
        5 => replay.stand_ins().oauth2.skip("c3"),
        6 => replay.stand_ins().oauth2.skip("c4"),
        7 => replay.stand_ins().oauth2.skip("c5"),
        9 => replay.stand_ins().oauth2.forget("c7"),
        11 => replay.stand_ins().oauth2.forget("c8"),
        13 => {
            replay.sign_in("totp", email)?;
            replay.enrol_totp("totp")?;
        }
        _ => {}
    }
    Ok(())
}

fn expired_oauth2_login(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    accounts(replay, number, &["xo-mwptpk9z121@example.com"])?;
    if number == 1 {
        replay.let_pass(Duration::from_secs(1));
    }
    Ok(())
}

fn webhook_interrupts(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let refusal = |pointer: &str, message: Value| {
        (
            400,
            json!({"messages": [{"instance_ptr": pointer, "messages": [message]}]}),
        )
    };
    let (status, body) = match number {
        1 => {
            let text = "This address is on our list.";
            let context = json!({"list": "grey"});
            let message = json!({"id": 12345, "text": text, "type": "error", "context": context});
            refusal("#/traits/email", message)
        }
        2 => refusal(
            "#/",
            json!({"id": 999, "text": "Not today.", "type": "info"}),
        ),
        3 => refusal(
            "#/nowhere",
            json!({"id": 7, "text": "Points nowhere.", "type": "error"}),
        ),
        4 => (500, json!({})),
        _ => (200, json!({})),
    };
    replay.stand_ins().receiver.answer(status, body);
    Ok(())
}
