//! A *typo* in an e-mail address, pointed out once the field is left. What was probably meant can be put in with one
//! press; it stands in nobody's way.

use leptos::prelude::*;

use super::test_id::test_id;
use super::{erased, use_vestibule};
use crate::browser::{self, control};
use crate::flow::typo::meant;
use crate::i18n::phrases;

/// The place below the control with this id.
pub(super) fn view(id: &str) -> AnyView {
    let vestibule = use_vestibule();
    let found = RwSignal::new(None::<String>);
    let at = id.to_owned();
    let look = move || {
        let at = at.clone();
        control::when_released(move || {
            found.try_set(control::read(&at).and_then(|address| meant(&address)));
        });
    };
    control::on_value("change", id, {
        let look = look.clone();
        move |_| look()
    });
    // What was sent and refused is put back without an event.
    erased::effect(look);
    let id = id.to_owned();
    let button = erased::view(move || {
        let Some(address) = found.get() else {
            return ().into_any();
        };
        let words = vestibule
            .catalogue
            .say_with(phrases::MEANT, &[("address", &address)]);
        let id = id.clone();
        let press = erased::press(move |_| {
            control::put(&id, &address);
            found.set(None);
            browser::focus(&id);
        });
        view! {
            <button {..test_id("meant")} class="meant" type="button" on:click=press>
                {words}
            </button>
        }
        .into_any()
    });
    view! {
        <div class="field-status" role="status">
            {button}
        </div>
    }
    .into_any()
}
