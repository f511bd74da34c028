//! The *pages*: which component stands at which address.

mod address;
mod error;
pub(crate) mod frame;
mod home;
mod not_found;
mod sessions;

use crate::ui::element::{element, fragment};
use leptos::prelude::*;

use crate::browser;
use crate::i18n::phrases;
use crate::route::{FlowKind, FlowRequest};
use crate::ui::{
    Login, Recovery, Registration, Settings, StatusRegion, Verification, provide_vestibule, rx,
    use_vestibule,
};
use address::Location;
use error::ErrorPage;
#[cfg(feature = "ssr")]
pub(crate) use error::ErrorSource;
use frame::{Brand, Links};
use home::Home;
use not_found::NotFound;
use sessions::Sessions;

/// What a path leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    Home,
    Flow(FlowKind),
    Sessions,
    Logout,
    Error,
    NotFound,
}

impl Route {
    const ALL: [Route; 10] = [
        Route::Home,
        Route::Flow(FlowKind::Login),
        Route::Flow(FlowKind::Registration),
        Route::Flow(FlowKind::Recovery),
        Route::Flow(FlowKind::Verification),
        Route::Flow(FlowKind::Settings),
        Route::Sessions,
        Route::Logout,
        Route::Error,
        Route::NotFound,
    ];

    pub(crate) fn new(path: &str) -> Self {
        let plain = path.strip_suffix('/').unwrap_or(path);
        match plain {
            "" | "/welcome" => Route::Home,
            "/sessions" => Route::Sessions,
            "/logout" => Route::Logout,
            "/error" => Route::Error,
            _ => FlowKind::from_path(path).map_or(Route::NotFound, Route::Flow),
        }
    }

    fn number(self) -> u32 {
        (0..)
            .zip(Route::ALL)
            .find(|(_, route)| *route == self)
            .map_or(0, |(at, _)| at)
    }

    fn of(number: u32) -> Self {
        (0..)
            .zip(Route::ALL)
            .find(|(at, _)| *at == number)
            .map_or(Route::NotFound, |(_, route)| route)
    }
}

/// All pages, in their frame: the brand, one card, and the links of the operator.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    let address = Location::new();
    let mut vestibule = use_vestibule();
    let go = address.clone();
    vestibule.go = Some(Callback::new(move |page: String| go.go(&page, false)));
    provide_vestibule(vestibule);
    provide_context(address.clone());
    // What is rendered changes with the place only, not with the query.
    let route = {
        let address = address.clone();
        rx::version(move || address.with(|path, _| Route::new(path).number()))
    };
    // Where the focus was is gone with the last page; it goes on at the heading of this one.
    let mut is_first = true;
    rx::effect(move || {
        route.get();
        if !std::mem::take(&mut is_first) {
            browser::focus("title");
        }
    });
    let i18n = use_vestibule();
    let (offline, is_insecure) = (RwSignal::new(false), RwSignal::new(false));
    let fetch = move || {
        offline.set(browser::is_offline());
        // Browsers keep `Secure` cookies and passkeys from such an origin.
        is_insecure.set(browser::is_insecure());
    };
    rx::effect(fetch);
    browser::on("online", move |_| fetch());
    browser::on("offline", move |_| fetch());
    let connection = rx::optional(move || {
        let phrase = if offline.get() {
            phrases::OFFLINE
        } else if is_insecure.get() {
            phrases::INSECURE
        } else {
            return None;
        };
        Some(i18n.t(phrase))
    });
    fragment(vec![
        (view! { <Brand/> }).into_any(),
        (view! { <StatusRegion id="connection" text=connection/> }).into_any(),
        element("main")
            .class("card")
            .child(rx::view(move || match Route::of(route.get()) {
                Route::Home => view! { <Home/> }.into_any(),
                Route::Flow(kind) => flow(kind, &address),
                Route::Sessions => view! { <Sessions/> }.into_any(),
                Route::Logout => view! { <Home leaves=true/> }.into_any(),
                Route::Error => view! { <ErrorPage/> }.into_any(),
                Route::NotFound => view! { <NotFound/> }.into_any(),
            }))
            .into_any(),
        (view! { <Links/> }).into_any(),
    ])
}

/// The page of a flow: its request is the page's address, and the address keeps in step with the flow that is shown.
fn flow(kind: FlowKind, address: &Location) -> AnyView {
    let here = address.clone();
    let last = StoredValue::new(FlowRequest::new(kind));
    let request = Signal::derive(move || {
        // On the way to another page this one still hears of its address, and does not mean itself.
        here.with(|path, query| {
            if FlowKind::from_path(path) == Some(kind) {
                last.set_value(FlowRequest::from_query(kind, query));
            }
        });
        last.get_value()
    });
    let address = address.clone();
    let on_flow = Callback::new(move |request: FlowRequest| {
        let page = address.with_untracked(|path, _| request.to_page_at(path));
        address.go(&page, true);
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
