//! The *pages*: which component stands at which address.

mod home;
mod not_found;

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::{NavigateOptions, path};

use crate::route::{FlowKind, FlowRequest};
use crate::ui::{FlowCard, Login, Registration, Verification, provide_vestibule, use_vestibule};
use home::Home;
use not_found::NotFound;

/// All pages, in their frame.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    view! {
        <Router>
            <Frame>
                <FlatRoutes fallback=NotFound>
                    <Route path=path!("/") view=Home/>
                    <Route path=path!("/welcome") view=Home/>
                    <Route path=path!("/login") view=LoginPage/>
                    <Route path=path!("/registration") view=RegistrationPage/>
                    <Route path=path!("/verification") view=VerificationPage/>
                    <Route path=path!("/verify") view=VerificationPage/>
                    <Route path=path!("/recovery") view=RecoveryPage/>
                </FlatRoutes>
            </Frame>
        </Router>
    }
}

/// What every page stands in: the brand, and one card. Below the router it can also tell the components how to go from
/// page to page.
#[component]
fn Frame(children: Children) -> impl IntoView {
    let mut vestibule = use_vestibule();
    let navigate = use_navigate();
    vestibule.go = Some(Callback::new(move |page: String| {
        navigate(&page, NavigateOptions::default());
    }));
    let brand = vestibule.config.brand.clone();
    provide_vestibule(vestibule);
    view! {
        <header class="brand">
            <a class="brand-name" href="/">
                {brand}
            </a>
        </header>
        <main class="card">{children()}</main>
    }
}

/// The request that the page's address stands for, and what keeps the address in step with the flow that is shown.
fn address(kind: FlowKind) -> (Signal<FlowRequest>, Callback<FlowRequest>) {
    let location = use_location();
    let navigate = use_navigate();
    let search = location.search;
    let path = location.pathname;
    let request = Memo::new(move |_| FlowRequest::from_query(kind, &search.get()));
    let on_flow = Callback::new(move |request: FlowRequest| {
        let page = request.to_page();
        let query = page.split_once('?').map_or("", |(_, query)| query);
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&format!("{}?{query}", path.get_untracked()), options);
    });
    (request.into(), on_flow)
}

#[component]
fn LoginPage() -> impl IntoView {
    let (request, on_flow) = address(FlowKind::Login);
    view! { <Login request=request on_flow=on_flow/> }
}

#[component]
fn RegistrationPage() -> impl IntoView {
    let (request, on_flow) = address(FlowKind::Registration);
    view! { <Registration request=request on_flow=on_flow/> }
}

#[component]
fn VerificationPage() -> impl IntoView {
    let (request, on_flow) = address(FlowKind::Verification);
    view! { <Verification request=request on_flow=on_flow/> }
}

#[component]
fn RecoveryPage() -> impl IntoView {
    let (request, on_flow) = address(FlowKind::Recovery);
    view! { <FlowCard request=request on_flow=Some(on_flow)/> }
}
