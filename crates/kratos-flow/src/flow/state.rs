//! The *state* is what a page shows of a flow; [`step`](super::step) is the only thing that changes it.

use std::sync::Arc;

use super::{Flow, FormValues, Group, Submitter, Text};
use crate::kratos::Outcome;
use crate::route::FlowRequest;

/// What a page shows.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(clippy::large_enum_variant, reason = "a page has one of them")
)]
pub enum State {
    /// The flow is on its way.
    Loading(Loading),
    /// The form.
    Showing(Box<Showing>),
    /// A card that says why there is no form, with a way on.
    Stopped(Failure),
    /// The flow is over and the browser is on its way to the next page.
    Leaving,
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
    /// The number of the last answer that was rendered.
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

/// A flow that is rendered.
#[derive(Clone, Debug, PartialEq)]
pub struct Showing {
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

/// What a page says besides the flow's own messages, without losing the form.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// The form had expired and was replaced by a new one.
    Renewed,
    /// The link that led here leads nowhere any more, so there is a new form.
    LinkExpired,
    /// Another user has signed in, so the change that waited was dropped.
    ChangeDropped,
    /// A change was to be confirmed, and nobody has it any more.
    NotCompleted,
    /// Another user has signed in, in another tab.
    IdentityChanged,
    /// The user has signed out.
    SignedOut,
    /// The user has signed up, and not in.
    Registered,
    /// The session had ended, or needs a second factor, so the change was not made.
    NotSaved,
    /// What a server has said already, in these words.
    Words(String),
    /// A response that is no flow.
    Outcome(Outcome),
}

/// Why there is no form.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// A response that is no flow.
    Outcome(Outcome),
    /// Flows are refused again and again: the browser does not send Kratos' cookies back.
    Cookies {
        /// Kratos' own words.
        reason: Option<String>,
    },
    /// The user was sent to the same place again and again.
    Loop,
    /// Signed up, but not signed in: Kratos has no `session` hook.
    Registered,
    /// The link that led here is too long or damaged.
    Link,
}

/// The way on from a [`Failure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Ask again.
    Retry,
    /// To the sign-in page.
    SignIn,
    /// To the start page.
    Home,
}

impl From<Outcome> for Failure {
    fn from(outcome: Outcome) -> Self {
        Failure::Outcome(outcome)
    }
}

impl Failure {
    /// The way on.
    pub fn action(&self) -> Action {
        match self {
            Failure::Registered | Failure::Outcome(Outcome::Disabled) => Action::SignIn,
            Failure::Link
            | Failure::Outcome(Outcome::Refused { .. } | Outcome::AccountOff { .. }) => {
                Action::Home
            }
            Failure::Cookies { .. } | Failure::Loop | Failure::Outcome(_) => Action::Retry,
        }
    }
}

/// What has happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A flow was requested and this came.
    Loaded(Outcome),
    /// The form was sent and this came.
    Submitted {
        /// The response.
        outcome: Outcome,
        /// What was in the form.
        fields: FormValues,
        /// What it was sent with.
        submitter: Submitter,
    },
    /// A new flow has come that is to take the place of the one that is shown, before that one ends.
    Renewed {
        /// The response.
        outcome: Outcome,
        /// What is in the form.
        fields: FormValues,
    },
    /// The user has come back to the page, which was in the background.
    Seen {
        /// Who is signed in.
        session: Outcome,
        /// What has become of the flow, where that was asked.
        flow: Option<Outcome>,
        /// What is in the form.
        fields: FormValues,
    },
    /// The user starts over: with another identifier, or for a code in a flow that takes no more codes.
    Restart {
        /// What was in the form.
        fields: FormValues,
        /// Whether to go on until a new code is sent.
        to_code: bool,
    },
}

/// What the browser has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Leave for this address: a path of ours, or an address from Kratos that is not yet checked.
    Go(String),
    /// A user has signed up and is not signed in: leave for this address from Kratos, not yet checked, unless it is the start
    /// page of this application, which would not say so.
    Registered(String),
    /// Leave for the sign-in page, and keep the change until the user is back.
    Confirm {
        /// The sign-in page.
        to: String,
        /// The change.
        change: PendingChange,
    },
    /// Ask Kratos for this flow.
    Load(FlowRequest),
    /// Send the form as it stands.
    Submit {
        /// The names and values of the form.
        fields: FormValues,
        /// The button that stands for it.
        submitter: Submitter,
    },
}

impl Notice {
    /// For how many seconds nothing is to be sent: as long as the server says, and half a minute where it only says that
    /// it was too much. Nobody waits longer than ten minutes.
    pub fn wait(&self) -> Option<u32> {
        match self {
            Notice::Outcome(outcome) => outcome.wait(),
            _ => None,
        }
    }
}

impl Event {
    /// Whether a sign-in form was accepted, as far as it goes: a second factor may still be wanted.
    pub fn is_sign_in(&self) -> bool {
        matches!(
            self,
            Event::Submitted {
                outcome: Outcome::Done { .. } | Outcome::Redirect(_),
                ..
            }
        )
    }
}
