//! A *field* is a control with everything that belongs to it: its label, what Kratos and the browser say about it, and
//! the ids that tie them together (WCAG 1.3.1, 3.3.1, 3.3.2).

use leptos::prelude::*;

use super::form::FormContext;
use super::messages::message;
use super::use_vestibule;
use crate::flow::{Input, InputKind, Node};
use crate::i18n::phrases;

/// What a control needs to draw itself.
#[derive(Clone)]
pub(super) struct FieldContext {
    /// The input.
    pub(super) input: Input,
    /// The control's id.
    pub(super) id: String,
    /// The ids of what describes it, or nothing.
    pub(super) described_by: Signal<Option<String>>,
    /// Whether something is wrong with it.
    pub(super) invalid: Signal<bool>,
    /// Whether it must not be changed right now.
    pub(super) readonly: Signal<bool>,
    /// The autofill token.
    pub(super) autocomplete: Option<String>,
}

/// A control: a function from the field to its markup.
pub(super) trait Control: Send + 'static {
    /// Whether the label stands behind the control.
    const LABEL_LAST: bool = false;

    /// The markup.
    fn view(field: FieldContext) -> AnyView;
}

/// A field around a control.
#[component]
pub(super) fn Field<C: Control>(
    node: Node,
    #[expect(unused_variables, reason = "names the control's type")] control: C,
) -> impl IntoView {
    let vestibule = use_vestibule();
    let form = FormContext::find();
    let Some(input) = node.input().cloned() else {
        return ().into_any();
    };
    let id = format!("{}-{}", form.kind.as_str(), input.name);
    let messages_id = format!("{id}-messages");
    let label = node.label.as_ref().map_or_else(
        || input.name.clone(),
        |label| vestibule.catalogue.text(label),
    );
    let problem = {
        let name = input.name.clone();
        Memo::new(move |_| {
            form.problems.with(|problems| {
                let (_, said) = problems.iter().find(|(found, _)| *found == name)?;
                Some(said.clone())
            })
        })
    };
    let has_errors = node.messages.iter().any(crate::flow::Text::is_error);
    let has_messages = !node.messages.is_empty();
    let described_by = {
        let messages_id = messages_id.clone();
        Signal::derive(move || {
            (has_messages || problem.with(Option::is_some)).then(|| messages_id.clone())
        })
    };
    let field = FieldContext {
        id: id.clone(),
        described_by,
        invalid: Signal::derive(move || has_errors || problem.with(Option::is_some)),
        readonly: form.busy,
        autocomplete: autocomplete(&input, form),
        input: input.clone(),
    };
    let optional = (!input.required && C::LABEL_LAST == false && input.name.starts_with("traits."))
        .then(|| view! { <span class="optional">" "{vestibule.say(phrases::OPTIONAL)}</span> });
    let label = view! { <label class="label" for=id>{label}{optional}</label> };
    let (before, after) = if C::LABEL_LAST {
        (None, Some(label))
    } else {
        (Some(label), None)
    };
    let said = node
        .messages
        .iter()
        .map(|text| message(&vestibule.catalogue, text))
        .collect_view();
    view! {
        <div
            class=format!("field field-{}", input.kind.html())
            data-testid=format!("node/input/{}", input.name)
        >
            {before}
            {C::view(field)}
            {after}
            <div class="field-messages" id=messages_id>
                {said}
                {move || {
                    problem.get().map(|said| view! { <p class="message message-error">{said}</p> })
                }}
            </div>
        </div>
    }
    .into_any()
}

/// The autofill token: Kratos' own, else the one that the field is known to want (WCAG 1.3.5).
fn autocomplete(input: &Input, form: FormContext) -> Option<String> {
    use crate::route::FlowKind;
    if let Some(given) = &input.autocomplete {
        return Some(given.clone());
    }
    let token = match (&input.kind, input.name.as_str()) {
        (_, "identifier") => "username",
        (_, "code" | "totp_code") => "one-time-code",
        (InputKind::Password, _) if form.kind == FlowKind::Login => "current-password",
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
