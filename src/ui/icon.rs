//! An *icon* is a small picture from `style/icons.svg`, in the colour of the text beside it. It never says anything by
//! itself.

use crate::ui::element::element;
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
    let href = format!("/icons.svg#{name}");
    element("svg")
        .class("icon")
        .attr("aria-hidden", "true")
        .child(element("use").attr("href", href))
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
    element("span")
        .class("icon icon-letter")
        .attr("aria-hidden", "true")
        .attr("data-letter", letter)
        .into_any()
}
