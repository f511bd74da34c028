//! What is *kept*: from one flow to the next, while there is none, and from page to page.

use leptos::prelude::*;

use super::wiring::Wiring;
use crate::browser::tab;
use crate::flow::{Change, Loading, STEPS_TO_CODE, State, is_code, plain};
use crate::route::{FlowKind, FlowRequest};

impl Wiring {
    /// What another page has left for this one.
    pub(super) fn recall(self, request: &FlowRequest) {
        let is_settings = request.kind == FlowKind::Settings;
        let said = self.vestibule().remember(|memory| memory.said.take());
        if let Some(said @ Some(_)) = said {
            self.state.update(|state| {
                if let State::Loading(waiting) = state {
                    waiting.notice = said;
                }
            });
        }
        let typed = self.vestibule().remember(|memory| {
            let is_back =
                request.kind == FlowKind::Registration && std::mem::take(&mut memory.corrects);
            is_back.then(|| std::mem::take(&mut memory.signed_up))
        });
        if let Some(Some(typed)) = typed {
            self.state.update(|state| {
                if let State::Loading(waiting) = state {
                    waiting.fields = typed;
                }
            });
        }
        let unmade = is_settings && tab::expects_change(request.flow.as_deref());
        if unmade {
            tab::expect_change("");
        }
        let (change, address, to_code) = self
            .vestibule()
            .remember(|memory| {
                if is_settings {
                    let change = memory.change.take();
                    let asked = |change: &Change| {
                        change.pressed.is_none() || request.flow.as_ref() == Some(&change.flow)
                    };
                    return (change.filter(asked), None, false);
                }
                let to_code = std::mem::take(&mut memory.to_code);
                (None, memory.address.take(), to_code)
            })
            .unwrap_or_default();
        if unmade || change.is_some() || address.is_some() {
            self.state.update(|state| {
                if let State::Loading(waiting) = state {
                    waiting.unmade = unmade;
                    waiting.change = change;
                    waiting.address = address;
                    if to_code {
                        waiting.steps_to_code = STEPS_TO_CODE;
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
        self.vestibule().remember(|memory| {
            memory.address = address;
            memory.to_code = false;
        });
    }

    /// What goes from one flow to the next of the same page.
    pub(super) fn carried(self) -> Loading {
        let before = self.state.try_get_untracked();
        match before {
            Some(State::Showing(showing)) => {
                let mut fields = self.fields();
                fields.retain(|(name, _)| !is_code(name));
                Loading {
                    fields,
                    identity: showing.flow.identity.as_ref().map(|own| own.id.clone()),
                    answer: showing.answer,
                    ..Loading::default()
                }
            }
            Some(State::Loading(waiting)) => waiting,
            _ => Loading::default(),
        }
    }

    /// Keeps what was typed for the next form, where there is none for now.
    pub(super) fn keep(self, before: &State, next: &State) {
        let left = match (before, next) {
            (State::Loading(waiting), State::Stopped(_)) => Loading {
                restarts: 0,
                ..waiting.clone()
            },
            (State::Showing(showing), State::Leaving) => Loading {
                fields: plain(Some(&showing.flow), self.fields()),
                identity: showing.flow.identity.as_ref().map(|own| own.id.clone()),
                answer: showing.answer,
                ..Loading::default()
            },
            _ => return,
        };
        if let State::Showing(showing) = before
            && showing.flow.kind == FlowKind::Registration
        {
            let typed = left.fields.clone();
            self.vestibule().remember(|memory| memory.signed_up = typed);
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
        self.vestibule().remember(|memory| memory.change = None);
    }
}
