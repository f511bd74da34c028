//! A *password*, which can be looked at while it is typed.

use leptos::prelude::*;

use super::field::{Control, FieldContext};
use super::use_vestibule;
use crate::i18n::phrases;

/// The control of a password.
pub(super) struct Password;

impl Control for Password {
    fn view(field: FieldContext) -> AnyView {
        let vestibule = use_vestibule();
        let input = field.input;
        let wanted = RwSignal::new(false);
        // Hidden again while it is sent: browsers remember what was sent from a text field.
        let shown = move || wanted.get() && !field.readonly.get();
        let show = vestibule.say(phrases::SHOW_PASSWORD);
        let hide = vestibule.say(phrases::HIDE_PASSWORD);
        let label = move || if shown() { hide.clone() } else { show.clone() };
        let id = field.id;
        view! {
            <div class="password">
                <input
                    class="control"
                    id=id.clone()
                    name=input.name
                    type=move || if shown() { "text" } else { "password" }
                    required=input.required
                    disabled=input.disabled
                    readonly=move || field.readonly.get()
                    autocomplete=field.autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=move || field.invalid.get().then_some("true")
                    aria-describedby=move || field.described_by.get()
                />
                <button
                    class=move || if shown() { "reveal reveal-on" } else { "reveal" }
                    type="button"
                    aria-controls=id
                    aria-label=label.clone()
                    title=label
                    on:click=move |_| wanted.update(|wanted| *wanted = !*wanted)
                >
                    <span class="reveal-icon" aria-hidden="true">{()}</span>
                </button>
            </div>
        }
        .into_any()
    }
}
