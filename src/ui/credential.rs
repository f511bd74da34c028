//! A *credential* that an account has: a passkey or a security key, with the button that takes it away.

use leptos::prelude::*;

use super::submit::Submit;
use super::test_id::test_id;
use super::{erased, use_vestibule};
use crate::browser::time;
use crate::flow::Node;
use crate::i18n::phrases;

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
    let name = of_context("display_name").unwrap_or_else(|| vestibule.say(phrases::UNNAMED));
    let added = of_context("added_at").map(|time| {
        // The day alone, which needs no time zone and no language; in the page it is put into words.
        let day: String = time.chars().take(10).collect();
        let shown = RwSignal::new(day);
        let catalogue = vestibule.catalogue.clone();
        let whole = time.clone();
        let language = catalogue.language().to_owned();
        erased::effect(move || shown.set(time::to_day(&whole, &language)));
        let words = erased::optional(move || {
            let date = shown.get();
            Some(catalogue.say_with(phrases::ADDED, &[("date", &date)]))
        });
        view! { <time class="credential-added" datetime=time>{words}</time> }.into_any()
    });
    let last = node.button().is_some_and(|input| input.disabled).then(|| {
        let text = vestibule.say(phrases::LAST_CREDENTIAL);
        view! { <p class="hint">{text}</p> }.into_any()
    });
    view! {
        <div {..test_id("credential")} class="credential">
            <p class="credential-name">{name}</p>
            {added}
            {last}
            <Submit node=node main=false/>
        </div>
    }
    .into_any()
}
