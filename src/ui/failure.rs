//! A *failure* is rendered as a card in place of the form: what is the matter, in a plain sentence, the detail for who has
//! to fix it, and one way on.

use crate::ui::element::{element, fragment};
use leptos::prelude::*;

use super::logout::LogoutLink;
use super::node::hidden;
use super::{rx, use_vestibule};
use crate::browser;
use crate::i18n::{Phrase, phrases};
use crate::kratos::Outcome;
use crate::machine::{Action, Problem};
use crate::route::{FlowKind, FlowRequest, pairs};

/// The card. Its heading is the page's.
#[component]
pub(crate) fn ProblemView(
    failure: Problem,
    retry: Callback<()>,
    /// The page that asks again where no script does: path and query.
    #[prop(default = String::new(), into)]
    page: String,
    /// The seconds until there is any use in asking again.
    #[prop(default = Signal::stored(0))]
    cooldown: Signal<u32>,
) -> impl IntoView {
    let vestibule = use_vestibule();
    let (phrase, mut lines) = match &failure {
        Problem::Cookies { reason } => {
            (phrases::COOKIES_TEXT, reason.clone().into_iter().collect())
        }
        Problem::Loop => (phrases::LOOP_TEXT, Vec::new()),
        Problem::Registered => (phrases::REGISTERED_TEXT, Vec::new()),
        Problem::Link => (phrases::LINK_TEXT, Vec::new()),
        Problem::Outcome(outcome) => (sentence(outcome), details(outcome)),
    };
    let text = vestibule.t(phrase);
    // Only the browser knows the site that it keeps cookies from by name.
    let site = RwSignal::new(vestibule.t(phrases::THIS_SITE));
    rx::effect(move || site.set(browser::host()));
    let status_text = rx::optional(move || Some(text.replace("{site}", &site.get())));
    let kratos = &vestibule.config.kratos;
    if matches!(failure, Problem::Cookies { .. }) && kratos.starts_with("http") {
        let line = vestibule
            .catalogue
            .t_with(phrases::COOKIES_OPERATOR, &[("kratos", kratos)]);
        lines.insert(0, line);
    }
    let link = |phrase: Phrase, path: String| {
        element("a")
            .class("button button-main")
            .attr("href", path)
            .child(vestibule.t(phrase))
            .into_any()
    };
    let action = match failure.action() {
        Action::Retry => again(&page, retry, rx::state(move || cooldown.get() > 0)),
        Action::SignIn => link(
            phrases::TO_SIGN_IN,
            FlowRequest::new(FlowKind::Login).to_page(),
        ),
        Action::Home => link(phrases::TO_HOME, "/".to_owned()),
    };
    // The heading says it already; the focus goes there, because the form that had it is gone.
    rx::effect(|| browser::focus("title"));
    let calm = matches!(
        failure,
        Problem::Registered | Problem::Outcome(Outcome::Disabled)
    );
    let role = if calm { "status" } else { "alert" };
    // A session that fits nowhere is what mostly leads in circles.
    let sign_out =
        matches!(failure, Problem::Loop).then(|| view! { <LogoutLink test_id="logout-link"/> });
    fragment(vec![
        element("div")
            .class("failure")
            .attr("role", role)
            .child(element("p").child(status_text))
            .into_any(),
        folded(&lines).into_any(),
        element("div")
            .class("actions")
            .child(action)
            .child(sign_out)
            .into_any(),
    ])
}

/// The button that asks again: where no script runs, it opens the page again.
pub(crate) fn again(page: &str, retry: Callback<()>, off: Signal<Option<String>>) -> AnyView {
    let (path, query) = page.split_once('?').unwrap_or((page, ""));
    // The browser puts the fields in the place of a query.
    let fields: Vec<AnyView> = pairs(query)
        .map(|(name, value)| hidden(name, value, None))
        .collect();
    let submit = rx::submit(move |_| retry.run(()));
    element("form")
        .class("again")
        .attr("action", path.to_owned())
        .on_submit(submit)
        .child(fields)
        .child(
            element("button")
                .attr("type", "submit")
                .class("button button-main")
                .attr("aria-disabled", off)
                .child(use_vestibule().t(phrases::TRY_AGAIN)),
        )
        .into_any()
}

/// What a user is told about an outcome. The `reason` and `message` of an error are for operators.
pub(crate) fn sentence(outcome: &Outcome) -> Phrase {
    match outcome {
        Outcome::Unreachable => phrases::UNREACHABLE_TEXT,
        Outcome::NotKratos { .. } => phrases::NOT_KRATOS_TEXT,
        Outcome::RateLimited { .. } => phrases::RATE_LIMITED_TEXT,
        Outcome::Unavailable { .. } => phrases::UNAVAILABLE_TEXT,
        Outcome::Disabled => phrases::DISABLED_TEXT,
        Outcome::Refused { .. } => phrases::REFUSED_TEXT,
        Outcome::AccountOff { .. } => phrases::ACCOUNT_OFF,
        Outcome::ReturnToForbidden { .. } => phrases::RETURN_TO,
        Outcome::Csrf { .. } => phrases::CSRF,
        // A change of settings was confirmed by another account.
        Outcome::IdentityMismatch => phrases::NOT_MADE,
        _ => phrases::UNEXPECTED_TEXT,
    }
}

/// What an operator wants to know about an outcome, under "Details".
pub(super) fn details(outcome: &Outcome) -> Vec<String> {
    let catalogue = use_vestibule().catalogue;
    let (status, request) = match outcome {
        Outcome::NotKratos { status } => (Some(status), None),
        Outcome::Unexpected {
            status, request, ..
        } => (Some(status), request.as_ref()),
        _ => (None, None),
    };
    let status =
        status.map(|status| catalogue.t_with(phrases::STATUS, &[("status", &status.to_string())]));
    let request = request.map(|id| catalogue.t_with(phrases::REQUEST_ID, &[("id", id)]));
    let reason = outcome.reason().map(str::to_owned);
    [status, reason, request].into_iter().flatten().collect()
}

/// Lines for an operator, folded.
pub(super) fn folded(lines: &[String]) -> Option<AnyView> {
    (!lines.is_empty()).then(|| {
        element("details")
            .class("details")
            .child(element("summary").child(use_vestibule().t(phrases::DETAILS)))
            .child(element("code").child(lines.join("\n")))
            .into_any()
    })
}
