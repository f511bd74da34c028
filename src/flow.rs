//! A *flow* is one conversation with Kratos: signing in, signing up, verifying an address. This module holds what a
//! flow means, with everything resolved; how Kratos writes it down is [`kratos::wire`](crate::kratos::wire)'s affair.
//!
//! Nothing here knows Leptos, the browser or HTTP.

mod filter;
mod form;
mod group;
mod layout;
mod node;
mod state;
mod text;

use serde_json::Value;

pub use filter::{Filter, Names, filter_nodes_by_groups};
pub use form::{Fields, Pressed, body, kept, untouched};
pub use group::Group;
pub(crate) use layout::is_aside;
pub use layout::{Section, SectionKind, layout};
pub use node::{Input, InputKind, Node, NodeKind, Script, Trigger, is_code};
pub use state::{Command, Event, Failure, Loading, Notice, Showing, State, Way, step};
pub use text::{Text, TextKind};

use crate::route::FlowKind;

/// A flow as Kratos last described it.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub kind: FlowKind,
    /// Where Kratos wants the form sent: an absolute URL. Only ever compared; see [`Flow::action`].
    pub ui_action: String,
    /// Whether there is a form to send at all: after a verification Kratos says `GET` here.
    pub is_post: bool,
    /// What to draw, in Kratos' order.
    pub nodes: Vec<Node>,
    /// What Kratos says about the whole.
    pub messages: Vec<Text>,
    /// How far the flow has come.
    pub step: Step,
    /// The method that Kratos considers active; no hint which one failed.
    pub active: Option<String>,
    /// Whether the person is asked to confirm who they are although they have a session.
    pub refresh: bool,
    /// Whether a second factor is asked for.
    pub aal2: bool,
    /// Where the person wants to be afterwards, as Kratos has checked it.
    pub return_to: Option<String>,
    /// The OAuth2 login challenge.
    pub login_challenge: Option<String>,
    /// The OAuth2 client that asks for the sign-in, as Hydra describes it.
    pub oauth2_login_request: Option<Value>,
    /// Where to go next: recovery and settings flows carry it, the others have it in the answer to their submit.
    pub continue_with: Vec<ContinueWith>,
}

/// How far a flow has come: Kratos' `state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The person chooses a method, or fills in the first form; also where Kratos says nothing (v1.0).
    ChooseMethod,
    /// A code or a link is on its way.
    SentEmail,
    /// The challenge is passed.
    PassedChallenge,
    /// Any other state: settings and the second generation of recovery have more.
    Other,
}

/// Where to go next: an element of `continue_with`. Actions that a browser has no use for are dropped while reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContinueWith {
    /// Set new credentials, in the settings flow with this id.
    Settings {
        /// The id of the flow.
        flow: String,
    },
    /// Recover the account, in the recovery flow with this id.
    Recovery {
        /// The id of the flow.
        flow: String,
    },
    /// Verify an address, in the verification flow with this id.
    Verification {
        /// The id of the flow.
        flow: String,
    },
    /// Leave for this address, not yet checked.
    Redirect {
        /// The address.
        to: String,
    },
}

impl Flow {
    /// The form's `action`: Kratos' submit endpoint for this flow. It is put together from the kind and the id, not
    /// taken from the flow, so no flow can send a password elsewhere. `kratos` is the base URL of Kratos' public API.
    pub fn action(&self, kratos: &str) -> String {
        format!(
            "{kratos}/self-service/{}?flow={}",
            self.kind.as_str(),
            self.id
        )
    }

    /// The first node with this name or id.
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id() == id)
    }

    /// Whether anything in the flow has to be mended.
    pub fn has_errors(&self) -> bool {
        self.messages.iter().any(Text::is_error)
            || self
                .nodes
                .iter()
                .any(|node| node.messages.iter().any(Text::is_error))
    }

    /// Fills in who the person is, where Kratos asks for it and has not filled it in itself.
    pub fn fill_identifier(&mut self, name: &str) {
        for node in &mut self.nodes {
            if let NodeKind::Input(input) = &mut node.kind
                && input.name == "identifier"
                && input.kind != InputKind::Hidden
                && input.text_value().is_empty()
            {
                input.value = Value::from(name);
            }
        }
    }

    /// Whether the flow waits for a code or a link that is on its way.
    pub fn takes_code(&self) -> bool {
        self.step == Step::SentEmail && !self.is_out_of_tries()
    }

    /// Whether the flow takes no more codes: after too many wrong ones Kratos refuses every code of this flow, new ones
    /// included.
    pub fn is_out_of_tries(&self) -> bool {
        matches!(self.kind, FlowKind::Login | FlowKind::Registration)
            && self.step == Step::SentEmail
            && self
                .messages
                .iter()
                .any(|text| text.id == 4_000_001 && text.is_error())
    }

    /// Whether the flow makes a session where there is none: not so when it only confirms who somebody is.
    pub fn signs_in(&self) -> bool {
        matches!(self.kind, FlowKind::Login | FlowKind::Registration) && !self.refresh && !self.aal2
    }

    /// Where to go after signing in, as far as the flow tells: the address that Kratos has checked.
    pub fn after_sign_in(&self) -> Vec<ContinueWith> {
        let to = self.return_to.clone();
        to.map(|to| ContinueWith::Redirect { to })
            .into_iter()
            .collect()
    }

    /// The messages to draw at the top: those of the whole flow, and those of nodes that are not drawn themselves, each
    /// id and text once. Kratos repeats messages, and lays some on hidden nodes.
    pub fn page_messages(&self) -> Vec<Text> {
        let mut out: Vec<Text> = Vec::new();
        let hidden = self
            .nodes
            .iter()
            .filter(|node| node.is_hidden() || matches!(node.kind, NodeKind::Script(_)))
            .flat_map(|node| &node.messages);
        for text in self.messages.iter().chain(hidden) {
            if !out
                .iter()
                .any(|seen| seen.id == text.id && seen.text == text.text)
            {
                out.push(text.clone());
            }
        }
        out
    }

    /// The identifier that a later step goes by: the value of the hidden `identifier`.
    pub fn identifier(&self) -> Option<String> {
        let input = self
            .nodes
            .iter()
            .filter(|node| node.is_hidden())
            .find_map(|node| node.input().filter(|input| input.name == "identifier"))?;
        let value = input.text_value();
        (!value.is_empty()).then_some(value)
    }
}
