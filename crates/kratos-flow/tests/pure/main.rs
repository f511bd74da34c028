//! Tests of flows as data. They mirror `src/`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::allow_attributes,
    reason = "a test fails by panicking"
)]

mod arbitrary;
mod autocomplete;
mod filter;
mod form;
mod layout;
mod leads;
mod machine;
mod outcome;
mod overview;
mod phone;
mod policy;
mod reaction;
mod recorded;
mod recordings;
mod route;
mod screen;
mod settings;
mod state;
mod traits;
mod typed;
mod typo;
mod url;
mod wire;
