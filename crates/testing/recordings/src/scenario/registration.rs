//! Registration.

use super::{Entry, accounts};
use crate::Error;
use crate::replay::Replay;

pub(super) const TABLE: &[Entry] = &[
    ("registration-duplicate", |r, n| {
        accounts(r, n, &["dup-mwptosjk12@example.com"])
    }),
    ("widgets-encodings", widgets_encodings),
];

/// Each exchange submits a flow whose creation was not recorded.
fn widgets_encodings(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    replay.open_for(number, "registration")
}
