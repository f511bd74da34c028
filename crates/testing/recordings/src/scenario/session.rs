//! Sessions and logout.

use super::{Entry, accounts};
use crate::Error;
use crate::replay::Replay;

pub(super) const TABLE: &[Entry] = &[
    ("fetch-errors", fetch_errors),
    ("logout", |r, n| {
        signed_in(r, n, "logout@example.com", &["a", "b", "c", "d"])
    }),
    ("sessions", |r, n| {
        signed_in(r, n, "sess-mwptoseq9@example.com", &["a", "b", "c", "d"])
    }),
];

fn signed_in(
    replay: &mut Replay<'_>,
    number: usize,
    email: &str,
    clients: &[&str],
) -> Result<(), Error> {
    accounts(replay, number, &[email])?;
    if number == 0 {
        for client in clients {
            replay.sign_in(client, email)?;
        }
    }
    Ok(())
}

fn fetch_errors(replay: &mut Replay<'_>, number: usize) -> Result<(), Error> {
    let (one, two) = ("one-mwptos3w3@example.com", "two-mwptos3w4@example.com");
    accounts(replay, number, &[one, two])?;
    if number == 24 {
        replay.sign_in("x", one)?;
        replay.sign_in("y", two)?;
    }
    Ok(())
}
