//! The *home* page: who is signed in.

mod offer;

use leptos::prelude::*;

use super::address::Address;
use crate::browser::history;
use crate::flow::Failure;
use crate::i18n::phrases;
use crate::json;
use crate::route::{FlowKind, FlowRequest, WANTED, pairs};
use crate::ui::{
    FailureView, LogoutLink, Whoami, again, erased, page_title, test_id, use_session, use_vestibule,
};
use offer::Offer;

/// Works for everybody; it sends nobody to the sign-in page.
#[component]
pub(super) fn Home(
    /// Whether the person has come to sign out, and is asked.
    #[prop(optional)]
    leaves: bool,
) -> impl IntoView {
    let vestibule = use_vestibule();
    let (session, ask) = use_session();
    let wanted = vestibule.remember(|memory| memory.wanted.take()).flatten();
    // A server that has sent the person here says it in the address.
    let wanted = wanted.or_else(|| {
        use_context::<Address>()?.with_untracked(|_, query| {
            let (_, page) = pairs(query).find(|(name, _)| name == WANTED)?;
            FlowRequest::from_page(&page)
        })
    });
    let recovers = wanted
        .as_ref()
        .is_some_and(|wanted| wanted.kind == FlowKind::Recovery);
    let return_to = StoredValue::new(wanted.and_then(|wanted| wanted.return_to));
    // Who wanted to leave and could not does not leave their name behind.
    let hidden = RwSignal::new(false);
    let hide = Callback::new(move |()| hidden.set(true));
    let circles = RwSignal::new(false);
    let follow = vestibule.clone();
    erased::effect(move || {
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
    let who = erased::view(move || match session.get() {
        Whoami::SignedIn(_) | Whoami::Aal2Required if leaves => view! {
            <p>{vestibule.say(phrases::SIGN_OUT_ASK)}</p>
            <div class="actions">
                <LogoutLink/>
            </div>
        }
        .into_any(),
        Whoami::Aal2Required if circles.get() => {
            view! { <FailureView failure=Failure::Loop retry=ask page="/"/> }.into_any()
        }
        Whoami::Loading | Whoami::Aal2Required => {
            view! { <p role="status">{vestibule.say(phrases::LOADING)}</p> }.into_any()
        }
        Whoami::SignedIn(_) if hidden.get() => {
            view! { <p role="status">{vestibule.say(phrases::SIGNED_IN)}</p> }.into_any()
        }
        Whoami::SignedIn(session) => {
            // By way of Kratos, which checks the address.
            let on = return_to.get_value().map(|to| {
                let mut login = FlowRequest::new(FlowKind::Login);
                login.return_to = Some(to);
                let href = format!("{}{}", vestibule.kratos().base(), login.to_kratos());
                view! {
                    <div class="actions">
                        <a
                            {..test_id("continue")}
                            class="button button-main"
                            rel="external"
                            href=href
                        >
                            {vestibule.say(phrases::CONTINUE)}
                        </a>
                    </div>
                }
                .into_any()
            });
            let recover = recovers.then(|| {
                let to = FlowRequest::new(FlowKind::Recovery).to_page();
                view! { <LogoutLink to=to test_id="recover" label=phrases::SIGN_OUT_AND_RECOVER/> }
                    .into_any()
            });
            let words = match session.display_name() {
                Some(name) => vestibule
                    .catalogue
                    .say_with(phrases::SIGNED_IN_AS, &[("name", &name)]),
                None => vestibule.say(phrases::SIGNED_IN),
            };
            let details = vestibule.config.details.then(|| {
                let json = json::write_lines(&session.json);
                view! {
                    <details class="details">
                        <summary>{vestibule.say(phrases::SESSION_DETAILS)}</summary>
                        <pre {..test_id("session-content")}>{json}</pre>
                    </details>
                }
                .into_any()
            });
            view! {
                <p role="status">{words}</p>
                {details}
                {on}
                {recover}
            }
            .into_any()
        }
        Whoami::SignedOut => {
            let login = FlowRequest::new(FlowKind::Login).to_page();
            let registration = FlowRequest::new(FlowKind::Registration).to_page();
            view! {
                <p role="status">{vestibule.say(phrases::NOT_SIGNED_IN)}</p>
                <div class="actions">
                    <a class="button button-main" href=login>
                        {vestibule.say(phrases::SIGN_IN)}
                    </a>
                    <a class="button" href=registration>
                        {vestibule.say(phrases::SIGN_UP)}
                    </a>
                </div>
            }
            .into_any()
        }
        Whoami::Failed(_) => view! {
            <p role="alert">{vestibule.say(phrases::WHOAMI_FAILED)}</p>
            <div class="actions">{again("/", ask, Signal::stored(None))}</div>
        }
        .into_any(),
    });
    let title = if leaves {
        phrases::SIGN_OUT
    } else {
        phrases::WELCOME
    };
    let sign_out = (!leaves)
        .then(|| view! { <LogoutLink disabled=signed_out on_failed=Some(hide)/> }.into_any());
    view! {
        {page_title(title)}
        {who}
        <Offer session=session/>
        <nav class="footer">
            <a href="/settings">{links.say(phrases::SETTINGS)}</a>
            <a href="/sessions">{links.say(phrases::SESSIONS)}</a>
            {sign_out}
        </nav>
    }
}
