//! A *credential* that an account has: a passkey or a security key, with the button that takes it away.

use crate::ui::element::element;
use leptos::prelude::*;

use super::submit::Submit;
use super::{rx, use_vestibule};
use crate::browser::time;
use crate::flow::Node;
use crate::i18n::{Phrase, phrases};

/// The card of one credential: what it is called, since when it is there, and its button.
pub(super) fn view(node: Node) -> AnyView {
    let vestibule = use_vestibule();
    let of_context = |key: &str| {
        node.label
            .as_ref()
            .and_then(|label| label.context.get(key)?.as_str())
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let name = of_context("display_name").unwrap_or_else(|| vestibule.t(phrases::UNNAMED));
    let added = of_context("added_at").map(|time| {
        // The day alone, which needs no time zone and no language; in the page it is put into words.
        let day: String = time.chars().take(10).collect();
        local_time(time, day, phrases::ADDED, "date", time::to_day)
    });
    let last = node.button().is_some_and(|input| input.disabled).then(|| {
        let text = vestibule.t(phrases::LAST_CREDENTIAL);
        element("p").class("hint").child(text).into_any()
    });
    element("div")
        .test_id("credential")
        .class("credential")
        .child(element("p").class("credential-name").child(name))
        .child(added)
        .child(last)
        .child(view! { <Submit node=node main=false/> })
        .into_any()
}

/// A time of Kratos in a phrase: plainly at first, and in the user's own zone and words once the page is there.
pub(crate) fn local_time(
    time: String,
    plain: String,
    phrase: Phrase,
    placeholder: &'static str,
    own: fn(&str, &str) -> String,
) -> AnyView {
    let catalogue = use_vestibule().catalogue;
    let shown = RwSignal::new(plain);
    let (whole, language) = (time.clone(), catalogue.language().to_owned());
    rx::effect(move || shown.set(own(&whole, &language)));
    let caption =
        rx::optional(move || Some(catalogue.t_with(phrase, &[(placeholder, &shown.get())])));
    element("time")
        .attr("datetime", time)
        .child(caption)
        .into_any()
}
