//! The *screen* is a form as data: its blocks from top to bottom, with everything about them decided. Whoever draws it, in a
//! browser, on a server or in a terminal, draws blocks and decides nothing.

mod button;
mod field;
mod identity;
mod method;
mod section;

use serde_json::Value;

use crate::flow::{Filter, Flow, Group, SectionKind, Step, layout, needs_script};
use crate::machine::FlowForm;
use crate::route::{FlowKind, FlowRequest};
use crate::url::SafeUrl;
pub use button::ButtonRole;
pub use field::{Control, Field, Typos};
pub use identity::{Change, IdentityLine};
pub use method::MethodForm;
pub use section::{CodeHint, SectionBlock};

/// Which part of a form is shown, and where.
#[derive(Clone, Copy, Debug, Default)]
pub struct Frame<'a> {
    /// The nodes that are shown; all of them without one.
    pub filter: Option<&'a Filter>,
    /// The group that is shown as a form of its own.
    pub group: Option<&'a Group>,
    /// Whether the user can start over.
    pub may_restart: bool,
    /// Whether one page serves sign-in and sign-up.
    pub unified: bool,
}

/// What a form shows.
#[derive(Clone, Debug)]
pub struct Screen {
    /// The part of the flow that is shown.
    pub flow: Flow,
    /// What is shown, from top to bottom.
    pub blocks: Vec<Block>,
    /// The methods that are sent by a form of their own.
    pub methods: Vec<MethodForm>,
}

/// One thing that a form shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// The application that the user signs in to.
    Client {
        /// What it is called.
        name: String,
        /// Its terms of service.
        terms: Option<SafeUrl>,
        /// Its privacy policy.
        privacy: Option<SafeUrl>,
    },
    /// Who the step is about.
    Identity(IdentityLine),
    /// A way to a new code, after too many tries.
    NewCode,
    /// A link has gone to this address, of which Kratos itself tells nothing.
    LinkSent(String),
    /// There is no way to sign in.
    NoMethod {
        /// Whether somebody who is signed in was to confirm who they are.
        confirms: bool,
    },
    /// The step cannot be done without a script.
    NeedsScript,
    /// The traits as they were when the form was made, for a save that changes only what was changed.
    Traits(Value),
    /// An "or" between what is typed and what needs only a press.
    Divider {
        /// Whether what follows needs a script.
        scripted: bool,
    },
    /// Nodes that stand together.
    Section(SectionBlock),
    /// A new start in place of a second code, which Kratos cannot send to a phone.
    StartOver,
    /// A way back to the other methods, for who waits in vain.
    OtherMethods,
    /// A way to the sign-up, where one page serves both and Kratos does not tell which it is.
    SignUpInstead(FlowRequest),
}

/// What a form shows.
pub fn screen(form: &FlowForm, frame: &Frame) -> Screen {
    let flow = shown(form, frame);
    let sections = layout(&flow);
    let needs_script = needs_script(&flow.nodes);
    let mut blocks = Vec::new();
    blocks.extend(client(&flow));
    blocks.extend(IdentityLine::of(&flow, frame.may_restart).map(Block::Identity));
    if frame.may_restart && flow.is_out_of_tries() {
        blocks.push(Block::NewCode);
    }
    // After a sign-up Kratos sends a link without a word.
    if flow.takes_code() && flow.messages.is_empty() && flow.node("code").is_none() {
        blocks.extend(form.flow.sent_to().map(Block::LinkSent));
    }
    if !flow.is_usable() && flow.kind == FlowKind::Login {
        let confirms = flow.aal2 || flow.refresh;
        blocks.push(Block::NoMethod { confirms });
    }
    if needs_script {
        blocks.push(Block::NeedsScript);
    }
    let identity = flow.identity.as_ref();
    let identity = identity.filter(|_| frame.group == Some(&Group::Profile));
    blocks.extend(identity.map(|identity| Block::Traits(identity.traits.clone())));
    blocks.extend(section::blocks(form, &flow, &sections, needs_script));
    if flow.verifies_phone() {
        blocks.push(Block::StartOver);
    }
    if frame.may_restart && flow.step == Step::SentEmail && has_other_methods(&flow) {
        blocks.push(Block::OtherMethods);
    }
    if frame.unified {
        blocks.extend(sign_up_instead(&flow));
    }
    let methods = method::forms(&flow, &sections);
    Screen {
        flow,
        blocks,
        methods,
    }
}

/// The part of a form's flow that is shown.
fn shown(form: &FlowForm, frame: &Frame) -> Flow {
    let mut flow = match frame.group {
        Some(group) => form.flow.only(group),
        None => Flow::clone(&form.flow),
    };
    flow.normalize();
    if let Some(filter) = frame.filter {
        flow.nodes.retain(|node| filter.keeps(node));
    }
    flow
}

fn client(flow: &Flow) -> Option<Block> {
    let address = |name| SafeUrl::new(&flow.oauth2_address(name)?, "");
    Some(Block::Client {
        name: flow.oauth2_client()?,
        terms: address("tos_uri"),
        privacy: address("policy_uri"),
    })
}

/// Whether who waits for a code can sign in or up differently.
fn has_other_methods(flow: &Flow) -> bool {
    match flow.kind {
        FlowKind::Login => true,
        // Kratos' own way back leads to the choice.
        FlowKind::Registration => flow.node("screen").is_none(),
        _ => false,
    }
}

fn sign_up_instead(flow: &Flow) -> Option<Block> {
    let asks_more = flow.nodes.iter().any(|node| {
        node.button()
            .is_some_and(|input| input.name == "method" && input.text_value() != "identifier_first")
    });
    let is_first_step = flow.kind == FlowKind::Login
        && flow.step == Step::ChooseMethod
        && !flow.refresh
        && !flow.aal2;
    (asks_more && is_first_step).then(|| {
        let mut request = FlowRequest::new(FlowKind::Registration);
        request.return_to.clone_from(&flow.return_to);
        Block::SignUpInstead(request)
    })
}

/// Whether there is a button that Enter presses.
fn has_main(sections: &[crate::flow::Section]) -> bool {
    sections.iter().any(|section| {
        section.kind == SectionKind::Main
            && section.nodes.iter().any(|node| node.button().is_some())
    })
}
