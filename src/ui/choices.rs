//! *Choices*: the values that the identity schema allows for a trait. Kratos up to v26.2 does not send them with the
//! field, so they are read from the schema once the form is there, and the text field becomes a select.

use leptos::prelude::*;
use serde_json::Value;

use super::field::FieldContext;
use super::form::FormContext;
use super::{input, rx, select, use_vestibule};
use crate::browser::{self, time};
use crate::flow;
use crate::kratos::Outcome;

/// After so many milliseconds a form is painted also on a slow phone.
const PAINTED: u32 = 50;

/// The schemas of a form, requested once.
#[derive(Clone, Copy)]
pub(super) struct Schemas {
    known: RwSignal<Outcome>,
    requested: StoredValue<bool>,
}

impl Schemas {
    /// Nothing is known yet.
    pub(super) fn new() -> Self {
        Schemas {
            known: RwSignal::new(Outcome::Empty),
            requested: StoredValue::new(false),
        }
    }

    /// Looks into them, once they are known.
    pub(super) fn with<T>(self, look: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        self.known.with(|known| match known {
            Outcome::Json(schemas) => look(schemas),
            _ => None,
        })
    }

    fn fetch(self) {
        if self
            .requested
            .try_update_value(|requested| std::mem::replace(requested, true))
            != Some(false)
        {
            return;
        }
        let kratos = use_vestibule().kratos();
        rx::spawn(async move {
            // The form is painted first.
            time::pause(PAINTED).await;
            // Without them the field stays a text, and Kratos says what it does not take.
            self.known.try_set(kratos.schemas().await);
        });
    }
}

/// The control: a text until it is known that there are choices.
pub(super) fn view(field: FieldContext) -> AnyView {
    let form = FormContext::find();
    let (Some(schemas), Some(handle)) = (form.schemas, form.form) else {
        return input::view(field);
    };
    rx::effect(move || schemas.fetch());
    let name = field.block.input.name.clone();
    let schema = handle
        .flow()
        .and_then(|flow| flow.schema_id().map(str::to_owned));
    let find = move || schemas.with(|all| flow::choices(all, schema.as_deref(), &name));
    // Rendered again only for a field that has choices: nobody else's is touched.
    let find_again = find.clone();
    let has_choices = rx::version(move || u32::from(find().is_some_and(|found| !found.is_empty())));
    rx::view(move || {
        let mut field = field.clone();
        if has_choices.get() == 0 {
            return input::view(field);
        }
        // What was typed meanwhile is hydrated.
        let typed = handle
            .element
            .get_untracked()
            .and_then(|form| browser::form::value_of(&form, &field.block.input.name));
        if let Some(typed) = typed.filter(|typed| !typed.is_empty()) {
            field.block.input.value = Value::String(typed);
        }
        field.block.input.options = find_again().unwrap_or_default();
        select::view(field)
    })
}
