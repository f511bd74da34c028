//! *Signing up*.

use std::sync::Arc;

use crate::ui::element::element;
use leptos::prelude::*;

use super::flow::{FlowCard, Footer};
use super::use_vestibule;
use crate::flow::{Filter, Names};
use crate::i18n::phrases;
use crate::route::{FlowKind, FlowRequest};

/// Signs a user up: every method that Kratos offers, in one or two steps.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::Registration;
///
/// #[component]
/// fn SignUp() -> impl IntoView {
///     view! { <Registration return_to="/welcome" groups="profile,password"/> }
/// }
/// ```
#[component]
pub fn Registration(
    /// Where the user wants to be afterwards.
    #[prop(optional, into)]
    return_to: Option<String>,
    /// Where the verification of the address ends.
    #[prop(optional, into)]
    after_verification_return_to: Option<String>,
    /// The identity schema to sign up with.
    #[prop(optional, into)]
    identity_schema: Option<String>,
    /// Show these groups only (and `default`), as a comma-separated string or an array.
    #[prop(optional, into)]
    groups: Option<Names>,
    /// The request as a whole, instead of the parameters above.
    #[prop(optional, into)]
    request: Option<Signal<FlowRequest>>,
    /// Whether to render a heading and the way to the sign-in page.
    #[prop(default = true)]
    heading: bool,
    /// Is told which flow is shown.
    #[prop(optional, into)]
    on_flow: Option<Callback<FlowRequest>>,
) -> impl IntoView {
    let request = request.unwrap_or_else(|| {
        let mut request = FlowRequest::new(FlowKind::Registration);
        request.return_to = return_to;
        request.after_verification_return_to = after_verification_return_to;
        request.identity_schema = identity_schema;
        Signal::stored(request)
    });
    let vestibule = use_vestibule();
    let footer: Footer = Arc::new(move |request: FlowRequest| {
        if !heading {
            return ().into_any();
        }
        let login = request.to_kind(FlowKind::Login).to_page();
        element("div")
            .class("footer")
            .child(
                element("p")
                    .child(vestibule.t(phrases::HAVE_ACCOUNT))
                    .text(" ")
                    .child(
                        element("a")
                            .test_id("cta-link")
                            .attr("href", login)
                            .child(vestibule.t(phrases::SIGN_IN)),
                    ),
            )
            .into_any()
    });
    let filter = groups.map(|groups| Filter {
        groups,
        ..Filter::default()
    });
    view! { <FlowCard request=request filter=filter heading=heading on_flow=on_flow footer=Some(footer)/> }
}

/// Signs a user up with a passkey: the traits of the identity, and the button. It wants a Kratos with the one-step
/// registration (`selfservice.flows.registration.style: unified`); with two steps it shows both.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::PasskeyRegistration;
///
/// #[component]
/// fn Door() -> impl IntoView {
///     view! { <PasskeyRegistration/> }
/// }
/// ```
#[component]
pub fn PasskeyRegistration(
    /// Where the user wants to be afterwards.
    #[prop(optional, into)]
    return_to: Option<String>,
) -> impl IntoView {
    let mut request = FlowRequest::new(FlowKind::Registration);
    request.return_to = return_to;
    let filter = Filter {
        groups: ["profile", "passkey"].into(),
        ..Filter::default()
    };
    view! { <FlowCard request=Signal::stored(request) filter=Some(filter) heading=false/> }
}
