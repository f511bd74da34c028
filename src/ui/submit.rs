//! A *submit* button: one of the ways a form is sent, or the start of a passkey ceremony.

use crate::ui::element::element;
use leptos::prelude::*;

use super::form::FormContext;
use super::messages::message;
use super::{icon, rx, use_vestibule};
use crate::browser;
use crate::flow::{Group, InputKind, Node, Submitter};
use crate::i18n::phrases;
use crate::screen::ButtonRole;

/// The id of the badge on the button that a user has signed in with last.
const LAST_USED: &str = "last-used";

/// A button of the flow.
#[component]
pub(super) fn Submit(
    node: Node,
    /// Whether it is the button that Enter presses.
    main: bool,
) -> impl IntoView {
    let vestibule = use_vestibule();
    let form = FormContext::find();
    let Some(input) = node.button().cloned() else {
        return ().into_any();
    };
    let label = node.label.as_ref().map_or_else(
        || input.text_value(),
        |label| vestibule.catalogue.text(label),
    );
    let role = ButtonRole::of(&node, main);
    let class = match role {
        ButtonRole::Main => "button button-main".to_owned(),
        ButtonRole::Danger => "button button-danger".to_owned(),
        ButtonRole::Aside => "button button-link".to_owned(),
        ButtonRole::Provider => format!("button button-provider button-{}", node.group.as_str()),
        ButtonRole::Method => format!("button button-{}", node.group.as_str()),
    };
    let is_provider = matches!(node.group, Group::Oidc | Group::Saml);
    let mark = match node.group {
        _ if is_provider => Some(icon::provider(&input.text_value())),
        _ if role != ButtonRole::Method => None,
        Group::Passkey => Some(icon::icon("passkey")),
        Group::Webauthn => Some(icon::icon("key")),
        Group::Code if input.name == "method" => Some(icon::icon("mail")),
        _ => None,
    };
    let kind = match input.kind {
        InputKind::Button => "button",
        _ => "submit",
    };
    let trigger = input.onclick;
    let owner = form.owner(&node.group);
    let flow = form.form.and_then(|form| form.flow());
    let action = flow.filter(|flow| flow.offers_choice()).map(|_| {
        let submitter = Submitter {
            name: input.name.clone(),
            value: input.text_value(),
            group: node.group.clone(),
        };
        submitter.method()
    });
    let run = {
        let node = node.clone();
        rx::click(move |_| {
            if let (Some(trigger), Some(ceremonies)) = (trigger, form.ceremonies) {
                ceremonies.start(trigger, &node.group);
            }
        })
    };
    let messages = node
        .messages
        .iter()
        .map(|text| message(&vestibule.catalogue, text))
        .collect::<Vec<_>>();
    // Who waits is told so where they have pressed.
    let (name, value) = (input.name.clone(), input.text_value());
    let label = rx::optional(move || {
        let sent = |submitter: &Submitter| submitter.name == name && submitter.value == value;
        let sending = form.form.is_some_and(|form| {
            form.sending
                .with(|submitter| submitter.as_ref().is_some_and(sent))
        });
        Some(if sending && form.busy.get() && form.working.get() {
            vestibule.t(phrases::WORKING)
        } else {
            label.clone()
        })
    });
    let busy = rx::state(move || form.busy.get() || form.cooldown.get() > 0);
    let needs_ceremony = trigger.is_some();
    // What only this device knows is added once the page is there.
    let is_last = RwSignal::new(false);
    let badge = action.map(|action| {
        rx::effect(move || {
            is_last.set(browser::local_storage::last_method().as_ref() == Some(&action));
        });
        let caption = use_vestibule().t(phrases::LAST_USED);
        rx::view(move || {
            let caption = caption.clone();
            is_last
                .get()
                .then(|| {
                    element("p")
                        .class("badge last-used")
                        .attr("id", LAST_USED)
                        .child(caption)
                        .into_any()
                })
                .into_any()
        })
    });
    let described = rx::optional(move || is_last.get().then(|| LAST_USED.to_owned()));
    element("div")
        .test_id(format!("node/input/{}", input.name))
        .class(if needs_ceremony {
            "submit submit-ceremony"
        } else {
            "submit"
        })
        .child(
            element("button")
                .class(class)
                .attr("type", kind)
                .attr("name", input.name.clone())
                .attr("value", input.text_value())
                .attr("form", owner)
                .attr("disabled", input.disabled)
                .attr("formnovalidate", true)
                .attr("aria-disabled", busy)
                .attr("aria-describedby", described)
                .on_click(run)
                .child(mark)
                .child(label),
        )
        .child(badge)
        .child(messages)
        .into_any()
}
