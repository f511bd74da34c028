//! The *context* that every component finds: the configuration, the texts, and how to go elsewhere.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser;
use serde_json::{Map, Value};

use crate::config::Config;
use crate::flow::{FormValues, Notice, PasswordPolicy, PendingChange};
use crate::i18n::{Catalogue, Phrase};
use crate::kratos::Kratos;
use crate::route::FlowRequest;
use crate::url::SafeUrl;

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

/// What a [`SessionMemory`] holds.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// A change of settings that waits for the user to confirm who they are.
    pub(crate) change: Option<PendingChange>,
    /// An address that was typed on one page and is wanted on the next.
    pub(crate) address: Option<String>,
    /// Whether the next page is to go on with the address by itself, until a code is sent.
    pub(crate) to_code: bool,
    /// What a user has requested who is signed in already.
    pub(crate) target: Option<FlowRequest>,
    /// What the next form says: that a user has just signed out, or up.
    pub(crate) flash: Option<Notice>,
    /// What was typed at the last sign-up and is no secret.
    pub(crate) signed_up: FormValues,
    /// Whether the next page is to correct an address.
    pub(crate) corrects: bool,
    /// What Kratos has said so far about new passwords.
    pub(crate) policy: PasswordPolicy,
}

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
    pub fn kratos(&self) -> Kratos {
        Kratos::new(&self.config.kratos)
    }

    /// A text of Vestibule's own.
    pub fn t(&self, phrase: Phrase) -> String {
        self.catalogue.t(phrase)
    }

    /// Reads or changes what is carried from page to page.
    pub(crate) fn store<T>(&self, change: impl FnOnce(&mut Draft) -> T) -> Option<T> {
        self.session_memory.0?.try_update_value(change)
    }

    /// Whether an address that Kratos named is the start page of this application, or none to follow.
    pub(crate) fn is_home(&self, url: &str) -> bool {
        SafeUrl::to_follow(url)
            .is_none_or(|url| url.is_home(&browser::origin(), &self.config.kratos))
    }

    /// Goes to an address that Kratos named: to the page of ours that stands for it, or away. `false` when the address
    /// is not one to follow.
    pub(crate) fn follow(&self, url: &str) -> bool {
        let origin = browser::origin();
        let Some(url) = SafeUrl::to_follow(url) else {
            return false;
        };
        match (url.page(&origin, &self.config.kratos), self.go) {
            (Some(page), Some(go)) => go.run(page),
            (Some(page), None) => browser::assign(&page),
            (None, _) => browser::assign(url.as_str()),
        }
        true
    }
}
