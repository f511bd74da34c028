//! A *typo* in an e-mail address, or a phone number as it is dialled at home, pointed out once the field is left. What was
//! probably meant can be put in with one press; it stands in nobody's way.

use crate::ui::element::element;
use leptos::prelude::*;

use super::{Vestibule, rx, use_vestibule};
use crate::browser::{self, control, countries};
use crate::flow::phone::{from_national, is_national};
use crate::flow::takes_phones;
use crate::flow::typo::meant;
use crate::i18n::phrases;
use crate::kratos::Outcome;

/// The place below the control with this id. `names`: whether it may take a phone number in place of an address.
pub(super) fn view(id: &str, names: bool) -> AnyView {
    let vestibule = use_vestibule();
    let found = RwSignal::new(None::<String>);
    let at = id.to_owned();
    let looking = vestibule.clone();
    let look = move || {
        let at = at.clone();
        let vestibule = looking.clone();
        control::when_released(move || {
            let typed = control::read(&at).unwrap_or_default();
            found.try_set(meant(&typed));
            if names && is_national(&typed) {
                rx::spawn(async move {
                    let number = number(&vestibule, &typed).await;
                    if control::read(&at) == Some(typed) {
                        found.try_set(number);
                    }
                });
            }
        });
    };
    control::on_value("change", id, {
        let look = look.clone();
        move |_| look()
    });
    // What was sent and refused is put back without an event.
    rx::effect(look);
    let id = id.to_owned();
    let button = rx::view(move || {
        let Some(address) = found.get() else {
            return ().into_any();
        };
        let caption = vestibule
            .catalogue
            .t_with(phrases::MEANT, &[("address", &address)]);
        let id = id.clone();
        let click = rx::click(move |_| {
            control::put(&id, &address);
            found.set(None);
            browser::focus(&id);
        });
        element("button")
            .test_id("meant")
            .class("meant")
            .attr("type", "button")
            .on_click(click)
            .child(caption)
            .into_any()
    });
    element("div")
        .class("field-status")
        .attr("role", "status")
        .child(button)
        .into_any()
}

/// The number with the calling code of the user's country, where accounts may have one.
async fn number(vestibule: &Vestibule, typed: &str) -> Option<String> {
    let Outcome::Json(schemas) = vestibule.kratos().schemas().await else {
        return None;
    };
    if !takes_phones(&schemas) {
        return None;
    }
    let countries = countries::load(vestibule.catalogue.language()).await;
    let (_, code) = countries.first()?;
    from_national(typed, code)
}
