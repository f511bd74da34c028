//! A one-time *code*: one field, whatever the number of digits, so that autofill, pasting and undo work.

use leptos::prelude::*;

use super::field::{Control, FieldContext};

/// The control of a code.
pub(super) struct Code;

impl Control for Code {
    fn view(field: FieldContext) -> AnyView {
        let input = field.input;
        // No pattern and no maxlength: people paste codes with spaces and dashes, which are taken out when it is sent.
        view! {
            <input
                class="control control-code"
                id=field.id
                name=input.name
                type="text"
                inputmode="numeric"
                dir="ltr"
                value=input.value.as_str().map(str::to_owned)
                required=input.required
                disabled=input.disabled
                readonly=move || field.readonly.get()
                autocomplete="one-time-code"
                autocapitalize="none"
                spellcheck="false"
                aria-invalid=move || field.invalid.get().then_some("true")
                aria-describedby=move || field.described_by.get()
            />
        }
        .into_any()
    }
}
