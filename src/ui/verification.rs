//! *Verification*: proving that an address is one's own.

use leptos::prelude::*;

use super::flow::FlowCard;
use crate::route::{FlowKind, FlowRequest};

/// Verifies an address by the code or link that Kratos has sent to it.
#[component]
pub fn Verification(
    /// Which flow; a new one asks for the address first.
    #[prop(optional, into)]
    request: Option<Signal<FlowRequest>>,
    /// Is told which flow is shown.
    #[prop(optional, into)]
    on_flow: Option<Callback<FlowRequest>>,
) -> impl IntoView {
    let request =
        request.unwrap_or_else(|| Signal::stored(FlowRequest::new(FlowKind::Verification)));
    view! { <FlowCard request=request on_flow=on_flow/> }
}
