//! An *icon* is a small picture from `style/icons.svg`, in the colour of the text beside it. It never says anything by
//! itself.

use leptos::attr::{self, Attr, AttributeKey};
use leptos::prelude::*;

/// Providers with a mark of their own.
const PROVIDERS: [&str; 12] = [
    "google",
    "github",
    "gitlab",
    "microsoft",
    "apple",
    "facebook",
    "linkedin",
    "x",
    "discord",
    "slack",
    "spotify",
    "auth0",
];

/// The icon with this name.
pub(crate) fn icon(name: &str) -> AnyView {
    // Attributes of an svg that Leptos does not know as such are written again when a page is hydrated.
    let hidden = attr::aria_hidden("true");
    let href = attr::href(format!("/icons.svg#{name}"));
    view! {
        <svg class="icon" {..hidden}>
            <use_ {..href}/>
        </svg>
    }
    .into_any()
}

/// The mark of a provider by its id in Kratos (`google`, `google-eu`), or else its first letter.
pub(super) fn provider(id: &str) -> AnyView {
    let name = id.split(['-', '_']).next().unwrap_or_default();
    if name == "auth0" {
        return icon("key");
    }
    if PROVIDERS.contains(&name) {
        return icon(name);
    }
    // In an attribute: the text of a button is its label and nothing else.
    let letter: String = name.chars().take(1).collect();
    let letter = Attr(Letter, letter);
    view! { <span class="icon icon-letter" aria-hidden="true" {..letter}></span> }.into_any()
}

/// Where the style sheet finds the letter.
#[derive(Clone)]
struct Letter;

impl AttributeKey for Letter {
    const KEY: &'static str = "data-letter";
}
