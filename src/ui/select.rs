//! A *select*: a field with a fixed list of values.

use crate::ui::element::element;
use leptos::prelude::*;
use serde_json::Value;

use super::field::FieldContext;
use super::use_vestibule;
use crate::json;

/// The control.
pub(super) fn view(field: FieldContext) -> AnyView {
    let (id, autocomplete) = (field.block.id, field.block.autocomplete);
    let input = field.block.input;
    let chosen = input.text_value();
    let mut options: Vec<String> = Vec::new();
    if !input.required || chosen.is_empty() {
        options.push(String::new());
    }
    options.extend(input.options.iter().map(|value| match value {
        Value::String(text) => text.clone(),
        other => json::write(other),
    }));
    // A value that the schema allows no longer is not changed by itself.
    if !options.contains(&chosen) {
        options.push(chosen.clone());
    }
    let catalogue = use_vestibule().catalogue;
    let options: Vec<AnyView> = options
        .into_iter()
        .map(|text| {
            let selected = text == chosen;
            let caption = catalogue.value(&input.name, &text);
            element("option")
                .attr("value", text)
                .attr("selected", selected)
                .child(caption)
                .into_any()
        })
        .collect();
    element("select")
        .class("control")
        .attr("id", id)
        .attr("name", input.name)
        .attr("form", field.owner)
        .attr("required", input.required)
        .attr("disabled", input.disabled)
        .attr("autocomplete", autocomplete)
        .attr("aria-invalid", field.invalid)
        .attr("aria-describedby", field.described_by)
        .child(options)
        .into_any()
}
