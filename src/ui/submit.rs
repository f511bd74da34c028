//! A *submit* button: one of the ways a form is sent, or the start of a passkey ceremony.

use leptos::prelude::*;

use super::form::FormContext;
use super::messages::message;
use super::test_id::test_id;
use super::{erased, icon, use_vestibule};
use crate::browser;
use crate::flow::{Group, InputKind, Node, Pressed, is_aside, is_off_switch, is_owned};
use crate::i18n::phrases;

/// The id of the badge on the button that somebody has signed in with last.
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
    let class = match (&node.group, main) {
        (_, true) => "button button-main".to_owned(),
        _ if is_off_switch(&node) || is_owned(&node) || input.name == "unlink" => {
            "button button-danger".to_owned()
        }
        _ if is_aside(&node) => "button button-link".to_owned(),
        (Group::Oidc | Group::Saml, _) => {
            format!("button button-provider button-{}", node.group.as_str())
        }
        _ => format!("button button-{}", node.group.as_str()),
    };
    let mark = match node.group {
        Group::Oidc | Group::Saml => Some(icon::provider(&input.text_value())),
        _ if main || is_off_switch(&node) || is_owned(&node) || is_aside(&node) => None,
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
    let way = flow.filter(|flow| flow.offers_choice()).map(|_| {
        let pressed = Pressed {
            name: input.name.clone(),
            value: input.text_value(),
            group: node.group.clone(),
        };
        pressed.method()
    });
    let run = {
        let node = node.clone();
        erased::press(move |_| {
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
    let label = erased::optional(move || {
        let sent = |pressed: &Pressed| pressed.name == name && pressed.value == value;
        let sending = form.form.is_some_and(|form| {
            form.sending
                .with(|pressed| pressed.as_ref().is_some_and(sent))
        });
        Some(if sending && form.busy.get() && form.working.get() {
            vestibule.say(phrases::WORKING)
        } else {
            label.clone()
        })
    });
    let busy = erased::state(move || form.busy.get() || form.held.get() > 0);
    let needs_ceremony = trigger.is_some();
    // What only this device knows is added once the page is there.
    let is_last = RwSignal::new(false);
    let badge = way.map(|way| {
        erased::effect(move || {
            is_last.set(browser::device::last_method().as_ref() == Some(&way));
        });
        let words = use_vestibule().say(phrases::LAST_USED);
        erased::view(move || {
            let words = words.clone();
            is_last
                .get()
                .then(|| view! { <p class="badge last-used" id=LAST_USED>{words}</p> }.into_any())
                .into_any()
        })
    });
    let described = erased::optional(move || is_last.get().then(|| LAST_USED.to_owned()));
    view! {
        <div {..test_id(format!("node/input/{}", input.name))}
            class=if needs_ceremony { "submit submit-ceremony" } else { "submit" }
        >
            <button
                class=class
                type=kind
                name=input.name.clone()
                value=input.text_value()
                form=owner
                disabled=input.disabled
                formnovalidate=true
                aria-disabled=busy
                aria-describedby=described
                on:click=run
            >
                {mark}
                {label}
            </button>
            {badge}
            {messages}
        </div>
    }
    .into_any()
}
