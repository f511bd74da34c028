//! View: a card of blocks, written as HTML with the classes of the application's own pages.

mod form;
mod test_id;

pub(super) use form::{Button, Checkbox, CodeInput, Field, Form};

use form::form;
use leptos::prelude::*;
use test_id::test_id;

/// A page.
pub(super) struct Card {
    /// The customary name of the page, for test suites.
    pub(super) test_id: &'static str,
    pub(super) title: String,
    /// What the title of the tab begins with, like "Error: ".
    pub(super) tab_prefix: String,
    pub(super) blocks: Vec<Block>,
}

/// What stands in a card, from top to bottom.
pub(super) enum Block {
    Text(String),
    /// Announced as done.
    Done(String),
    /// The address of a picture.
    Logo(String),
    /// Whose account it is: a label and a name.
    Account(String, String),
    /// Pages of others, which open in a new tab: what says so, then texts and addresses.
    Links(String, Vec<(String, String)>),
    Form(Form),
    /// An application in a list.
    Entry(Entry),
    /// A link that looks like a button.
    Action(String, String),
    /// Links at the foot.
    Footer(Vec<(String, String)>),
}

/// An application that has access.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) scopes: String,
    pub(super) since: Option<String>,
    pub(super) form: Form,
}

/// The markup of a card.
pub(super) fn markup(card: Card) -> String {
    let owner = Owner::new_root(None);
    let html = owner.with(|| {
        let blocks: Vec<AnyView> = card.blocks.into_iter().map(block).collect();
        view! {
            <main {..test_id(card.test_id)} class="card">
                <h1 class="title" id="title" tabindex="-1">
                    {card.title}
                </h1>
                <div class="section">{blocks}</div>
            </main>
        }
        .to_html()
    });
    owner.cleanup();
    html
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Text(text) => view! { <p>{text}</p> }.into_any(),
        Block::Done(text) => view! {
            <div class="messages" role="status">
                <p class="message message-success">{text}</p>
            </div>
        }
        .into_any(),
        Block::Logo(url) => view! {
            <div {..test_id("client-logo")} class="brand-logo">
                <img src=url alt="" referrerpolicy="no-referrer" decoding="async"/>
            </div>
        }
        .into_any(),
        Block::Account(label, name) => view! {
            <div class="identity">
                <span class="identity-label">{label}</span>
                <bdi {..test_id("account")} class="identity-name">{name}</bdi>
            </div>
        }
        .into_any(),
        Block::Links(hint, links) => {
            let links: Vec<AnyView> = links
                .into_iter()
                .map(|(text, href)| external(text, href, hint.clone()))
                .collect();
            view! { <nav {..test_id("client-links")} class="footer">{links}</nav> }.into_any()
        }
        Block::Form(fields) => form(fields, "form"),
        Block::Entry(entry) => self::entry(entry),
        Block::Action(label, href) => view! {
            <a {..test_id("continue")} class="button button-main" href=href>
                {label}
            </a>
        }
        .into_any(),
        Block::Footer(links) => {
            let links: Vec<AnyView> = links
                .into_iter()
                .map(|(text, href)| view! { <a href=href>{text}</a> }.into_any())
                .collect();
            view! { <nav class="footer">{links}</nav> }.into_any()
        }
    }
}

fn external(text: String, href: String, hint: String) -> AnyView {
    view! {
        <a href=href target="_blank" rel="external noopener noreferrer">
            {text}
            <span class="visually-hidden">" " {hint}</span>
        </a>
    }
    .into_any()
}

fn entry(entry: Entry) -> AnyView {
    view! {
        <div class="credential">
            <p class="credential-name">
                <bdi>{entry.name}</bdi>
            </p>
            <p class="hint">{entry.scopes}</p>
            <p class="hint">{entry.since}</p>
            {form(entry.form, "again")}
        </div>
    }
    .into_any()
}
