//! A form that a browser sends by itself.

use super::test_id::test_id;
use leptos::prelude::*;

/// A form that a browser sends by itself to an address of ours.
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) fields: Vec<Field>,
    /// The first is what Enter presses.
    pub(crate) buttons: Vec<Button>,
}

/// What a form is filled in with.
pub(crate) enum Field {
    /// Choices that belong together, with a heading.
    Group(String, Vec<Checkbox>),
    Box(Checkbox),
    Code(CodeInput),
}

/// A choice.
pub(crate) struct Checkbox {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) is_checked: bool,
}

/// The code that a device shows.
pub(crate) struct CodeInput {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) error: Option<String>,
}

/// What sends a form, with a name and value of its own.
pub(crate) struct Button {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    pub(crate) label: String,
    /// What it is called where the label alone says too little.
    pub(crate) full_label: Option<String>,
    pub(crate) class: &'static str,
}

/// Its markup, with a class of this name.
pub(super) fn form(form: Form, class: &'static str) -> AnyView {
    let fields: Vec<AnyView> = form
        .fields
        .into_iter()
        .enumerate()
        .map(|(at, field)| self::field(field, at))
        .collect();
    let buttons: Vec<AnyView> = form.buttons.into_iter().map(button).collect();
    view! {
        <form class=class method="post" action=form.action>
            {fields}
            <div class="section section-alternatives">{buttons}</div>
        </form>
    }
    .into_any()
}

fn field(field: Field, at: usize) -> AnyView {
    let id = format!("field-{at}");
    match field {
        Field::Group(caption, choices) => {
            let choices: Vec<AnyView> = choices
                .into_iter()
                .enumerate()
                .map(|(at, choice)| checkbox(choice, format!("{id}-{at}")))
                .collect();
            let label = id.clone();
            view! {
                <div
                    class="section section-aside"
                    role="group"
                    aria-labelledby=label
                >
                    <p id=id>{caption}</p>
                    {choices}
                </div>
            }
            .into_any()
        }
        Field::Box(choice) => checkbox(choice, id),
        Field::Code(input) => code(input, id),
    }
}

fn checkbox(choice: Checkbox, id: String) -> AnyView {
    view! {
        <div class="field field-checkbox">
            <input
                {..test_id(format!("{}/{}", choice.name, choice.value))}
                class="box"
                id=id.clone()
                name=choice.name
                type="checkbox"
                value=choice.value.clone()
                checked=choice.is_checked
            />
            <label class="label" for=id>{choice.label}</label>
        </div>
    }
    .into_any()
}

fn code(input: CodeInput, id: String) -> AnyView {
    let is_wrong = input.error.is_some();
    let described_by = is_wrong.then(|| format!("{id}-error"));
    let error = input.error.map(|text| {
        view! {
            <div class="field-messages" id=format!("{id}-error") role="alert">
                <p class="message message-error">{text}</p>
            </div>
        }
        .into_any()
    });
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{input.label}</label>
            <input
                {..test_id(input.name)}
                class="control control-code"
                id=id
                name=input.name
                type="text"
                value=input.value
                required=true
                maxlength="64"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                dir="ltr"
                autofocus=true
                aria-invalid=is_wrong.then_some("true")
                aria-describedby=described_by
            />
            {error}
        </div>
    }
    .into_any()
}

fn button(button: Button) -> AnyView {
    view! {
        <button
            {..test_id(format!("{}/{}", button.name, button.value))}
            class=button.class
            type="submit"
            name=button.name
            value=button.value.clone()
            aria-label=button.full_label
        >
            {button.label}
        </button>
    }
    .into_any()
}
