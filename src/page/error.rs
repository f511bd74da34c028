//! The *error* page: what Kratos could not tell on a page of its own (`/error?id=…`), in plain words first.

use leptos::prelude::*;

use super::address::Address;
use crate::i18n::phrases;
use crate::json;
use crate::kratos::{Answer, Call, Outcome};
use crate::route::{encoded, error_id};
use crate::ui::{
    FailureView, Way, erased, first_answer, page_title, sentence, test_id, use_vestibule, way,
};

/// Shows an error of Kratos by its id.
#[component]
pub(super) fn ErrorPage() -> impl IntoView {
    let vestibule = use_vestibule();
    let address = use_context::<Address>().unwrap_or_else(Address::new);
    let known = RwSignal::new(first_answer());
    let kratos = vestibule.kratos();
    let here = address.clone();
    let ask = Callback::new(move |()| {
        let id = here.with_untracked(|_, query| error_id(query));
        let kratos = kratos.clone();
        known.set(Outcome::Empty);
        erased::spawn(async move {
            let outcome = match id {
                Some(id) => kratos.error(&id).await,
                None => Outcome::NotFound,
            };
            known.try_set(outcome);
        });
    });
    let mut is_known = known.with_untracked(|known| !matches!(known, Outcome::Empty));
    // Nothing else of the address is carried on.
    let page = address.with_untracked(|path, query| match error_id(query) {
        Some(id) => format!("{path}?id={}", encoded(&id)),
        None => path.to_owned(),
    });
    erased::effect(move || {
        address.with(|_, _| ());
        if !std::mem::take(&mut is_known) {
            ask.run(());
        }
    });
    let words = vestibule.clone();
    let body = erased::view(move || match known.get() {
        Outcome::Empty => view! { <p role="status">{words.say(phrases::LOADING)}</p> }.into_any(),
        Outcome::Json(error) => {
            let details = words.config.details.then(|| {
                let json = json::write_lines(&error);
                let copied = json.clone();
                view! {
                    <details class="details">
                        <summary>{words.say(phrases::DETAILS)}</summary>
                        <code {..test_id("ui-error")}>{json}</code>
                    </details>
                    {way("copy-error", phrases::COPY, Some(phrases::COPIED), move || {
                        Way::Copy(copied.clone())
                    })}
                }
                .into_any()
            });
            let code = error
                .get("error")
                .and_then(|inner| inner.get("code")?.as_u64());
            let status = code.and_then(|code| u16::try_from(code).ok());
            let told = Answer {
                status: status.unwrap_or(500),
                json: Some(error),
                retry_after: None,
            };
            let plain = words.say(sentence(&Outcome::read(Call::Json, &told)));
            view! {
                <div role="alert">
                    <p>{plain}</p>
                </div>
                {details}
            }
            .into_any()
        }
        Outcome::NotFound => {
            view! { <p role="alert">{words.say(phrases::ERROR_GONE)}</p> }.into_any()
        }
        outcome => {
            view! { <FailureView failure=outcome.into() retry=ask page=page.clone()/> }.into_any()
        }
    });
    view! {
        {page_title(phrases::ERROR_TITLE)}
        {body}
        <div class="actions">
            <a class="button button-main" href="/">
                {vestibule.say(phrases::TO_HOME)}
            </a>
        </div>
    }
}
