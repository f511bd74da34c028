//! A flow's *card*: the one reactive piece between a page's request, Kratos and what is rendered.

mod clock;
mod driver;
mod lifecycle;
mod use_flow;

use std::sync::Arc;

use crate::ui::element::{element, fragment};
use leptos::prelude::*;

use super::countdown::Countdown;
use super::failure::{ProblemView, details, folded};
use super::form::FlowView;
use super::messages::{StatusRegion, notice_text};
use super::settings::SettingsView;
use super::title::Title;
use super::{rx, use_vestibule};
use crate::browser;
use crate::flow::Filter;
use crate::i18n::{Phrase, phrases};
use crate::kratos::{Outcome, Session};
use crate::machine::{Event, Notice, View};
use crate::route::{FlowKind, FlowRequest};
use clock::Clock;
use driver::Driver;
pub use driver::FlowEvents;
pub use use_flow::{UseFlow, use_flow};

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
    /// Is given the session of the user who has just signed in, who then stays here.
    #[prop(default = None)]
    on_success: Option<Callback<Session>>,
    /// What stands below the form, such as the way to the sign-up page.
    #[prop(default = None)]
    footer: Option<Footer>,
) -> impl IntoView {
    let vestibule = use_vestibule();
    let kind = request.with_untracked(|request| request.kind);
    let events = FlowEvents {
        on_flow,
        on_success,
    };
    let flow = use_flow(request, events);
    let driver = flow.0;
    let view = driver.view;
    let phase = rx::version(move || view.with(phase));
    let clock = driver.clock;
    let i18n = vestibule.clone();
    let notice = rx::optional(move || {
        // What was said of the last submit is over; when it is said again, it is heard again.
        if driver.busy.get() {
            return None;
        }
        let notice = view.with(|state| match state {
            View::Form(showing) => showing.notice.clone(),
            View::Loading(pending) => pending.notice.clone(),
            _ => None,
        });
        if driver.signed_in.get() {
            return Some(i18n.t(phrases::DONE));
        }
        let notice = notice?;
        let is_over = notice.wait().is_some() && clock.cooldown.get() == 0;
        Some(if is_over {
            i18n.t(phrases::COOLDOWN_OVER)
        } else {
            notice_text(&i18n.catalogue, &notice)
        })
    });
    let more = rx::view(move || {
        let lines = view.with(|state| match state {
            View::Form(showing) => match &showing.notice {
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
    let busy = driver.busy;
    let waits_long = rx::version(move || u32::from(clock.slow.get() && busy.get()));
    let stop = rx::view(move || {
        (waits_long.get() > 0)
            .then(|| {
                let click = rx::click(move |_| give_up(driver));
                element("button")
                    .test_id("stop-waiting")
                    .class("button button-link")
                    .attr("type", "button")
                    .on_click(click)
                    .child(use_vestibule().t(phrases::STOP_WAITING))
                    .into_any()
            })
            .into_any()
    });
    let cooldown = Signal::from(clock.cooldown);
    let showing = flow.form();
    let submit = Callback::new(move |submission| flow.submit(submission));
    let again = Callback::new(move |again| flow.restart(again));
    let retry = Callback::new(move |()| flow.retry());
    let title = heading.then(|| view! { <Title state=view kind=kind/> });
    // Rendered again with every answer, as the form above it: where that is longer or shorter, nothing is pushed about.
    let response = Signal::from(rx::version(move || {
        showing.with(|showing| showing.as_ref().map_or(0, |showing| showing.response))
    }));
    let footer = move || {
        let footer = footer.clone();
        rx::keyed(response, move || {
            let request = driver.request().unwrap_or_else(|| request.get_untracked());
            let footer = footer.as_ref().map(|footer| {
                // What was typed here need not be typed again where its links lead.
                let carry = rx::click(move |event| {
                    if browser::is_link(&event) {
                        let fields = driver.fields();
                        driver.dispatch(Event::LinkFollowed { fields });
                    }
                });
                element("div")
                    .on_click(carry)
                    .child(footer(request))
                    .into_any()
            });
            footer.into_any()
        })
    };
    let is_settings = kind == FlowKind::Settings && filter.is_none();
    let main = rx::view(move || {
        match phase.get() {
        FORM if is_settings => fragment(vec![(view! { <SettingsView showing=showing on_submit=submit busy=driver.busy.into() working=clock.working.into() cooldown=cooldown/> }).into_any(), footer().into_any()]),
        FORM => fragment(vec![(view! { <FlowView
                showing=showing
                on_submit=submit
                on_restart=again
                busy=driver.busy
                working=clock.working
                cooldown=cooldown
                filter=filter.clone()
            /> }).into_any(), footer().into_any()]),
        _ => view.with_untracked(|state| match state {
            View::Problem(failure) => {
                let page = request.get_untracked().without_flow().to_page();
                view! { <ProblemView failure=failure.clone() retry=retry page=page cooldown=cooldown/> }.into_any()
            }
            View::Navigating => fragment(vec![skeleton(phrases::LEAVING).into_any(), late(clock).into_any()]),
            _ => skeleton(phrases::LOADING),
        }),
    }
    });
    fragment(vec![
        title.into_any(),
        (view! { <StatusRegion id="notice" class="Toastify messages" text=notice/> }).into_any(),
        more.into_any(),
        (view! { <Countdown left=cooldown/> }).into_any(),
        (view! { <StatusRegion id="slow" text=slow/> }).into_any(),
        stop.into_any(),
        main.into_any(),
    ])
}

/// The user does not want to wait any longer.
fn give_up(driver: Driver) {
    driver.stop_waiting();
    // The button that was pressed goes away with the waiting.
    driver.form.try_with_value(|form| {
        if let Some(form) = form {
            browser::form::focus_submit(form);
        }
    });
}

/// The way on where the page was left and is still here.
fn late(clock: Clock) -> AnyView {
    let vestibule = use_vestibule();
    rx::view(move || {
        // It was followed, so it is one to follow.
        let link = clock.late.get().map(|to| {
            let label = vestibule.t(phrases::CONTINUE);
            element("div")
                .class("actions")
                .child(
                    element("a")
                        .test_id("continue")
                        .class("button button-main")
                        .attr("rel", "external")
                        .attr("href", to)
                        .child(label),
                )
                .into_any()
        });
        link.into_any()
    })
}

/// The number of the phase in which the form is there.
const FORM: u32 = 1;

/// What is rendered changes only when this does; inside of the form every answer is its own affair.
fn phase(state: &View) -> u32 {
    match state {
        View::Loading(_) => 0,
        View::Form(_) => FORM,
        View::Problem(_) => 2,
        View::Navigating => 3,
    }
}

/// What stands where the form will be, of about its size. The page's HTML has the same before any script runs.
fn skeleton(label: Phrase) -> AnyView {
    let bars: Vec<AnyView> = ["label", "field", "label", "field", "button"]
        .into_iter()
        .map(|bar| element("div").class(format!("skeleton-{bar}")).into_any())
        .collect();
    element("div")
        .class("skeleton")
        .attr("aria-busy", "true")
        .child(
            element("p")
                .class("visually-hidden")
                .child(use_vestibule().t(label)),
        )
        .child(bars)
        .into_any()
}
