//! The *server* side of a page: the same components, written as HTML. What is left to whoever serves it is the document
//! around it and Kratos' answer, which the page gets as data and takes over without asking again.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::location::RequestUrl;
use serde_json::Value;

use crate::app::App;
use crate::config::Config;
use crate::flow::State;
use crate::i18n::Catalogue;
use crate::page::frame::{Brand, Links};
use crate::route::FlowKind;
use crate::ui::{Initial, Vestibule, provide_vestibule};

/// What a page shows from the beginning.
#[derive(Clone, Debug, Default)]
pub enum Start {
    /// That something is on its way.
    #[default]
    Empty,
    /// What comes of Kratos' answer: a flow, who is signed in, a list of sessions, an error.
    Answer(Initial),
    /// A flow, or the failure of one, as it stands after whatever has happened before.
    State(Box<State>),
}

/// The markup inside of `#app` for the page at this path and query, with the answer of Kratos that [`data`] describes.
pub fn render(page: &str, config: &Arc<Config>, answer: &str) -> String {
    let start = Initial::read(answer).map_or(Start::Empty, Start::Answer);
    draw(page, config, &Arc::default(), start)
}

/// The markup inside of `#app` for the page at this path and query, in any language, from any start.
pub fn draw(page: &str, config: &Arc<Config>, catalogue: &Arc<Catalogue>, start: Start) -> String {
    let owner = Owner::new();
    let page = RequestUrl::new(page);
    let (config, catalogue) = (Arc::clone(config), Arc::clone(catalogue));
    owner.with(|| {
        provide_context(page);
        match start {
            Start::Empty => {}
            Start::Answer(initial) => provide_context(initial),
            Start::State(state) => provide_context(*state),
        }
        view! { <App config=config catalogue=catalogue/> }.to_html()
    })
}

/// The frame of every page, for whoever serves `index.html`: what stands before the card and what behind it.
pub fn frame(config: &Arc<Config>) -> (String, String) {
    let owner = Owner::new();
    owner.with(|| {
        provide_vestibule(Vestibule {
            config: Arc::clone(config),
            catalogue: Arc::new(Catalogue::default().with(&config.texts)),
            ..Vestibule::default()
        });
        (view! { <Brand/> }.to_html(), view! { <Links/> }.to_html())
    })
}

/// Kratos' answer as the page wants it: the text of `<script type="application/json" id="flow">`. No `<` stands in it,
/// so nothing in a flow can end the element.
pub fn data(kind: FlowKind, status: u16, body: &Value) -> String {
    embedded(&serde_json::json!({ "kind": kind.as_str(), "status": status, "body": body }))
}

/// JSON that may stand in a `<script type="application/json">`: no `<` is in it.
pub fn embedded(json: &Value) -> String {
    json.to_string().replace('<', "\\u003c")
}
