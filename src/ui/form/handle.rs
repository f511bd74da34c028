//! A *handle* on a form: what is in it is checked, sent and put back through this.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use web_sys::{Element, HtmlFormElement};

use super::summary::refused;
use crate::browser;
use crate::flow::{Flow, Group, InputKind, Submission, Submitter, Text};
use crate::i18n::{Catalogue, Phrase, phrases};
use crate::machine::FlowForm;
use crate::ui::captcha::FIELD;
use crate::ui::rx;

/// A form and what is rendered in it.
#[derive(Clone, Copy)]
pub(in crate::ui) struct FormHandle {
    pub(in crate::ui) element: NodeRef<html::Form>,
    pub(super) showing: Signal<Option<FlowForm>>,
    pub(in crate::ui) busy: Signal<bool>,
    pub(super) cooldown: Signal<u32>,
    /// The button that has sent this form, if it is this form that is on its way.
    pub(in crate::ui) sending: RwSignal<Option<Submitter>>,
    /// The names of the fields that are said to lack a value.
    pub(super) missing: RwSignal<Vec<String>>,
    /// Whether a captcha is rendered whose token every submit needs.
    pub(in crate::ui) has_captcha: RwSignal<bool>,
    /// What is to be said of it.
    pub(in crate::ui) captcha: RwSignal<Option<Phrase>>,
    /// The group that is rendered, if it is not the whole flow.
    pub(in crate::ui) group: StoredValue<Option<Group>>,
    pub(super) on_submit: Callback<Submission>,
    pub(super) kratos: StoredValue<String>,
    pub(super) catalogue: StoredValue<Arc<Catalogue>>,
}

impl FormHandle {
    /// The flow that is rendered. `None` once it is not.
    pub(in crate::ui) fn flow(self) -> Option<Arc<Flow>> {
        let showing = self.showing.try_get_untracked().flatten()?;
        Some(showing.flow)
    }

    /// Which answer of which flow is rendered: a ceremony belongs to it.
    pub(in crate::ui) fn response(self) -> Option<(u32, String)> {
        let showing = self.showing.try_get_untracked().flatten()?;
        Some((showing.response, showing.flow.id.clone()))
    }

    /// Kratos' base URL.
    pub(in crate::ui) fn kratos(self) -> String {
        self.kratos.get_value()
    }

    /// Whether nothing is to be sent right now: something is on its way, or the server has requested a pause.
    pub(in crate::ui) fn is_closed(self) -> bool {
        self.busy.get_untracked() || self.cooldown.get_untracked() > 0
    }

    /// Whether nothing is missing in the fields that go with a button; otherwise it is said at the fields, and the focus
    /// goes to the empty one, or to the summary of several.
    pub(in crate::ui) fn check(self, submitter: &Submitter) -> bool {
        let (Some(element), Some(flow)) = (self.element.get_untracked(), self.flow()) else {
            return false;
        };
        let names = missing_of(&flow, &element, submitter);
        self.missing.set(names.clone());
        focus_first_error(&element, &names);
        if !names.is_empty() {
            let prefix = self
                .catalogue
                .with_value(|caption| caption.t(phrases::ERROR_PREFIX));
            browser::prefix_title(&prefix);
        }
        names.is_empty()
    }

    /// Says no longer that something is missing where it has been typed meanwhile.
    pub(super) fn look_again(self) {
        let mut missing = self.missing.get_untracked();
        if let Some(element) = self.element.get_untracked()
            && !missing.is_empty()
        {
            let before = missing.len();
            missing.retain(|name| {
                browser::form::value_of(&element, name).is_none_or(|text| text.is_empty())
            });
            if missing.len() < before {
                self.missing.set(missing);
            }
        }
    }

    /// The fields of this form that lack a value by what Kratos says.
    pub(super) fn refused_missing(self, flow: &Flow) -> Vec<String> {
        let group = self.group.get_value();
        flow.nodes
            .iter()
            .filter(|node| group.as_ref().is_none_or(|group| *group == node.group))
            .filter(|node| node.messages.iter().any(Text::is_missing))
            .map(|node| node.id().to_owned())
            .collect()
    }

    /// Sends what the form holds, once the user agrees where the button takes something away for good.
    pub(super) fn confirm(self, button: &Element, submitter: Submitter) {
        let Some(question) = question(&submitter.name) else {
            return self.send(submitter);
        };
        let t = |phrase| self.catalogue.with_value(|catalogue| catalogue.t(phrase));
        let (question, no) = (t(question), t(phrases::CANCEL));
        let button = button.clone();
        rx::spawn(async move {
            if browser::question::confirm(&button, &question, &no).await {
                self.send(submitter);
            }
        });
    }

    /// Whether the flow is the response to the wish for another code or link.
    pub(super) fn has_sent_again(self, flow: &Flow) -> bool {
        let is_resend = |submitter: &Option<Submitter>| {
            let submitter = submitter.as_ref();
            submitter.is_some_and(|submitter| submitter.is_resend(flow))
        };
        flow.takes_code() && !flow.has_errors() && self.sending.with_untracked(is_resend)
    }

    /// Sends what the form holds at this moment.
    pub(in crate::ui) fn send(self, submitter: Submitter) {
        if let Some(element) = self.element.get_untracked()
            && !self.is_closed()
            && !self.lacks_token(&element, &submitter)
        {
            let fields = browser::form::fields(&element);
            if self.has_captcha.get_untracked() {
                browser::form::set_value(&element, FIELD, "");
                browser::captcha::reset();
            }
            self.sending.set(Some(submitter.clone()));
            self.on_submit.run(Submission { fields, submitter });
        }
    }

