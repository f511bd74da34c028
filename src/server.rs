//! The *server* side of a page: the same components, written as HTML. What is left to whoever serves it is the document
//! around it, and the way to Kratos and back.

mod data;
mod driver;
mod form;
mod recorder;
mod submit;
mod visit;
mod visitor;

use std::sync::Arc;

use crate::ui::element::element;
use leptos::prelude::*;
use leptos_router::location::RequestUrl;
use serde_json::Value;

use crate::app::App;
use crate::config::Config;
use crate::flow::FormValues;
use crate::i18n::{Catalogue, Phrase};
use crate::machine::View;
use crate::page::frame::{Brand, Links};
use crate::ui::{DocumentTitle, Initial, Vestibule, provide_vestibule};
pub use form::Form;
pub use visitor::{Flash, Page, Visit, Visitor};

/// What a page shows from the beginning.
#[derive(Clone, Debug, Default)]
pub enum Start {
    /// That something is on its way.
    #[default]
    Empty,
    /// What comes of Kratos' responses: a flow, who is signed in, a list of sessions, an error.
    Response(Initial),
    /// A flow, or the failure of one, as it stands after whatever has happened before.
    View(Box<View>),
}

/// The markup inside of `#app` for the page at this path and query, in any language, from any start.
pub fn render(
    page: &str,
    config: &Arc<Config>,
    catalogue: &Arc<Catalogue>,
    start: Start,
) -> String {
    render_page(page, config, catalogue, start).0
}

/// The markup, and the title of the tab.
fn render_page(
    page: &str,
    config: &Arc<Config>,
    catalogue: &Arc<Catalogue>,
    start: Start,
) -> (String, String) {
    let owner = Owner::new_root(None);
    let page = RequestUrl::new(page);
    let document_title = DocumentTitle::default();
    let title = document_title.clone();
    let (config, catalogue) = (Arc::clone(config), Arc::clone(catalogue));
    let html = owner.with(|| {
        provide_context(page);
        provide_context(document_title);
        match start {
            Start::Empty => {}
            Start::Response(initial) => provide_context(initial),
            Start::View(state) => provide_context(*state),
        }
        view! { <App config=config catalogue=catalogue/> }.to_html()
    });
    owner.cleanup();
    let title = title.0.get().cloned().unwrap_or_default();
    (html, title)
}

/// The frame of every page, for whoever serves `index.html`: what stands before the card and what behind it.
pub fn frame(config: &Arc<Config>, catalogue: &Catalogue) -> (String, String) {
    let owner = Owner::new_root(None);
    let frame = owner.with(|| {
        provide_vestibule(Vestibule {
            config: Arc::clone(config),
            catalogue: Arc::new(catalogue.clone().with(&config.texts)),
            ..Vestibule::default()
        });
        (view! { <Brand/> }.to_html(), view! { <Links/> }.to_html())
    });
    owner.cleanup();
    frame
}

/// A card that says one thing and has one way on, for what no page of the application is for.
pub fn notice(title: &str, text: &str, label: &str, href: &str) -> String {
    let title = title.to_owned();
    let text = text.to_owned();
    let (label, href) = (label.to_owned(), href.to_owned());
    let owner = Owner::new_root(None);
    let html = owner.with(|| {
        element("main")
            .class("card")
            .child(
                element("h1")
                    .class("title")
                    .attr("id", "title")
                    .child(title),
            )
            .child(element("p").child(text))
            .child(
                element("div").class("actions").child(
                    element("a")
                        .class("button button-main")
                        .attr("href", href)
                        .child(label),
                ),
            )
            .to_html()
    });
    owner.cleanup();
    html
}

/// A card that says one thing and sends a form again, with these names and values.
fn resubmit(title: &str, text: &str, label: &str, action: &str, fields: FormValues) -> String {
    let (title, text) = (title.to_owned(), text.to_owned());
    let (label, action) = (label.to_owned(), action.to_owned());
    let owner = Owner::new_root(None);
    let html = owner.with(|| {
        let fields: Vec<_> = fields
            .into_inner()
            .into_iter()
            .map(|(name, value)| {
                element("input")
                    .attr("type", "hidden")
                    .attr("name", name)
                    .attr("value", value)
            })
            .collect();
        element("main")
            .class("card")
            .child(
                element("h1")
                    .class("title")
                    .attr("id", "title")
                    .child(title),
            )
            .child(
                element("div")
                    .class("failure")
                    .attr("role", "alert")
                    .child(element("p").child(text)),
            )
            .child(
                element("form")
                    .class("again")
                    .attr("method", "post")
                    .attr("action", action)
                    .child(fields)
                    .child(
                        element("div").class("actions").child(
                            element("button")
                                .attr("type", "submit")
                                .class("button button-main")
                                .child(label),
                        ),
                    ),
            )
            .to_html()
    });
    owner.cleanup();
    html
}

/// JSON that may stand in a `<script type="application/json">`: no `<` is in it.
pub fn embedded(json: &Value) -> String {
    json.to_string().replace('<', "\\u003c")
}

/// What Vestibule says, for whoever serves it.
pub fn t(config: &Config, catalogue: &Catalogue, phrase: Phrase) -> String {
    catalogue.clone().with(&config.texts).t(phrase)
}
