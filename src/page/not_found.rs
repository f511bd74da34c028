//! The page for addresses that lead nowhere. The address stays as it is.

use crate::ui::element::{element, fragment};
use leptos::prelude::*;

use crate::i18n::phrases;
use crate::ui::{page_title, use_vestibule};

/// Says so, and leads to the start page.
#[component]
pub(super) fn NotFound() -> impl IntoView {
    let vestibule = use_vestibule();
    fragment(vec![
        page_title(phrases::NOT_FOUND).into_any(),
        element("p")
            .child(vestibule.t(phrases::NOT_FOUND_TEXT))
            .into_any(),
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