    /// Whether the captcha of the form has made no token yet, which is said then. Who goes back or asks for another code needs none.
    fn lacks_token(self, form: &HtmlFormElement, submitter: &Submitter) -> bool {
        let lacks = self.has_captcha.get_untracked()
            && !matches!(submitter.name.as_str(), "screen" | "resend")
            && browser::form::value_of(form, FIELD).is_some_and(|token| token.is_empty());
        // What has failed is said already.
        if lacks && self.captcha.with_untracked(Option::is_none) {
            self.captcha.set(Some(phrases::CAPTCHA_FIRST));
        }
        lacks
    }

    /// Whether what is shown is the response to this form, and so is to be said here. A flow of one form has no other.
    pub(super) fn has_response(self, showing: &FlowForm) -> bool {
        self.group
            .with_value(|group| group.is_none() || *group == showing.submitter)
    }

    /// After a response is rendered: puts back what was typed, and the focus where the user goes on.
    pub(super) fn restore_and_focus(self, form: &HtmlFormElement, showing: &FlowForm) {
        self.sending.set(None);
        let flow = &showing.flow;
        browser::form::restore(form, &showing.restored);
        localise(form, flow);
        let one_of_many = self.group.with_value(Option::is_some);
        if one_of_many && !self.has_response(showing) {
            return;
        }
        let wrong = refused(flow);
        if !wrong.is_empty() {
            // Something typed is wrong: there, or where it is summed up.
            focus_first_error(form, &wrong);
        } else if let Some(name) = refused_code(showing) {
            // The message says that the code is wrong; it is typed again.
            browser::form::focus(form, &name);
        } else if one_of_many && !flow.messages.is_empty()
            || flow.messages.iter().any(Text::is_error) && !flow.takes_code()
        {
            // Something is to be said about the whole: the message, then Tab leads into the form.
            browser::form::focus_messages(form);
        } else if showing.response > 1 || browser::may_take_focus() {
            // The next step, or a code that is typed again; on a fresh page only where it disturbs nobody.
            if !browser::form::focus_first(form) && showing.response > 1 {
                browser::form::focus_submit(form);
            }
            // A step with nothing to fill in or to press goes on at its heading.
            if browser::has_lost_focus() {
                browser::focus("title");
            }
        }
    }
}

impl FormHandle {
    /// Puts the hidden values of another flow into the form, which stays as it is otherwise.
    pub(super) fn replace(self, form: &HtmlFormElement, flow: &Flow) {
        let values: Vec<(String, String)> = flow
            .nodes
            .iter()
            .filter(|node| node.is_hidden())
            .filter_map(|node| node.input())
            .map(|input| (input.name.clone(), input.text_value()))
            .collect();
        browser::form::set_hidden(form, &values);
    }
}

/// Shows times in the user's own zone.
fn localise(form: &HtmlFormElement, flow: &Flow) {
    let times: Vec<(String, String)> = flow
        .nodes
        .iter()
        .filter_map(|node| node.field())
        .filter(|input| input.kind == InputKind::DatetimeLocal)
        .map(|input| (input.name.clone(), input.text_value()))
        .filter(|(_, time)| !time.is_empty())
        .collect();
    if !times.is_empty() {
        browser::form::localise(form, &times);
    }
}

/// Puts the focus on the field that is wrong, or on the summary where there are several: it is rendered in a moment.
fn focus_first_error(form: &HtmlFormElement, wrong: &[String]) {
    match wrong {
        [] => {}
        [name] => browser::form::focus(form, name),
        _ => browser::form::focus_summary(form),
    }
}

/// What a user is asked before something is taken away, by the name of the button that does it.
fn question(name: &str) -> Option<Phrase> {
    Some(match name {
        "passkey_remove" => phrases::REMOVE_PASSKEY,
        "webauthn_remove" => phrases::REMOVE_KEY,
        "totp_unlink" => phrases::REMOVE_TOTP,
        "lookup_secret_disable" => phrases::REMOVE_CODES,
        "unlink" => phrases::UNLINK,
        _ => return None,
    })
}

/// The field for the code that was sent and found wrong, where Kratos says so of the whole form.
fn refused_code(showing: &FlowForm) -> Option<String> {
    let flow = &showing.flow;
    let takes_another = flow.messages.iter().any(Text::is_error) && !flow.is_out_of_tries();
    flow.nodes
        .iter()
        .filter(|node| takes_another && showing.submitter.as_ref() == Some(&node.group))
        .filter_map(|node| node.field())
        .find(|input| input.kind != InputKind::Hidden && input.takes_code())
        .map(|input| input.name.clone())
}

/// What is missing in the fields that the pressed button sends; everything else is for Kratos to judge. Buttons that go
/// back, ask for another code or lead to a provider send whatever there is.
fn missing_of(flow: &Flow, form: &HtmlFormElement, submitter: &Submitter) -> Vec<String> {
    let method = matches!(submitter.name.as_str(), "method" | "passkey" | "webauthn");
    if !method {
        return Vec::new();
    }
    browser::form::missing(form, |name| {
        flow.nodes.iter().any(|node| {
            node.field().is_some_and(|input| input.name == name)
                && (node.group.is_shared() || node.group == submitter.group)
        })
    })
}
