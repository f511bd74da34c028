//! An *answer* goes through [`step`] to the next state, and its command to the browser.

use leptos::prelude::*;

use super::wiring::Wiring;
use crate::browser;
use crate::browser::{device, history, tab, time};
use crate::flow::{Command, Event, Failure, Loading, Notice, Showing, State, resumed, step};
use crate::kratos::Outcome;
use crate::route::{FlowKind, FlowRequest};
use crate::ui::context::Carried;
use crate::ui::form::Submission;

/// How a state was reached.
struct How {
    /// By a button that the person has pressed.
    is_pressed: bool,
    /// By an answer to this page's own request.
    is_answer: bool,
    /// With a flow that was made just now.
    fresh: bool,
}

impl Wiring {
    /// The only place where an answer becomes state.
    pub(super) fn take(self, turn: u32, event: Event) {
        if self.turn() != Some(turn) {
            return;
        }
        let before = self.state.try_get_untracked();
        let (Some(before), Some(request)) = (before, self.current()) else {
            return;
        };
        // Whatever else comes for this turn is too late.
        self.next_turn();
        self.clock.stop();
        if self.is_too_far(&event) {
            self.state.set(State::Loading(self.carried()));
            self.load(request.without_flow());
            return;
        }
        let fresh = match event {
            Event::Loaded(_) => request.flow.is_none(),
            _ => matches!(event, Event::Renewed { .. }),
        };
        let asks_code = matches!(&event, Event::Submitted { outcome: Outcome::Flow(flow), .. }
            if flow.takes_code() && !flow.has_errors());
        let looks = matches!(&event, Event::Loaded(Outcome::Flow(flow)) if flow.signs_in())
            && request.flow.is_some();
        if request.kind == FlowKind::Login && event.is_sign_in() {
            self.vestibule().remember(|memory| {
                if let Some(change) = &mut memory.change {
                    change.confirmed = true;
                }
            });
        }
        if let Event::Submitted {
            outcome, pressed, ..
        } = &event
            && event.is_sign_in()
            && let State::Showing(showing) = &before
        {
            let signs_in = showing.flow.signs_in();
            if signs_in {
                device::expect_method(&pressed.method());
                // Whoever is sent elsewhere may have to do something there first.
                self.signed_in.set(matches!(outcome, Outcome::Done { .. }));
            }
            let has_signed_in = match outcome {
                Outcome::Done { signed_in, .. } => *signed_in && (signs_in || showing.flow.aal2),
                // A second factor is yet to come, or whatever a provider asks.
                Outcome::Redirect(to) => pressed.name != "provider" && !to.contains("aal=aal2"),
                _ => false,
            };
            if has_signed_in {
                device::confirm_method();
            }
        }
        let is_answer = matches!(event, Event::Loaded(_) | Event::Submitted { .. });
        let is_look = matches!(event, Event::Seen { .. });
        let by_itself = self
            .shared
            .try_update_value(|shared| std::mem::take(&mut shared.by_itself));
        let is_pressed = by_itself == Some(false)
            && matches!(event, Event::Submitted { .. } | Event::Again { .. });
        let (mut next, mut command) = step(before.clone(), &request, event);
        if !is_pressed
            && let Some(Command::Go(to) | Command::Confirm { to, .. }) = &command
            && history::is_loop(to)
        {
            next = State::Stopped(Failure::Loop);
            command = None;
        }
        if let State::Showing(showing) = &next
            && asks_code
        {
            time::code_sent(&showing.flow.id);
        }
        self.reach(
            &before,
            &next,
            &request,
            &How {
                is_pressed,
                is_answer,
                fresh,
            },
        );
        self.keep(&before, &next);
        if is_pressed && command.is_none() && is_other_step(&before, &next) {
            browser::transition(move || {
                // The next step begins at its heading, however far down the last one was.
                browser::to_top();
                self.busy.try_set(false);
                self.state.try_set(next);
            });
            return;
        }
        self.busy.set(false);
        // What is drawn anew is heard anew.
        if !(is_look && answer_of(&before) == answer_of(&next)) {
            self.state.set(next);
        }
        match command {
            Some(Command::Load(request)) => self.load(request),
            Some(Command::Submit { fields, pressed }) => {
                self.shared.update_value(|shared| shared.by_itself = true);
                self.submit(Submission { fields, pressed });
            }
            Some(Command::Registered(url)) => {
                let vestibule = self.vestibule();
                if vestibule.is_home(&url) {
                    self.state.set(State::Stopped(Failure::Registered));
                } else {
                    vestibule.remember(|memory| memory.said = Some(Notice::Registered));
                    self.go(&url);
                }
            }
            Some(Command::Go(url)) => {
                let memory = |memory: &mut Carried| resumed(&url, memory.change.as_ref()?);
                let page = self.vestibule().remember(memory).flatten();
                self.go(page.as_ref().unwrap_or(&url));
            }
            Some(Command::Confirm { to, change }) => {
                tab::expect_change(&change.flow);
                self.vestibule()
                    .remember(|memory| memory.change = Some(change));
                self.go(&to);
            }
            // The address may be from before somebody has signed in.
            None if looks => self.look(),
            None => {}
        }
    }

