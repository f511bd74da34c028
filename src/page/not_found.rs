//! The page for addresses that lead nowhere. The address stays as it is.

use leptos::prelude::*;

use crate::i18n::phrases;
use crate::ui::{page_title, use_vestibule};

/// Says so, and leads to the start page.
#[component]
pub(super) fn NotFound() -> impl IntoView {
    let vestibule = use_vestibule();
    view! {
        {page_title(phrases::NOT_FOUND)}
        <p>{vestibule.t(phrases::NOT_FOUND_TEXT)}</p>
        <div class="actions">
            <a class="button button-main" href="/">
                {vestibule.t(phrases::TO_HOME)}
            </a>
        </div>
    }
}
