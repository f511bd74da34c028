//! The *address* of the page: its path and query as signals, and how to go from page to page. Links are followed and the
//! history is kept by leptos_router's location provider; its route tables are not needed where no path has parameters.

use leptos::prelude::*;
use leptos_router::location::Url;
#[cfg(not(feature = "ssr"))]
use leptos_router::location::{BrowserUrl, LocationChange, LocationProvider};

#[cfg(not(feature = "ssr"))]
use crate::ui::erased;

/// Where the page is.
#[derive(Clone)]
pub(super) struct Address {
    url: ArcRwSignal<Url>,
    #[cfg(not(feature = "ssr"))]
    browser: Option<BrowserUrl>,
}

impl Address {
    /// The browser's address, whose changes and links are followed from now on; on a server that of the request.
    pub(super) fn new() -> Self {
        #[cfg(feature = "ssr")]
        {
            let request = use_context::<leptos_router::location::RequestUrl>().unwrap_or_default();
            let url = request.parse().unwrap_or_default();
            Address {
                url: ArcRwSignal::new(url),
            }
        }
        #[cfg(not(feature = "ssr"))]
        {
            let browser = BrowserUrl::new().ok();
            // Links are the browser's own until the page is taken over.
            let links = browser.clone();
            erased::effect(move || {
                if let Some(browser) = &links {
                    browser.init(None);
                }
            });
            let url = browser.as_ref().map(|browser| browser.as_url().clone());
            Address {
                url: url.unwrap_or_else(|| ArcRwSignal::new(Url::default())),
                browser,
            }
        }
    }

    /// Reads the path and the query, which has no question mark, and is told when they change.
    pub(super) fn with<T>(&self, read: impl FnOnce(&str, &str) -> T) -> T {
        self.url.with(|url| read(url.path(), url.search()))
    }

    /// Reads the path and the query as they are now.
    pub(super) fn with_untracked<T>(&self, read: impl FnOnce(&str, &str) -> T) -> T {
        self.url
            .with_untracked(|url| read(url.path(), url.search()))
    }

    /// Goes to a page of this application, as a step of its own or in place of this one.
    pub(super) fn go(&self, page: &str, replace: bool) {
        #[cfg(feature = "ssr")]
        let _ = (page, replace);
        #[cfg(not(feature = "ssr"))]
        if let (Some(browser), Ok(url)) = (&self.browser, BrowserUrl::parse(page)) {
            if self.url.with_untracked(|now| *now != url) {
                self.url.set(url);
            }
            browser.complete_navigation(&LocationChange {
                value: page.to_owned(),
                replace,
                scroll: !replace,
                ..LocationChange::default()
            });
        }
    }

    /// The page that a link leads to is drawn: its address goes into the address bar.
    pub(super) fn arrived(&self) {
        #[cfg(not(feature = "ssr"))]
        if let Some(browser) = &self.browser {
            browser.ready_to_complete();
        }
    }
}
