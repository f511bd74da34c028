//! The *home* page: who is signed in.

mod offer;

use crate::ui::element::{element, fragment};
use leptos::prelude::*;

use super::address::Location;
use crate::browser::history;
use crate::i18n::phrases;
use crate::json;
use crate::machine::Problem;
use crate::route::{FlowKind, FlowRequest, TARGET, pairs};
use crate::ui::{
    LogoutLink, ProblemView, Whoami, again, page_title, rx, use_session, use_vestibule,
};
use offer::Offer;

/// Works for everybody; it sends nobody to the sign-in page.
#[component]
pub(super) fn Home(
    /// Whether the user has come to sign out, and is asked.
    #[prop(optional)]
    leaves: bool,
) -> impl IntoView {
    let vestibule = use_vestibule();
    let (session, fetch) = use_session();
    let target = vestibule
        .store(|session_memory| session_memory.target.take())
        .flatten();
    // A server that has sent the user here says it in the address.
    let target = target.or_else(|| {
        use_context::<Location>()?.with_untracked(|_, query| {
            let (_, page) = pairs(query).find(|(name, _)| name == TARGET)?;
            FlowRequest::from_page(&page)
        })
    });
    let recovers = target
        .as_ref()
        .is_some_and(|target| target.kind == FlowKind::Recovery);
    let return_to = StoredValue::new(target.and_then(|target| target.return_to));
    // Who wanted to leave and could not does not leave their name behind.
    let hidden = RwSignal::new(false);
    let hide = Callback::new(move |()| hidden.set(true));
    let circles = RwSignal::new(false);
    let follow = vestibule.clone();
    rx::effect(move || {
        if !leaves && session.with(|session| matches!(session, Whoami::Aal2Required)) {
            let mut login = FlowRequest::new(FlowKind::Login);
            login.aal = Some("aal2".to_owned());
            if history::is_loop(&login.to_page()) {
                circles.set(true);
            } else {
                follow.follow(&login.to_page());
            }
        }
    });
    let signed_out = Signal::derive(move || !matches!(session.get(), Whoami::SignedIn(_)));
    let links = vestibule.clone();
    let who = rx::view(move || match session.get() {
        Whoami::SignedIn(_) | Whoami::Aal2Required if leaves => fragment(vec![
            element("p")
                .child(vestibule.t(phrases::SIGN_OUT_CONFIRM))
                .into_any(),
            element("div")
                .class("actions")
                .child(view! { <LogoutLink/> })
                .into_any(),
        ]),
        Whoami::Aal2Required if circles.get() => {
            view! { <ProblemView failure=Problem::Loop retry=fetch page="/"/> }.into_any()
        }
        Whoami::Loading | Whoami::Aal2Required => element("p")
            .attr("role", "status")
            .child(vestibule.t(phrases::LOADING))
            .into_any(),
        Whoami::SignedIn(_) if hidden.get() => element("p")
            .attr("role", "status")
            .child(vestibule.t(phrases::SIGNED_IN))
            .into_any(),
        Whoami::SignedIn(session) => {
            // By way of Kratos, which checks the address.
            let on = return_to.get_value().map(|to| {
                let mut login = FlowRequest::new(FlowKind::Login);
                login.return_to = Some(to);
                let href = format!(
                    "{}{}",
                    vestibule.kratos().transport().base(),
                    login.to_kratos()
                );
                element("div")
                    .class("actions")
                    .child(
                        element("a")
                            .test_id("continue")
                            .class("button button-main")
                            .attr("rel", "external")
                            .attr("href", href)
                            .child(vestibule.t(phrases::CONTINUE)),
                    )
                    .into_any()
            });
            let recover = recovers.then(|| {
                let to = FlowRequest::new(FlowKind::Recovery).to_page();
                view! { <LogoutLink to=to test_id="recover" label=phrases::SIGN_OUT_AND_RECOVER/> }
                    .into_any()
            });
            let caption = match session.display_name() {
                Some(name) => vestibule
                    .catalogue
                    .t_with(phrases::SIGNED_IN_AS, &[("name", &name)]),
                None => vestibule.t(phrases::SIGNED_IN),
            };
            let details = vestibule.config.details.then(|| {
                let json = json::write_lines(&session.json);
                element("details")
                    .class("details")
                    .child(element("summary").child(vestibule.t(phrases::SESSION_DETAILS)))
                    .child(element("pre").test_id("session-content").child(json))
                    .into_any()
            });
            fragment(vec![
                element("p")
                    .attr("role", "status")
                    .child(caption)
                    .into_any(),
                details.into_any(),
                on.into_any(),
                recover.into_any(),
            ])
        }
        Whoami::SignedOut => {
            let login = FlowRequest::new(FlowKind::Login).to_page();
            let registration = FlowRequest::new(FlowKind::Registration).to_page();
            fragment(vec![
                element("p")
                    .attr("role", "status")
                    .child(vestibule.t(phrases::NOT_SIGNED_IN))
                    .into_any(),
                element("div")
                    .class("actions")
                    .child(
                        element("a")
                            .class("button button-main")
                            .attr("href", login)
                            .child(vestibule.t(phrases::SIGN_IN)),
                    )
                    .child(
                        element("a")
                            .class("button")
                            .attr("href", registration)
                            .child(vestibule.t(phrases::SIGN_UP)),
                    )
                    .into_any(),
            ])
        }
        Whoami::Failed(_) => fragment(vec![
            element("p")
                .attr("role", "alert")
                .child(vestibule.t(phrases::WHOAMI_FAILED))
                .into_any(),
            element("div")
                .class("actions")
                .child(again("/", fetch, Signal::stored(None)))
                .into_any(),
        ]),
    });
    let title = if leaves {
        phrases::SIGN_OUT
    } else {
        phrases::WELCOME
    };
    let sign_out = (!leaves)
        .then(|| view! { <LogoutLink disabled=signed_out on_failed=Some(hide)/> }.into_any());
    fragment(vec![
        page_title(title).into_any(),
        who.into_any(),
        (view! { <Offer session=session/> }).into_any(),
        element("nav")
            .class("footer")
            .child(
                element("a")
                    .attr("href", "/settings")
                    .child(links.t(phrases::SETTINGS)),
            )
            .child(
                element("a")
                    .attr("href", "/sessions")
                    .child(links.t(phrases::SESSIONS)),
            )
            .child(sign_out)
            .into_any(),
    ])
}
