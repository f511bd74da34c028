//! The *error* page: what Kratos could not tell on a page of its own (`/error?id=…`), in plain words first, and what an
//! OAuth2 server says in the address (`/error?error=invalid_request&error_description=…`).

use crate::ui::element::{element, fragment};
use leptos::prelude::*;
use serde_json::Value;

use super::address::Location;
use crate::i18n::phrases;
use crate::json;
use crate::kratos::{Call, Outcome, Response};
use crate::route::{encoded, pairs};
use crate::ui::{
    Action, ProblemView, action, first_response, page_title, rx, sentence, use_vestibule,
};

/// The error that an address tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ErrorSource {
    /// The error that Kratos knows by this id.
    Kratos(String),
    /// What an OAuth2 server says: the name of the error, a description and a hint, as far as they are there.
    OAuth2(Vec<String>),
    /// None.
    Nothing,
}

impl ErrorSource {
    /// Reads the query of the page's address. Older versions of Kratos call the id `error`.
    pub(crate) fn read(query: &str) -> Self {
        let value = |target: &str| {
            let mut found =
                pairs(query).filter(|(name, value)| name == target && !value.is_empty());
            found.next().map(|(_, value)| value)
        };
        let is_id = |error: &String| error.len() == 36 && error.matches('-').count() == 4;
        match value("id").or_else(|| value("error").filter(is_id)) {
            Some(id) => ErrorSource::Kratos(id),
            None if value("error").is_some() => {
                let names = ["error_description", "error_hint", "error"];
                ErrorSource::OAuth2(names.into_iter().filter_map(value).collect())
            }
            None => ErrorSource::Nothing,
        }
    }
}

/// Shows an error of Kratos by its id.
#[component]
pub(super) fn ErrorPage() -> impl IntoView {
    let vestibule = use_vestibule();
    let address = use_context::<Location>().unwrap_or_else(Location::new);
    let known = RwSignal::new(first_response());
    let kratos = vestibule.kratos();
    let here = address.clone();
    let fetch = Callback::new(move |()| {
        let source = here.with_untracked(|_, query| ErrorSource::read(query));
        let kratos = kratos.clone();
        known.set(Outcome::Empty);
        rx::spawn(async move {
            let outcome = match source {
                ErrorSource::Kratos(id) => kratos.error(&id).await,
                ErrorSource::OAuth2(lines) => Outcome::Json(lines.into()),
                ErrorSource::Nothing => Outcome::NotFound,
            };
            known.try_set(outcome);
        });
    });
    let mut is_known = known.with_untracked(|known| !matches!(known, Outcome::Empty));
    // Nothing else of the address is carried on.
    let page = address.with_untracked(|path, query| match ErrorSource::read(query) {
        ErrorSource::Kratos(id) => format!("{path}?id={}", encoded(&id)),
        _ => path.to_owned(),
    });
    rx::effect(move || {
        address.with(|_, _| ());
        if !std::mem::take(&mut is_known) {
            fetch.run(());
        }
    });
    let i18n = vestibule.clone();
    let body = rx::view(move || match known.get() {
        Outcome::Empty => element("p")
            .attr("role", "status")
            .child(i18n.t(phrases::LOADING))
            .into_any(),
        Outcome::Json(Value::Array(lines)) => {
            let lines: Vec<AnyView> = lines
                .iter()
                .filter_map(Value::as_str)
                .map(|line| element("p").child(line.to_owned()).into_any())
                .collect();
            element("div")
                .attr("role", "alert")
                .child(element("p").child(i18n.t(phrases::CLIENT_ERROR)))
                .child(
                    element("div")
                        .test_id("oauth2-error")
                        .class("hint")
                        .child(lines),
                )
                .into_any()
        }
        Outcome::Json(error) => {
            let details = i18n.config.details.then(|| {
                let json = json::write_lines(&error);
                let copied = json.clone();
                fragment(vec![
                    element("details")
                        .class("details")
                        .child(element("summary").child(i18n.t(phrases::DETAILS)))
                        .child(element("code").test_id("ui-error").child(json))
                        .into_any(),
                    action(
                        "copy-error",
                        phrases::COPY,
                        Some(phrases::COPIED),
                        move || Action::Copy(copied.clone()),
                    )
                    .into_any(),
                ])
            });
            let code = error
                .get("error")
                .and_then(|inner| inner.get("code")?.as_u64());
            let status = code.and_then(|code| u16::try_from(code).ok());
            let response = Response {
                status: status.unwrap_or(500),
                json: Some(error),
                retry_after: None,
            };
            let plain = i18n.t(sentence(&Outcome::read(Call::Json, &response)));
            fragment(vec![
                element("div")
                    .attr("role", "alert")
                    .child(element("p").child(plain))
                    .into_any(),
                details.into_any(),
            ])
        }
        Outcome::NotFound => element("p")
            .attr("role", "alert")
            .child(i18n.t(phrases::ERROR_GONE))
            .into_any(),
        outcome => {
            view! { <ProblemView failure=outcome.into() retry=fetch page=page.clone()/> }.into_any()
        }
    });
    fragment(vec![
        page_title(phrases::ERROR_TITLE).into_any(),
        body.into_any(),
        element("div")
            .class("actions")
            .child(
                element("a")
                    .class("button button-main")
                    .attr("href", "/")
                    .child(vestibule.t(phrases::TO_HOME)),
            )
            .into_any(),
    ])
}
