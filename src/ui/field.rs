//! A *field* is a control with everything that belongs to it: its label, what Kratos and the browser say about it, and
//! the ids that tie them together (WCAG 1.3.1, 3.3.1, 3.3.2).

use crate::ui::element::element;
use leptos::prelude::*;

use super::form::FormContext;
use super::messages::message;
use super::{checkbox, choices, input, markdown_links, password, rx, select, typo, use_vestibule};
use crate::flow::{
    Input, InputKind, Node, PasswordPolicy, Text, autocomplete, is_code, is_name, phone,
};
use crate::i18n::phrases;
use crate::route::FlowKind;

/// What a control needs to render itself.
///
/// Everything that changes is a signal and not a closure of its own, so that all controls share their code: every
/// closure type costs some hundred bytes of wasm.
#[derive(Clone)]
pub(super) struct FieldContext {
    /// The input.
    pub(super) input: Input,
    /// The control's id.
    pub(super) id: String,
    /// The ids of what describes it, or nothing.
    pub(super) described_by: Signal<Option<String>>,
    /// `aria-invalid`.
    pub(super) invalid: Signal<Option<String>>,
    /// Whether it must not be changed right now.
    pub(super) readonly: Signal<bool>,
    /// The autofill token.
    pub(super) autocomplete: Option<String>,
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
    let Some(mut input) = node.input().cloned() else {
        return ().into_any();
    };
    // Kratos refuses a key without a name here, after the ceremony.
    input.required |= form.kind == FlowKind::Settings && input.name == KEY_NAME;
    let is_checkbox = input.kind == InputKind::Checkbox;
    let id = format!("{}-{}", form.kind.as_str(), input.name);
    let messages_id = format!("{id}-messages");
    let label = match &node.label {
        Some(label) => vestibule.catalogue.text(label),
        None => input.name.clone(),
    };
    // Alone it says what Kratos has said.
    let texts = {
        let (node, alone) = (node.clone(), form.form.is_none());
        let name = input.name.clone();
        rx::texts(move || {
            let missing = form.missing.with(|missing| missing.contains(&name));
            node.texts(missing || alone && node.messages.iter().any(Text::is_missing))
        })
    };
    let autocomplete = autocomplete(&input, form.kind);
    let is_new_password =
        input.name == "password" && autocomplete.as_deref() == Some("new-password");
    let policy = is_new_password.then(|| password::policy(&node.messages));
    let rules_id = format!("{id}-rules");
    let described_by = {
        let messages_id = messages_id.clone();
        // What is wrong with a code stands at the top, where the focus is not.
        let code = is_code(&input.name).then(|| form.messages.get_value());
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
    let optional =
        (!input.required && !is_checkbox && input.name.starts_with("traits.")).then(|| {
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
        .attr("for", id.clone())
        .child(label)
        .child(optional)
        .into_any();
    let class = format!("field field-{}", input.kind.html());
    let test_name = format!("node/input/{}", input.name);
    let field = FieldContext {
        id,
        described_by,
        invalid,
        readonly: form.busy,
        autocomplete,
        label: text,
        owner: form.owner(&node.group),
        policy,
        input,
    };
    let hint = policy.map(|policy| {
        let policy = password::policy_text(policy);
        element("p")
            .class("hint")
            .attr("id", rules_id)
            .child(policy)
            .into_any()
    });
    let names = is_name(&field.input.name);
    let is_address = field.input.kind == InputKind::Email || names;
    let meant = is_address.then(|| typo::view(&field.id, names));
    // With a script the number is put right, or offered.
    let is_number = field.input.kind == InputKind::Tel
        || names && phone::is_national(&field.input.text_value());
    let calling = is_number.then(|| {
        let policy_text = vestibule.t(phrases::CALLING_CODE);
        element("p")
            .class("hint without-script")
            .child(policy_text)
            .into_any()
    });
    let control = if is_checkbox {
        checkbox::view(field)
    } else if !field.input.options.is_empty() {
        select::view(field)
    } else if field.input.may_have_choices() {
        choices::view(field)
    } else {
        input::view(field)
    };
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

/// The field for the name of a new security key.
const KEY_NAME: &str = "webauthn_register_displayname";
