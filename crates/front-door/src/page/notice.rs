//! Notice: a few words in place of a page. Each is rendered and compressed once: refusing costs less than serving.

use super::shell::{Content, Shell, escaped};
use crate::document::{self, Document};
use axum::{http::HeaderMap, response::Response};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};
use vestibule::{
    config::Config,
    i18n::{Catalogue, Phrase},
    server,
};

/// A few words in place of a page.
pub(crate) struct Notice<'a> {
    pub(crate) title: Phrase,
    pub(crate) text: Phrase,
    /// What the way on is called, and where it leads.
    pub(crate) action: (Phrase, &'a str),
    /// Whether the browser takes it by itself.
    pub(crate) goes_on: bool,
}

/// Language, title, text, and where the way on leads.
type Key = (String, &'static str, &'static str, String);

/// The documents of notices in every language.
pub(super) struct Notices {
    pub(super) shells: BTreeMap<String, Shell>,
    rendered: Mutex<HashMap<Key, Arc<Document>>>,
}

impl Notices {
    pub(super) fn new(shells: BTreeMap<String, Shell>) -> Self {
        Self {
            shells,
            rendered: Mutex::default(),
        }
    }

    /// The response with a notice. `None`: pages are not rendered here.
    pub(super) fn response(
        &self,
        notice: &Notice<'_>,
        config: &Config,
        catalogue: &Catalogue,
        request_headers: &HeaderMap,
    ) -> Option<Response> {
        let shell = self.shells.get(catalogue.language())?;
        if notice.goes_on {
            let html = render(notice, shell, config, catalogue);
            return Some(document::once(html, request_headers, false));
        }
        let key = (
            catalogue.language().to_owned(),
            notice.title.key,
            notice.text.key,
            notice.action.1.to_owned(),
        );
        let lock = || self.rendered.lock().unwrap_or_else(PoisonError::into_inner);
        let found = lock().get(&key).cloned();
        let document = match found {
            Some(document) => document,
            None => {
                let html = render(notice, shell, config, catalogue);
                let document = Arc::new(Document::new(html).ok()?);
                lock().insert(key, Arc::clone(&document));
                document
            }
        };
        Some(document.localized(request_headers))
    }
}

fn render(notice: &Notice<'_>, shell: &Shell, config: &Config, catalogue: &Catalogue) -> String {
    let t = |phrase| server::t(config, catalogue, phrase);
    let title = t(notice.title);
    let (label, href) = notice.action;
    let html = server::notice(&title, &t(notice.text), &t(label), href);
    let refresh = if notice.goes_on {
        format!(
            "<meta http-equiv=\"refresh\" content=\"0;url={}\">",
            escaped(href)
        )
    } else {
        String::new()
    };
    shell.around(&Content {
        title: &format!("{title} – {}", config.brand),
        app: &html,
        data: &refresh,
        ..Content::default()
    })
}
