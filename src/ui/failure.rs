//! A *failure* is drawn as a card in place of the form: what is the matter, in a plain sentence, the detail for who has
//! to mend it, and one way on.

use leptos::prelude::*;

use super::logout::LogoutLink;
use super::node::hidden;
use super::{erased, use_vestibule};
use crate::browser;
use crate::flow::{Failure, Way};
use crate::i18n::{Phrase, phrases};
use crate::kratos::{Kratos, Outcome};
use crate::route::{FlowKind, pairs};

/// The card. Its heading is the page's.
#[component]
pub(crate) fn FailureView(
    failure: Failure,
    retry: Callback<()>,
    /// The page that asks again where no script does: path and query.
    #[prop(default = String::new(), into)]
    page: String,
    /// The seconds until there is any use in asking again.
    #[prop(default = Signal::stored(0))]
    held: Signal<u32>,
) -> impl IntoView {
    let vestibule = use_vestibule();
    let (text, detail) = explain(&failure);
    let text = match (text, &detail.reason) {
        (None, Some(reason)) => reason.clone(),
        (text, _) => vestibule.say(text.unwrap_or(phrases::UNEXPECTED_TEXT)),
    };
    // Only the browser knows the site that it keeps cookies from.
    let site = RwSignal::new(String::new());
    erased::effect(move || site.set(browser::host()));
    let said = text.clone();
    let said = erased::optional(move || {
        // Only what we say ourselves has a place for it.
        let (before, after) = said.split_once("{site}").unwrap_or((&said, ""));
        Some(if after.is_empty() {
            said.clone()
        } else {
            format!("{before}{}{after}", site.get())
        })
    });
    let mut lines: Vec<String> = Vec::new();
    let kratos = &vestibule.config.kratos;
    if matches!(failure, Failure::Cookies { .. }) && kratos.starts_with("http") {
        let line = vestibule
            .catalogue
            .say_with(phrases::COOKIES_OPERATOR, &[("kratos", kratos)]);
        lines.push(line);
    }
    if let Some(status) = detail.status {
        let status = status.to_string();
        lines.push(
            vestibule
                .catalogue
                .say_with(phrases::STATUS, &[("status", &status)]),
        );
    }
    if let Some(reason) = detail.reason.filter(|reason| *reason != text) {
        lines.push(reason);
    }
    if let Some(id) = detail.request {
        lines.push(
            vestibule
                .catalogue
                .say_with(phrases::REQUEST_ID, &[("id", &id)]),
        );
    }
    let details = (!lines.is_empty()).then(|| {
        view! {
            <details class="details">
                <summary>{vestibule.say(phrases::DETAILS)}</summary>
                <code>{lines.join("\n")}</code>
            </details>
        }
    });
    let link = |phrase: Phrase, path: String| {
        view! { <a class="button button-main" href=path>{vestibule.say(phrase)}</a> }.into_any()
    };
    let way = match failure.way() {
        Way::Retry => again(&page, retry, erased::state(move || held.get() > 0)),
        Way::SignIn => link(phrases::TO_SIGN_IN, Kratos::page(FlowKind::Login)),
        Way::Home => link(phrases::TO_HOME, "/".to_owned()),
    };
    // The heading says it already; the focus goes there, because the form that had it is gone.
    erased::effect(|| browser::focus("title"));
    let calm = matches!(
        failure,
        Failure::Registered | Failure::Outcome(Outcome::Disabled)
    );
    let role = if calm { "status" } else { "alert" };
    // A session that fits nowhere is what mostly leads in circles.
    let sign_out =
        matches!(failure, Failure::Loop).then(|| view! { <LogoutLink test_id="logout-link"/> });
    view! {
        <div class="failure" role=role>
            <p>{said}</p>
        </div>
        {details}
        <div class="actions">{way} {sign_out}</div>
    }
}

/// The button that asks again: where no script runs, it opens the page anew.
pub(crate) fn again(page: &str, retry: Callback<()>, off: Signal<Option<String>>) -> AnyView {
    let (path, query) = page.split_once('?').unwrap_or((page, ""));
    // The browser puts the fields in the place of a query.
    let fields: Vec<AnyView> = pairs(query)
        .map(|(name, value)| hidden(name, value, None))
        .collect();
    let submit = erased::submit(move |_| retry.run(()));
    view! {
        <form class="again" action=path.to_owned() on:submit=submit>
            {fields}
            <button type="submit" class="button button-main" aria-disabled=off>
                {use_vestibule().say(phrases::TRY_AGAIN)}
            </button>
        </form>
    }
    .into_any()
}

#[derive(Default)]
struct Detail {
    status: Option<u16>,
    reason: Option<String>,
    request: Option<String>,
}

fn explain(failure: &Failure) -> (Option<Phrase>, Detail) {
    let outcome = match failure {
        Failure::Cookies { reason } => {
            let detail = Detail {
                reason: reason.clone(),
                ..Detail::default()
            };
            return (Some(phrases::COOKIES_TEXT), detail);
        }
        Failure::Loop => return (Some(phrases::LOOP_TEXT), Detail::default()),
        Failure::Registered => return (Some(phrases::REGISTERED_TEXT), Detail::default()),
        Failure::Link => return (Some(phrases::LINK_TEXT), Detail::default()),
        Failure::Outcome(outcome) => outcome.clone(),
    };
    match outcome {
        Outcome::Unreachable => (Some(phrases::UNREACHABLE_TEXT), Detail::default()),
        Outcome::NotKratos { status } => (
            Some(phrases::NOT_KRATOS_TEXT),
            Detail {
                status: Some(status),
                ..Detail::default()
            },
        ),
        Outcome::RateLimited { .. } => (Some(phrases::RATE_LIMITED_TEXT), Detail::default()),
        Outcome::Unavailable { .. } => (Some(phrases::UNAVAILABLE_TEXT), Detail::default()),
        Outcome::Disabled => (Some(phrases::DISABLED_TEXT), Detail::default()),
        Outcome::Refused { reason, .. } | Outcome::ReturnToForbidden { reason } => (
            None,
            Detail {
                reason,
                ..Detail::default()
            },
        ),
        Outcome::Unexpected {
            status,
            reason,
            request,
        } => (
            Some(phrases::UNEXPECTED_TEXT),
            Detail {
                status: Some(status),
                reason,
                request,
            },
        ),
        _ => (Some(phrases::UNEXPECTED_TEXT), Detail::default()),
    }
}
