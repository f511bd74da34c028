//! A *select*: a field with a fixed list of values.

use leptos::prelude::*;

use super::field::{Control, FieldContext};
use serde_json::Value;

/// The control of a choice.
pub(super) struct Select;

impl Control for Select {
    fn view(field: FieldContext) -> AnyView {
        let input = field.input;
        let chosen = input.text_value();
        let empty = (!input.required || chosen.is_empty())
            .then(|| view! { <option value="">{()}</option> });
        let options = input
            .options
            .iter()
            .map(|value| {
                let text = match value {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                let selected = text == chosen;
                view! { <option value=text.clone() selected=selected>{text.clone()}</option> }
            })
            .collect_view();
        view! {
            <select
                class="control"
                id=field.id
                name=input.name
                required=input.required
                disabled=input.disabled
                autocomplete=field.autocomplete
                aria-invalid=move || field.invalid.get().then_some("true")
                aria-describedby=move || field.described_by.get()
            >
                {empty}
                {options}
            </select>
        }
        .into_any()
    }
}
