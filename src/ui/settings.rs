//! *Settings*: what a user can change about their account. Each group is a form of its own over the same flow.

use leptos::context::Provider;
use std::sync::Arc;

use crate::ui::element::{element, fragment};
use leptos::prelude::*;

use super::flow::{FlowCard, Footer};
use super::form::FlowView;
use super::messages::Messages;
use super::{rx, use_vestibule};
use crate::browser;
use crate::flow::{Flow, Group, MethodStatus, Submission, overview};
use crate::i18n::{Phrase, phrases};
use crate::machine::FlowForm;
use crate::route::{FlowKind, FlowRequest};

/// The account of whoever is signed in: profile, password, passkeys, social sign-in, second factors.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::ui::Settings;
///
/// #[component]
/// fn Account() -> impl IntoView {
///     view! { <Settings/> }
/// }
/// ```
#[component]
pub fn Settings(
    /// Which flow; a new one is made without it.
    #[prop(optional, into)]
    request: Option<Signal<FlowRequest>>,
    /// Is told which flow is shown.
    #[prop(optional, into)]
    on_flow: Option<Callback<FlowRequest>>,
) -> impl IntoView {
    let request = request.unwrap_or_else(|| Signal::stored(FlowRequest::new(FlowKind::Settings)));
    let vestibule = use_vestibule();
    let footer: Footer = Arc::new(move |_| {
        element("nav")
            .class("footer")
            .child(
                element("a")
                    .attr("href", "/sessions")
                    .child(vestibule.t(phrases::SESSIONS)),
            )
            .child(
                element("a")
                    .attr("href", "/")
                    .child(vestibule.t(phrases::TO_HOME)),
            )
            .into_any()
    });
    view! { <FlowCard request=request on_flow=on_flow footer=Some(footer)/> }
}

/// The parts of the page, and the groups in them, in their order.
const PARTS: [(Phrase, &[Group]); 3] = [
    (phrases::YOUR_DETAILS, &[Group::Profile]),
    (
        phrases::SIGNING_IN,
        &[Group::Passkey, Group::Password, Group::Oidc, Group::Saml],
    ),
    (
        phrases::SECOND_STEP,
        &[Group::Totp, Group::LookupSecret, Group::Webauthn],
    ),
];

fn heading(group: &Group) -> Option<Phrase> {
    Some(match group {
        Group::Profile => phrases::PROFILE_SETTINGS,
        Group::Password => phrases::CHANGE_PASSWORD,
        Group::Passkey => phrases::PASSKEY_SETTINGS,
        Group::Oidc | Group::Saml => phrases::OIDC_SETTINGS,
        Group::Totp => phrases::TOTP_SETTINGS,
        Group::LookupSecret => phrases::LOOKUP_SETTINGS,
        Group::Webauthn => phrases::WEBAUTHN_SETTINGS,
        _ => return None,
    })
}

/// What a way in is called in a list.
fn method_name(group: &Group) -> Phrase {
    match group {
        Group::Passkey => phrases::METHOD_PASSKEYS,
        Group::Oidc => phrases::METHOD_SOCIAL,
        Group::Totp => phrases::METHOD_TOTP,
        Group::LookupSecret => phrases::METHOD_CODES,
        Group::Webauthn => phrases::METHOD_KEYS,
        _ => phrases::METHOD_PASSWORD,
    }
}

/// The id of a group's place on the page.
fn anchor(group: &Group) -> String {
    format!("group-{}", group.as_str())
}

/// The ways in, each a link to its group: what there is, and what is missing.
fn at_a_glance(flow: &Flow) -> AnyView {
    let vestibule = use_vestibule();
    let ways = overview(flow);
    if ways.len() < 2 {
        return ().into_any();
    }
    let links: Vec<AnyView> = ways
        .into_iter()
        .map(|(group, status)| {
            let status = match status {
                MethodStatus::Count(0) | MethodStatus::Is(false) => {
                    Some(("way way-off", vestibule.t(phrases::OFF)))
                }
                MethodStatus::Count(count) => Some(("way way-on", count.to_string())),
                MethodStatus::Is(true) => Some(("way way-on", vestibule.t(phrases::ON))),
                MethodStatus::Unknown => None,
            };
            let name = vestibule.t(method_name(&group));
            // A colon for who hears it; who sees it has the two ends of a line.
            let colon = status
                .as_ref()
                .map(|_| element("span").class("colon").text(": ").into_any());
            let status = status
                .map(|(class, caption)| element("span").class(class).child(caption).into_any());
            let anchor = anchor(&group);
            let href = format!("#{anchor}");
            let go = rx::click(move |event| {
                event.prevent_default();
                browser::focus(&anchor);
            });
            element("li")
                .child(
                    element("a")
                        .attr("href", href)
                        .on_click(go)
                        .child(element("span").child(name).child(colon))
                        .child(status),
                )
                .into_any()
        })
        .collect();
    let label = vestibule.t(phrases::AT_A_GLANCE);
    element("nav")
        .test_id("overview")
        .class("overview")
        .attr("aria-label", label)
        .child(element("ul").child(links))
        .into_any()
}

