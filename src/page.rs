//! The *pages*: which component stands at which address.

mod address;
mod error;
mod home;
mod not_found;
mod sessions;

use leptos::prelude::*;

use crate::route::{FlowKind, FlowRequest};
use crate::ui::{
    Login, Recovery, Registration, Settings, Verification, erased, provide_vestibule, use_vestibule,
};
use address::Address;
use error::ErrorPage;
use home::Home;
use not_found::NotFound;
use sessions::Sessions;

/// What a path leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Home,
    Flow(FlowKind),
    Sessions,
    Error,
    Nowhere,
}

impl Place {
    fn new(path: &str) -> Self {
        match path {
            "/" | "/welcome" => Place::Home,
            "/sessions" => Place::Sessions,
            "/error" => Place::Error,
            _ => FlowKind::from_path(path).map_or(Place::Nowhere, Place::Flow),
        }
    }
}

/// All pages, in their frame: the brand, and one card.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    let address = Address::new();
    let mut vestibule = use_vestibule();
    let go = address.clone();
    vestibule.go = Some(Callback::new(move |page: String| go.go(&page, false)));
    let brand = vestibule.config.brand.clone();
    provide_vestibule(vestibule);
    provide_context(address.clone());
    let path = address.path();
    let drawn = address.clone();
    erased::effect(move || {
        path.track();
        drawn.arrived();
    });
    view! {
        <header class="brand">
            <a class="brand-name" href="/">
                {brand}
            </a>
        </header>
        <main class="card">
            {erased::view(move || match path.with(|path| Place::new(path)) {
                Place::Home => view! { <Home/> }.into_any(),
                Place::Flow(kind) => flow(kind, &address),
                Place::Sessions => view! { <Sessions/> }.into_any(),
                Place::Error => view! { <ErrorPage/> }.into_any(),
                Place::Nowhere => view! { <NotFound/> }.into_any(),
            })}
        </main>
    }
}

/// The page of a flow: its request is the page's address, and the address keeps in step with the flow that is shown.
fn flow(kind: FlowKind, address: &Address) -> AnyView {
    let search = address.search();
    let path = address.path();
    let request: Signal<FlowRequest> =
        Memo::new(move |_| FlowRequest::from_query(kind, &search.get())).into();
    let address = address.clone();
    let on_flow = Callback::new(move |request: FlowRequest| {
        let page = request.to_page();
        let query = page.split_once('?').map_or("", |(_, query)| query);
        // The path stays: `/verify` is as good as `/verification`.
        address.go(&format!("{}?{query}", path.get_untracked()), true);
    });
    match kind {
        FlowKind::Login => view! { <Login request=request on_flow=on_flow/> }.into_any(),
        FlowKind::Registration => {
            view! { <Registration request=request on_flow=on_flow/> }.into_any()
        }
        FlowKind::Verification => {
            view! { <Verification request=request on_flow=on_flow/> }.into_any()
        }
        FlowKind::Recovery => view! { <Recovery request=request on_flow=on_flow/> }.into_any(),
        FlowKind::Settings => view! { <Settings request=request on_flow=on_flow/> }.into_any(),
    }
}
