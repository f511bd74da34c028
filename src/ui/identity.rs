//! The *identity* is who a later step of a form is about, with a way to say that it is another user.

use crate::ui::element::{element, fragment};
use leptos::html;
use leptos::prelude::*;

use super::form::{FormContext, Restart};
use super::{rx, use_vestibule};
use crate::browser;
use crate::flow::Flow;
use crate::i18n::{Phrase, phrases};
use crate::kratos::Outcome;
use crate::route::{FlowKind, FlowRequest};
use crate::screen::{Change, IdentityLine};

/// Who the later steps are about. The field has no name, so it is not sent; it is there for the user and for password
/// managers, which store a password under the user name that stands beside it.
pub(super) fn identity(
    line: IdentityLine,
    flow: &Flow,
    form: NodeRef<html::Form>,
    on_restart: Option<Callback<Restart>>,
) -> AnyView {
    let vestibule = use_vestibule();
    let IdentityLine { name, .. } = line;
    let change = line.change.zip(on_restart).map(|(change, on_restart)| {
        let label = vestibule
            .catalogue
            .t_with(phrases::CHANGE_IDENTIFIER, &[("identifier", &name)]);
        let link = RestartLink {
            id: "change-identifier",
            class: "identity-change",
            label: Some(label),
            caption: phrases::CHANGE,
            to_code: false,
        };
        match change {
            Change::Correct(kind) => correct(link, kind),
            Change::Restart => restart(link, flow, form, on_restart),
        }
    });
    let calling = line.lacks_country.then(|| {
        let caption = vestibule.t(phrases::CALLING_CODE);
        element("p").class("hint").child(caption).into_any()
    });
    let sent = line.sent.then(|| {
        let caption = vestibule.t(phrases::SENT_TO);
        element("span")
            .class("identity-label")
            .child(caption)
            .into_any()
    });
    let schemas = FormContext::find().schemas.filter(|_| line.by_schema);
    let flow = flow.clone();
    let name = rx::optional(move || {
        let known = schemas.and_then(|schemas| schemas.with(|all| flow.identifier_by(all)));
        known.or_else(|| Some(name.clone()))
    });
    fragment(vec![
        element("div")
            .class("identity")
            .child(sent)
            .child(
                element("input")
                    .class("identity-name")
                    .attr("type", "text")
                    .attr("readonly", true)
                    .attr("autocomplete", "username")
                    .attr("aria-label", vestibule.t(phrases::SIGNING_IN_AS))
                    .attr("value", name),
            )
            .child(change)
            .into_any(),
        calling.into_any(),
    ])
}

/// The way to the mailbox that a code or link has gone to.
pub(super) fn open_webmail(provider: &str, page: &'static str) -> AnyView {
    let vestibule = use_vestibule();
    let caption = vestibule
        .catalogue
        .t_with(phrases::OPEN_MAILBOX, &[("provider", provider)]);
    element("a")
        .test_id("open-mailbox")
        .class("button")
        .attr("href", page)
        .attr("target", "_blank")
        .attr("rel", "external noopener noreferrer")
        .child(caption)
        .child(
            element("span")
                .class("visually-hidden")
                .text(" ")
                .child(vestibule.t(phrases::OPENS_NEW_TAB)),
        )
        .into_any()
}

/// A link that leaves the flow for a new one.
pub(super) struct RestartLink {
    /// Its test id.
    pub(super) id: &'static str,
    /// Its classes.
    pub(super) class: &'static str,
    /// What it is called, where that is not what it says.
    pub(super) label: Option<String>,
    /// What it says.
    pub(super) caption: Phrase,
    /// Whether to go on until a new code is sent.
    pub(super) to_code: bool,
}

/// Leaves for where the account itself gets another address: its settings, or, where nobody is signed in, the form that
/// `kind` names, with what was typed there. Without a script the settings ask for the sign-in.
fn correct(link: RestartLink, kind: FlowKind) -> AnyView {
    let vestibule = use_vestibule();
    let caption = vestibule.t(link.caption);
    let go = rx::click_prevent(move || {
        let vestibule = vestibule.clone();
        rx::spawn(async move {
            let kind = match vestibule.kratos().session().await {
                Outcome::SignedOut => kind,
                _ => FlowKind::Settings,
            };
            vestibule.store(|session_memory| session_memory.corrects = true);
            vestibule.follow(&FlowRequest::new(kind).to_page());
        });
    });
    element("a")
        .test_id(link.id)
        .class(link.class)
        .attr("href", "/settings")
        .attr("aria-label", link.label)
        .on_click(go)
        .child(caption)
        .into_any()
}

/// Leaves the flow for a new one, with what is in the form; without a script, with what was requested only.
pub(super) fn restart(
    link: RestartLink,
    flow: &Flow,
    form: NodeRef<html::Form>,
    on_restart: Callback<Restart>,
) -> AnyView {
    let page = flow.request(&FlowRequest::new(flow.kind)).to_page();
    let to_code = link.to_code;
    let go = rx::click_prevent(move || {
        let fields = form
            .get_untracked()
            .map(|form| browser::form::fields(&form))
            .unwrap_or_default();
        on_restart.run(Restart { fields, to_code });
    });
    element("a")
        .test_id(link.id)
        .class(link.class)
        .attr("href", page)
        .attr("aria-label", link.label)
        .on_click(go)
        .child(use_vestibule().t(link.caption))
        .into_any()
}

/// The way to the sign-up, with the address that was typed.
pub(super) fn sign_up_instead(request: &FlowRequest, form: NodeRef<html::Form>) -> AnyView {
    let vestibule = use_vestibule();
    let label = vestibule.t(phrases::SIGN_UP_INSTEAD);
    let carry = rx::click(move |_| {
        let address = form
            .get_untracked()
            .and_then(|form| browser::form::value_of(&form, "identifier"));
        vestibule.store(|session_memory| {
            session_memory.address = address;
            session_memory.to_code = true;
        });
    });
    let link = element("a")
        .test_id("sign-up-instead")
        .attr("href", request.to_page())
        .on_click(carry)
        .child(label);
    element("p").class("aside").child(link).into_any()
}
