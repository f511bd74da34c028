//! An *input* of one line: texts of all kinds, and one-time codes in one field, so that autofill, pasting and undo work. A
//! kind that this version does not know is a text.

use crate::ui::element::element;
use leptos::prelude::*;
use serde_json::Value;

use super::field::FieldContext;
use super::form::FormContext;
use super::{password, phone, rx};
use crate::browser::{control, otp, when_gone};
use crate::flow::{Flow, InputKind, is_code, is_exact};

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
    let kind = match field.input.kind {
        // A browser's own field for numbers takes no digits of other scripts, and says nothing of it.
        InputKind::Number => "text",
        ref kind => kind.html(),
    };
    let kind = Signal::stored(Some(kind.to_owned()));
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
    let takes_code = input.takes_code();
    let mode = match input.kind {
        InputKind::Number => Some("decimal"),
        _ if is_code(&input.name) => Some("numeric"),
        _ => None,
    };
    let value = match (&input.kind, &input.value) {
        // A password never stands in the markup.
        (InputKind::Password, _) => None,
        (_, Value::Null) if takes_code => None,
        // The browser's control wants no zone; the user's own is put in once the form is in the page.
        (InputKind::DatetimeLocal, _) => Some(input.text_value().chars().take(16).collect()),
        _ => Some(input.text_value()),
    };
    // Names of accounts, addresses, codes and passwords are no words.
    let is_exact = takes_code || autocomplete.as_deref().is_some_and(is_exact);
    element("input")
        .attr("autocorrect", is_exact.then_some("off"))
        .class(if takes_code {
            "control control-code"
        } else {
            "control"
        })
        .attr("id", id)
        .attr("name", input.name)
        .attr("form", owner)
        .attr("type", kind)
        .attr("value", value)
        .attr("required", input.required)
        .attr("disabled", input.disabled)
        .attr("readonly", readonly)
        .attr("autocomplete", autocomplete)
        .attr(
            "step",
            (input.kind == InputKind::DatetimeLocal).then_some("any"),
        )
        .attr("inputmode", mode)
        .attr("dir", takes_code.then_some("ltr"))
        .attr("autocapitalize", is_exact.then_some("none"))
        .attr("spellcheck", is_exact.then_some("false"))
        .attr("aria-invalid", invalid)
        .attr("aria-describedby", described_by)
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
    let mut requested = false;
    rx::effect(move || {
        if readonly.get() {
            return otp::stop();
        }
        if std::mem::replace(&mut requested, true) {
            return;
        }
        let id = id.clone();
        rx::spawn(async move {
            if let Some(code) = otp::code().await
                && control::read(&id).as_deref() == Some("")
            {
                control::put(&id, &code);
            }
        });
    });
    when_gone(otp::stop);
}
