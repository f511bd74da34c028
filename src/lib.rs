//! The sign-in front end for [Ory Kratos](https://www.ory.com/kratos): an application, and the components it is made of.
//!
//! ```text
//!   user, network, clock ──▶ Event ──▶ machine::update(&mut Model, Event) ──▶ Vec<Effect> ──▶ driver
//!                                                    │                                          │
//!                                               Model::view ──▶ screen ──▶ ui ──▶ HTML          └──▶ Event
//! ```
//!
//! What a page does is decided in one place, [`machine`]. [`flow`], [`kratos`], [`machine`], [`route`], [`screen`] and [`url`] know
//! neither Leptos nor the browser and are tested on the host; they are the crate `kratos-flow`.
//!
//! # In an application of your own
//!
//! ```
//! use leptos::prelude::*;
//! use vestibule::config::Config;
//! use vestibule::ui::{Login, LogoutLink, Vestibule, Whoami, provide_vestibule, use_session};
//!
//! #[component]
//! fn Account() -> impl IntoView {
//!     provide_vestibule(Vestibule {
//!         config: Config { kratos: "/.ory".to_owned(), ..Config::default() }.into(),
//!         ..Vestibule::default()
//!     });
//!     let (session, _) = use_session();
//!     move || match session.get() {
//!         Whoami::SignedIn(_) => view! { <LogoutLink/> }.into_any(),
//!         _ => view! { <Login return_to="/account"/> }.into_any(),
//!     }
//! }
//! ```
//!
//! # Builds
//!
//! Three features exclude each other: `csr` renders in the browser, `ssr` writes HTML on a host, `hydrate` takes such HTML
//! over in the browser. Choose exactly one for each build.
#![recursion_limit = "256"]
#![expect(
    unreachable_pub,
    reason = "the component macro makes what it generates as public as the props of it"
)]

mod app;
mod browser;
pub mod config;
pub mod i18n;
mod page;
#[cfg(feature = "ssr")]
pub mod server;
pub mod ui;

pub use app::{App, start};
pub use browser::fetch::Fetch;
use kratos_flow::json;
pub use kratos_flow::{flow, kratos, machine, route, screen, url};
