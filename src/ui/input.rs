//! A *text input*: every field that is a line of text to the browser, and whatever kind this version does not know.

use leptos::prelude::*;

use super::field::{Control, FieldContext};
use crate::flow::InputKind;

/// The control of a text field.
pub(super) struct TextInput;

impl Control for TextInput {
    fn view(field: FieldContext) -> AnyView {
        let input = field.input;
        let value = match input.kind {
            // The browser's control wants neither seconds nor a zone.
            InputKind::DatetimeLocal => input.text_value().chars().take(16).collect(),
            _ => input.text_value(),
        };
        // The schema's pattern is not anchored, the attribute is.
        let pattern = input
            .pattern
            .as_ref()
            .map(|pattern| format!(".*(?:{pattern}).*"));
        let step = (input.kind == InputKind::Number).then_some("any");
        let plain =
            matches!(input.kind, InputKind::Email | InputKind::Url) || input.name == "identifier";
        view! {
            <input
                class="control"
                id=field.id
                name=input.name
                type=input.kind.html().to_owned()
                value=value
                required=input.required
                disabled=input.disabled
                readonly=move || field.readonly.get()
                autocomplete=field.autocomplete
                pattern=pattern
                maxlength=(input.maxlength > 0).then_some(input.maxlength)
                step=step
                autocapitalize=plain.then_some("none")
                spellcheck=plain.then_some("false")
                aria-invalid=move || field.invalid.get().then_some("true")
                aria-describedby=move || field.described_by.get()
            />
        }
        .into_any()
    }
}
