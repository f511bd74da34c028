//! The *sections* of a form as blocks.

use super::{Block, has_main, identity};
use crate::flow::{Flow, Node, NodeKind, Section, SectionKind, is_code, needs_script, webmail};
use crate::machine::FlowForm;

/// Nodes that stand together.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionBlock {
    /// Which part of the form.
    pub kind: SectionKind,
    /// The nodes, in the order to draw them in.
    pub nodes: Vec<Node>,
    /// Whether nothing can be done with them without a script.
    pub scripted: bool,
    /// Whether the nodes are several of one kind, which are a list, so that one hears how many there are.
    pub is_list: bool,
    /// Help for who waits for a code.
    pub code_hint: Option<CodeHint>,
    /// Whether the clock of an authenticator app may be wrong.
    pub clock: bool,
}

/// Help for who waits for a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeHint {
    /// The provider of the mailbox that it went to, and the address of its page.
    pub mailbox: Option<(&'static str, &'static str)>,
    /// Whether another code can be asked for.
    pub another: bool,
}

/// The blocks of the sections: each with an "or" in front where that separates typing from pressing.
pub(super) fn blocks(
    form: &FlowForm,
    flow: &Flow,
    sections: &[Section],
    needs: bool,
) -> Vec<Block> {
    let has_main = has_main(sections);
    let presses = |section: &Section| {
        matches!(
            section.kind,
            SectionKind::Alternatives | SectionKind::Providers
        )
    };
    // The "or" stands once, and before each further method.
    let divided = sections.iter().position(presses).filter(|_| has_main);
    let only_scripted = sections
        .iter()
        .filter(|section| presses(section))
        .all(|section| needs_script(&section.nodes));
    let mut blocks = Vec::new();
    for (at, section) in sections.iter().enumerate() {
        let scripted = needs_script(&section.nodes);
        let is_method = section.kind == SectionKind::Method;
        if Some(at) == divided || is_method && has_main {
            let scripted = scripted && (only_scripted || is_method);
            blocks.push(Block::Divider { scripted });
        }
        let is_main = section.kind == SectionKind::Main;
        blocks.push(Block::Section(SectionBlock {
            kind: section.kind,
            nodes: nodes(flow, section),
            scripted: scripted || is_main && needs,
            is_list: section.nodes.len() > 1 && presses(section),
            code_hint: code_hint(flow).filter(|_| is_main),
            clock: is_main && form.failed_attempts > 1,
        }));
    }
    blocks
}

/// The nodes of a section that are of use. Where no code helps any more, because it was tried too often, none can be typed
/// or asked for.
fn nodes(flow: &Flow, section: &Section) -> Vec<Node> {
    let out_of_tries = flow.is_out_of_tries();
    section
        .nodes
        .iter()
        .filter(|node| !(out_of_tries && node.is_resend()))
        .filter(|node| !(flow.verifies_phone() && node.id() == "sms"))
        .map(|node| {
            let mut node = node.clone();
            if let NodeKind::Input(input) = &mut node.kind {
                let is_button = input.name == "method" && input.text_value() == "code";
                input.disabled |= out_of_tries && (is_code(&input.name) || is_button);
            }
            node
        })
        .collect()
}

fn code_hint(flow: &Flow) -> Option<CodeHint> {
    flow.takes_code().then(|| CodeHint {
        mailbox: identity::name_of(flow).and_then(|name| webmail(&name)),
        another: flow.has_resend(),
    })
}
