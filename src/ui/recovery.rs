//! *Recovery*: getting back into an account.

use std::sync::Arc;

use crate::ui::element::element;
use leptos::prelude::*;

use super::flow::{FlowCard, Footer};
use super::use_vestibule;
use crate::i18n::phrases;
use crate::route::{FlowKind, FlowRequest};

/// Gets a user back into their account by a code or a link that Kratos sends, and on to new credentials.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::Recovery;
///
/// #[component]
/// fn Forgotten() -> impl IntoView {
///     view! { <Recovery/> }
/// }
/// ```
#[component]
pub fn Recovery(
    /// Which flow; a new one asks for the address first.
    #[prop(optional, into)]
    request: Option<Signal<FlowRequest>>,
    /// Is told which flow is shown.
    #[prop(optional, into)]
    on_flow: Option<Callback<FlowRequest>>,
) -> impl IntoView {
    let request = request.unwrap_or_else(|| Signal::stored(FlowRequest::new(FlowKind::Recovery)));
    let vestibule = use_vestibule();
    let footer: Footer = Arc::new(move |request: FlowRequest| {
        let login = request.to_kind(FlowKind::Login).to_page();
        element("div")
            .class("footer")
            .child(
                element("a")
                    .attr("href", login)
                    .child(vestibule.t(phrases::TO_SIGN_IN)),
            )
            .into_any()
    });
    view! { <FlowCard request=request on_flow=on_flow footer=Some(footer)/> }
}
