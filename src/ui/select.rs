//! A *select*: a field with a fixed list of values.

use leptos::prelude::*;
use serde_json::Value;

use super::field::FieldContext;
use super::use_vestibule;
use crate::json;

/// The control.
pub(super) fn view(field: FieldContext) -> AnyView {
    let input = field.input;
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
            view! { <option value=text selected=selected>{caption}</option> }.into_any()
        })
        .collect();
    view! {
        <select
            class="control"
            id=field.id
            name=input.name
            form=field.owner
            required=input.required
            disabled=input.disabled
            autocomplete=field.autocomplete
            aria-invalid=field.invalid
            aria-describedby=field.described_by
        >
            {options}
        </select>
    }
    .into_any()
}
