//! The *server* side of a page: the same components, written as HTML. What is left to whoever serves it is the document
//! around it and Kratos' answer, which the page gets as data and takes over without asking again.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::location::RequestUrl;
use serde_json::Value;

use crate::app::App;
use crate::config::Config;
use crate::i18n::Catalogue;
use crate::page::frame::{Brand, Links};
use crate::route::FlowKind;
use crate::ui::{Initial, Vestibule, provide_vestibule};

/// The markup inside of `#app` for the page at this path and query, with the answer of Kratos that [`data`] describes.
pub fn render(page: &str, config: &Arc<Config>, answer: &str) -> String {
    let owner = Owner::new();
    let page = RequestUrl::new(page);
    let config = Arc::clone(config);
    owner.with(|| {
        provide_context(page);
        if let Some(initial) = Initial::read(answer) {
            provide_context(initial);
        }
        view! { <App config=config/> }.to_html()
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
