//! An *event* is what has happened: the user has done something, time has passed, a response has come.

use crate::flow::{FormValues, Submission, Submitter};
use crate::kratos::Outcome;
use crate::route::FlowRequest;

/// What has happened. `fields` is what is in the form at that moment.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The page's address asks for this flow.
    Open {
        /// Which flow.
        request: FlowRequest,
        /// What is in the form.
        fields: FormValues,
    },
    /// A server has rendered what the model shows, and the page's address asks for this flow.
    Hydrated {
        /// Which flow.
        address: FlowRequest,
        /// Whether the flow that is shown was made just now.
        fresh: bool,
    },
    /// A form is sent.
    Submit(Submission),
    /// What was asked has come.
    Replied {
        /// The number of the request.
        id: u32,
        /// The response.
        reply: Reply,
    },
    /// The user starts over: with another identifier, or for a code in a flow that takes no more codes.
    Restart {
        /// What is in the form.
        fields: FormValues,
        /// Whether to go on until a new code is sent.
        to_code: bool,
    },
    /// The user tries again where there is no form.
    Retry,
    /// The page has sent the user to an address over and over.
    Looped,
    /// The address that was to be followed is none to follow.
    Refused,
    /// The browser is on the network again.
    Online,
    /// The flow that is shown comes to its end.
    NearEnd,
    /// The user looks at the page again.
    Visible {
        /// Whether the flow that is shown is near its end, or past it.
        near_end: bool,
    },
    /// The page is left, and may be frozen as a whole.
    Hidden {
        /// What is in the form.
        fields: FormValues,
    },
    /// The page was frozen, and is here again.
    Resumed {
        /// Whether the flow that is shown is near its end, or past it.
        near_end: bool,
    },
    /// The user has gone to another entry of the history.
    HistoryMoved {
        /// The page of that entry, if it is one of a flow.
        page: Option<FlowRequest>,
        /// How many steps were taken there.
        progress: u32,
        /// What is in the form.
        fields: FormValues,
    },
    /// The user goes by a link to another page of sign-in: what was typed need not be typed again.
    LinkFollowed {
        /// What is in the form.
        fields: FormValues,
    },
}

/// What has come of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
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
    Returned {
        /// Who is signed in.
        session: Outcome,
        /// What has become of the flow, where that was asked.
        flow: Option<Outcome>,
        /// What is in the form.
        fields: FormValues,
        /// Whether the flow that is shown is near its end.
        near_end: bool,
    },
}

impl Event {
    /// The page's address asks for a flow, and nothing is typed yet.
    pub fn open(request: FlowRequest) -> Self {
        Event::Open {
            request,
            fields: FormValues::default(),
        }
    }
}

impl Reply {
    /// Whether a sign-in form was accepted, as far as it goes: a second factor may still be wanted.
    pub(super) fn is_sign_in(&self) -> bool {
        matches!(
            self,
            Reply::Submitted {
                outcome: Outcome::Done { .. } | Outcome::Redirect(_),
                ..
            }
        )
    }
}
