//! A *field* is a control with everything that belongs to it: its label, what Kratos and the browser say about it, and
//! the ids that tie them together (WCAG 1.3.1, 3.3.1, 3.3.2).

use crate::ui::element::element;
use leptos::prelude::*;

use super::form::FormContext;
use super::messages::message;
use super::{
    checkbox, choices, input, markdown_links, password, phone, rx, select, typo, use_vestibule,
};
use crate::flow::{Node, PasswordPolicy, Text, is_code};
use crate::i18n::phrases;
use crate::screen::{Control, Field as Block, Typos};

/// What a control needs to render itself.
///
/// Everything that changes is a signal and not a closure of its own, so that all controls share their code: every
/// closure type costs some hundred bytes of wasm.
#[derive(Clone)]
pub(super) struct FieldContext {
    /// What is decided about the field.
    pub(super) block: Block,
    /// The ids of what describes it, or nothing.
    pub(super) described_by: Signal<Option<String>>,
    /// `aria-invalid`.
    pub(super) invalid: Signal<Option<String>>,
    /// Whether it must not be changed right now.
    pub(super) readonly: Signal<bool>,
    /// What it is called.
    pub(super) label: String,
    /// The id of the form that owns it, where that is not the one it stands in.
    pub(super) owner: Option<String>,
    /// What is known of the rules, where a new password is typed.
    pub(super) policy: Option<PasswordPolicy>,
}

/// A field of the flow, whatever its kind.
#[component]
pub(super) fn Field(node: Node) -> impl IntoView {
    let vestibule = use_vestibule();
    let form = FormContext::find();
    let Some(block) = Block::of(&node, form.kind) else {
        return ().into_any();
    };
    let id = block.id.clone();
    let messages_id = format!("{id}-messages");
    let label = match &node.label {
        Some(label) => vestibule.catalogue.text(label),
        None => block.input.name.clone(),
    };
    // Alone it says what Kratos has said.
    let texts = {
        let (node, alone) = (node.clone(), form.form.is_none());
        let name = block.input.name.clone();
        rx::texts(move || {
            let missing = form.missing.with(|missing| missing.contains(&name));
            node.texts(missing || alone && node.messages.iter().any(Text::is_missing))
        })
    };
    let policy = block
        .is_new_password
        .then(|| password::policy(&node.messages));
    let rules_id = format!("{id}-rules");
    let described_by = {
        let messages_id = messages_id.clone();
        // What is wrong with a code stands at the top, where the focus is not.
        let code = is_code(&block.input.name).then(|| form.messages.get_value());
        let rules_id = policy.map(|_| rules_id.clone());
        rx::optional(move || {
            let status_text = if texts.with(Vec::is_empty) {
                code.as_ref()
            } else {
                Some(&messages_id)
            };
            match (rules_id.as_ref(), status_text) {
                (Some(policy), Some(status_text)) => Some(format!("{status_text} {policy}")),
                (one, None) | (None, one) => one.cloned(),
            }
        })
    };
    let invalid = rx::state(move || texts.with(|texts| texts.iter().any(Text::is_error)));
    let text = label.clone();
    let is_checkbox = block.control == Control::Checkbox;
    let optional = block.is_optional.then(|| {
        element("span")
            .class("optional")
            .text(" ")
            .child(vestibule.t(phrases::OPTIONAL))
    });
    let label = if is_checkbox {
        markdown_links::view(&label).into_any()
    } else {
        label.into_any()
    };
    let label = element("label")
        .class("label")
        .attr("for", id)
        .child(label)
        .child(optional)
        .into_any();
    let class = format!("field field-{}", block.input.kind.html());
    let test_name = format!("node/input/{}", block.input.name);
    let (typos, asks_country) = (block.typos, block.asks_country);
    let field = FieldContext {
        described_by,
        invalid,
        readonly: form.busy,
        label: text,
        owner: form.owner(&node.group),
        policy,
        block,
    };
    let hint = policy.map(|policy| {
        let policy = password::policy_text(policy);
        element("p")
            .class("hint")
            .attr("id", rules_id)
            .child(policy)
            .into_any()
    });
    let meant =
        (typos != Typos::Unknown).then(|| typo::view(&field.block.id, typos == Typos::Name));
    // With a script the number is put right, or offered.
    let calling = asks_country.then(|| {
        let policy_text = vestibule.t(phrases::CALLING_CODE);
        element("p")
            .class("hint without-script")
            .child(policy_text)
            .into_any()
    });
    let control = control(field);
    let (first, second) = if is_checkbox {
        (control, label)
    } else {
        (label, control)
    };
    let status_text = rx::view(move || {
        let status_text = |text: &Text| message(&vestibule.catalogue, text);
        texts.with(|texts| texts.iter().map(status_text).collect::<Vec<_>>().into_any())
    });
    element("div")
        .test_id(test_name)
        .class(class)
        .child(first)
        .child(hint)
        .child(second)
        .child(meant)
        .child(calling)
        .child(
            element("div")
                .class("field-messages")
                .attr("id", messages_id)
                .child(status_text),
        )
        .into_any()
}

/// The control of a field.
pub(super) fn control(field: FieldContext) -> AnyView {
    match field.block.control {
        Control::Checkbox => checkbox::view(field),
        Control::Select => select::view(field),
        Control::Choices => choices::view(field),
        Control::Password => password::view(field),
        Control::Phone => phone::view(field),
        Control::Line => input::view(field),
    }
}
