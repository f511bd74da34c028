//! A *captcha*: a widget of somebody else that tells people from programs. It is drawn only where the operator has named
//! its script; its token goes to Kratos' web hooks in the transient payload.

use leptos::html;
use leptos::prelude::*;

use super::form::FormContext;
use super::{erased, use_vestibule};
use crate::browser::{captcha, form};
use crate::i18n::phrases;

/// The field that carries the token; Ory's own name for it.
pub(super) const FIELD: &str = "transient_payload.captcha_turnstile_response";

/// Fills the place of a captcha, and draws the field for its token unless the flow has one.
pub(super) fn view(place: NodeRef<html::Div>, data: Vec<(String, String)>) -> AnyView {
    let vestibule = use_vestibule();
    let script = vestibule.config.captcha.clone();
    let Some(handle) = FormContext::find().form else {
        return ().into_any();
    };
    if script.is_empty() {
        return ().into_any();
    }
    erased::effect(move || {
        let Some(place) = place.get() else { return };
        handle.has_captcha.set(true);
        handle.captcha.set(None);
        let key = data.iter().find(|(name, _)| name == "sitekey");
        let key = key.map(|(_, key)| key.clone()).unwrap_or_default();
        let script = script.clone();
        erased::spawn(async move {
            let taken = move |token: String| {
                if let Some(element) = handle.element.get_untracked() {
                    form::set_value(&element, FIELD, &token);
                }
                if !token.is_empty() {
                    handle.captcha.try_set(None);
                }
            };
            if !captcha::render(&script, &place, &key, taken).await {
                handle.captcha.try_set(Some(phrases::CAPTCHA_FAILED));
            }
        });
    });
    let field = handle
        .flow()
        .is_none_or(|flow| flow.node(FIELD).is_none())
        .then(|| view! { <input type="hidden" name=FIELD/> }.into_any());
    let words = vestibule.clone();
    let said = erased::optional(move || {
        let phrase = handle.captcha.get();
        phrase.map(|phrase| words.say(phrase))
    });
    view! {
        {field}
        <p class="message message-error" role="alert">{said}</p>
        <p class="hint without-script">{vestibule.say(phrases::CAPTCHA_SCRIPT)}</p>
    }
    .into_any()
}
