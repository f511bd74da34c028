//! *Messages* are what Kratos says about a flow or a field; a *notice* is what the page itself says. Both have regions
//! that are there before anything is said, or screen readers would miss it (WCAG 4.1.3).

use crate::ui::element::{element, fragment};
use leptos::prelude::*;

use super::failure::sentence;
use super::{rx, use_vestibule};
use crate::flow::Text;
use crate::i18n::{Catalogue, phrases};
use crate::kratos::Outcome;
use crate::machine::Notice;

/// The messages of a flow that belong to no visible field. Errors are announced at once, everything else politely.
#[component]
pub fn Messages(
    /// What there is to say.
    #[prop(into)]
    messages: Signal<Vec<Text>>,
    /// The id of the region for errors, which takes the focus where there is nothing better.
    #[prop(default = "messages".to_owned())]
    id: String,
    /// Which answer says it.
    #[prop(default = Signal::stored(0))]
    response: Signal<u32>,
) -> impl IntoView {
    let catalogue = use_vestibule().catalogue;
    let status_text = move |errors: bool| {
        let catalogue = catalogue.clone();
        // Anew for each answer, as the form itself, or the same words would not be heard a second time.
        rx::keyed(response, move || {
            messages.with(|messages| {
                messages
                    .iter()
                    .filter(|text| text.is_error() == errors)
                    .map(|text| message(&catalogue, text))
                    .collect::<Vec<_>>()
                    .into_any()
            })
        })
    };
    fragment(vec![
        element("div")
            .class("messages")
            .attr("role", "alert")
            .attr("id", id)
            .attr("tabindex", "-1")
            .child(status_text(true))
            .into_any(),
        element("div")
            .class("messages")
            .attr("role", "status")
            .attr("tabindex", "-1")
            .child(status_text(false))
            .into_any(),
    ])
}

/// One message.
pub(super) fn message(catalogue: &Catalogue, text: &Text) -> AnyView {
    element("p")
        .test_id(format!("ui/message/{}", text.id))
        .class(format!("message message-{}", text.kind.as_str()))
        .child(catalogue.text(text))
        .into_any()
}

/// One thing that the page itself says, or nothing, in a region that is always there.
#[component]
pub(crate) fn StatusRegion(
    /// The test id of the region.
    id: &'static str,
    /// The classes of the region.
    #[prop(default = "messages messages-page")]
    class: &'static str,
    /// What is said.
    #[prop(into)]
    text: Signal<Option<String>>,
) -> impl IntoView {
    element("div")
        .test_id(id)
        .class(class)
        .attr("role", "status")
        .child(element("p").class("message message-info").child(text))
}

/// The words of a notice.
pub(crate) fn notice_text(catalogue: &Catalogue, notice: &Notice) -> String {
    let outcome = match notice {
        Notice::Renewed => return catalogue.t(phrases::RENEWED),
        Notice::LinkExpired => return catalogue.t(phrases::LINK_ENDED),
        Notice::ChangeDropped => return catalogue.t(phrases::NOT_MADE),
        Notice::NotCompleted => return catalogue.t(phrases::NOT_COMPLETED),
        Notice::IdentityChanged => return catalogue.t(phrases::SOMEBODY_ELSE),
        Notice::SignedOut => return catalogue.t(phrases::SIGNED_OUT),
        Notice::Registered => return catalogue.t(phrases::ACCOUNT_READY),
        Notice::NotSaved => return catalogue.t(phrases::NOT_SAVED),
        Notice::Text(notice_text) => return notice_text.clone(),
        Notice::Outcome(outcome) => outcome,
    };
    catalogue.t(match outcome {
        Outcome::Unreachable => phrases::NOT_SENT,
        outcome => sentence(outcome),
    })
}
