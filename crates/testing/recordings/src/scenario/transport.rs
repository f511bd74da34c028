//! What the transport decides: content types, CORS, methods that are off.

use super::{Entry, accounts};

pub(super) const TABLE: &[Entry] = &[("transport-accept-and-content-types", |r, n| {
    accounts(r, n, &["accept-mwptos837@example.com"])
})];
