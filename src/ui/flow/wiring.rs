//! The *wiring* of a flow's card: a request leads to a load, the form to a submit, every answer through [`step`] to the
//! next state, and its command to the browser.

use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::browser;
use crate::flow::{Change, Command, Event, Failure, Showing, State, body, step};
use crate::kratos::Outcome;
use crate::route::{FlowKind, FlowRequest};
use crate::ui::form::{Again, Submission};
use crate::ui::{Vestibule, erased};

#[derive(Clone, Copy)]
pub(super) struct Wiring {
    pub(super) state: RwSignal<State>,
    pub(super) busy: RwSignal<bool>,
    pub(super) shared: StoredValue<Shared>,
}

pub(super) struct Shared {
    /// What the shown flow answers, `None` before the first load.
    pub(super) current: Option<FlowRequest>,
    /// Counts loads and submits, so that an answer that was overtaken is dropped.
    pub(super) turn: u32,
    pub(super) vestibule: Vestibule,
    pub(super) on_flow: Option<Callback<FlowRequest>>,
}

impl Wiring {
    fn next_turn(self) -> Option<u32> {
        self.shared.try_update_value(|shared| {
            shared.turn += 1;
            shared.turn
        })
    }

    pub(super) fn current(self) -> Option<FlowRequest> {
        self.shared
            .try_with_value(|shared| shared.current.clone())
            .flatten()
    }

    fn set_current(self, request: &FlowRequest) {
        self.shared
            .update_value(|shared| shared.current = Some(request.clone()));
    }

    fn vestibule(self) -> Vestibule {
        self.shared.with_value(|shared| shared.vestibule.clone())
    }

    pub(super) fn load(self, request: FlowRequest) {
        let Some(turn) = self.next_turn() else {
            return;
        };
        self.set_current(&request);
        let vestibule = self.vestibule();
        let kratos = vestibule.kratos();
        if request.is_oauth2_entry() {
            // Kratos answers a fetch without the address that the person has to be sent to.
            self.state.set(State::Leaving);
            browser::assign(&format!("{}{}", kratos.base(), request.to_kratos()));
            return;
        }
        self.recall(&request);
        erased::spawn(async move {
            let mut outcome = kratos.load(&request).await;
            // Who confirms their identity need not say again who they are.
            if let Outcome::Flow(flow) = &mut outcome
                && flow.refresh
                && let Outcome::Session(session) = kratos.session().await
                && let Some(name) = session.display_name()
            {
                flow.fill_identifier(&name);
            }
            self.take(turn, Event::Loaded(outcome));
        });
    }

    /// What another page has left for this one.
    fn recall(self, request: &FlowRequest) {
        let (change, address) = self
            .vestibule()
            .remember(|memory| match request.kind {
                FlowKind::Settings => {
                    let change = memory.change.take();
                    let asked = |change: &Change| request.flow.as_ref() == Some(&change.flow);
                    (change.filter(asked), None)
                }
                FlowKind::Registration => (None, memory.address.take()),
                _ => (None, None),
            })
            .unwrap_or_default();
        if change.is_some() || address.is_some() {
            self.state.update(|state| {
                if let State::Loading(waiting) = state {
                    waiting.change = change;
                    waiting.address = address;
                }
            });
        }
    }

    pub(super) fn submit(self, submission: Submission) {
        // One submit at a time: a second one would burn a try of a code, or use it twice.
        if self.busy.try_get_untracked() != Some(false) {
            return;
        }
        let flow = self.state.with_untracked(|state| match state {
            State::Showing(showing) => Some(showing.flow.clone()),
            _ => None,
        });
        let (Some(flow), Some(turn)) = (flow, self.next_turn()) else {
            return;
        };
        self.busy.set(true);
        let Submission { fields, pressed } = submission;
        let mut body = body(&flow, &fields, &pressed);
        let vestibule = self.vestibule();
        add_payload(&mut body, &vestibule.transient_payload);
        let kratos = vestibule.kratos();
        erased::spawn(async move {
            let mut outcome = kratos.submit(&flow, body).await;
            if matches!(outcome, Outcome::Unreachable) && flow.signs_in() {
                // The answer is lost, what was asked for may have happened all the same.
                if let Outcome::Session(_) = kratos.session().await {
                    outcome = Outcome::Done {
                        signed_in: true,
                        continue_with: flow.after_sign_in(),
                    };
                }
            }
            if let Outcome::Flow(answer) = &outcome
                && answer.is_dead(browser::time::is_past)
            {
                outcome = Outcome::Expired {
                    use_flow_id: None,
                    return_to: None,
                };
            }
            if vestibule.config.one_door
                && let Outcome::Flow(answer) = &mut outcome
            {
                let typed = fields
                    .iter()
                    .find(|(name, text)| name == "identifier" && !text.is_empty());
                match typed {
                    Some((_, address)) if answer.is_unknown_account() => {
                        outcome = self.sign_up_instead(address);
                    }
                    _ => answer.hide_unknown_address(),
                }
            }
            let event = Event::Submitted {
                outcome,
                fields,
                pressed,
            };
            self.take(turn, event);
        });
    }

    /// The only place where an answer becomes state.
    fn take(self, turn: u32, event: Event) {
        if self.shared.try_with_value(|shared| shared.turn) != Some(turn) {
            return;
        }
        let before = self.state.try_get_untracked();
        let (Some(before), Some(request)) = (before, self.current()) else {
            return;
        };
        if request.kind == FlowKind::Login && event.is_sign_in() {
            self.vestibule().remember(|memory| {
                if let Some(change) = &mut memory.change {
                    change.confirmed = true;
                }
            });
        }
        let (next, command) = step(before, &request, event);
        if let State::Showing(showing) = &next {
            self.announce(showing, &request);
        }
        self.busy.set(false);
        self.state.set(next);
        match command {
            Some(Command::Load(request)) => self.load(request),
            Some(Command::Submit { fields, pressed }) => {
                self.submit(Submission { fields, pressed })
            }
            Some(Command::Go(url)) => self.go(&url),
            Some(Command::Confirm { to, change }) => {
                self.vestibule()
                    .remember(|memory| memory.change = Some(change));
                self.go(&to);
            }
            None => {}
        }
    }

    fn go(self, url: &str) {
        if !self.vestibule().follow(url) {
            let refused = Outcome::Refused {
                reason: None,
                continue_with: Vec::new(),
            };
            self.state.set(State::Stopped(Failure::Outcome(refused)));
        }
    }

    /// To the sign-up page, with the address that has no account.
    fn sign_up_instead(self, address: &str) -> Outcome {
        self.vestibule()
            .remember(|memory| memory.address = Some(address.to_owned()));
        let registration = self
            .current()
            .unwrap_or_else(|| FlowRequest::new(FlowKind::Login))
            .to_kind(FlowKind::Registration);
        Outcome::Redirect(registration.to_page())
    }

    /// Tells the page which flow it shows, so that its address can say so.
    fn announce(self, showing: &Showing, request: &FlowRequest) {
        let mut request = request.with_flow(&showing.flow.id);
        // Came by way of Kratos, with the flow only: the challenge is what a new flow would be made for.
        if request.login_challenge.is_none() {
            request
                .login_challenge
                .clone_from(&showing.flow.login_challenge);
        }
        self.set_current(&request);
        if let Some(on_flow) = self.shared.with_value(|shared| shared.on_flow) {
            on_flow.run(request);
        }
    }

    pub(super) fn again(self, again: Again) {
        if let Some(turn) = self.next_turn() {
            let Again { fields, to_code } = again;
            self.take(turn, Event::Again { fields, to_code });
        }
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
