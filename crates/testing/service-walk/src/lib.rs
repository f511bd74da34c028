//! What every service with a guarded route does, whatever it is written in.
//!
//! ```text
//! test ─walk→ service ─whoami→ stand_in::Kratos, or an IdentityServer
//!        └── JWT ──────jwks──→ stand_in::Gateway
//! ```
//!
//! A service is a [`Program`] that is configured by environment variables and writes where it listens. For tests only.

pub mod stand_in;
pub mod walk;

mod http;
mod identity_server;
mod program;

pub use http::{Response, get, post};
pub use identity_server::IdentityServer;
pub use program::Program;

/// Whatever goes wrong in a test.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
/// What a step of a test comes to.
pub type Result<T> = std::result::Result<T, Error>;
