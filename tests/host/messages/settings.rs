//! Messages of settings, which have several forms: above them until one is sent, then in that one.

use leptos::prelude::*;
use vestibule::flow::{FormValues, Group};
use vestibule::kratos::wire;
use vestibule::machine::FlowForm;
use vestibule::route::FlowKind;
use vestibule::ui::FlowView;

use super::super::markup::Element;
use super::places::{nodes, role, said_in};
use super::{MESSAGES, flow, id, page, text};

#[test]
fn a_message_of_settings_that_nobody_has_sent_stands_above_the_forms() {
    for entry in MESSAGES.iter() {
        let page = page(
            FlowKind::Settings,
            &flow(FlowKind::Settings, &nodes(), &[text(entry)]),
        );
        said_in(
            &page,
            entry,
            &[("class", "messages"), ("role", role(entry))],
        );
        for form in page.with(&[("class", "forms")]) {
            assert!(
                form.test_id(&format!("ui/message/{}", id(entry)))
                    .is_empty(),
                "{entry}"
            );
        }
    }
}

#[test]
fn a_message_of_settings_stands_in_the_form_that_was_sent() {
    for entry in MESSAGES.iter() {
        for (group, times) in [(Group::Password, 1), (Group::Profile, 0)] {
            let flow = flow(FlowKind::Settings, &nodes(), &[text(entry)]);
            let showing = FlowForm {
                flow: wire::flow(&flow, FlowKind::Settings).unwrap().into(),
                response: 2,
                restored: FormValues::default(),
                failed_attempts: 0,
                deferred: FormValues::default(),
                notice: None,
                restarts: 0,
                steps_to_code: 0,
                submitter: Some(Group::Password),
            };
            let html = Owner::new().with(|| {
                let showing = Signal::stored(Some(showing));
                view! { <FlowView showing=showing on_submit=|_| () group=Some(group)/> }.to_html()
            });
            let found = Element::read(&html)
                .test_id(&format!("ui/message/{}", id(entry)))
                .len();
            assert_eq!(found, times, "{entry}");
        }
    }
}
