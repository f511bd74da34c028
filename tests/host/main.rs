//! Tests of the application that need no browser. They mirror `src/`.
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
mod config;
mod exchanges;
mod experience;
mod filter;
mod form;
mod i18n;
mod layout;
mod markdown_links;
mod markup;
mod messages;
mod older;
mod outcome;
mod overview;
mod pages;
mod phone;
mod policy;
mod reaction;
mod render;
mod route;
mod secrets;
mod settings;
mod sinks;
mod state;
mod traits;
mod typed;
mod typo;
mod url;
mod visit;
mod wire;
mod without_script;
