//! A *credential* that an account has: a passkey or a security key, with the button that takes it away.

use leptos::prelude::*;

use super::submit::Submit;
use super::test_id::test_id;
use super::use_vestibule;
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
        // The day alone: it needs no time zone and no language.
        let day: String = time.chars().take(10).collect();
        let words = vestibule
            .catalogue
            .say_with(phrases::ADDED, &[("date", &day)]);
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
