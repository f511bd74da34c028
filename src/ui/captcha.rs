//! A *captcha*: a widget of somebody else that tells people from programs. It is drawn only where the operator has named
//! its script; its token goes to Kratos' web hooks in the transient payload.

use leptos::html;
use leptos::prelude::*;

use super::form::FormContext;
use super::{erased, use_vestibule};
use crate::browser::{captcha, form};
use crate::i18n::phrases;

/// The field that carries the token; Ory's own name for it.
const FIELD: &str = "transient_payload.captcha_turnstile_response";

/// Fills the place of a captcha, and draws the field for its token unless the flow has one.
pub(super) fn view(place: NodeRef<html::Div>, data: Vec<(String, String)>) -> AnyView {
    let vestibule = use_vestibule();
    let script = vestibule.config.captcha.clone();
    if script.is_empty() {
        return ().into_any();
    }
    let context = FormContext::find();
    let failed = RwSignal::new(false);
    erased::effect(move || {
        let Some(place) = place.get() else { return };
        let key = data.iter().find(|(name, _)| name == "sitekey");
        let key = key.map(|(_, key)| key.clone()).unwrap_or_default();
        let script = script.clone();
        erased::spawn(async move {
            let taken = move |token: String| {
                let element = context.form.and_then(|form| form.element.get_untracked());
                if let Some(element) = element {
                    form::set_value(&element, FIELD, &token);
                }
            };
            if !captcha::render(&script, &place, &key, taken).await {
                failed.try_set(true);
            }
        });
    });
    let flow = context.form.and_then(|form| form.flow());
    let field = flow
        .is_none_or(|flow| flow.node(FIELD).is_none())
        .then(|| view! { <input type="hidden" name=FIELD/> }.into_any());
    let text = vestibule.say(phrases::CAPTCHA_FAILED);
    let said = erased::optional(move || failed.get().then(|| text.clone()));
    view! {
        {field}
        <p class="message message-error" role="alert">{said}</p>
    }
    .into_any()
}
