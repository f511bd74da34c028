//! A *problem* is why there is no form, a *notice* what is said beside one.

use crate::kratos::Outcome;

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
    Text(String),
    /// A response that is no flow.
    Outcome(Outcome),
}

impl Notice {
    /// For how many seconds nothing is to be sent: as long as the server says, and half a minute where it only says
    /// that it was too much. Nobody waits longer than ten minutes.
    pub fn wait(&self) -> Option<u32> {
        match self {
            Notice::Outcome(outcome) => outcome.wait(),
            _ => None,
        }
    }
}

/// Why there is no form.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
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

/// The way on from a [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Ask again.
    Retry,
    /// To the sign-in page.
    SignIn,
    /// To the start page.
    Home,
}

impl From<Outcome> for Problem {
    fn from(outcome: Outcome) -> Self {
        Problem::Outcome(outcome)
    }
}

impl Problem {
    /// The way on.
    pub fn action(&self) -> Action {
        match self {
            Problem::Registered | Problem::Outcome(Outcome::Disabled) => Action::SignIn,
            Problem::Link
            | Problem::Outcome(Outcome::Refused { .. } | Outcome::AccountOff { .. }) => {
                Action::Home
            }
            Problem::Cookies { .. } | Problem::Loop | Problem::Outcome(_) => Action::Retry,
        }
    }

    /// The HTTP status of a page that shows it.
    pub fn status(&self) -> u16 {
        match self {
            Problem::Outcome(outcome) => outcome.page_status(),
            _ => 200,
        }
    }
}
