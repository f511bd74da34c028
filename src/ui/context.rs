//! The *context* that every component finds: the configuration, the texts, and how to go elsewhere.

use std::sync::Arc;

use leptos::prelude::*;

use serde_json::{Map, Value};

use crate::browser::{self, Fetch};
use crate::config::Config;
use crate::i18n::{Catalogue, Phrase};
use crate::kratos::Kratos;
use crate::machine::{Destination, Draft, Site};

/// What the components of Vestibule share. Without [`provide_vestibule`] they find the defaults: Kratos on the page's
/// own origin, English, full navigations.
#[derive(Clone, Default)]
pub struct Vestibule {
    /// The configuration.
    pub config: Arc<Config>,
    /// The texts.
    pub catalogue: Arc<Catalogue>,
    /// How to go to a page of this application, given as path and query. `None`: by a full navigation.
    pub go: Option<Callback<String>>,
    /// What goes to Kratos' web hooks and message templates with every submit (`transient_payload`).
    pub transient_payload: Arc<Map<String, Value>>,
    /// What is carried from one page to the next; [`provide_vestibule`] makes it.
    pub session_memory: SessionMemory,
}

/// What is carried from one page to the next in memory only: never in an address, never in a storage. By itself it holds
/// nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct SessionMemory(Option<StoredValue<Draft>>);

/// Gives the components below this one their configuration, texts and navigation.
pub fn provide_vestibule(mut vestibule: Vestibule) {
    if vestibule.session_memory.0.is_none() {
        vestibule.session_memory = SessionMemory(Some(StoredValue::new(Draft::default())));
    }
    provide_context(vestibule);
}

/// What [`provide_vestibule`] has given, or the defaults.
pub fn use_vestibule() -> Vestibule {
    use_context().unwrap_or_default()
}

impl Vestibule {
    /// Kratos' public API.
    pub fn kratos(&self) -> Kratos<Fetch> {
        Kratos::over(Fetch::new(&self.config.kratos))
    }

    /// A text of Vestibule's own.
    pub fn t(&self, phrase: Phrase) -> String {
        self.catalogue.t(phrase)
    }

    /// Reads or changes what is carried from page to page.
    pub(crate) fn store<T>(&self, change: impl FnOnce(&mut Draft) -> T) -> Option<T> {
        self.session_memory.0?.try_update_value(change)
    }

    /// Where the page is.
    pub(crate) fn site(&self) -> Site {
        Site {
            origin: browser::origin(),
            kratos: self.config.kratos.clone(),
            unified: self.config.one_door,
        }
    }

    /// Goes to an address that Kratos named: to the page of ours that stands for it, or away. `false` when the address
    /// is not one to follow.
    pub(crate) fn follow(&self, url: &str) -> bool {
        match (self.site().destination(url), self.go) {
            (None, _) => return false,
            (Some(Destination::Page(page)), Some(go)) => go.run(page),
            (Some(Destination::Page(to) | Destination::Away(to)), _) => browser::assign(&to),
        }
        true
    }
}
