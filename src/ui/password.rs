//! A *password* field: it can be looked at, says when capitals are locked, and what a new password has to be like before
//! one is typed.

use crate::ui::element::{element, fragment};
use leptos::prelude::*;

use super::field::FieldContext;
use super::form::FormContext;
use super::{input, rx, use_vestibule};
use crate::browser::{self, control, time};
use crate::flow::{InputKind, PasswordPolicy, Text};
use crate::i18n::phrases;

/// The control.
pub(super) fn view(field: FieldContext) -> AnyView {
    let id = field.block.id.clone();
    let FieldContext {
        label,
        readonly,
        policy,
        ..
    } = field.clone();
    // Nothing until it is pressed for the first time, and again once the password has been hidden by itself.
    let target = RwSignal::new(None::<bool>);
    let shown = move || target.get() == Some(true);
    // Browsers remember what was sent from a text field, and nobody is to read it while the user is elsewhere.
    rx::effect(move || {
        if readonly.get() {
            target.set(None);
        }
    });
    browser::on("visibilitychange", move |_| {
        if !browser::is_visible() {
            target.set(None);
        }
    });
    let kind = rx::optional(move || {
        let kind = if shown() { "text" } else { "password" };
        Some(kind.to_owned())
    });
    let line = input::line(field, kind);
    let vestibule = use_vestibule();
    // Of two buttons each says which field it is for.
    let of = if passwords() > 1 {
        format!(": {label}")
    } else {
        String::new()
    };
    let catalogue = vestibule.catalogue.clone();
    let label = rx::optional(move || {
        let phrase = if shown() {
            phrases::HIDE_PASSWORD
        } else {
            phrases::SHOW_PASSWORD
        };
        Some(catalogue.t(phrase) + &of)
    });
    let class = rx::optional(move || {
        let class = if shown() {
            "reveal reveal-on"
        } else {
            "reveal"
        };
        Some(class.to_owned())
    });
    let catalogue = vestibule.catalogue.clone();
    let state = rx::optional(move || {
        target.get().map(|shown| {
            catalogue.t(if shown {
                phrases::PASSWORD_SHOWN
            } else {
                phrases::PASSWORD_HIDDEN
            })
        })
    });
    let locked = caps_lock(&id);
    let locked = rx::optional(move || locked.get().then(|| vestibule.t(phrases::CAPS_LOCK)));
    let progress = policy.map(|policy| progress(&id, policy));
    // Not a literal: markup without anything dynamic would be written through innerHTML.
    let hidden = "true";
    fragment(vec![
        element("div")
            .class("password")
            .child(line)
            .child(
                element("button")
                    .class(class)
                    .attr("type", "button")
                    .attr("aria-controls", id)
                    .attr("aria-label", label)
                    .attr("title", label)
                    .on_click(rx::click(move |_| {
                        target.set(Some(target.get_untracked() != Some(true)))
                    }))
                    .child(
                        element("span")
                            .class("reveal-icon")
                            .attr("aria-hidden", hidden),
                    ),
            )
            .child(
                element("p")
                    .class("visually-hidden")
                    .attr("role", "status")
                    .child(state),
            )
            .into_any(),
        element("div")
            .test_id("password-status")
            .class("field-status")
            .attr("role", "status")
            .child(element("p").class("caps-lock").child(locked))
            .child(element("p").class("hint").child(progress))
            .into_any(),
    ])
}

/// How many passwords the flow has fields for.
fn passwords() -> usize {
    let flow = FormContext::find().form.and_then(|form| form.flow());
    flow.map_or(1, |flow| {
        let fields = flow.nodes.iter().filter_map(|node| node.field());
        fields
            .filter(|input| input.kind == InputKind::Password)
            .count()
    })
}

/// Whether capitals are locked, as the keys tell that are pressed in the control with this id.
fn caps_lock(id: &str) -> RwSignal<bool> {
    let locked = RwSignal::new(false);
    for event in ["keydown", "keyup"] {
        let id = id.to_owned();
        browser::on(event, move |event| {
            let now = control::has_caps_lock(&event, &id);
            if locked.get_untracked() != now {
                locked.set(now);
            }
        });
    }
    locked
}

/// What is known of the rules for new passwords, with what the page has just been told.
pub(super) fn policy(messages: &[Text]) -> PasswordPolicy {
    use_vestibule()
        .store(|draft| {
            draft.policy.learn(messages);
            draft.policy
        })
        .unwrap_or_default()
}

/// The rules in words.
pub(super) fn policy_text(policy: PasswordPolicy) -> String {
    let catalogue = use_vestibule().catalogue;
    let count = |phrase, count: u64| catalogue.t_with(phrase, &[("count", &count.to_string())]);
    let mut policy_text = count(phrases::RULE_MIN, policy.min());
    let others = [
        policy.max.map(|max| count(phrases::RULE_MAX, max)),
        policy
            .unbreached
            .then(|| catalogue.t(phrases::RULE_UNBREACHED)),
        policy
            .dissimilar
            .then(|| catalogue.t(phrases::RULE_DISSIMILAR)),
    ];
    for other in others.into_iter().flatten() {
        policy_text.push(' ');
        policy_text.push_str(&other);
    }
    policy_text
}

/// How long nobody has to type before anything is said about what was typed, in milliseconds.
const PAUSE: f64 = 1_000.0;

/// Whether what is typed is long enough, said after a pause. It is there to help and keeps nobody from sending.
fn progress(id: &str, policy: PasswordPolicy) -> Signal<Option<String>> {
    let missing = RwSignal::new(None::<u64>);
    let pending = StoredValue::new(None::<TimeoutHandle>);
    control::on_value("input", id, move |password| {
        if let Some(pending) = pending.get_value() {
            pending.clear();
        }
        // The password itself does not wait.
        let count = (!password.is_empty()).then(|| policy.missing(&password));
        pending.set_value(time::after(PAUSE, move || {
            missing.try_set(count);
        }));
    });
    let catalogue = use_vestibule().catalogue;
    rx::optional(move || {
        Some(match missing.get()? {
            0 => catalogue.t(phrases::LONG_ENOUGH),
            count => catalogue.t_with(phrases::MISSING, &[("count", &count.to_string())]),
        })
    })
}
