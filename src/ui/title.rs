//! The *title* of a step: the heading of the page, the second heading where the custom asks for one, and the title of
//! the browser's tab.

use std::sync::{Arc, OnceLock};

use crate::ui::element::{element, fragment};
use leptos::prelude::*;

use super::{rx, use_vestibule};
use crate::browser;
use crate::flow::{Flow, Group, Step};
use crate::i18n::{Phrase, phrases};
use crate::kratos::Outcome;
use crate::machine::{Problem, View};
use crate::route::FlowKind;

/// What to call the step that a flow is at.
fn of_flow(flow: &Flow, one_door: bool) -> Phrase {
    let asks_who = || {
        flow.nodes
            .iter()
            .any(|node| node.group == Group::IdentifierFirst)
    };
    match (flow.kind, flow.step) {
        (FlowKind::Login, _) if flow.aal2 => phrases::TWO_FACTOR,
        (FlowKind::Login, _) if flow.refresh => phrases::CONFIRM_IDENTITY,
        (FlowKind::Login, Step::ChooseMethod) if one_door && asks_who() => phrases::ONE_DOOR,
        (FlowKind::Settings, _) => phrases::SETTINGS,
        (_, Step::SentEmail) if flow.node("code").is_some() => phrases::CHECK_CODE,
        (FlowKind::Recovery | FlowKind::Verification, Step::SentEmail) => phrases::CHECK_INBOX,
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
fn of_failure(failure: &Problem) -> Phrase {
    match failure {
        Problem::Cookies { .. } => phrases::COOKIES,
        Problem::Loop => phrases::LOOP,
        Problem::Registered => phrases::REGISTERED,
        Problem::Link => phrases::LINK,
        Problem::Outcome(outcome) => match outcome {
            Outcome::Unreachable => phrases::UNREACHABLE,
            Outcome::NotKratos { .. } => phrases::NOT_KRATOS,
            Outcome::RateLimited { .. } => phrases::RATE_LIMITED,
            Outcome::Unavailable { .. } => phrases::UNAVAILABLE,
            Outcome::Disabled => phrases::DISABLED,
            Outcome::Refused { .. }
            | Outcome::AccountOff { .. }
            | Outcome::ReturnToForbidden { .. } => phrases::REFUSED,
            _ => phrases::UNEXPECTED,
        },
    }
}

/// Where a server finds the title of the tab that goes with what it renders. Provided as context.
#[derive(Clone, Debug, Default)]
pub(crate) struct DocumentTitle(pub(crate) Arc<OnceLock<String>>);

/// Gives the browser's tab a title, now and whenever it changes.
pub(crate) fn document_title(title: impl Fn() -> String + 'static) {
    if cfg!(feature = "ssr") {
        if let Some(DocumentTitle(slot)) = use_context() {
            // Of two, the first is the page's.
            slot.get_or_init(title);
        }
        return;
    }
    rx::effect(move || browser::set_title(&title()));
}

/// The heading of a page without a flow, which is the title of its tab too.
pub(crate) fn page_title(phrase: Phrase) -> impl IntoView {
    let vestibule = use_vestibule();
    let title = vestibule.t(phrase);
    let caption = format!("{title} – {}", vestibule.config.brand);
    document_title(move || caption.clone());
    element("h1")
        .class("title")
        .attr("id", "title")
        .attr("tabindex", "-1")
        .child(title)
}

/// The heading, and the tab's title: "Sign in – Vestibule", "Error: Sign in – Vestibule".
#[component]
pub(super) fn Title(
    /// What the page shows.
    state: RwSignal<View>,
    /// The kind of flow, for as long as there is none.
    kind: FlowKind,
) -> impl IntoView {
    let vestibule = use_vestibule();
    let brand = vestibule.config.brand.clone();
    // While the next flow is on its way the heading stays.
    let last = StoredValue::new(of_kind(kind));
    let one_door = vestibule.config.one_door;
    let phrase = move || {
        let phrase = state.with(|state| match state {
            View::Form(showing) => of_flow(&showing.flow, one_door),
            View::Problem(failure) => of_failure(failure),
            View::Loading(_) | View::Navigating => last.get_value(),
        });
        last.set_value(phrase);
        phrase
    };
    // The second factor's heading is one level down by custom; the page keeps its one h1.
    let sign_in = vestibule.t(phrases::SIGN_IN);
    let i18n = vestibule.clone();
    let first = rx::optional(move || {
        Some(match phrase() {
            phrases::TWO_FACTOR => sign_in.clone(),
            other => i18n.t(other),
        })
    });
    let i18n = vestibule.clone();
    let second = rx::optional(move || {
        (phrase() == phrases::TWO_FACTOR).then(|| i18n.t(phrases::TWO_FACTOR))
    });
    document_title(move || {
        let has_errors =
            state.with(|state| matches!(state, View::Form(showing) if showing.flow.has_errors()));
        let prefix = if has_errors {
            vestibule.t(phrases::ERROR_PREFIX)
        } else {
            String::new()
        };
        let title = second.get().or_else(|| first.get()).unwrap_or_default();
        format!("{prefix}{title} – {brand}")
    });
    fragment(vec![
        element("h1")
            .class("title")
            .attr("id", "title")
            .attr("tabindex", "-1")
            .child(first)
            .into_any(),
        rx::view(move || {
            second
                .get()
                .map(|text| element("h2").class("subtitle").child(text))
                .into_any()
        })
        .into_any(),
    ])
}
