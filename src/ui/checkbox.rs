//! A *checkbox*. Its label follows it directly, as outside test suites expect.

use crate::ui::element::element;
use leptos::prelude::*;

use super::field::FieldContext;

/// The control.
pub(super) fn view(field: FieldContext) -> AnyView {
    let id = field.block.id;
    let input = field.block.input;
    // "true" is what Kratos reads; the browser's own "on" it refuses.
    element("input")
        .class("box")
        .attr("id", id)
        .attr("name", input.name)
        .attr("form", field.owner)
        .attr("type", "checkbox")
        .attr("value", "true")
        .attr("checked", input.value.as_bool().unwrap_or_default())
        .attr("required", input.required)
        .attr("disabled", input.disabled)
        .attr("aria-invalid", field.invalid)
        .attr("aria-describedby", field.described_by)
        .into_any()
}
