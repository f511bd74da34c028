//! What is *kept*: from one flow to the next, while there is none, and from page to page.

use leptos::prelude::*;

use super::controller::FlowController;
use crate::browser::session_storage;
use crate::flow::{Loading, PendingChange, STEPS_TO_CODE, State, is_code, plain};
use crate::route::{FlowKind, FlowRequest};

impl FlowController {
    /// What another page has left for this one.
    pub(super) fn restore_draft(self, request: &FlowRequest) {
        let is_settings = request.kind == FlowKind::Settings;
        let flash = self
            .vestibule()
            .store(|session_memory| session_memory.flash.take());
        if let Some(flash @ Some(_)) = flash {
            self.state.update(|state| {
                if let State::Loading(pending) = state {
                    pending.notice = flash;
                }
            });
        }
        let typed = self.vestibule().store(|session_memory| {
            let is_back = request.kind == FlowKind::Registration
                && std::mem::take(&mut session_memory.corrects);
            is_back.then(|| std::mem::take(&mut session_memory.signed_up))
        });
        if let Some(Some(typed)) = typed {
            self.state.update(|state| {
                if let State::Loading(pending) = state {
                    pending.fields = typed;
                }
            });
        }
        let dropped = is_settings && session_storage::expects_change(request.flow.as_deref());
        if dropped {
            session_storage::expect_change("");
        }
        let (change, address, to_code) = self
            .vestibule()
            .store(|session_memory| {
                if is_settings {
                    let change = session_memory.change.take();
                    let requested = |change: &PendingChange| {
                        change.submitter.is_none() || request.flow.as_ref() == Some(&change.flow)
                    };
                    return (change.filter(requested), None, false);
                }
                let to_code = std::mem::take(&mut session_memory.to_code);
                (None, session_memory.address.take(), to_code)
            })
            .unwrap_or_default();
        if dropped || change.is_some() || address.is_some() {
            self.state.update(|state| {
                if let State::Loading(pending) = state {
                    pending.dropped = dropped;
                    pending.change = change;
                    pending.address = address;
                    if to_code {
                        pending.steps_to_code = STEPS_TO_CODE;
                    }
                }
            });
        }
    }

    /// Takes the address that was typed to the page that a link leads to.
    pub(super) fn carry_address(self) {
        let name = self.flow().and_then(|flow| flow.address_field("@"));
        let fields = self.fields();
        let typed =
            |(field, text): &&(String, String)| Some(field) == name.as_ref() && !text.is_empty();
        // The second step of a sign-up has the traits hidden, of no kind any more.
        let hidden =
            |(field, text): &&(String, String)| field.starts_with("traits.") && text.contains('@');
        let found = fields.iter().find(typed);
        let found = found.or_else(|| fields.iter().find(hidden));
        let address = found.map(|(_, text)| text.clone());
        self.vestibule().store(|session_memory| {
            session_memory.address = address;
            session_memory.to_code = false;
        });
    }

    /// What goes from one flow to the next of the same page.
    pub(super) fn draft(self) -> Loading {
        let before = self.state.try_get_untracked();
        match before {
            Some(State::Showing(showing)) => {
                let mut fields = self.fields();
                fields.retain(|(name, _)| !is_code(name));
                Loading {
                    fields,
                    identity: showing.flow.identity.as_ref().map(|own| own.id.clone()),
                    response: showing.response,
                    ..Loading::default()
                }
            }
            Some(State::Loading(pending)) => pending,
            _ => Loading::default(),
        }
    }

    /// Keeps what was typed for the next form, where there is none for now.
    pub(super) fn keep(self, before: &State, next: &State) {
        let left = match (before, next) {
            (State::Loading(pending), State::Stopped(_)) => Loading {
                restarts: 0,
                ..pending.clone()
            },
            (State::Showing(showing), State::Leaving) => Loading {
                fields: plain(Some(&showing.flow), self.fields()),
                identity: showing.flow.identity.as_ref().map(|own| own.id.clone()),
                response: showing.response,
                ..Loading::default()
            },
            _ => return,
        };
        if let State::Showing(showing) = before
            && showing.flow.kind == FlowKind::Registration
        {
            let typed = left.fields.clone();
            self.vestibule()
                .store(|session_memory| session_memory.signed_up = typed);
        }
        self.shared.update_value(|shared| shared.left = Some(left));
    }

    /// Of what is kept for later nothing secret stays.
    pub(super) fn forget_secrets(self) {
        self.shared.try_update_value(|shared| {
            if let Some(left) = &mut shared.left {
                left.fields = plain(None, std::mem::take(&mut left.fields));
            }
        });
        self.vestibule()
            .store(|session_memory| session_memory.change = None);
    }
}
