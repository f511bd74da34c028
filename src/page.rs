//! The *pages*: which component stands at which address.

mod error;
mod home;
mod not_found;
mod sessions;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::Router;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::location::{BrowserUrl, LocationProvider};

use crate::route::{FlowKind, FlowRequest};
use crate::ui::{
    Login, Recovery, Registration, Settings, Verification, erased, provide_vestibule, use_vestibule,
};
use error::ErrorPage;
use home::Home;
use not_found::NotFound;
use sessions::Sessions;

/// All pages, in their frame.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    // The router's location and history, and a match over the path below: its route tables cost more than they are
    // worth where no path has parameters.
    view! {
        <Router>
            <Page/>
        </Router>
    }
}

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

/// What every page stands in: the brand, and one card. Below the router it can also tell the components how to go from
/// page to page.
#[component]
fn Page() -> impl IntoView {
    let mut vestibule = use_vestibule();
    let navigate = use_navigate();
    vestibule.go = Some(Callback::new(move |page: String| {
        navigate(&page, NavigateOptions::default());
    }));
    let brand = vestibule.config.brand.clone();
    provide_vestibule(vestibule);
    let path = use_location().pathname;
    // A link's address goes into the address bar once its page is there, which is to be said by who draws the pages.
    let browser_url = use_context::<BrowserUrl>();
    erased::effect(move || {
        path.track();
        if let Some(browser_url) = &browser_url {
            browser_url.ready_to_complete();
        }
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
                Place::Flow(kind) => flow(kind),
                Place::Sessions => view! { <Sessions/> }.into_any(),
                Place::Error => view! { <ErrorPage/> }.into_any(),
                Place::Nowhere => view! { <NotFound/> }.into_any(),
            })}
        </main>
    }
}

/// The page of a flow: its request is the page's address, and the address keeps in step with the flow that is shown.
fn flow(kind: FlowKind) -> AnyView {
    let location = use_location();
    let navigate = use_navigate();
    let search = location.search;
    let path = location.pathname;
    let request: Signal<FlowRequest> =
        Memo::new(move |_| FlowRequest::from_query(kind, &search.get())).into();
    let on_flow = Callback::new(move |request: FlowRequest| {
        let page = request.to_page();
        let query = page.split_once('?').map_or("", |(_, query)| query);
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        // The path stays: `/verify` is as good as `/verification`.
        navigate(&format!("{}?{query}", path.get_untracked()), options);
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
