//! A flow's *card*: the one reactive piece between a page's request, Kratos and what is drawn.

mod answer;
mod background;
mod clock;
mod kept;
mod submit;
mod wiring;

use std::sync::Arc;

use leptos::prelude::*;

use super::countdown::Countdown;
use super::failure::{FailureView, details, folded};
use super::form::{FlowView, FormPlace};
use super::initial::first_state;
use super::messages::{Said, words};
use super::settings::SettingsView;
use super::test_id::test_id;
use super::title::Title;
use super::{erased, use_vestibule};
use crate::browser;
use crate::flow::{Filter, Loading, Notice, State};
use crate::i18n::{Phrase, phrases};
use crate::kratos::Outcome;
use crate::route::{FlowKind, FlowRequest};
use clock::Clock;
use wiring::Wiring;

/// Draws what stands below a form, for the request that its flow answers.
pub type Footer = Arc<dyn Fn(FlowRequest) -> AnyView + Send + Sync>;

/// A flow from its creation to its end: loads it, draws it, sends it, and goes on where Kratos says.
#[component]
pub fn FlowCard(
    /// Which flow. When it changes, the new one is loaded.
    #[prop(into)]
    request: Signal<FlowRequest>,
    /// Draws only the nodes that this keeps.
    #[prop(default = None)]
    filter: Option<Filter>,
    /// Whether to draw a heading and to set the page's title.
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
    let (state, answered) = first_state(&first);
    let mut is_drawn = !matches!(state, State::Loading(_));
    let wiring = Wiring::new(state, vestibule.clone(), on_flow);
    if is_drawn {
        wiring.set_current(&answered);
    }
    let state = wiring.state;
    provide_context(FormPlace(wiring.form));
    wiring.follow_page();
    let mut is_first = true;
    erased::effect(move || {
        let wanted = request.get();
        let is_first = std::mem::take(&mut is_first);
        // A server has drawn what this address asks for.
        if std::mem::take(&mut is_drawn) {
            wiring.take_over(wanted, &answered);
            return;
        }
        match wiring.current() {
            Some(current) if current == wanted => {}
            _ => {
                if !is_first {
                    // Who confirms who they are, and then does not, is not who signs in next.
                    let same = wiring.current().is_some_and(|current| {
                        current.refresh == wanted.refresh && current.aal == wanted.aal
                    });
                    let carried = if same {
                        wiring.carried()
                    } else {
                        Loading::default()
                    };
                    wiring.state.set(State::Loading(carried));
                }
                wiring.load(wanted);
            }
        }
    });

    let phase = erased::version(move || wiring.state.with(phase));
    let clock = wiring.clock;
    let words_of = vestibule.clone();
    let notice = erased::optional(move || {
        // What was said of the last submit is over; when it is said again, it is heard again.
        if wiring.busy.get() {
            return None;
        }
        let notice = wiring.state.with(|state| match state {
            State::Showing(showing) => showing.notice.clone(),
            State::Loading(waiting) => waiting.notice.clone(),
            _ => None,
        });
        let leaves = wiring.state.with(|state| matches!(state, State::Leaving));
        if leaves && wiring.signed_in.get() {
            return Some(words_of.say(phrases::DONE));
        }
        let notice = notice?;
        let is_over = notice.wait().is_some() && clock.held.get() == 0;
        Some(if is_over {
            words_of.say(phrases::HELD_OVER)
        } else {
            words(&words_of.catalogue, &notice)
        })
    });
    let more = erased::view(move || {
        let lines = wiring.state.with(|state| match state {
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
    let slow = erased::optional(move || clock.slow.get().then(|| vestibule.say(phrases::SLOW)));
    let busy = wiring.busy;
    let waits_long = erased::version(move || u32::from(clock.slow.get() && busy.get()));
    let stop = erased::view(move || {
        (waits_long.get() > 0)
            .then(|| {
                let press = erased::press(move |_| wiring.give_up());
                view! {
                    <button {..test_id("stop-waiting")}
                        class="button button-link"
                        type="button"
                        on:click=press
                    >
                        {use_vestibule().say(phrases::STOP_WAITING)}
                    </button>
                }
                .into_any()
            })
            .into_any()
    });
    let held = Signal::from(clock.held);
    let showing = Signal::derive(move || {
        wiring.state.with(|state| match state {
            State::Showing(showing) => Some((**showing).clone()),
            _ => None,
        })
    });
    let submit = Callback::new(move |submission| wiring.submit(submission));
    let again = Callback::new(move |again| wiring.again(again));
    let retry = Callback::new(move |()| {
        let request = wiring.current().unwrap_or_else(|| request.get_untracked());
        wiring.retry(request.without_flow());
    });
    let title = heading.then(|| view! { <Title state=wiring.state kind=first.kind/> });
    // Drawn anew with every answer, as the form above it: where that is longer or shorter, nothing is pushed about.
    let answer = Signal::from(erased::version(move || {
        showing.with(|showing| showing.as_ref().map_or(0, |showing| showing.answer))
    }));
    let footer = move || {
        let footer = footer.clone();
        erased::anew(answer, move || {
            let request = wiring.current().unwrap_or_else(|| request.get_untracked());
            let request = state.with_untracked(|state| match state {
                State::Showing(showing) => showing.flow.request(&request),
                _ => request,
            });
            let footer = footer.as_ref().map(|footer| {
                // What was typed here need not be typed again where its links lead.
                let carry = erased::press(move |event| {
                    if browser::is_link(&event) {
                        wiring.carry_address();
                    }
                });
                view! { <div on:click=carry>{footer(request)}</div> }.into_any()
            });
            footer.into_any()
        })
    };
    let is_settings = first.kind == FlowKind::Settings && filter.is_none();
    let main = erased::view(move || {
        match phase.get() {
        SHOWING if is_settings => view! {
            <SettingsView showing=showing on_submit=submit busy=wiring.busy.into() working=clock.working.into() held=held/>
            {footer()}
        }
        .into_any(),
        SHOWING => view! {
            <FlowView
                showing=showing
                on_submit=submit
                on_again=again
                busy=wiring.busy
                working=clock.working
                held=held
                filter=filter.clone()
            />
            {footer()}
        }
        .into_any(),
        _ => wiring.state.with_untracked(|state| match state {
            State::Stopped(failure) => {
                let page = request.get_untracked().without_flow().to_page();
                view! { <FailureView failure=failure.clone() retry=retry page=page held=held/> }.into_any()
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
        <Said id="notice" class="Toastify messages" text=notice/>
        {more}
        <Countdown left=held/>
        <Said id="slow" text=slow/>
        {stop}
        {main}
    }
}

/// The way on where the page was left and is still here.
fn late(clock: Clock) -> AnyView {
    let vestibule = use_vestibule();
    erased::view(move || {
        // It was followed, so it is one to follow.
        let link = clock.late.get().map(|to| {
            let label = vestibule.say(phrases::CONTINUE);
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

/// What is drawn changes only when this does; inside of the form every answer is its own affair.
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
            <p class="visually-hidden">{use_vestibule().say(label)}</p>
            {bars}
        </div>
    }
    .into_any()
}