    /// Takes over what a server has drawn for the page's address, and which answers `request`.
    pub(super) fn take_over(self, address: FlowRequest, request: &FlowRequest) {
        if tab::expects_change(address.flow.as_deref()) {
            // A server knows nothing of a change that was to be confirmed.
            self.state.set(State::Loading(Loading::default()));
            return self.load(address);
        }
        let Some(drawn) = self.state.try_get_untracked() else {
            return;
        };
        let how = How {
            is_pressed: false,
            is_answer: true,
            fresh: request.flow.is_none(),
        };
        self.reach(&State::Leaving, &drawn, request, &how);
        if !how.fresh && self.flow().is_some_and(|flow| flow.signs_in()) {
            self.look();
        }
    }

    /// What there is to do about a state besides drawing it.
    fn reach(self, before: &State, next: &State, request: &FlowRequest, how: &How) {
        match next {
            State::Showing(showing) => {
                if how.is_answer && showing.flow.kind == FlowKind::Settings {
                    device::confirm_method();
                } else if showing.flow.signs_in() && !how.is_pressed {
                    device::expect_method("");
                }
                self.announce(before, showing, request, how.is_pressed);
                if how.is_answer {
                    self.clock
                        .hold(showing.notice.as_ref().and_then(Notice::wait));
                }
                let shown = match before {
                    State::Showing(before) => Some(&*before.flow),
                    _ => None,
                };
                self.expect_end(shown, &showing.flow, how.fresh);
            }
            State::Stopped(Failure::Outcome(outcome)) => self.clock.hold(outcome.wait()),
            _ => {}
        }
    }

    /// Whether a flow has gone further than the entry of the history that the person has gone back to.
    fn is_too_far(self, event: &Event) -> bool {
        let travelled = self
            .shared
            .try_update_value(|shared| shared.travelled.take())
            .flatten();
        match (event, travelled) {
            (Event::Loaded(Outcome::Flow(flow)), Some(stage)) => flow.stage() > stage,
            _ => false,
        }
    }

    /// Tells the page which flow it shows, so that its address can say so.
    fn announce(self, before: &State, showing: &Showing, request: &FlowRequest, is_pressed: bool) {
        let stage = showing.flow.stage();
        // Back leads to where the person has pressed something.
        let is_step = match before {
            State::Showing(before) => {
                is_pressed
                    && before.flow.id == showing.flow.id
                    && (before.flow.stage() + 1..=2).contains(&stage)
            }
            _ => false,
        };
        let request = showing.flow.page_request(request);
        self.set_current(&request);
        if let Some(on_flow) = self.shared.with_value(|shared| shared.on_flow) {
            if is_step {
                history::push(stage);
            }
            on_flow.run(request);
            history::mark(stage);
        }
    }
}

/// The number of the answer that is drawn.
fn answer_of(state: &State) -> Option<u32> {
    match state {
        State::Showing(showing) => Some(showing.answer),
        _ => None,
    }
}

/// Whether a flow has gone to another of its steps.
fn is_other_step(before: &State, next: &State) -> bool {
    match (before, next) {
        (State::Showing(before), State::Showing(next)) => {
            before.flow.id == next.flow.id && before.flow.stage() != next.flow.stage()
        }
        _ => false,
    }
}
