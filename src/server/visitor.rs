//! A *visitor* asks for a page; what comes of it is a *visit*.

use std::sync::Arc;

use crate::config::Config;
use crate::i18n::Catalogue;
use crate::machine::{Notice, Site};
use crate::ui::notice_text;

/// What comes of a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visit {
    /// The page.
    Page(Page),
    /// Elsewhere: a path of this application or of Kratos, or an address that Kratos has named.
    Go(String),
    /// Elsewhere, where something is to be said.
    Tell {
        /// A page of this application.
        to: String,
        /// What it is to say.
        flash: Flash,
    },
}

/// What one page leaves for the next one to say. Nothing of the user is in it, so a cookie can carry its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flash {
    /// A user has signed up, and not in.
    Registered,
    /// The change was not made.
    NotSaved,
    /// A user has signed out.
    SignedOut,
}

impl Flash {
    const ALL: [Flash; 3] = [Flash::Registered, Flash::NotSaved, Flash::SignedOut];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Flash::Registered => "registered",
            Flash::NotSaved => "not_saved",
            Flash::SignedOut => "signed_out",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Flash::ALL.into_iter().find(|flash| flash.name() == name)
    }

    pub(super) fn notice(self) -> Notice {
        match self {
            Flash::Registered => Notice::Registered,
            Flash::NotSaved => Notice::NotSaved,
            Flash::SignedOut => Notice::SignedOut,
        }
    }
}

/// A page that is rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The markup inside of `#app`.
    pub html: String,
    /// The title of the tab.
    pub title: String,
    /// The page's own address, path and query, where it shows a flow (also as the response to a form): with the flow's id, so that a reload shows it
    /// again, and without what is secret or personal.
    pub address: Option<String>,
    /// The text of `<script type="application/json" id="flow">`, for [`Initial::read`](crate::ui::Initial::read). No `<` stands in it, so nothing in a
    /// flow can end the element.
    pub data: String,
    /// The HTTP status that fits it.
    pub status: u16,
    /// The seconds until there is any use in coming again.
    pub retry_after: Option<u32>,
    /// Whether it says what the last page has left to say.
    pub has_flash: bool,
    /// The languages that an OAuth2 client asks for, which come before those that the user reads.
    pub languages: Vec<String>,
}

/// Who visits what.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Path and query of the page.
    pub page: String,
    /// The origin under which the browser sees it (`https://app.example`).
    pub origin: String,
    /// The configuration.
    pub config: Arc<Config>,
    /// The texts, in the user's language.
    pub catalogue: Arc<Catalogue>,
    /// What the last page has left for this one to say.
    pub flash: Option<Flash>,
}

impl Visitor {
    /// Where the page is.
    pub(super) fn site(&self) -> Site {
        Site {
            origin: self.origin.clone(),
            kratos: self.config.kratos.clone(),
            unified: self.config.one_door,
        }
    }

    /// A notice in the user's language.
    pub(super) fn notice_text(&self, notice: &Notice) -> String {
        let catalogue = Catalogue::clone(&self.catalogue).with(&self.config.texts);
        notice_text(&catalogue, notice)
    }
}
