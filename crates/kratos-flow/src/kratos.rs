//! *Kratos*, as far as its browser API goes: its endpoints, what it sends, and what its responses mean.

mod client;
mod endpoint;
mod lost;
pub mod message;
mod outcome;
mod session;
mod transport;
pub mod wire;

pub use client::Kratos;
pub use endpoint::Endpoint;
pub use outcome::{Call, Outcome, Response};
pub use session::Session;
pub use transport::Transport;
