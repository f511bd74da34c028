//! An *effect* is what the driver has to do about the world.

use std::sync::Arc;

use crate::flow::{Flow, Submission};
use crate::route::FlowRequest;

/// What the driver has to do, in the order in which [`update`](super::update) names it. What is asked with an `id` comes
/// back as [`Event::Replied`](super::Event::Replied) with the same one.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Render the model's view, also where it looks as before: what is said again is heard again.
    Render,
    /// Render it as the next step of the flow, from its heading on.
    RenderStep,
    /// Ask Kratos for a flow: [`Reply::Loaded`](super::Reply::Loaded).
    Load {
        /// The number of the request.
        id: u32,
        /// Which flow.
        request: FlowRequest,
    },
    /// Send a form: [`Reply::Submitted`](super::Reply::Submitted).
    Submit {
        /// The number of the request.
        id: u32,
        /// The flow it belongs to.
        flow: Arc<Flow>,
        /// What was in it.
        submission: Submission,
    },
    /// Wait no longer for the response to a form.
    Abort,
    /// Ask for a flow that takes the place of the one that is shown: [`Reply::Renewed`](super::Reply::Renewed).
    Renew {
        /// The number of the last request.
        id: u32,
        /// Which flow.
        request: FlowRequest,
    },
    /// Try that again in a while: [`Event::NearEnd`](super::Event::NearEnd).
    RenewLater,
    /// Ask who is signed in, and what has become of a flow: [`Reply::Returned`](super::Reply::Returned).
    Revalidate {
        /// The number of the last request.
        id: u32,
        /// The flow, where it may have changed elsewhere.
        flow: Option<FlowRequest>,
        /// Whether the flow that is shown is near its end.
        near_end: bool,
    },
    /// Leave for an address: a path of ours, or an address from Kratos that is not yet checked.
    Go {
        /// The address.
        to: String,
        /// Whether the page does it by itself, so that it may go in circles.
        by_itself: bool,
    },
    /// Leave for the sign-in page, where a change of settings is confirmed that is in the draft.
    Confirm {
        /// The sign-in page.
        to: String,
        /// Whether the page does it by itself.
        by_itself: bool,
    },
    /// Leave for Kratos, which knows what an OAuth2 client has asked for.
    EnterOAuth2(String),
    /// Remember that a change of this settings flow is to be confirmed, `None` that none is.
    ExpectChange(Option<String>),
    /// The page's address is that of this flow.
    Address {
        /// The flow, with what it was made with.
        request: FlowRequest,
        /// How many steps were taken in it.
        progress: u32,
        /// Whether Back leads to the step before.
        is_step: bool,
    },
    /// Nothing is to be sent for so many seconds.
    Cooldown(u32),
    /// A flow is shown that ends.
    ExpectEnd {
        /// When it was made, by the server's clock (RFC 3339).
        issued: String,
        /// When it ends, by the server's clock (RFC 3339).
        expires: String,
        /// Whether it was made just now.
        fresh: bool,
    },
    /// A flow has sent a code just now.
    CodeSent(String),
    /// A user is about to sign in by this method, `""`: nobody is.
    ExpectMethod(String),
    /// A user is signed in by the method that was expected.
    ConfirmMethod,
    /// Tell the browser that Kratos does not know the passkey that was used.
    PasskeyUnknown {
        /// The options of the ceremony.
        challenge: String,
        /// The passkey's response.
        response: String,
    },
    /// Tell the browser which passkey was removed from the account.
    PasskeyRemoved {
        /// The options of the account's passkeys.
        options: String,
        /// The id of the passkey.
        credential: String,
    },
}
