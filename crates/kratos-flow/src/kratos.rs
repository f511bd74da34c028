//! *Kratos*, as far as its browser API goes: what it sends, and what its responses mean.

mod outcome;
mod reconcile;
mod session;
pub mod wire;

pub use outcome::{Call, Outcome, Response};
pub use reconcile::{Probe, reconcile, same};
pub use session::Session;
