//! An *input* of one line: texts of all kinds, and one-time codes in one field, so that autofill, pasting and undo work. A
//! kind that this version does not know is a text.

use leptos::prelude::*;
use serde_json::Value;

use super::field::FieldContext;
use super::form::FormContext;
use super::{erased, password, phone};
use crate::browser::{control, otp, when_gone};
use crate::flow::{Flow, InputKind, is_code};

/// The control.
pub(super) fn view(field: FieldContext) -> AnyView {
    match field.input.kind {
        InputKind::Password => return password::view(field),
        InputKind::Tel => return phone::view(field),
        _ => {}
    }
    if field.input.name == "code" {
        take_message(&field);
    }
    let kind = Signal::stored(Some(field.input.kind.html().to_owned()));
    line(field, kind)
}

/// The input itself. `kind` is its `type`.
pub(super) fn line(field: FieldContext, kind: Signal<Option<String>>) -> AnyView {
    let FieldContext {
        input,
        id,
        described_by,
        invalid,
        readonly,
        autocomplete,
        owner,
        ..
    } = field;
    let is_code = is_code(&input.name);
    let takes_code = input.takes_code();
    let is_password = input.kind == InputKind::Password;
    let value = match (&input.kind, &input.value) {
        // A password never stands in the markup.
        (InputKind::Password, _) => None,
        (_, Value::Null) if takes_code => None,
        // The browser's control wants no zone; the person's own is put in once the form is in the page.
        (InputKind::DatetimeLocal, _) => Some(input.text_value().chars().take(16).collect()),
        _ => Some(input.text_value()),
    };
    // People paste codes with spaces and dashes, which are taken out when a code is sent. Elsewhere the schema's pattern
    // is not anchored, and the attribute is.
    let pattern = input
        .pattern
        .as_ref()
        .filter(|_| !takes_code)
        .map(|pattern| format!(".*(?:{pattern}).*"));
    let maxlength =
        (input.maxlength > 0 && !takes_code && !is_password).then(|| input.maxlength.to_string());
    let is_plain = takes_code
        || matches!(
            input.kind,
            InputKind::Email | InputKind::Url | InputKind::Password
        )
        || input.name == "identifier";
    view! {
        <input
            class=if takes_code { "control control-code" } else { "control" }
            id=id
            name=input.name
            form=owner
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
            dir=takes_code.then(|| "ltr".to_owned())
            autocapitalize=is_plain.then(|| "none".to_owned())
            spellcheck=is_plain.then(|| "false".to_owned())
            aria-invalid=invalid
            aria-describedby=described_by
        />
    }
    .into_any()
}

/// Puts the code of a text message into the empty field, as soon as the browser has one. It is not sent by itself, and
/// nothing waits for it while the form is on its way.
fn take_message(field: &FieldContext) {
    let flow = FormContext::find().form.and_then(|form| form.flow());
    // A code that went to a mailbox comes in no text message.
    let mailed = |flow: &Flow| flow.sent_to().is_some_and(|address| address.contains('@'));
    if !flow.is_some_and(|flow| flow.takes_code() && !mailed(&flow)) {
        return;
    }
    let id = field.id.clone();
    let readonly = field.readonly;
    let mut asked = false;
    erased::effect(move || {
        if readonly.get() {
            return otp::stop();
        }
        if std::mem::replace(&mut asked, true) {
            return;
        }
        let id = id.clone();
        erased::spawn(async move {
            if let Some(code) = otp::code().await
                && control::read(&id).as_deref() == Some("")
            {
                control::put(&id, &code);
            }
        });
    });
    when_gone(otp::stop);
}
