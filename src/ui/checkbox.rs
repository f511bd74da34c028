//! A *checkbox*. Its label follows it directly, as outside test suites expect.

use leptos::prelude::*;

use super::field::FieldContext;

/// The control.
pub(super) fn view(field: FieldContext) -> AnyView {
    let input = field.input;
    // "true" is what Kratos reads; the browser's own "on" it refuses.
    view! {
        <input
            class="box"
            id=field.id
            name=input.name
            form=field.owner
            type="checkbox"
            value="true"
            checked=input.value.as_bool().unwrap_or_default()
            required=input.required
            disabled=input.disabled
            aria-invalid=field.invalid
            aria-describedby=field.described_by
        />
    }
    .into_any()
}
