//! An *input* of one line: texts of all kinds, passwords that can be looked at, and one-time codes in one field, so
//! that autofill, pasting and undo work. A kind that this version does not know is a text.

use leptos::prelude::*;
use serde_json::Value;

use super::field::FieldContext;
use super::{erased, use_vestibule};
use crate::flow::{InputKind, is_code};
use crate::i18n::phrases;

/// The control.
pub(super) fn view(field: FieldContext) -> AnyView {
    let FieldContext {
        input,
        id,
        described_by,
        invalid,
        readonly,
        autocomplete,
    } = field;
    let is_code = is_code(&input.name);
    let is_password = input.kind == InputKind::Password;
    let wanted = RwSignal::new(false);
    // Hidden again while it is sent: browsers remember what was sent from a text field.
    let shown = move || wanted.get() && !readonly.get();
    let kind = input.kind.html().to_owned();
    let kind = erased::optional(move || {
        Some(if shown() {
            "text".to_owned()
        } else {
            kind.clone()
        })
    });
    let value = match (&input.kind, &input.value) {
        // A password never stands in the markup.
        (InputKind::Password, _) => None,
        (_, Value::Null) if is_code => None,
        // The browser's control wants no zone; the person's own is put in once the form is in the page.
        (InputKind::DatetimeLocal, _) => Some(input.text_value().chars().take(16).collect()),
        _ => Some(input.text_value()),
    };
    // People paste codes with spaces and dashes, which are taken out when a code is sent. Elsewhere the schema's pattern
    // is not anchored, and the attribute is.
    let pattern = input
        .pattern
        .as_ref()
        .filter(|_| !is_code)
        .map(|pattern| format!(".*(?:{pattern}).*"));
    let maxlength =
        (input.maxlength > 0 && !is_code && !is_password).then(|| input.maxlength.to_string());
    let is_plain = is_code
        || matches!(
            input.kind,
            InputKind::Email | InputKind::Url | InputKind::Password
        )
        || input.name == "identifier";
    let line = view! {
        <input
            class=if is_code { "control control-code" } else { "control" }
            id=id.clone()
            name=input.name
            type=kind
            value=value
            required=input.required
            disabled=input.disabled
            readonly=readonly
            autocomplete=autocomplete
            pattern=pattern
            maxlength=maxlength
            step=matches!(input.kind, InputKind::Number | InputKind::DatetimeLocal)
                .then(|| "any".to_owned())
            inputmode=is_code.then(|| "numeric".to_owned())
            dir=is_code.then(|| "ltr".to_owned())
            autocapitalize=is_plain.then(|| "none".to_owned())
            spellcheck=is_plain.then(|| "false".to_owned())
            aria-invalid=invalid
            aria-describedby=described_by
        />
    };
    if !is_password {
        return line.into_any();
    }
    let vestibule = use_vestibule();
    let label = erased::optional(move || {
        let phrase = if shown() {
            phrases::HIDE_PASSWORD
        } else {
            phrases::SHOW_PASSWORD
        };
        Some(vestibule.say(phrase))
    });
    let class = erased::optional(move || {
        let class = if shown() {
            "reveal reveal-on"
        } else {
            "reveal"
        };
        Some(class.to_owned())
    });
    // Not a literal: markup without anything dynamic would be written through innerHTML.
    let hidden = "true";
    view! {
        <div class="password">
            {line}
            <button
                class=class
                type="button"
                aria-controls=id
                aria-label=label
                title=label
                on:click=erased::press(move |_| wanted.update(|wanted| *wanted = !*wanted))
            >
                <span class="reveal-icon" aria-hidden=hidden></span>
            </button>
        </div>
    }
    .into_any()
}
