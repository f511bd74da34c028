//! An *input* of one line: texts of all kinds, and one-time codes in one field, so that autofill, pasting and undo work. A
//! kind that this version does not know is a text.

use crate::ui::element::element;
use leptos::prelude::*;

use super::field::FieldContext;
use super::form::FormContext;
use super::rx;
use crate::browser::{control, otp, when_gone};
use crate::flow::{Flow, InputKind};

/// The control.
pub(super) fn view(field: FieldContext) -> AnyView {
    if field.block.input.name == "code" {
        take_message(&field);
    }
    let kind = match field.block.input.kind {
        // A browser's own field for numbers takes no digits of other scripts, and says nothing of it.
        InputKind::Number => "text",
        ref kind => kind.html(),
    };
    let kind = Signal::stored(Some(kind.to_owned()));
    line(field, kind)
}

/// The input itself. `kind` is its `type`.
pub(super) fn line(field: FieldContext, kind: Signal<Option<String>>) -> AnyView {
    let block = field.block;
    let (mode, value, is_exact) = (block.mode(), block.value(), block.is_exact());
    let input = block.input;
    let takes_code = input.takes_code();
    let class = if takes_code {
        "control control-code"
    } else {
        "control"
    };
    element("input")
        .attr("autocorrect", is_exact.then_some("off"))
        .class(class)
        .attr("id", block.id)
        .attr("name", input.name)
        .attr("form", field.owner)
        .attr("type", kind)
        .attr("value", value)
        .attr("required", input.required)
        .attr("disabled", input.disabled)
        .attr("readonly", field.readonly)
        .attr("autocomplete", block.autocomplete)
        .attr(
            "step",
            (input.kind == InputKind::DatetimeLocal).then_some("any"),
        )
        .attr("inputmode", mode)
        .attr("dir", takes_code.then_some("ltr"))
        .attr("autocapitalize", is_exact.then_some("none"))
        .attr("spellcheck", is_exact.then_some("false"))
        .attr("aria-invalid", field.invalid)
        .attr("aria-describedby", field.described_by)
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
    let id = field.block.id.clone();
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
