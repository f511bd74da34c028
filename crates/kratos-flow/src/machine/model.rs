//! The *model* is everything that a page shows and remembers.

use std::sync::Arc;

use super::{Draft, Notice, Problem};
use crate::flow::{Flow, FormValues, Group, Submitter, Text};
use crate::route::FlowRequest;
use crate::url::SafeUrl;

/// Everything that a page shows and remembers. Only [`update`](super::update) changes it.
#[derive(Clone, Debug)]
pub struct Model {
    /// Where the page is.
    pub site: Site,
    /// What the shown flow answers, or the one that is on its way.
    pub request: FlowRequest,
    /// What the page shows.
    pub view: View,
    /// What goes from page to page.
    pub draft: Draft,
    /// What is under way.
    pub(super) attempt: Attempt,
}

/// Where the page is, as far as that decides where an address leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// The page's own origin (`https://app.example`, no slash at the end).
    pub origin: String,
    /// The base URL of Kratos' public API, `""` for the page's own origin.
    pub kratos: String,
    /// Whether an address without an account leads to the sign-up.
    pub unified: bool,
}

/// What is under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Attempt {
    /// Whether a flow was asked for at all.
    pub(super) opened: bool,
    /// Counts what was asked, so that a response that was overtaken is dropped.
    pub(super) id: u32,
    /// Whether a form is on its way.
    pub(super) submits: bool,
    /// Whether the page itself has sent that form.
    pub(super) by_itself: bool,
    /// Whether the user has just signed in, and is on the way to where they wanted to be.
    pub(super) signed_in: bool,
    /// The step of the flow that an entry of the history stands for, where the user has gone to one.
    pub(super) history_target: Option<u32>,
    /// What is kept for the next form while there is none: what was typed, and why there is a new one.
    pub(super) left: Option<Loading>,
}

/// What a page shows.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(clippy::large_enum_variant, reason = "a page has one of them")
)]
pub enum View {
    /// The flow is on its way.
    Loading(Loading),
    /// The form.
    Form(Box<FlowForm>),
    /// A card that says why there is no form, with a way on.
    Problem(Problem),
    /// The flow is over and the browser is on its way to the next page.
    Navigating,
}

/// What waits for a flow that is on its way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loading {
    /// What to say once it is there.
    pub notice: Option<Notice>,
    /// What was typed into the flow that it replaces.
    pub fields: FormValues,
    /// Whose account `fields` are about, where the flow said so.
    pub identity: Option<String>,
    /// How often in a row a flow was replaced without the user's doing.
    pub restarts: u8,
    /// The number of the last response that was rendered.
    pub response: u32,
    /// How many steps may be taken by themselves on the way to a new code.
    pub steps_to_code: u8,
    /// An address that was typed on another page and goes into the form.
    pub address: Option<String>,
    /// A change of settings that waits for the user to confirm who they are.
    pub change: Option<PendingChange>,
    /// What Kratos has said about the flow that the new one replaces.
    pub messages: Vec<Text>,
    /// The group whose button was pressed in the flow that the new one replaces.
    pub submitter: Option<Group>,
    /// How many codes of an authenticator app were refused in a row.
    pub failed_attempts: u8,
    /// Whether a change of this flow was to be confirmed, and this page does not have it any more.
    pub dropped: bool,
}

/// A change of settings that Kratos wants a fresh sign-in for. It is remembered in memory only; Kratos remembers it too, and
/// makes it when the user is sent elsewhere to confirm who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingChange {
    /// The id of the settings flow.
    pub flow: String,
    /// The id of the identity that made the change: for nobody else it is completed.
    pub identity: Option<String>,
    /// What was in the form.
    pub fields: FormValues,
    /// The button that was pressed; without it the change waits for one.
    pub submitter: Option<Submitter>,
    /// Whether a user has signed in since.
    pub confirmed: bool,
}

/// A flow whose form is rendered.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowForm {
    /// The flow. Shared, because everything that is rendered of it looks at it.
    pub flow: Arc<Flow>,
    /// Counts the responses. Each is rendered as a form of its own; what was typed is put back.
    pub response: u32,
    /// What was typed and goes back into the fields.
    pub restored: FormValues,
    /// What was typed and waits for a later step.
    pub deferred: FormValues,
    /// What to say besides the flow's own messages.
    pub notice: Option<Notice>,
    /// See [`Loading::restarts`].
    pub restarts: u8,
    /// See [`Loading::steps_to_code`].
    pub steps_to_code: u8,
    /// The group whose button the flow is the response to.
    pub submitter: Option<Group>,
    /// See [`Loading::failed_attempts`].
    pub failed_attempts: u8,
}

impl Model {
    /// A page that has asked for nothing yet.
    pub fn new(site: Site, request: FlowRequest) -> Self {
        Model {
            site,
            request,
            view: View::Loading(Loading::default()),
            draft: Draft::default(),
            attempt: Attempt::default(),
        }
    }

    /// A page that shows something already.
    #[must_use]
    pub fn showing(self, view: View) -> Self {
        let attempt = Attempt {
            opened: true,
            ..self.attempt
        };
        Model {
            view,
            attempt,
            ..self
        }
    }

    /// The flow whose form is rendered.
    pub fn flow(&self) -> Option<&Arc<Flow>> {
        match &self.view {
            View::Form(form) => Some(&form.flow),
            _ => None,
        }
    }

    /// The number of what was asked last: [`Event::Replied`](super::Event::Replied) has it.
    pub fn attempt(&self) -> u32 {
        self.attempt.id
    }

    /// Whether a form is on its way.
    pub fn is_submitting(&self) -> bool {
        self.attempt.submits
    }

    /// Whether the user has just signed in, and is on the way to where they wanted to be.
    pub fn has_signed_in(&self) -> bool {
        self.attempt.signed_in && matches!(self.view, View::Navigating)
    }

    /// The request for a new flow in place of the one that is shown, with what that one was made with.
    pub fn request_again(&self) -> FlowRequest {
        let request = match self.flow() {
            Some(flow) => flow.request(&self.request),
            None => self.request.clone(),
        };
        request.without_flow()
    }
}

impl Site {
    /// Where an address leads that Kratos has named: a page of this application as path and query, or away as it is.
    /// `None`: it is none to follow.
    pub fn destination(&self, url: &str) -> Option<Destination> {
        let url = SafeUrl::to_follow(url)?;
        Some(match url.page(&self.origin, &self.kratos) {
            Some(page) => Destination::Page(page),
            None => Destination::Away(url.as_str().to_owned()),
        })
    }

    /// Whether an address is the start page of this application, or none to follow.
    pub(super) fn is_home(&self, url: &str) -> bool {
        SafeUrl::to_follow(url).is_none_or(|url| url.is_home(&self.origin, &self.kratos))
    }
}

/// Where an address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To a page of this application: path and query.
    Page(String),
    /// Away from it.
    Away(String),
}
