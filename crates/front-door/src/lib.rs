//! The front door: the one origin that a user's browser talks to.
//!
//! ```text
//!              ┌─ page      the document with the configuration in it, for every route of the application
//!              │    └ render    what stands in it, rendered by the application's own components  ──→ Kratos
//! browser ──── door ─ assets    the other files of `dist`, compressed beforehand
//!              ├─ config    the configuration, /config.json
//!              ├─ native    what a browser sends by itself: every form without JavaScript      ──→ Kratos
//!              └─ proxy     /self-service/ /sessions /schemas /.well-known/ory/                  ──→ Kratos
//! ```
//!
//! Every answer leaves with the security headers of [`headers`]; what Kratos says about itself wins over them.
//! What the application and Kratos tell each other passes unread and unchanged. What a flow means is known to the application only,
//! whose [`vestibule::server`] decides what a page shows, what a form that a browser has sent by itself says to Kratos, and where
//! a user is sent.

// See .cargo/config.toml, whose place `RUSTFLAGS` takes.
#[cfg(not(any(erase_components, doc)))]
compile_error!(
    "pages would be drawn otherwise than the application takes them over: add `--cfg erase_components` to RUSTFLAGS, or unset it"
);

pub mod access_log;
pub mod config;
pub mod headers;
pub mod metrics;
pub mod settings;

mod app;
mod assets;
mod catalogues;
mod document;
mod edge;
mod flash;
mod guard;
mod jar;
mod listener;
mod native;
mod network;
mod oauth2;
mod page;
mod pem;
mod pool;
mod proxy;
mod redirects;
mod render;
mod report;
mod router;
mod routes;
mod server;
mod tls;
mod upstream;

pub use edge::origin::Origin;
pub use listener::Listener;
pub use network::ApiKeyProblem;
pub use oauth2::{OAuth2Options, Remember};
pub use pem::TlsProblem;
pub use router::{Problem, router};
pub use server::serve;
pub use tls::Certificate;
