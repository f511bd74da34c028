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
pub(crate) mod erased;
mod failure;
mod field;
mod flow;
mod form;
pub(crate) mod icon;
mod identity;
mod initial;
mod input;
mod linked;
mod login;
mod logout;
mod messages;
mod node;
mod passkey;
mod password;
mod phone;
mod recovery;
mod registration;
mod secret;
mod select;
mod session;
mod settings;
mod submit;
mod test_id;
mod title;
mod typo;
mod verification;

pub use context::{Memory, Vestibule, provide_vestibule, use_vestibule};
pub(crate) use credential::moment;
pub(crate) use failure::{FailureView, again, sentence};
pub use flow::{FlowCard, Footer};
pub use form::{Again, FlowView, Submission};
pub use initial::Initial;
pub(crate) use initial::first_answer;
pub(crate) use linked::outside;
pub use login::{Login, PasskeyLogin};
pub use logout::LogoutLink;
pub use messages::Messages;
pub(crate) use messages::Said;
#[cfg(feature = "ssr")]
pub(crate) use messages::words;
pub use node::NodeView;
pub(crate) use passkey::{is_offered as offers_passkey, want as wants_passkey};
pub use recovery::Recovery;
pub use registration::{PasskeyRegistration, Registration};
pub(crate) use secret::{Way, way};
pub use session::{Whoami, use_session};
pub use settings::Settings;
pub(crate) use test_id::test_id;
#[cfg(feature = "ssr")]
pub(crate) use title::Tab;
pub(crate) use title::page_title;
pub use verification::Verification;
