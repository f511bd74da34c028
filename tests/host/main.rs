//! Tests of the application that need no browser. They mirror `src/`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::allow_attributes,
    reason = "a test fails by panicking"
)]

#[path = "../../crates/kratos-flow/tests/pure/arbitrary.rs"]
#[expect(dead_code, reason = "the tests of flows use the rest")]
mod arbitrary;
mod config;
mod experience;
mod i18n;
mod markdown_links;
mod markup;
mod messages;
mod older;
mod pages;
#[path = "../../crates/kratos-flow/tests/pure/recordings.rs"]
mod recordings;
mod render;
mod secrets;
mod sinks;
mod visit;
mod without_script;
