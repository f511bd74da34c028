//! The *offer* of a passkey, to a user who has just signed in with a password or a code.

use crate::ui::element::element;
use leptos::prelude::*;
use serde_json::Value;

use crate::browser;
use crate::i18n::phrases;
use crate::kratos::Session;
use crate::route::{FlowKind, FlowRequest};
use crate::ui::{Whoami, offers_passkey, rx, use_vestibule, wants_passkey};

/// A card that is in nobody's way, with yes and no of equal weight. Who says no is not asked again in this browser.
#[component]
pub(super) fn Offer(
    /// Who is signed in.
    session: ReadSignal<Whoami>,
) -> impl IntoView {
    let vestibule = use_vestibule();
    let offered = RwSignal::new(false);
    rx::effect(move || {
        let suits = session
            .with(|session| matches!(session, Whoami::SignedIn(session) if lacks_passkey(session)));
        if suits {
            rx::spawn(async move {
                offered.try_set(offers_passkey().await);
            });
        } else {
            offered.set(false);
        }
    });
    rx::view(move || {
        if !offered.get() {
            return ().into_any();
        }
        let settings = vestibule.clone();
        let add = rx::click(move |_| {
            wants_passkey();
            settings.follow(&FlowRequest::new(FlowKind::Settings).to_page());
        });
        let refuse = rx::click(move |_| {
            browser::local_storage::refuse_passkeys();
            offered.set(false);
            // The button is gone, and the focus with it.
            browser::focus("title");
        });
        element("section")
            .test_id("passkey-offer")
            .class("offer")
            .child(
                element("h2")
                    .class("offer-title")
                    .child(vestibule.t(phrases::PASSKEY_OFFER)),
            )
            .child(
                element("p")
                    .class("hint")
                    .child(vestibule.t(phrases::PASSKEY_OFFER_TEXT)),
            )
            .child(
                element("div")
                    .class("offer-ways")
                    .child(
                        element("button")
                            .class("button")
                            .attr("type", "button")
                            .on_click(add)
                            .child(vestibule.t(phrases::PASSKEY_ADD)),
                    )
                    .child(
                        element("button")
                            .class("button")
                            .attr("type", "button")
                            .on_click(refuse)
                            .child(vestibule.t(phrases::NOT_NOW)),
                    ),
            )
            .into_any()
    })
}

/// Whether a password or a code has signed somebody in, and no passkey has, nor was one added since.
fn lacks_passkey(session: &Session) -> bool {
    let methods = session.json.get("authentication_methods");
    let methods = methods.and_then(Value::as_array);
    let has = |target: &str| {
        methods
            .into_iter()
            .flatten()
            .any(|method| method.get("method").and_then(Value::as_str) == Some(target))
    };
    (has("password") || has("code")) && !has("passkey")
}
