//! Passkeys and security keys whose enrolment was not recorded.

use super::Entry;
use crate::Error;
use crate::replay::Replay;

pub(super) const TABLE: &[Entry] = &[
    ("passkey-account-with-totp", passkey_account_with_totp),
    ("settings-passkey", settings_passkey),
];

fn passkey_account_with_totp(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    if number == 0 {
        let traits = [
            ("traits.email", "pkt@example.com"),
            ("traits.name.first", "Test"),
        ];
        let id = replay.recorded_credential(1, "passkey_login")?;
        replay.sign_up_with_passkey("a", &traits, &id)?;
        replay.enrol_totp("a")?;
    }
    Ok(())
}

fn settings_passkey(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    if number == 0 {
        let traits = [
            ("traits.email", "sk-mwptoth126@example.com"),
            ("traits.name.first", "Test"),
            ("traits.name.last", "Example"),
        ];
        // 90ed45fb02de05ac1a64773df6a59eff135a8d604d1a719d5146323e1acf9fa3, as the node that removes it says
        replay.sign_up_with_passkey("a", &traits, "kO1F-wLeBawaZHc99qWe_xNajWBNGnGdUUYyPhrPn6M")?;
    }
    Ok(())
}
