//! A *checkbox*. Its label follows it directly, as outside test suites expect.

use leptos::prelude::*;

use super::field::{Control, FieldContext};

/// The control of a checkbox.
pub(super) struct Checkbox;

impl Control for Checkbox {
    const LABEL_LAST: bool = true;

    fn view(field: FieldContext) -> AnyView {
        let input = field.input;
        // "true" is what Kratos reads; the browser's own "on" it refuses.
        view! {
            <input
                class="box"
                id=field.id
                name=input.name
                type="checkbox"
                value="true"
                checked=input.value.as_bool().unwrap_or_default()
                required=input.required
                disabled=input.disabled
                aria-invalid=move || field.invalid.get().then_some("true")
                aria-describedby=move || field.described_by.get()
            />
        }
        .into_any()
    }
}
