//! *Signing in*.

use std::sync::Arc;

use crate::ui::element::element;
use leptos::prelude::*;

use super::flow::{FlowCard, Footer};
use super::logout::LogoutLink;
use super::use_vestibule;
use crate::flow::{Filter, Names};
use crate::i18n::phrases;
use crate::kratos::Session;
use crate::route::{FlowKind, FlowRequest};

/// Signs a user in: every method that Kratos offers, in one form.
///
/// It takes what Kratos' login initialisation takes; for a page whose address carries the parameters, hand over
/// `request` instead.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::Login;
///
/// #[component]
/// fn ConfirmIdentity() -> impl IntoView {
///     view! { <Login refresh=true return_to="/settings" groups="password"/> }
/// }
/// ```
#[component]
pub fn Login(
    /// Where the user wants to be afterwards.
    #[prop(optional, into)]
    return_to: Option<String>,
    /// `aal1` or `aal2`.
    #[prop(optional, into)]
    aal: Option<String>,
    /// Ask for the credentials again although there is a session.
    #[prop(optional)]
    refresh: bool,
    /// Show these groups only (and `default`), as a comma-separated string or an array.
    #[prop(optional, into)]
    groups: Option<Names>,
    /// The request as a whole, instead of the parameters above.
    #[prop(optional, into)]
    request: Option<Signal<FlowRequest>>,
    /// Whether to render a heading and the way to the sign-up page.
    #[prop(default = true)]
    heading: bool,
    /// Is told which flow is shown.
    #[prop(optional, into)]
    on_flow: Option<Callback<FlowRequest>>,
    /// Is given the session of the user who has just signed in, who then stays here. Without it the page goes where Kratos
    /// leads.
    #[prop(optional, into)]
    on_success: Option<Callback<Session>>,
) -> impl IntoView {
    let request = request.unwrap_or_else(|| {
        let mut request = FlowRequest::new(FlowKind::Login);
        request.return_to = return_to;
        request.aal = aal;
        request.refresh = refresh;
        Signal::stored(request)
    });
    let vestibule = use_vestibule();
    let footer: Footer = Arc::new(move |request: FlowRequest| {
        if request.aal.is_some() || request.refresh {
            // Nobody is stuck: who cannot confirm signs out.
            let to = request.to_kind(FlowKind::Login).to_page();
            return element("div")
                .class("footer")
                .child(view! { <LogoutLink to=to test_id="logout-link"/> })
                .into_any();
        }
        if !heading {
            return ().into_any();
        }
        let registration = request.to_kind(FlowKind::Registration).to_page();
        let recovery = request.to_kind(FlowKind::Recovery).to_page();
        // Through one door nobody has to know whether they have an account.
        let sign_up = (!vestibule.config.one_door).then(|| {
            element("p")
                .child(vestibule.t(phrases::NO_ACCOUNT))
                .text(" ")
                .child(
                    element("a")
                        .test_id("cta-link")
                        .attr("href", registration)
                        .child(vestibule.t(phrases::SIGN_UP)),
                )
                .into_any()
        });
        element("div")
            .class("footer")
            .child(
                element("p").child(
                    element("a")
                        .test_id("forgot-password")
                        .attr("href", recovery)
                        .child(vestibule.t(phrases::FORGOT)),
                ),
            )
            .child(sign_up)
            .into_any()
    });
    let filter = groups.map(|groups| Filter {
        groups,
        ..Filter::default()
    });
    view! { <FlowCard request=request filter=filter heading=heading on_flow=on_flow on_success=on_success footer=Some(footer)/> }
}

/// Signs a user in with a passkey: the button, and nothing to type.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::PasskeyLogin;
///
/// #[component]
/// fn Door() -> impl IntoView {
///     view! { <PasskeyLogin return_to="/inbox"/> }
/// }
/// ```
#[component]
pub fn PasskeyLogin(
    /// Where the user wants to be afterwards.
    #[prop(optional, into)]
    return_to: Option<String>,
    /// Is given the session of the user who has just signed in, who then stays here.
    #[prop(optional, into)]
    on_success: Option<Callback<Session>>,
) -> impl IntoView {
    let mut request = FlowRequest::new(FlowKind::Login);
    request.return_to = return_to;
    view! { <FlowCard request=Signal::stored(request) filter=Some(passkey_only()) heading=false on_success=on_success/> }
}

/// The nodes of the passkey method and the script, and of `default` only what is hidden.
pub(super) fn passkey_only() -> Filter {
    Filter {
        groups: ["passkey", "webauthn"].into(),
        attributes: ["hidden", "button", "text/javascript"].into(),
        ..Filter::default()
    }
}
