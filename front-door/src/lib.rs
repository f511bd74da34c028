//! The front door: the one origin that a person's browser talks to.
//!
//! ```text
//!              ┌─ page      index.html with the configuration in it, for every route of the application
//! browser ──── door ─ assets    the other files of `dist`, compressed beforehand
//!              ├─ config    the configuration, /config.json
//!              └─ proxy     /self-service/ /sessions /schemas /.well-known/ory/  ──→ Kratos
//! ```
//!
//! Every answer leaves with the security headers of [`headers`]; what Kratos says about itself wins over them.
//! The program does not know the flows: it neither reads nor changes what Kratos and the browser tell each other.

pub mod config;
pub mod headers;
pub mod settings;

mod assets;
mod document;
mod door;
mod page;
mod proxy;
mod report;
mod server;

pub use door::{Problem, router};
pub use server::serve;
