//! A *field* is a control with everything that belongs to it: its label, what Kratos and the browser say about it, and
//! the ids that tie them together (WCAG 1.3.1, 3.3.1, 3.3.2).

use leptos::prelude::*;

use super::form::FormContext;
use super::messages::message;
use super::test_id::test_id;
use super::{checkbox, choices, erased, input, linked, select, use_vestibule};
use crate::flow::{Input, InputKind, Node, Text, is_code};
use crate::i18n::phrases;
use crate::route::FlowKind;

/// What a control needs to draw itself.
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
    let name = input.name.clone();
    let problem = erased::optional(move || {
        form.problems.with(|problems| {
            let (_, said) = problems.iter().find(|(found, _)| *found == name)?;
            Some(said.clone())
        })
    });
    let has_errors = node.messages.iter().any(Text::is_error);
    let has_messages = !node.messages.is_empty();
    let described_by = {
        let messages_id = messages_id.clone();
        // What is wrong with a code stands at the top, where the focus is not.
        let code = is_code(&input.name).then(|| form.messages.get_value());
        erased::optional(move || {
            if has_messages || problem.with(Option::is_some) {
                Some(messages_id.clone())
            } else {
                code.clone()
            }
        })
    };
    let invalid = erased::state(move || has_errors || problem.with(Option::is_some));
    let optional = (!input.required && !is_checkbox && input.name.starts_with("traits."))
        .then(|| view! { <span class="optional">" " {vestibule.say(phrases::OPTIONAL)}</span> });
    let label = if is_checkbox {
        linked::view(&label).into_any()
    } else {
        label.into_any()
    };
    let label = view! {
        <label class="label" for=id.clone()>
            {label}
            {optional}
        </label>
    }
    .into_any();
    let class = format!("field field-{}", input.kind.html());
    let test_name = format!("node/input/{}", input.name);
    let field = FieldContext {
        id,
        described_by,
        invalid,
        readonly: form.busy,
        autocomplete: autocomplete(&input, form.kind),
        input,
    };
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
    let said: Vec<AnyView> = node
        .messages
        .iter()
        .map(|text| message(&vestibule.catalogue, text))
        .collect();
    view! {
        <div {..test_id(test_name)} class=class>
            {first}
            {second}
            <div class="field-messages" id=messages_id>
                {said}
                <p class="message message-error">{problem}</p>
            </div>
        </div>
    }
    .into_any()
}

/// The field for the name of a new security key.
const KEY_NAME: &str = "webauthn_register_displayname";

/// The autofill tokens that Kratos sends (`autocomplete` of its input nodes). Anything else could be wrong, and browsers then offer nothing.
const TOKENS: [&str; 8] = [
    "username webauthn",
    "username",
    "email",
    "tel",
    "url",
    "current-password",
    "new-password",
    "one-time-code",
];

/// The autofill token: Kratos' own, else the one that the field is known to want (WCAG 1.3.5).
fn autocomplete(input: &Input, kind: FlowKind) -> Option<String> {
    if let Some(given) = &input.autocomplete
        && TOKENS.contains(&given.as_str())
    {
        return Some(given.clone());
    }
    let token = match (&input.kind, input.name.as_str()) {
        (_, "identifier" | "recovery_address") => "username",
        (_, name) if is_code(name) => "one-time-code",
        (InputKind::Password, _) if kind == FlowKind::Login => "current-password",
        (InputKind::Password, _) => "new-password",
        (InputKind::Email, _) => "email",
        (InputKind::Tel, _) => "tel",
        (InputKind::Url, _) => "url",
        (_, "traits.name.first" | "traits.first_name" | "traits.given_name") => "given-name",
        (_, "traits.name.last" | "traits.last_name" | "traits.family_name") => "family-name",
        (_, "traits.name") => "name",
        (_, "traits.username" | "traits.nickname") => "username",
        _ => return None,
    };
    Some(token.to_owned())
}
