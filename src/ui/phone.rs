//! A *phone number*. There is one field, and what stands in it is sent. Who types a number as it is dialled at home is asked
//! for the country, and sees the number become an international one, which is what Kratos takes.

use crate::ui::element::{element, fragment};
use leptos::prelude::*;

use super::field::FieldContext;
use super::{input, rx, use_vestibule};
use crate::browser::{control, countries};
use crate::flow::phone::{from_national, international, is_national};
use crate::i18n::phrases;

/// The control.
pub(super) fn view(field: FieldContext) -> AnyView {
    let vestibule = use_vestibule();
    let id = field.block.id.clone();
    let country_id = format!("{id}-country");
    let countries = RwSignal::new(Vec::<(String, String)>::new());
    // What the user has typed; in the field stands what became of it.
    let typed = StoredValue::new(String::new());
    let national = RwSignal::new(false);
    let language = vestibule.catalogue.language().to_owned();
    rx::effect(move || {
        let language = language.clone();
        rx::spawn(async move {
            countries.try_set(countries::load(&language).await);
        });
    });
    control::on_value("input", &id, move |text| {
        national.set(is_national(&text));
        typed.set_value(text);
    });
    for changed in [&id, &country_id] {
        let (id, country_id) = (id.clone(), country_id.clone());
        control::on_value("change", changed, move |_| {
            let text = typed.get_value();
            let number = international(&text).or_else(|| {
                let first = || countries.with_untracked(|all| Some(all.first()?.1.clone()));
                from_national(&text, &control::read(&country_id).or_else(first)?)
            });
            if let Some(number) = number {
                control::put(&id, &number);
            }
        });
    }
    let kind = Signal::stored(Some("tel".to_owned()));
    let line = input::line(field, kind);
    let asks =
        rx::version(move || u32::from(national.get() && countries.with(|all| !all.is_empty())));
    let country = rx::view(move || {
        if asks.get() == 0 {
            return ().into_any();
        }
        let options: Vec<AnyView> = countries.with_untracked(|all| {
            let option = |(name, code): &(String, String)| {
                element("option")
                    .attr("value", code.clone())
                    .child(name.clone())
                    .into_any()
            };
            all.iter().map(option).collect()
        });
        // Without a name it is not sent.
        fragment(vec![
            element("label")
                .class("label")
                .attr("for", country_id.clone())
                .child(vestibule.t(phrases::COUNTRY))
                .into_any(),
            element("select")
                .class("control")
                .attr("id", country_id.clone())
                .child(options)
                .into_any(),
        ])
    });
    fragment(vec![line.into_any(), country.into_any()])
}
