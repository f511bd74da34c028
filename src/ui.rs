//! The *user interface*: the components that a page, or a host application, is built from.
//!
//! A component is a function of the flow it is given. It does not touch the window while it renders, so the same
//! markup comes out on a server and in the browser.

mod captcha;
mod checkbox;
mod choices;
mod context;
mod countdown;
mod credential;
pub(crate) mod element;
mod failure;
mod field;
mod flow;
mod form;
pub(crate) mod icon;
mod identity;
mod initial;
mod input;
mod login;
mod logout;
mod markdown_links;
mod messages;
mod node;
mod passkey;
mod password;
mod phone;
mod recovery;
mod registration;
pub(crate) mod rx;
mod secret;
mod select;
mod session;
mod settings;
mod submit;
mod title;
mod typo;
mod verification;

pub use crate::flow::Submission;
pub use context::{SessionMemory, Vestibule, provide_vestibule, use_vestibule};
pub(crate) use credential::local_time;
pub(crate) use failure::{ProblemView, again, sentence};
pub use flow::{FlowCard, FlowEvents, Footer, UseFlow, use_flow};
pub use form::{FlowView, Restart};
pub use initial::Initial;
pub(crate) use initial::first_response;
pub use login::{Login, PasskeyLogin};
pub use logout::LogoutLink;
pub(crate) use markdown_links::external_link;
pub use messages::Messages;
pub(crate) use messages::StatusRegion;
#[cfg(feature = "ssr")]
pub(crate) use messages::notice_text;
pub use node::NodeView;
pub(crate) use passkey::{is_offered as offers_passkey, want as wants_passkey};
pub use recovery::Recovery;
pub use registration::{PasskeyRegistration, Registration};
pub(crate) use secret::{Action, action};
pub use session::{Whoami, use_session};
pub use settings::Settings;
#[cfg(feature = "ssr")]
pub(crate) use title::DocumentTitle;
pub(crate) use title::page_title;
pub use verification::Verification;
