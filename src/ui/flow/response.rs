//! An *answer* goes through [`step`] to the next state, and its command to the browser.

use leptos::prelude::*;

use super::controller::FlowController;
use crate::browser;
use crate::browser::{history, local_storage, session_storage, time};
use crate::flow::{Command, Event, Failure, Loading, Notice, Showing, State, resumed, step};
use crate::kratos::Outcome;
use crate::route::{FlowKind, FlowRequest};
use crate::ui::context::Draft;
use crate::ui::form::Submission;

/// How a state was reached.
struct How {
    /// By a button that the user has pressed.
    is_pressed: bool,
    /// By a response to this page's own request.
    is_answer: bool,
    /// With a flow that was made just now.
    fresh: bool,
}

impl FlowController {
    /// The only place where a response becomes state.
    pub(super) fn take(self, request_id: u32, event: Event) {
        if self.request_id() != Some(request_id) {
            return;
        }
        let before = self.state.try_get_untracked();
        let (Some(before), Some(request)) = (before, self.current()) else {
            return;
        };
        // Whatever else comes for this turn is too late.
        self.next_request_id();
        self.clock.stop();
        if self.is_too_far(&event) {
            self.state.set(State::Loading(self.draft()));
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
            self.vestibule().store(|session_memory| {
                if let Some(change) = &mut session_memory.change {
                    change.confirmed = true;
                }
            });
        }
        if let Event::Submitted {
            outcome, submitter, ..
        } = &event
            && event.is_sign_in()
            && let State::Showing(showing) = &before
        {
            let signs_in = showing.flow.signs_in();
            if signs_in {
                local_storage::expect_method(&submitter.method());
                // Whoever is sent elsewhere may have to do something there first.
                self.signed_in.set(matches!(outcome, Outcome::Done { .. }));
            }
            let has_signed_in = match outcome {
                Outcome::Done { signed_in, .. } => *signed_in && (signs_in || showing.flow.aal2),
                // A second factor is yet to come, or whatever a provider asks.
                Outcome::Redirect(to) => submitter.name != "provider" && !to.contains("aal=aal2"),
                _ => false,
            };
            if has_signed_in {
                local_storage::confirm_method();
            }
        }
        let is_answer = matches!(event, Event::Loaded(_) | Event::Submitted { .. });
        let is_look = matches!(event, Event::Seen { .. });
        let by_itself = self
            .shared
            .try_update_value(|shared| std::mem::take(&mut shared.by_itself));
        let is_pressed = by_itself == Some(false)
            && matches!(event, Event::Submitted { .. } | Event::Restart { .. });
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
        self.after_transition(
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
        // What is rendered again is heard again.
        if !(is_look && response_of(&before) == response_of(&next)) {
            self.state.set(next);
        }
        match command {
            Some(Command::Load(request)) => self.load(request),
            Some(Command::Submit { fields, submitter }) => {
                self.shared.update_value(|shared| shared.by_itself = true);
                self.submit(Submission { fields, submitter });
            }
            Some(Command::Registered(url)) => {
                let vestibule = self.vestibule();
                if vestibule.is_home(&url) {
                    self.state.set(State::Stopped(Failure::Registered));
                } else {
                    vestibule
                        .store(|session_memory| session_memory.flash = Some(Notice::Registered));
                    self.go(&url);
                }
            }
            Some(Command::Go(url)) => {
                let session_memory =
                    |session_memory: &mut Draft| resumed(&url, session_memory.change.as_ref()?);
                let page = self.vestibule().store(session_memory).flatten();
                self.go(page.as_ref().unwrap_or(&url));
            }
            Some(Command::Confirm { to, change }) => {
                session_storage::expect_change(&change.flow);
                self.vestibule()
                    .store(|session_memory| session_memory.change = Some(change));
                self.go(&to);
            }
            // The address may be from before a user has signed in.
            None if looks => self.look(),
            None => {}
        }
    }

    /// Takes over what a server has rendered for the page's address, and which answers `request`.
    pub(super) fn hydrate(self, address: FlowRequest, request: &FlowRequest) {
        if session_storage::expects_change(address.flow.as_deref()) {
            // A server knows nothing of a change that was to be confirmed.
            self.state.set(State::Loading(Loading::default()));
            return self.load(address);
        }
        let Some(rendered) = self.state.try_get_untracked() else {
            return;
        };
        let how = How {
            is_pressed: false,
            is_answer: true,
            fresh: request.flow.is_none(),
        };
        self.after_transition(&State::Leaving, &rendered, request, &how);
        if !how.fresh && self.flow().is_some_and(|flow| flow.signs_in()) {
            self.look();
        }
    }

    /// What there is to do about a state besides rendering it.
    fn after_transition(self, before: &State, next: &State, request: &FlowRequest, how: &How) {
        match next {
            State::Showing(showing) => {
                if how.is_answer && showing.flow.kind == FlowKind::Settings {
                    local_storage::confirm_method();
                } else if showing.flow.signs_in() && !how.is_pressed {
                    local_storage::expect_method("");
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

    /// Whether a flow has gone further than the entry of the history that the user has gone back to.
    fn is_too_far(self, event: &Event) -> bool {
        let history_target = self
            .shared
            .try_update_value(|shared| shared.history_target.take())
            .flatten();
        match (event, history_target) {
            (Event::Loaded(Outcome::Flow(flow)), Some(progress)) => flow.progress() > progress,
            _ => false,
        }
    }

    /// Tells the page which flow it shows, so that its address can say so.
    fn announce(self, before: &State, showing: &Showing, request: &FlowRequest, is_pressed: bool) {
        let progress = showing.flow.progress();
        // Back leads to where the user has pressed something.
        let is_step = match before {
            State::Showing(before) => {
                is_pressed
                    && before.flow.id == showing.flow.id
                    && (before.flow.progress() + 1..=2).contains(&progress)
            }
            _ => false,
        };
        let request = showing.flow.page_request(request);
        self.set_current(&request);
        if let Some(on_flow) = self.shared.with_value(|shared| shared.on_flow) {
            if is_step {
                history::push(progress);
            }
            on_flow.run(request);
            history::mark(progress);
        }
    }
}

/// The number of the response that is rendered.
fn response_of(state: &State) -> Option<u32> {
    match state {
        State::Showing(showing) => Some(showing.response),
        _ => None,
    }
}

/// Whether a flow has gone to another of its steps.
fn is_other_step(before: &State, next: &State) -> bool {
    match (before, next) {
        (State::Showing(before), State::Showing(next)) => {
            before.flow.id == next.flow.id && before.flow.progress() != next.flow.progress()
        }
        _ => false,
    }
}
