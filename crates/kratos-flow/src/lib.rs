//! Browser flows of [Ory Kratos](https://www.ory.com/kratos) as data: what its API sends, what that means, and what a page
//! does next. No user interface, no network, no clock: a driver fetches, and hands in what came.
//!
//! ```text
//!   user, network, clock ──▶ Event ──▶ machine::update(&mut Model, Event) ──▶ Vec<Effect> ──▶ driver (browser | server)
//!                                                    │                                          │
//!                                               Model::view ──▶ screen ──▶ components           └──▶ Event
//! ```

pub mod flow;
pub mod json;
pub mod kratos;
pub mod machine;
pub mod route;
pub mod screen;
pub mod url;
