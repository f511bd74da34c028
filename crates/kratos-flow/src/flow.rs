//! A *flow* is one conversation with Kratos: signing in, signing up, verifying an address. This module holds what a
//! flow means, with everything resolved; how Kratos writes it down is [`kratos::wire`](crate::kratos::wire)'s affair.
//!
//! Nothing here knows Leptos, the browser or HTTP.

mod account;
mod autocomplete;
mod compare;
mod filter;
mod form;
mod group;
mod layout;
mod node;
mod overview;
pub mod phone;
mod policy;
mod secret;

mod text;
mod traits;
pub mod typed;
pub mod typo;
mod webmail;

use serde_json::Value;

pub use autocomplete::{autocomplete, is_exact, is_name};
pub use filter::{Filter, Names, filter_nodes_by_groups};
pub use form::RESULTS;
pub use form::{
    Fields, RENDERED, Submission, Submitter, body, changed, defaults, deferred, plain, rendered,
    restored,
};
pub use group::Group;
pub use layout::{Section, SectionKind, layout};
pub use layout::{is_credential, is_disable, is_secondary, needs_script};
pub use node::{Input, InputKind, Node, NodeKind, Script, Trigger, is_code};
pub use overview::{MethodStatus, overview};
pub use policy::PasswordPolicy;
pub use secret::{FormValues, Secret};
pub use text::{Text, TextKind};
pub use traits::{choices, merged, takes_phones};
pub use traits::{find as find_trait, identifier, name_of};
pub use webmail::webmail;

use crate::kratos::Endpoint;
use crate::kratos::message;
use crate::route::{FlowKind, FlowRequest};

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
    /// What to render, in Kratos' order.
    pub nodes: Vec<Node>,
    /// What Kratos says about the whole.
    pub messages: Vec<Text>,
    /// How far the flow has come.
    pub step: Step,
    /// The method that Kratos considers active; no hint which one failed.
    pub active: Option<String>,
    /// Whether the user is asked to confirm who they are although they have a session.
    pub refresh: bool,
    /// Whether a second factor is requested.
    pub aal2: bool,
    /// Where the user wants to be afterwards, as Kratos has checked it.
    pub return_to: Option<String>,
    /// The OAuth2 login challenge.
    pub login_challenge: Option<String>,
    /// The OAuth2 client that asks for the sign-in, as Hydra describes it.
    pub oauth2_login_request: Option<Value>,
    /// Where to go next: recovery and settings flows carry it, the others have it in the response to their submit.
    pub continue_with: Vec<ContinueWith>,
    /// Whose account it is; settings flows say so.
    pub identity: Option<Identity>,
    /// The kind of flow that has begun it: after a sign-up Kratos begins a verification by itself.
    pub begun_by: Option<FlowKind>,
    /// The id of the identity schema that a sign-in or sign-up was requested with; `None` stands for the default one.
    pub identity_schema: Option<String>,
    /// When it was made, by the server's clock (RFC 3339).
    pub issued_at: Option<String>,
    /// When it ends, by the server's clock (RFC 3339).
    pub expires_at: Option<String>,
}

/// The account that a settings flow changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// Its id.
    pub id: String,
    /// The id of its identity schema.
    pub schema_id: String,
    /// All its traits, also those that have no node.
    pub traits: Value,
}

