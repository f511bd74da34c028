//! Verification.

use super::{Entry, accounts};

pub(super) const TABLE: &[Entry] = &[("verification-code", |r, n| {
    accounts(
        r,
        n,
        &["ver-mwptotwb35@example.com", "ver2-mwptotwx36@example.com"],
    )
})];
