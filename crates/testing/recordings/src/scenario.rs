//! Scenario: what each recorded scenario needs besides its exchanges.
//!
//! Recordings hold what the browsers of a scenario said, not how its accounts came to be. Each scenario that needs more has a
//! [`Prepare`] function in one of the tables below, which does what is missing before the exchange with a given number.

mod expiry;
mod identifier_first;
mod login;
mod neighbour;
mod passkey;
mod recovery;
mod registration;
mod second_factor;
mod session;
mod settings;
mod transport;
mod verification;

use crate::replay::Replay;
use crate::{Error, Omission};

/// Does what was not recorded before the exchange with this number.
pub type Prepare = fn(&mut Replay<'_>, usize) -> Result<(), Error>;

/// A scenario and its preparation.
type Entry = (&'static str, Prepare);

const TABLES: [&[Entry]; 12] = [
    expiry::TABLE,
    identifier_first::TABLE,
    login::TABLE,
    neighbour::TABLE,
    passkey::TABLE,
    recovery::TABLE,
    registration::TABLE,
    second_factor::TABLE,
    session::TABLE,
    settings::TABLE,
    transport::TABLE,
    verification::TABLE,
];

/// Exchanges that the same Kratos answers now so, now otherwise. They are not sent, and a renewed recording keeps the stored ones.
pub const UNSTEADY: &[Omission] = &[
    Omission {
        scenario: "double-submit",
        exchanges: &[5, 10, 12],
        reason: "the answer to the second of two submits at the same moment depends on how far the first has come",
    },
    Omission {
        scenario: "registration-two-addresses",
        exchanges: &[2, 3, 4, 5, 6, 7, 8, 9],
        reason: "Kratos announces one of the two addresses, mostly the mail, now and then the phone",
    },
    Omission {
        scenario: "transient-payload",
        exchanges: &[11],
        reason: "which of two spellings of a trait wins depends on the order of a Go map",
    },
];

/// The preparation of a scenario; nothing for one whose recording is complete in itself.
#[must_use]
pub fn preparation(scenario: &str) -> Prepare {
    (TABLES.iter().copied().flatten())
        .find(|(name, _)| *name == scenario)
        .map_or(nothing, |(_, prepare)| *prepare)
}

fn nothing(_: &mut Replay<'_>, _: usize) -> Result<(), Error> {
    Ok(())
}

/// Accounts that must exist before the first exchange.
fn accounts(replay: &mut Replay<'_>, number: usize, emails: &[&str]) -> Result<(), Error> {
    if number == 0 {
        for email in emails {
            replay.account(email)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::TABLES;
    use crate::Library;

    #[test]
    fn every_preparation_belongs_to_a_recording() {
        let names = Library::of_this_project().names().unwrap();
        for (name, _) in TABLES.iter().copied().flatten() {
            assert!(
                names.iter().any(|known| known == name),
                "no recording {name}"
            );
        }
    }
}