/// How far a flow has come: Kratos' `state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The user chooses a method, or fills in the first form; also where Kratos says nothing (v1.0).
    ChooseMethod,
    /// A code or a link is on its way.
    SentEmail,
    /// The challenge is passed.
    PassedChallenge,
    /// Settings were saved at least once; Kratos says so for the rest of the flow, whatever comes of the next change.
    Success,
    /// Any other state: the second generation of recovery has more.
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
        format!("{kratos}{}", Endpoint::Submit(self.kind, &self.id).path())
    }

    /// The request that makes such a flow again, with what was requested and what the flow itself knows: the address may
    /// have had its id alone.
    pub fn request(&self, requested: &FlowRequest) -> FlowRequest {
        let mut request = requested.clone();
        request.return_to = request.return_to.or_else(|| self.return_to.clone());
        if self.kind == FlowKind::Login {
            request.refresh |= self.refresh;
            request.aal = request.aal.or_else(|| self.aal2.then(|| "aal2".to_owned()));
        }
        if request.login_challenge.is_none() {
            request.login_challenge.clone_from(&self.login_challenge);
        }
        request
    }

    /// The request whose page shows this flow: what was requested, and the challenge that a new flow would be made for. Who
    /// comes by way of Kratos brings the flow's id alone.
    pub fn page_request(&self, requested: &FlowRequest) -> FlowRequest {
        let mut request = requested.with_flow(&self.id);
        if request.login_challenge.is_none() {
            request.login_challenge.clone_from(&self.login_challenge);
        }
        request
    }

    /// How many steps a user has taken in the flow: each is an entry of the browser's history, which Back undoes.
    pub fn progress(&self) -> u32 {
        match self.step {
            Step::SentEmail => 2,
            Step::PassedChallenge => 3,
            Step::Other => 1,
            Step::ChooseMethod | Step::Success => {
                let named = self.kind == FlowKind::Login && !self.aal2 && !self.refresh;
                let second = named && self.identifier().is_some() || self.node("screen").is_some();
                u32::from(second)
            }
        }
    }

    /// Whether a new flow with the same parameters can take the place of this one without a word: nothing was done in
    /// it yet, it shows nothing that belongs to it alone, and asking for it leads nobody away.
    pub fn is_renewable(&self) -> bool {
        let shows_own = |node: &Node| {
            matches!(
                node.kind,
                NodeKind::Image { .. } | NodeKind::Text { .. } | NodeKind::Div { .. }
            )
        };
        self.progress() == 0
            && self.is_post
            && self.login_challenge.is_none()
            && !self.nodes.iter().any(shows_own)
    }

    /// The first node with this name or id.
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id() == id)
    }

    /// Whether anything in the flow has to be fixed.
    pub fn has_errors(&self) -> bool {
        self.messages.iter().any(Text::is_error)
            || self
                .nodes
                .iter()
                .any(|node| node.messages.iter().any(Text::is_error))
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
                .any(|text| text.id == message::ERROR_VALIDATION_GENERIC && text.is_error())
    }

    /// Whether the account has nobody behind it that Kratos would tell of: the response of a sign-in that asks for the
    /// identifier first.
    pub fn is_unknown_account(&self) -> bool {
        self.kind == FlowKind::Login
            && self.has_message("identifier", message::ERROR_VALIDATION_ACCOUNT_NOT_FOUND)
    }

    /// Takes away the message that an address has no account that codes could go to, where nobody is to learn of it.
    pub fn hide_unknown_address(&mut self) {
        for node in &mut self.nodes {
            if node.id() == "identifier" {
                node.messages
                    .retain(|text| text.id != message::ERROR_VALIDATION_NO_CODE_USER);
            }
        }
    }

    /// Whether a passkey was used that Kratos does not know, or no longer.
    pub fn knows_no_passkey(&self) -> bool {
        self.messages.iter().any(|text| {
            matches!(
                text.id,
                message::ERROR_VALIDATION_NO_WEB_AUTHN_DEVICE
                    | message::ERROR_VALIDATION_SUCH_NO_WEB_AUTHN_USER
            )
        })
    }

    /// Whether this answer to a sign-in may be about the session that there is, and not about what was sent: Kratos gives
    /// it to who has signed in in another tab, and for ever once a flow has expired that asks again or for a second factor.
    pub fn needs_recheck(&self) -> bool {
        let is_generic =
            |text: &Text| text.id == message::ERROR_VALIDATION_GENERIC && text.is_error();
        matches!(self.kind, FlowKind::Login | FlowKind::Registration)
            && self.messages.iter().any(is_generic)
    }

    /// Whether the node with this name carries the message with this id.
    pub fn has_message(&self, name: &str, id: u32) -> bool {
        self.nodes
            .iter()
            .filter(|node| node.id() == name)
            .flat_map(|node| &node.messages)
            .any(|text| text.id == id)
    }

    /// Whether the flow's last answer says that the change was saved: the message, and no error beside it. The state
    /// says nothing, it stays at success.
    pub fn is_saved(&self) -> bool {
        self.messages
            .iter()
            .any(|text| text.id == message::INFO_SELF_SERVICE_SETTINGS_UPDATE_SUCCESS)
            && !self.has_errors()
    }

    /// Whether Kratos was to make a change that had waited for a sign-in, and had none: it says so of the request.
    pub fn had_nothing_to_resume(&self) -> bool {
        let is_get = |text: &Text| {
            text.id == message::ERROR_VALIDATION_GENERIC && text.text.contains("\"GET\"")
        };
        self.kind == FlowKind::Settings && self.messages.iter().any(is_get)
    }

    /// Whether nothing has come of a settings flow yet that would be lost with it.
    pub fn is_untouched(&self) -> bool {
        self.kind == FlowKind::Settings
            && self.step == Step::ChooseMethod
            && self.messages.is_empty()
            && !self.has_errors()
            && self.node("lookup_secret_codes").is_none()
    }

    /// Whether a phone is verified: its button for another code is named after the channel, and Kratos v26.2 refuses it.
    pub fn verifies_phone(&self) -> bool {
        self.kind == FlowKind::Verification
            && self
                .nodes
                .iter()
                .any(|node| node.button().is_some_and(|input| input.name == "sms"))
    }

    /// Whether there is anything that a user could press or fill in.
    pub fn is_usable(&self) -> bool {
        self.nodes
            .iter()
            .filter_map(|node| node.input())
            .any(|input| input.kind != InputKind::Hidden && !input.disabled)
    }

    /// Whether another code or link can be requested.
    pub fn has_resend(&self) -> bool {
        self.nodes.iter().any(Node::is_resend)
    }

    /// The address that a code or link was sent to, as far as the flow tells: the button for another one carries it.
    pub fn sent_to(&self) -> Option<String> {
        let resend = self.nodes.iter().find(|node| node.is_resend());
        let address = resend?.button()?.text_value();
        (self.step == Step::SentEmail && !address.is_empty()).then_some(address)
    }

    /// Takes out what only carries a message (see [`Node::is_message_only`]) and what Kratos renders twice: equal buttons, and, next to a field for the address of a link, a button that sends
    /// to the same address once more. The field then has that address.
    pub fn normalize(&mut self) {
        self.nodes.retain(|node| !node.is_message_only());
        let mut seen: Vec<(String, String)> = Vec::new();
        self.nodes.retain(|node| {
            let Some(input) = node.button() else {
                return true;
            };
            let this = (input.name.clone(), input.text_value());
            let first = !seen.contains(&this);
            seen.push(this);
            first
        });
        let Some(address) = self.sent_to() else {
            return;
        };
        let is_field =
            |node: &Node| node.id() == "email" && node.field().is_some() && !node.is_hidden();
        if !self.nodes.iter().any(is_field) {
            return;
        }
        self.nodes
            .retain(|node| !(node.id() == "email" && node.button().is_some()));
        for node in self.nodes.iter_mut().filter(|node| is_field(node)) {
            if let NodeKind::Input(input) = &mut node.kind
                && input.text_value().is_empty()
            {
                input.value = Value::from(address.as_str());
            }
        }
    }

    /// Where the OAuth2 client began: starting there again makes a new flow with a new challenge.
    pub fn oauth2_request_url(&self) -> Option<String> {
        let url = self.oauth2_login_request.as_ref()?.get("request_url")?;
        url.as_str()
            .filter(|url| !url.is_empty())
            .map(str::to_owned)
    }

    /// What the OAuth2 client calls itself, else its id.
    pub fn oauth2_client(&self) -> Option<String> {
        let client = self.oauth2_login_request.as_ref()?.get("client")?;
        ["client_name", "client_id"]
            .into_iter()
            .filter_map(|key| client.get(key)?.as_str())
            .find(|name| !name.is_empty())
            .map(str::to_owned)
    }

    /// What the OAuth2 client says about how it wants the sign-in (OpenID Connect Core 1.0, 3.1.2.1).
    fn oauth2_context(&self) -> Option<&Value> {
        self.oauth2_login_request.as_ref()?.get("oidc_context")
    }

    /// The languages that the OAuth2 client asks for (BCP 47), the preferred one first.
    pub fn ui_locales(&self) -> Vec<String> {
        let context = self.oauth2_context();
        let tags = context.and_then(|context| context.get("ui_locales")?.as_array());
        let tags = tags.into_iter().flatten().filter_map(Value::as_str);
        tags.map(str::to_owned).collect()
    }

    /// An address that the OAuth2 client has registered, such as that of its terms (`tos_uri`), not yet checked.
    pub fn oauth2_address(&self, name: &str) -> Option<String> {
        let client = self.oauth2_login_request.as_ref()?.get("client")?;
        Some(client.get(name)?.as_str()?.to_owned())
    }

    /// The part of the flow that belongs to one group: its nodes, and what every form needs. Traits that are lists have
    /// no usable node and are left out; they are sent as they were.
    #[must_use]
    pub fn only(&self, group: &Group) -> Self {
        let mut flow = self.clone();
        flow.nodes.retain(|node| {
            let belongs = node.group == *group
                || node.group == Group::Default
                || matches!(node.kind, NodeKind::Script(_));
            belongs && !self.is_listed(node) && !node.is_message_only()
        });
        flow
    }

    /// The id of the identity schema that the traits belong to, where the flow says it.
    pub fn schema_id(&self) -> Option<&str> {
        let of_identity = self.identity.as_ref().map(|own| own.schema_id.as_str());
        of_identity
            .filter(|id| !id.is_empty())
            .or(self.identity_schema.as_deref())
    }

    /// Puts the identity's traits into the fields: Kratos keeps those as they were when the flow was made, and has the
    /// newest in the identity. After a refusal the fields have what was sent.
    pub(crate) fn take_newest_traits(&mut self) {
        let Some(identity) = &self.identity else {
            return;
        };
        let is_refused = |node: &Node| {
            node.id().starts_with("traits.") && node.messages.iter().any(Text::is_error)
        };
        if self.nodes.iter().any(is_refused) || self.messages.iter().any(Text::is_error) {
            return;
        }
        for node in &mut self.nodes {
            if let NodeKind::Input(input) = &mut node.kind
                && input.name.starts_with("traits.")
            {
                let found = traits::find(&identity.traits, &input.name);
                let found = found.filter(|found| !found.is_array() && !found.is_object());
                input.value = found.cloned().unwrap_or_default();
            }
        }
    }

    /// Whether the node stands for a trait that is a list, or for an entry of one.
    fn is_listed(&self, node: &Node) -> bool {
        self.identity
            .as_ref()
            .is_some_and(|identity| traits::is_listed(&identity.traits, node.id()))
    }

    /// Whether the flow makes a session where there is none: not so when it only confirms who a user is.
    pub fn signs_in(&self) -> bool {
        matches!(self.kind, FlowKind::Login | FlowKind::Registration) && !self.refresh && !self.aal2
    }

    /// Whether a user who signs in is to choose among several buttons.
    pub fn offers_choice(&self) -> bool {
        let buttons = self.nodes.iter().filter(|node| node.button().is_some());
        self.kind == FlowKind::Login
            && self.signs_in()
            && self.step == Step::ChooseMethod
            && buttons.count() > 1
    }

    /// Where to go after signing in, as far as the flow tells: the address that Kratos has checked.
    pub fn after_sign_in(&self) -> Vec<ContinueWith> {
        let to = self.return_to.clone();
        to.map(|to| ContinueWith::Redirect { to })
            .into_iter()
            .collect()
    }

    /// The messages to render at the top: those of the whole flow, and those of nodes that are not rendered themselves, each
    /// id and text once. Kratos repeats messages, and lays some on hidden nodes.
    pub fn page_messages(&self) -> Vec<Text> {
        let mut out: Vec<Text> = Vec::new();
        let hidden = self
            .nodes
            .iter()
            .filter(|node| {
                node.is_hidden()
                    || matches!(node.kind, NodeKind::Script(_))
                    || node.is_message_only()
                    || self.is_listed(node)
            })
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
}
