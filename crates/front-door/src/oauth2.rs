//! OAuth2: the pages that Hydra leaves to others (consent, sign-out, devices), and the applications that have access.
//!
//! Each is a form that a browser sends by itself, rendered here as a whole, so that the application carries none of it. Hydra's
//! admin API has no authentication: it is known here alone, and what is asked of it is bound to who is signed in at Kratos.

pub(crate) mod address;
mod applications;
mod claims;
mod client;
mod consent;
mod device;
mod form;
mod hydra;
mod language;
mod logout;
pub(crate) mod options;
pub(crate) mod phrases;
mod respond;
mod scope;
mod session;
pub(crate) mod state;
mod view;

pub use options::{OAuth2Options, Remember};

use crate::{
    app::AppState,
    routes::{forms, pages},
};
use axum::{
    Router,
    routing::{get, post},
};
use std::sync::Arc;

/// Where the pages are. Without a Hydra there are none, and `/logout` is the application's alone.
pub(crate) fn routes(router: Router<Arc<AppState>>, has_hydra: bool) -> Router<Arc<AppState>> {
    if !has_hydra {
        return router.route("/logout", post(forms::sign_out).fallback(pages::own));
    }
    router
        .route(
            "/logout",
            get(logout::page).post(logout::decide).fallback(pages::own),
        )
        .route(
            "/consent",
            get(consent::page)
                .post(consent::decide)
                .fallback(pages::own),
        )
        .route(
            "/device",
            get(device::page).post(device::enter).fallback(pages::own),
        )
        .route("/device/success", get(device::done).fallback(pages::own))
        .route(
            "/settings/applications",
            get(applications::page)
                .post(applications::remove)
                .fallback(pages::own),
        )
}
