//! Walks: what `GET /users/profile` returns, by the source of sessions.

mod gateway;
mod identity_server;
mod whoami;

pub use gateway::gateway;
pub use identity_server::identity_server;
pub use whoami::whoami;

use crate::{Program, Response, Result};

/// The route of every service.
const PROFILE: &str = "/users/profile";

fn profile(service: &Program, header: (&str, &str)) -> Result<Response> {
    service.get(PROFILE, &[header])
}

/// A response about a user is for that user alone, a refusal too.
fn is_private(response: &Response) -> bool {
    response.header("cache-control").contains("no-store")
}
