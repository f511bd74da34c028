//! A flow's card *submits*: one form at a time goes to Kratos, and where its answer is lost or says nothing, Kratos is
//! asked what has become of it.

use leptos::prelude::*;
use serde_json::{Map, Value};
use web_sys::AbortController;

use super::controller::FlowController;
use crate::browser;
use crate::browser::{history, passkey, session_storage};
use crate::flow::{Event, body};
use crate::kratos::{Outcome, reconcile};
use crate::route::{FlowKind, FlowRequest};
use crate::ui::form::Submission;
use crate::ui::rx;

impl FlowController {
    pub(super) fn submit(self, submission: Submission) {
        // One submit at a time: a second one would burn a try of a code, or use it twice.
        if self.is_busy() || self.clock.is_rate_limited() {
            return;
        }
        let (Some(flow), Some(request_id)) = (self.flow(), self.next_request_id()) else {
            return;
        };
        let Ok(controller) = AbortController::new() else {
            // A browser without it submits by itself.
            return browser::break_down("panic", "");
        };
        self.busy.set(true);
        history::forget_sent();
        let Submission { fields, submitter } = submission;
        let vestibule = self.vestibule();
        let kratos = vestibule.kratos();
        let signal = controller.signal();
        self.pending.set_value(Some(controller));
        self.clock.start(
            move || self.request_id() == Some(request_id),
            move || self.stop_waiting(),
        );
        rx::spawn(async move {
            // Another tab may have changed traits since this form was rendered.
            let newest = if flow.replaces_traits(&submitter) {
                let same = FlowRequest::new(flow.kind).with_flow(&flow.id);
                kratos.load(&same).await
            } else {
                Outcome::Empty
            };
            let outcome = if newest.is_transient() {
                newest
            } else {
                let newest = match &newest {
                    Outcome::Flow(newest) => &**newest,
                    // Kratos says the same to the submit.
                    _ => &*flow,
                };
                let mut body = body(newest, &fields, &submitter);
                add_payload(&mut body, &vestibule.transient_payload);
                kratos.submit(&flow, body, &signal).await
            };
            let mut outcome = reconcile(&kratos, &flow, outcome).await;
            // Right after an outage it may be an old copy of the accounts that knows of no passkey.
            if let Outcome::Flow(response) = &outcome
                && response.knows_no_passkey()
                && vestibule.config.signals
                && !session_storage::has_failed_lately()
            {
                let value = |name: &str| {
                    let found = fields.iter().find(|(field, _)| field == name);
                    found.map(|(_, text)| text.as_str()).unwrap_or_default()
                };
                passkey::signal_refused(value("passkey_challenge"), value("passkey_login"));
            }
            if let Outcome::Flow(response) = &outcome
                && let Some(options) = response.has_removed(&submitter)
                && vestibule.config.signals
            {
                passkey::signal_removed(&options, &submitter.value);
            }
            if vestibule.config.one_door
                && let Outcome::Flow(response) = &mut outcome
            {
                let typed = fields
                    .iter()
                    .find(|(name, text)| name == "identifier" && !text.is_empty());
                match typed {
                    Some((_, address)) if response.is_unknown_account() => {
                        outcome = self.sign_up_instead(address);
                    }
                    _ => response.hide_unknown_address(),
                }
            }
            let event = Event::Submitted {
                outcome,
                fields,
                submitter,
            };
            self.take(request_id, event);
        });
    }

    /// Waits no longer for the response to a submit. What has become of it is asked then.
    pub(super) fn stop_waiting(self) {
        self.pending.try_update_value(|pending| {
            if let Some(controller) = pending.take() {
                controller.abort();
            }
        });
    }

    /// The user does not want to wait any longer.
    pub(super) fn give_up(self) {
        self.stop_waiting();
        // The button that was pressed goes away with the waiting.
        self.form.try_with_value(|form| {
            if let Some(form) = form {
                browser::form::focus_submit(form);
            }
        });
    }

    /// To the sign-up page, with the address that has no account.
    fn sign_up_instead(self, address: &str) -> Outcome {
        self.vestibule().store(|session_memory| {
            session_memory.address = Some(address.to_owned());
            session_memory.to_code = true;
        });
        let registration = self
            .current()
            .unwrap_or_else(|| FlowRequest::new(FlowKind::Login))
            .to_kind(FlowKind::Registration);
        Outcome::Redirect(registration.to_page())
    }
}

/// Puts what the host application sends along beside what the form has.
fn add_payload(body: &mut Map<String, Value>, payload: &Map<String, Value>) {
    if payload.is_empty() {
        return;
    }
    let own = body
        .entry("transient_payload")
        .or_insert_with(|| Map::new().into());
    if let Value::Object(own) = own {
        own.extend(payload.clone());
    }
}
