//! *Settings*: what a user can change about their account. Each group is a form of its own over the same flow.

use leptos::context::Provider;
use std::sync::Arc;

use crate::ui::element::{Element, element, fragment};
use leptos::prelude::*;

use super::flow::{FlowCard, Footer};
use super::form::FlowView;
use super::messages::Messages;
use super::{Vestibule, passkey, rx, use_vestibule};
use crate::browser;
use crate::flow::{Flow, Group, MethodStatus, Node, Submission, Text, overview};
use crate::i18n::{Phrase, phrases};
use crate::kratos::message;
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
    let forms = Forms {
        showing,
        on_submit,
        busy,
        working,
        cooldown,
    };
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
            views.extend(forms.part(title, found));
        }
        views.extend(forms.part(phrases::MORE, left));
        views.into_any()
    });
    // Rows say themselves how they stand.
    let glance = use_vestibule().config.settings_page.then(|| {
        rx::view(move || {
            showing.with(|showing| {
                let flow = showing.as_ref().map(|showing| &*showing.flow);
                flow.map_or_else(|| ().into_any(), at_a_glance)
            })
        })
    });
    fragment(vec![
        (view! { <Messages messages=messages/> }).into_any(),
        glance.into_any(),
        element("div").class("forms").child(parts).into_any(),
    ])
}

/// What the forms of the page share.
#[derive(Clone, Copy)]
struct Forms {
    showing: Signal<Option<FlowForm>>,
    on_submit: Callback<Submission>,
    busy: Signal<bool>,
    working: Signal<bool>,
    cooldown: Signal<u32>,
}

impl Forms {
    /// A part of the page: a form for each of its groups.
    fn part(self, title: Phrase, groups: Vec<Group>) -> Option<AnyView> {
        if groups.is_empty() {
            return None;
        }
        let vestibule = use_vestibule();
        let sections: Vec<AnyView> = groups
            .into_iter()
            .map(|group| {
                let name = match heading(&group) {
                    Some(phrase) => vestibule.t(phrase),
                    None => group.as_str().to_owned(),
                };
                let name = element("h3").class("group-title").child(name);
                let section = if vestibule.config.settings_page {
                    element("section").class("settings-group").child(name)
                } else {
                    element("details")
                        .class("settings-group settings-row")
                        // Of several with one name a browser opens one at a time.
                        .attr("name", "editor")
                        .attr("open", self.is_open(&group))
                        .child(self.row(&group, name))
                };
                section
                    .test_id(format!("settings/{}", group.as_str()))
                    .attr("id", anchor(&group))
                    .attr("tabindex", "-1")
                    .child(self.form(group))
                    .into_any()
            })
            .collect();
        let part = element("div")
            .class("settings-part")
            .child(element("h2").class("part-title").child(vestibule.t(title)))
            .child(sections);
        Some(part.into_any())
    }

    /// The form of a group, with a context of its own.
    fn form(self, group: Group) -> AnyView {
        view! {
            <Provider value=group.clone()>
                <FlowView
                    showing=self.showing
                    on_submit=self.on_submit
                    busy=self.busy
                    working=self.working
                    cooldown=self.cooldown
                    group=Some(group)
                />
            </Provider>
        }
        .into_any()
    }

    /// The row that opens a group's form: what it is called, how it stands, what can be done.
    fn row(self, group: &Group, name: Element) -> Element {
        let vestibule = use_vestibule();
        let state = {
            let (group, vestibule) = (group.clone(), vestibule.clone());
            rx::optional(move || {
                let showing = self.showing.get()?;
                state(&vestibule, &showing.flow, &group)
            })
        };
        element("summary")
            .child(name)
            .child(element("span").class("row-state").child(state))
            .child(
                element("span")
                    .class("row-action")
                    .child(vestibule.t(phrases::CHANGE)),
            )
    }

    /// Whether a group's form is open from the start: the user comes from it, or for it.
    fn is_open(self, group: &Group) -> bool {
        let corrects = use_vestibule().store(|draft| draft.corrects) == Some(true);
        let showing = self.showing.get_untracked();
        let submitted = showing
            .as_ref()
            .is_some_and(|showing| showing.submitter.as_ref() == Some(group));
        // Without a script nothing tells which form was sent, but what is wrong in it.
        let refused = showing.as_ref().is_some_and(|showing| {
            let is_wrong =
                |node: &Node| node.group == *group && node.messages.iter().any(Text::is_error);
            showing.flow.nodes.iter().any(is_wrong)
        });
        let recovered = showing.is_some_and(|showing| {
            let is_recovery =
                |text: &Text| text.id == message::INFO_SELF_SERVICE_RECOVERY_SUCCESSFUL;
            showing.flow.messages.iter().any(is_recovery)
        });
        submitted
            || refused
            || *group == Group::Password && recovered
            || *group == Group::Profile && corrects
            || *group == Group::Passkey && passkey::is_wanted()
    }
}

/// How a group stands, as far as the flow tells.
fn state(vestibule: &Vestibule, flow: &Flow, group: &Group) -> Option<String> {
    if *group == Group::Profile {
        return flow.account();
    }
    let (_, status) = overview(flow).into_iter().find(|(of, _)| of == group)?;
    match status {
        MethodStatus::Count(0) | MethodStatus::Is(false) => Some(vestibule.t(phrases::OFF)),
        MethodStatus::Count(count) => Some(count.to_string()),
        MethodStatus::Is(true) => Some(vestibule.t(phrases::ON)),
        MethodStatus::Unknown => None,
    }
}
