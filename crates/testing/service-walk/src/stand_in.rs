//! Stand-ins: a Kratos and a gateway that respond as a test wants them to.

mod gateway;
mod kratos;
mod listener;

pub use gateway::Gateway;
pub use kratos::{Kratos, session};
