//! The *frame* of every page: whose it is, at its head, and where help is, at its foot.

use crate::ui::element::element;
use leptos::prelude::*;

use crate::i18n::phrases;
use crate::ui::{external_link, use_vestibule};

/// The brand: a logo, the name, a line below it. It leads to the home page.
#[component]
pub(crate) fn Brand() -> impl IntoView {
    let config = use_vestibule().config;
    let name = config.brand.clone();
    // Beside the name a logo says nothing; in its place it says the name.
    let (class, alt, name) = if config.wordmark && config.logo.is_some() {
        ("brand-logo brand-wordmark", name, None)
    } else {
        ("brand-logo", String::new(), Some(name))
    };
    // Its place is kept by the style sheet.
    let logo = config.logo.clone().map(|(light, dark)| {
        let media = "(prefers-color-scheme: dark)";
        element("picture")
            .class(class)
            .child(element("source").attr("media", media).attr("srcset", dark))
            .child(
                element("img")
                    .attr("src", light)
                    .attr("alt", alt)
                    .attr("decoding", "sync"),
            )
            .into_any()
    });
    let tagline = config.tagline.clone();
    let tagline =
        (!tagline.is_empty()).then(|| element("p").class("tagline").child(tagline).into_any());
    element("header")
        .class("brand")
        .child(
            element("a")
                .class("brand-name")
                .attr("href", "/")
                .child(logo)
                .child(name),
        )
        .child(tagline)
}

/// What the operator offers beside signing in: in the same place on every page.
#[component]
pub(crate) fn Links() -> impl IntoView {
    let vestibule = use_vestibule();
    let links = &vestibule.config.links;
    let links = [
        (phrases::HELP, &links.help),
        (phrases::TERMS, &links.terms),
        (phrases::PRIVACY, &links.privacy),
    ];
    let links: Vec<AnyView> = links
        .into_iter()
        .filter(|(_, href)| !href.is_empty())
        .map(|(phrase, href)| external_link(vestibule.t(phrase), href))
        .collect();
    (!links.is_empty()).then(|| element("footer").class("links").child(links).into_any())
}
