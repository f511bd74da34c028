//! The page for addresses that lead nowhere. The address stays as it is.

use leptos::prelude::*;

use crate::browser;
use crate::i18n::phrases;
use crate::ui::{erased, use_vestibule};

/// Says so, and leads to the start page.
#[component]
pub(super) fn NotFound() -> impl IntoView {
    let vestibule = use_vestibule();
    let title = vestibule.say(phrases::NOT_FOUND);
    let tab = format!("{title} – {}", vestibule.config.brand);
    erased::effect(move || browser::set_title(&tab));
    view! {
        <h1 class="title" id="title" tabindex="-1">
            {title}
        </h1>
        <p>{vestibule.say(phrases::NOT_FOUND_TEXT)}</p>
        <div class="actions">
            <a class="button button-main" href="/">
                {vestibule.say(phrases::TO_HOME)}
            </a>
        </div>
    }
}
