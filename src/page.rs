//! The *pages*: which component stands at which address.

mod address;
mod error;
pub(crate) mod frame;
mod home;
mod not_found;
mod sessions;

use leptos::prelude::*;

use crate::browser;
use crate::i18n::phrases;
use crate::route::{FlowKind, FlowRequest};
use crate::ui::{
    Login, Recovery, Registration, Said, Settings, Verification, erased, provide_vestibule,
    use_vestibule,
};
use address::Address;
use error::ErrorPage;
#[cfg(feature = "ssr")]
pub(crate) use error::Told;
use frame::{Brand, Links};
use home::Home;
use not_found::NotFound;
use sessions::Sessions;

/// What a path leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Home,
    Flow(FlowKind),
    Sessions,
    Logout,
    Error,
    Nowhere,
}

impl Place {
    const ALL: [Place; 10] = [
        Place::Home,
        Place::Flow(FlowKind::Login),
        Place::Flow(FlowKind::Registration),
        Place::Flow(FlowKind::Recovery),
        Place::Flow(FlowKind::Verification),
        Place::Flow(FlowKind::Settings),
        Place::Sessions,
        Place::Logout,
        Place::Error,
        Place::Nowhere,
    ];

    pub(crate) fn new(path: &str) -> Self {
        let plain = path.strip_suffix('/').unwrap_or(path);
        match plain {
            "" | "/welcome" => Place::Home,
            "/sessions" => Place::Sessions,
            "/logout" => Place::Logout,
            "/error" => Place::Error,
            _ => FlowKind::from_path(path).map_or(Place::Nowhere, Place::Flow),
        }
    }

    fn number(self) -> u32 {
        (0..)
            .zip(Place::ALL)
            .find(|(_, place)| *place == self)
            .map_or(0, |(at, _)| at)
    }

    fn of(number: u32) -> Self {
        (0..)
            .zip(Place::ALL)
            .find(|(at, _)| *at == number)
            .map_or(Place::Nowhere, |(_, place)| place)
    }
}

/// All pages, in their frame: the brand, one card, and the links of the operator.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    let address = Address::new();
    let mut vestibule = use_vestibule();
    let go = address.clone();
    vestibule.go = Some(Callback::new(move |page: String| go.go(&page, false)));
    provide_vestibule(vestibule);
    provide_context(address.clone());
    // What is drawn changes with the place only, not with the query.
    let place = {
        let address = address.clone();
        erased::version(move || address.with(|path, _| Place::new(path).number()))
    };
    // Where the focus was is gone with the last page; it goes on at the heading of this one.
    let mut is_first = true;
    erased::effect(move || {
        place.get();
        if !std::mem::take(&mut is_first) {
            browser::focus("title");
        }
    });
    let words = use_vestibule();
    let (offline, is_insecure) = (RwSignal::new(false), RwSignal::new(false));
    let ask = move || {
        offline.set(browser::is_offline());
        // Browsers keep `Secure` cookies and passkeys from such an origin.
        is_insecure.set(browser::is_insecure());
    };
    erased::effect(ask);
    browser::on("online", move |_| ask());
    browser::on("offline", move |_| ask());
    let connection = erased::optional(move || {
        let phrase = if offline.get() {
            phrases::OFFLINE
        } else if is_insecure.get() {
            phrases::INSECURE
        } else {
            return None;
        };
        Some(words.say(phrase))
    });
    view! {
        <Brand/>
        <Said id="connection" text=connection/>
        <main class="card">
            {erased::view(move || match Place::of(place.get()) {
                Place::Home => view! { <Home/> }.into_any(),
                Place::Flow(kind) => flow(kind, &address),
                Place::Sessions => view! { <Sessions/> }.into_any(),
                Place::Logout => view! { <Home leaves=true/> }.into_any(),
                Place::Error => view! { <ErrorPage/> }.into_any(),
                Place::Nowhere => view! { <NotFound/> }.into_any(),
            })}
        </main>
        <Links/>
    }
}

/// The page of a flow: its request is the page's address, and the address keeps in step with the flow that is shown.
fn flow(kind: FlowKind, address: &Address) -> AnyView {
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