/// The groups of a flow that have something to render, in Kratos' order.
fn groups(flow: &Flow) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for node in &flow.nodes {
        let rendered = node.group != Group::Default
            && !node.is_hidden()
            && node.attribute_type() != "text/javascript";
        if rendered && !groups.contains(&node.group) {
            groups.push(node.group.clone());
        }
    }
    groups
}

/// A settings flow: one form for each group.
#[component]
pub(super) fn SettingsView(
    showing: Signal<Option<FlowForm>>,
    on_submit: Callback<Submission>,
    busy: Signal<bool>,
    working: Signal<bool>,
    cooldown: Signal<u32>,
) -> impl IntoView {
    // What belongs to no form, because none was sent yet: a recovery's "set a new password", a fresh load's.
    let messages = rx::texts(move || {
        showing.with(|showing| {
            let showing = showing.as_ref().filter(|showing| {
                let submitter = showing.submitter.as_ref();
                submitter.is_none_or(|group| !groups(&showing.flow).contains(group))
            });
            showing
                .map(|showing| showing.flow.page_messages())
                .unwrap_or_default()
        })
    });
    // The forms stay while the same groups are there: what they say is heard only from a region that was there before.
    let rendered = StoredValue::new(Vec::<Group>::new());
    let changes = StoredValue::new(0_u32);
    let version = rx::version(move || {
        showing.with(|showing| {
            if let Some(showing) = showing {
                let now = groups(&showing.flow);
                if rendered.with_value(|before| *before != now) {
                    rendered.set_value(now);
                    changes.update_value(|changes| *changes += 1);
                }
            }
        });
        changes.get_value()
    });
    let parts = rx::view(move || {
        version.get();
        let mut left = rendered.get_value();
        let mut views: Vec<AnyView> = Vec::new();
        for (title, target) in PARTS {
            let found: Vec<Group> = target
                .iter()
                .filter(|group| left.contains(group))
                .cloned()
                .collect();
            left.retain(|group| !found.contains(group));
            views.extend(part(
                title, found, showing, on_submit, busy, working, cooldown,
            ));
        }
        views.extend(part(
            phrases::MORE,
            left,
            showing,
            on_submit,
            busy,
            working,
            cooldown,
        ));
        views.into_any()
    });
    let glance = rx::view(move || {
        showing.with(|showing| {
            let flow = showing.as_ref().map(|showing| &*showing.flow);
            flow.map_or_else(|| ().into_any(), at_a_glance)
        })
    });
    fragment(vec![
        (view! { <Messages messages=messages/> }).into_any(),
        glance.into_any(),
        element("div").class("forms").child(parts).into_any(),
    ])
}

fn part(
    title: Phrase,
    groups: Vec<Group>,
    showing: Signal<Option<FlowForm>>,
    on_submit: Callback<Submission>,
    busy: Signal<bool>,
    working: Signal<bool>,
    cooldown: Signal<u32>,
) -> Option<AnyView> {
    if groups.is_empty() {
        return None;
    }
    let vestibule = use_vestibule();
    let title = vestibule.t(title);
    let forms: Vec<AnyView> = groups
        .into_iter()
        .map(|group| {
            let name = match heading(&group) {
                Some(phrase) => vestibule.t(phrase),
                None => group.as_str().to_owned(),
            };
            let id = format!("settings/{}", group.as_str());
            let anchor = anchor(&group);
            // A context of its own for each form.
            element("section")
                .test_id(id)
                .class("settings-group")
                .attr("id", anchor)
                .attr("tabindex", "-1")
                .child(element("h3").class("group-title").child(name))
                .child(view! { <Provider value=group.clone()>
                    <FlowView
                        showing=showing
                        on_submit=on_submit
                        busy=busy
                        working=working
                        cooldown=cooldown
                        group=Some(group)
                    />
                </Provider> })
                .into_any()
        })
        .collect();
    let view = element("div")
        .class("settings-part")
        .child(element("h2").class("part-title").child(title))
        .child(forms);
    Some(view.into_any())
}
