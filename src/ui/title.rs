//! The *title* of a step: the heading of the page, the second heading where the custom asks for one, and the title of
//! the browser's tab.

use leptos::prelude::*;

use super::use_vestibule;
use crate::browser;
use crate::flow::{Failure, Flow, State, Step};
use crate::i18n::{Phrase, phrases};
use crate::kratos::Outcome;
use crate::route::FlowKind;

/// What to call the step that a flow is at.
pub(super) fn of_flow(flow: &Flow) -> Phrase {
    match (flow.kind, flow.step) {
        (FlowKind::Login, _) if flow.aal2 => phrases::TWO_FACTOR,
        (FlowKind::Login, _) if flow.refresh => phrases::CONFIRM_IDENTITY,
        (FlowKind::Login | FlowKind::Registration, Step::SentEmail) => phrases::CHECK_CODE,
        (FlowKind::Registration, _) if flow.node("screen").is_some() => phrases::CHOOSE_CREDENTIAL,
        (FlowKind::Verification, Step::PassedChallenge) => phrases::VERIFIED,
        (kind, _) => of_kind(kind),
    }
}

fn of_kind(kind: FlowKind) -> Phrase {
    match kind {
        FlowKind::Login => phrases::SIGN_IN,
        FlowKind::Registration => phrases::SIGN_UP,
        FlowKind::Recovery => phrases::RECOVER,
        FlowKind::Verification => phrases::VERIFY,
        FlowKind::Settings => phrases::SETTINGS,
    }
}

/// What to call a failure.
pub(super) fn of_failure(failure: &Failure) -> Phrase {
    match failure {
        Failure::Cookies => phrases::COOKIES,
        Failure::Registered => phrases::REGISTERED,
        Failure::Outcome(outcome) => match outcome {
            Outcome::Unreachable => phrases::UNREACHABLE,
            Outcome::NotKratos { .. } => phrases::NOT_KRATOS,
            Outcome::RateLimited { .. } => phrases::RATE_LIMITED,
            Outcome::Disabled => phrases::DISABLED,
            Outcome::Refused { .. } | Outcome::ReturnToForbidden { .. } => phrases::REFUSED,
            _ => phrases::UNEXPECTED,
        },
    }
}

/// The heading, and the tab's title: "Sign in – Vestibule".
#[component]
pub(super) fn Title(
    /// What the page shows.
    #[prop(into)]
    state: Signal<State>,
    /// The kind of flow, for as long as there is none.
    kind: FlowKind,
) -> impl IntoView {
    let vestibule = use_vestibule();
    let brand = vestibule.config.brand.clone();
    let phrase = Memo::new(move |before: Option<&Phrase>| {
        state.with(|state| match state {
            State::Showing(showing) => of_flow(&showing.flow),
            State::Stopped(failure) => of_failure(failure),
            State::Loading(_) | State::Leaving => before.copied().unwrap_or(of_kind(kind)),
        })
    });
    // The second factor's heading is one level down by custom; the page keeps its one h1.
    let is_second_factor = Memo::new(move |_| phrase.get() == phrases::TWO_FACTOR);
    let text = Memo::new({
        let vestibule = vestibule.clone();
        move |_| vestibule.say(phrase.get())
    });
    let sign_in = vestibule.say(phrases::SIGN_IN);
    let has_errors = Memo::new(move |_| {
        state.with(|state| match state {
            State::Showing(showing) => showing.flow.has_errors(),
            _ => false,
        })
    });
    let error = vestibule.say(phrases::ERROR_PREFIX);
    Effect::new(move |_| {
        let prefix = if has_errors.get() { error.as_str() } else { "" };
        browser::set_title(&format!("{prefix}{} – {brand}", text.get()));
    });
    view! {
        <h1 class="title" id="title" tabindex="-1">
            {move || if is_second_factor.get() { sign_in.clone() } else { text.get() }}
        </h1>
        {move || {
            is_second_factor.get().then(|| view! { <h2 class="subtitle">{text.get_untracked()}</h2> })
        }}
    }
}
