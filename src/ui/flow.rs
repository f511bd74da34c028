//! A flow's *card*: the one reactive piece between a page's request, Kratos and what is rendered.

mod background;
mod clock;
mod controller;
mod response;
mod restored;
mod submit;

use std::sync::Arc;

use leptos::prelude::*;

use super::countdown::Countdown;
use super::failure::{FailureView, details, folded};
use super::form::{FlowView, FormPlace};
use super::initial::first_state;
use super::messages::{StatusRegion, notice_text};
use super::settings::SettingsView;
use super::test_id::test_id;
use super::title::Title;
use super::{rx, use_vestibule};
use crate::browser;
use crate::flow::{Filter, Loading, Notice, State};
use crate::i18n::{Phrase, phrases};
use crate::kratos::Outcome;
use crate::route::{FlowKind, FlowRequest};
use clock::Clock;
use controller::FlowController;

/// Renders what stands below a form, for the request that its flow answers.
pub type Footer = Arc<dyn Fn(FlowRequest) -> AnyView + Send + Sync>;

/// A flow from its creation to its end: loads it, renders it, sends it, and goes on where Kratos says.
#[component]
pub fn FlowCard(
    /// Which flow. When it changes, the new one is loaded.
    #[prop(into)]
    request: Signal<FlowRequest>,
    /// Renders only the nodes that this keeps.
    #[prop(default = None)]
    filter: Option<Filter>,
    /// Whether to render a heading and to set the page's title.
    #[prop(default = true)]
    heading: bool,
    /// Is told which flow is shown, with the parameters it was created with, for the page's address.
    #[prop(default = None)]
    on_flow: Option<Callback<FlowRequest>>,
    /// What stands below the form, such as the way to the sign-up page.
    #[prop(default = None)]
    footer: Option<Footer>,
) -> impl IntoView {
    let vestibule = use_vestibule();
    let first = request.get_untracked();
    let (state, responded) = first_state(&first);
    let mut is_rendered = !matches!(state, State::Loading(_));
    let controller = FlowController::new(state, vestibule.clone(), on_flow);
    if is_rendered {
        controller.set_current(&responded);
    }
    let state = controller.state;
    provide_context(FormPlace(controller.form));
    controller.follow_page();
    let mut is_first = true;
    rx::effect(move || {
        let target = request.get();
        let is_first = std::mem::take(&mut is_first);
        // A server has rendered what this address asks for.
        if std::mem::take(&mut is_rendered) {
            controller.hydrate(target, &responded);
            return;
        }
        match controller.current() {
            Some(current) if current == target => {}
            _ => {
                if !is_first {
                    // Who confirms who they are, and then does not, is not who signs in next.
                    let same = controller.current().is_some_and(|current| {
                        current.refresh == target.refresh && current.aal == target.aal
                    });
                    let draft = if same {
                        controller.draft()
                    } else {
                        Loading::default()
                    };
                    controller.state.set(State::Loading(draft));
                }
                controller.load(target);
            }
        }
    });

    let phase = rx::version(move || controller.state.with(phase));
    let clock = controller.clock;
    let words_of = vestibule.clone();
    let notice = rx::optional(move || {
        // What was said of the last submit is over; when it is said again, it is heard again.
        if controller.busy.get() {
            return None;
        }
        let notice = controller.state.with(|state| match state {
            State::Showing(showing) => showing.notice.clone(),
            State::Loading(pending) => pending.notice.clone(),
            _ => None,
        });
        let leaves = controller
            .state
            .with(|state| matches!(state, State::Leaving));
        if leaves && controller.signed_in.get() {
            return Some(words_of.t(phrases::DONE));
        }
        let notice = notice?;
        let is_over = notice.wait().is_some() && clock.cooldown.get() == 0;
        Some(if is_over {
            words_of.t(phrases::HELD_OVER)
        } else {
            notice_text(&words_of.catalogue, &notice)
        })
    });
    let more = rx::view(move || {
        let lines = controller.state.with(|state| match state {
            State::Showing(showing) => match &showing.notice {
                // What is over with the new form needs nobody to look into it.
                Some(Notice::Outcome(Outcome::Csrf { .. } | Outcome::ReturnToForbidden { .. })) => {
                    Vec::new()
                }
                Some(Notice::Outcome(outcome)) => details(outcome),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        });
        folded(&lines).into_any()
    });
    let slow = rx::optional(move || clock.slow.get().then(|| vestibule.t(phrases::SLOW)));
    let busy = controller.busy;
    let waits_long = rx::version(move || u32::from(clock.slow.get() && busy.get()));
    let stop = rx::view(move || {
        (waits_long.get() > 0)
            .then(|| {
                let click = rx::click(move |_| controller.give_up());
                view! {
                    <button {..test_id("stop-waiting")}
                        class="button button-link"
                        type="button"
                        on:click=click
                    >
                        {use_vestibule().t(phrases::STOP_WAITING)}
                    </button>
                }
                .into_any()
            })
            .into_any()
    });
    let cooldown = Signal::from(clock.cooldown);
    let showing = Signal::derive(move || {
        controller.state.with(|state| match state {
            State::Showing(showing) => Some((**showing).clone()),
            _ => None,
        })
    });
    let submit = Callback::new(move |submission| controller.submit(submission));
    let again = Callback::new(move |again| controller.again(again));
    let retry = Callback::new(move |()| {
        let request = controller
            .current()
            .unwrap_or_else(|| request.get_untracked());
        controller.retry(request.without_flow());
    });
    let title = heading.then(|| view! { <Title state=controller.state kind=first.kind/> });
    // Rendered again with every answer, as the form above it: where that is longer or shorter, nothing is pushed about.
    let response = Signal::from(rx::version(move || {
        showing.with(|showing| showing.as_ref().map_or(0, |showing| showing.response))
    }));
    let footer = move || {
        let footer = footer.clone();
        rx::keyed(response, move || {
            let request = controller
                .current()
                .unwrap_or_else(|| request.get_untracked());
            let request = state.with_untracked(|state| match state {
                State::Showing(showing) => showing.flow.request(&request),
                _ => request,
            });
            let footer = footer.as_ref().map(|footer| {
                // What was typed here need not be typed again where its links lead.
                let carry = rx::click(move |event| {
                    if browser::is_link(&event) {
                        controller.carry_address();
                    }
                });
                view! { <div on:click=carry>{footer(request)}</div> }.into_any()
            });
            footer.into_any()
        })
    };
    let is_settings = first.kind == FlowKind::Settings && filter.is_none();
    let main = rx::view(move || {
        match phase.get() {
        SHOWING if is_settings => view! {
            <SettingsView showing=showing on_submit=submit busy=controller.busy.into() working=clock.working.into() cooldown=cooldown/>
            {footer()}
        }
        .into_any(),
        SHOWING => view! {
            <FlowView
                showing=showing
                on_submit=submit
                on_restart=again
                busy=controller.busy
                working=clock.working
                cooldown=cooldown
                filter=filter.clone()
            />
            {footer()}
        }
        .into_any(),
        _ => controller.state.with_untracked(|state| match state {
            State::Stopped(failure) => {
                let page = request.get_untracked().without_flow().to_page();
                view! { <FailureView failure=failure.clone() retry=retry page=page cooldown=cooldown/> }.into_any()
            }
            State::Leaving => view! {
                {skeleton(phrases::LEAVING)}
                {late(clock)}
            }
            .into_any(),
            _ => skeleton(phrases::LOADING),
        }),
    }
    });
    view! {
        {title}
        <StatusRegion id="notice" class="Toastify messages" text=notice/>
        {more}
        <Countdown left=cooldown/>
        <StatusRegion id="slow" text=slow/>
        {stop}
        {main}
    }
}

/// The way on where the page was left and is still here.
fn late(clock: Clock) -> AnyView {
    let vestibule = use_vestibule();
    rx::view(move || {
        // It was followed, so it is one to follow.
        let link = clock.late.get().map(|to| {
            let label = vestibule.t(phrases::CONTINUE);
            view! {
                <div class="actions">
                    <a {..test_id("continue")} class="button button-main" rel="external" href=to>
                        {label}
                    </a>
                </div>
            }
            .into_any()
        });
        link.into_any()
    })
}

/// The number of the phase in which the form is there.
const SHOWING: u32 = 1;

/// What is rendered changes only when this does; inside of the form every answer is its own affair.
fn phase(state: &State) -> u32 {
    match state {
        State::Loading(_) => 0,
        State::Showing(_) => SHOWING,
        State::Stopped(_) => 2,
        State::Leaving => 3,
    }
}

/// What stands where the form will be, of about its size. The page's HTML has the same before any script runs.
fn skeleton(label: Phrase) -> AnyView {
    let bars: Vec<AnyView> = ["label", "field", "label", "field", "button"]
        .into_iter()
        .map(|bar| view! { <div class=format!("skeleton-{bar}")></div> }.into_any())
        .collect();
    view! {
        <div class="skeleton" aria-busy="true">
            <p class="visually-hidden">{use_vestibule().t(label)}</p>
            {bars}
        </div>
    }
    .into_any()
}
