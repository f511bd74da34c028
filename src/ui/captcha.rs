//! A *captcha*: a widget of another user that tells users from programs. It is rendered only where the operator has named
//! its script; its token goes to Kratos' web hooks in the transient payload.

use crate::ui::element::{element, fragment};
use leptos::html;
use leptos::prelude::*;

use super::form::FormContext;
use super::{rx, use_vestibule};
use crate::browser::{captcha, form};
use crate::i18n::phrases;

/// The field that carries the token; Ory's own name for it.
pub(super) const FIELD: &str = "transient_payload.captcha_turnstile_response";

/// Fills the place of a captcha, and renders the field for its token unless the flow has one.
pub(super) fn view(container: NodeRef<html::Div>, data: Vec<(String, String)>) -> AnyView {
    let vestibule = use_vestibule();
    let script = vestibule.config.captcha.clone();
    let Some(handle) = FormContext::find().form else {
        return ().into_any();
    };
    if script.is_empty() {
        return ().into_any();
    }
    rx::effect(move || {
        let Some(container) = container.get() else {
            return;
        };
        handle.has_captcha.set(true);
        handle.captcha.set(None);
        let key = data.iter().find(|(name, _)| name == "sitekey");
        let key = key.map(|(_, key)| key.clone()).unwrap_or_default();
        let script = script.clone();
        rx::spawn(async move {
            let taken = move |token: String| {
                if let Some(element) = handle.element.get_untracked() {
                    form::set_value(&element, FIELD, &token);
                }
                if !token.is_empty() {
                    handle.captcha.try_set(None);
                }
            };
            if !captcha::render(&script, &container, &key, taken).await {
                handle.captcha.try_set(Some(phrases::CAPTCHA_FAILED));
            }
        });
    });
    let field = handle
        .flow()
        .is_none_or(|flow| flow.node(FIELD).is_none())
        .then(|| {
            element("input")
                .attr("type", "hidden")
                .attr("name", FIELD)
                .into_any()
        });
    let i18n = vestibule.clone();
    let status_text = rx::optional(move || {
        let phrase = handle.captcha.get();
        phrase.map(|phrase| i18n.t(phrase))
    });
    fragment(vec![
        field.into_any(),
        element("p")
            .class("message message-error")
            .attr("role", "alert")
            .child(status_text)
            .into_any(),
        element("p")
            .class("hint without-script")
            .child(vestibule.t(phrases::CAPTCHA_SCRIPT))
            .into_any(),
    ])
}
