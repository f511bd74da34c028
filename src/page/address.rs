//! The *address* of the page: its path and query as a signal, and how to go from page to page. `boot.js` follows the links
//! and says so; leptos_router's location provider would do the same with 4 kB more of wasm.

use leptos::prelude::*;

use crate::browser;
use crate::browser::{history, prefetch};
use crate::ui::rx;

/// Where the page is: its path, and the query without a question mark.
#[derive(Clone)]
pub(super) struct Location(ArcRwSignal<(String, String)>);

impl Location {
    /// The browser's address, whose changes are followed from now on; on a server that of the request.
    pub(super) fn new() -> Self {
        let address = Location(ArcRwSignal::new(now()));
        let followed = address.clone();
        // Links are the browser's own until the page is hydrated.
        rx::effect(prefetch::follow_links);
        browser::on("popstate", move |_| followed.0.set(now()));
        let followed = address.clone();
        browser::on("follow", move |_| {
            followed.0.set(now());
            browser::to_top();
        });
        address
    }

    /// Reads the path and the query, and is told when they change.
    pub(super) fn with<T>(&self, read: impl FnOnce(&str, &str) -> T) -> T {
        self.0.with(|(path, query)| read(path, query))
    }

    /// Reads the path and the query as they are now.
    pub(super) fn with_untracked<T>(&self, read: impl FnOnce(&str, &str) -> T) -> T {
        self.0.with_untracked(|(path, query)| read(path, query))
    }

    /// Goes to a page of this application, as a step of its own or in place of this one.
    pub(super) fn go(&self, page: &str, replace: bool) {
        let to = parts(page);
        let is_here = self.0.with_untracked(|here| *here == to);
        if !is_here {
            self.0.set(to);
        }
        history::go(page, replace || is_here);
        if !replace {
            browser::to_top();
        }
    }
}

/// The path and the query of a page of this application.
fn parts(page: &str) -> (String, String) {
    let page = page.split('#').next().unwrap_or(page);
    let (path, query) = page.split_once('?').unwrap_or((page, ""));
    (path.to_owned(), query.to_owned())
}

fn now() -> (String, String) {
    #[cfg(feature = "ssr")]
    {
        let request = use_context::<leptos_router::location::RequestUrl>().unwrap_or_default();
        parts(request.as_ref())
    }
    #[cfg(not(feature = "ssr"))]
    {
        let (path, query) = browser::address();
        parts(&format!("{path}{query}"))
    }
}
