//! Exchanges: recorded conversations between a browser and an Ory Kratos, in the format of `tests/recordings/README.md`.
//!
//! A *scenario* is one conversation: what one or more browsers sent and got, in order. This crate reads scenarios
//! ([`recording`]), starts a server with the configuration a scenario names ([`server`]), says the browsers' part again
//! to it ([`replay`], with everything dynamic taken from what that server answered), compares its answers with the
//! recorded ones ([`comparison`]), and writes a renewed recording ([`record`](fn@record)).
//! The server may be a real Kratos or `fake-kratos`: both have the same command line, and nothing here asks which it is.

pub mod admin;
pub mod authenticator;
pub mod browser;
pub mod comparison;
mod error;
pub mod one_time_password;
mod record;
pub mod recording;
pub mod replay;
pub mod scenario;
pub mod server;
pub mod stand_in;
pub mod substitution;
pub mod suite;

pub use comparison::Difference;
pub use error::Error;
pub use record::record;
pub use recording::Library;
pub use suite::{Omission, Omitted, Report, Suite};
