//! Identifier-first login.

use super::{Entry, accounts};

pub(super) const TABLE: &[Entry] = &[
    ("idfirst-code", |r, n| {
        accounts(r, n, &["idc-mwptoun143@example.com"])
    }),
    ("idfirst-code-only", |r, n| {
        accounts(r, n, &["ico-mwptov3p49@example.com"])
    }),
    ("idfirst-login", |r, n| {
        accounts(r, n, &["idf-mwptouks42@example.com"])
    }),
    ("idfirst-mitigate", |r, n| {
        accounts(r, n, &["mit-mwptovf351@example.com"])
    }),
    ("idfirst-mitigate-plain", |r, n| {
        accounts(r, n, &["mip-mwptpcv896@example.com"])
    }),
];
