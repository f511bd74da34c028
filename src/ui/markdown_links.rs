//! *Linked* text: the label of a checkbox may have links in it, written as in Markdown (`I accept the [terms](https://…)`).
//! Nothing else of Markdown is known, and an address that is not safe stays text.

use crate::ui::element::element;
use leptos::prelude::*;

use super::use_vestibule;
use crate::i18n::phrases;
use crate::url::SafeUrl;

/// The text, with its links.
pub(super) fn view(text: &str) -> Vec<AnyView> {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.into_any(),
            Piece::Link { text, url } => external_link(text, url.as_str()),
        })
        .collect()
}

/// A link out of the page, which stays: what is typed here is not lost.
pub(crate) fn external_link(text: String, url: &str) -> AnyView {
    let hint = use_vestibule().t(phrases::OPENS_NEW_TAB);
    element("a")
        .attr("href", url.to_owned())
        .attr("target", "_blank")
        .attr("rel", "noopener")
        .child(text)
        .child(
            element("span")
                .class("visually-hidden")
                .text(" ")
                .child(hint),
        )
        .into_any()
}

enum Piece {
    Text(String),
    Link { text: String, url: SafeUrl },
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        match link(from) {
            Some((text, url, behind)) => {
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                pieces.push(Piece::Link { text, url });
                rest = behind;
            }
            None => {
                plain.push('[');
                rest = from.strip_prefix('[').unwrap_or_default();
            }
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    pieces
}

/// `[text](url)` at the beginning, and what follows.
fn link(from: &str) -> Option<(String, SafeUrl, &str)> {
    let (text, behind) = from.strip_prefix('[')?.split_once("](")?;
    let (url, behind) = behind.split_once(')')?;
    let url = SafeUrl::new(url, "")?;
    (!text.contains('[')).then(|| (text.to_owned(), url, behind))
}
