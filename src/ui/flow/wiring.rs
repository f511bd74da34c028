//! The *wiring* of a flow's card: a request leads to a load, the form to a submit, every answer through [`step`] to the
//! next state, and its command to the browser.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::{AbortController, HtmlFormElement};

use super::clock::Clock;
use crate::browser;
use crate::browser::{history, time};
use crate::flow::{
    Change, Command, Event, Failure, Flow, Loading, Notice, STEPS_TO_CODE, Showing, State, is_code,
    plain, step,
};
use crate::kratos::{Kratos, Outcome};
use crate::route::{FlowKind, FlowRequest};
use crate::ui::form::{Again, Submission};
use crate::ui::{Vestibule, erased};

#[derive(Clone, Copy)]
pub(super) struct Wiring {
    pub(super) state: RwSignal<State>,
    pub(super) busy: RwSignal<bool>,
    /// Whether the person has just signed in, and is on the way to where they wanted to be.
    pub(super) signed_in: RwSignal<bool>,
    /// What the person sees of the time that passes.
    pub(super) clock: Clock,
    pub(super) shared: StoredValue<Shared>,
    /// The form that is drawn, or one of them.
    pub(super) form: StoredValue<Option<HtmlFormElement>, LocalStorage>,
    /// Ends the waiting for the answer to a submit.
    pub(super) waiting: StoredValue<Option<AbortController>, LocalStorage>,
}

pub(super) struct Shared {
    /// What the shown flow answers, `None` before the first load.
    pub(super) current: Option<FlowRequest>,
    /// Counts loads and submits, so that an answer that was overtaken is dropped.
    pub(super) turn: u32,
    /// What is kept for the next form while there is none: what was typed, and why there is a new one.
    pub(super) left: Option<Loading>,
    /// Whether the page itself has sent the form that is on its way.
    pub(super) by_itself: bool,
    /// The step of the flow that an entry of the history stands for, where the person has gone to one.
    pub(super) travelled: Option<u32>,
    /// When the flow that is shown comes to its end.
    pub(super) end: Option<End>,
    pub(super) vestibule: Vestibule,
    pub(super) on_flow: Option<Callback<FlowRequest>>,
}

/// When a flow is to be replaced, by two clocks, and what does it.
pub(super) struct End {
    /// On the clock that stops while the machine sleeps.
    pub(super) ticks: f64,
    /// On the clock that people set.
    pub(super) wall: u64,
    pub(super) timer: Option<TimeoutHandle>,
}

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
    pub(super) fn new(
        state: State,
        vestibule: Vestibule,
        on_flow: Option<Callback<FlowRequest>>,
    ) -> Self {
        Wiring {
            state: RwSignal::new(state),
            busy: RwSignal::new(false),
            signed_in: RwSignal::new(false),
            clock: Clock::new(),
            shared: StoredValue::new(Shared {
                current: None,
                turn: 0,
                left: None,
                by_itself: false,
                travelled: None,
                end: None,
                vestibule,
                on_flow,
            }),
            form: StoredValue::new_local(None),
            waiting: StoredValue::new_local(None),
        }
    }

    pub(super) fn next_turn(self) -> Option<u32> {
        self.shared.try_update_value(|shared| {
            shared.turn += 1;
            shared.turn
        })
    }

    /// Counts loads and submits.
    pub(super) fn turn(self) -> Option<u32> {
        self.shared.try_with_value(|shared| shared.turn)
    }

    pub(super) fn current(self) -> Option<FlowRequest> {
        self.shared
            .try_with_value(|shared| shared.current.clone())
            .flatten()
    }

    pub(super) fn set_current(self, request: &FlowRequest) {
        self.shared
            .update_value(|shared| shared.current = Some(request.clone()));
    }

    pub(super) fn vestibule(self) -> Vestibule {
        self.shared.with_value(|shared| shared.vestibule.clone())
    }

    pub(super) fn kratos(self) -> Kratos {
        self.vestibule().kratos()
    }

    pub(super) fn is_busy(self) -> bool {
        self.busy.try_get_untracked() != Some(false)
    }

    pub(super) fn set_travelled(self, stage: u32) {
        self.shared
            .try_update_value(|shared| shared.travelled = Some(stage));
    }

    /// When the shown flow is to be replaced, by both clocks.
    pub(super) fn end(self) -> Option<(f64, u64)> {
        self.shared
            .try_with_value(|shared| shared.end.as_ref().map(|end| (end.ticks, end.wall)))
            .flatten()
    }

    pub(super) fn set_end(self, end: Option<End>) {
        let before = self
            .shared
            .try_update_value(|shared| std::mem::replace(&mut shared.end, end));
        if let Some(timer) = before.flatten().and_then(|end| end.timer) {
            timer.clear();
        }
    }

    /// The flow that is shown.
    pub(super) fn flow(self) -> Option<Arc<Flow>> {
        self.state.try_with_untracked(|state| match state {
            State::Showing(showing) => Some(showing.flow.clone()),
            _ => None,
        })?
    }

    /// What is in the form at this moment.
    pub(super) fn fields(self) -> Vec<(String, String)> {
        self.form
            .try_with_value(|form| form.as_ref().map(browser::form::fields))
            .flatten()
            .unwrap_or_default()
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
            if history::is_loop("oauth2") {
                self.state.set(State::Stopped(Failure::Loop));
            } else {
                self.state.set(State::Leaving);
                browser::assign(&format!("{}{}", kratos.base(), request.to_kratos()));
            }
            return;
        }
        self.recall(&request);
        self.clock.start(
            move || self.turn() == Some(turn),
            move || {
                self.take(turn, Event::Loaded(Outcome::Unreachable));
            },
        );
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
            // Kratos knows the session when it makes a flow, and does not when it is asked who is signed in: the
            // browser sends the cookie to one address and not to the other.
            if matches!(outcome, Outcome::AlreadySignedIn)
                && matches!(kratos.session().await, Outcome::SignedOut)
                && self.turn() == Some(turn)
            {
                self.next_turn();
                self.state
                    .set(State::Stopped(Failure::Cookies { reason: None }));
                return;
            }
            self.take(turn, Event::Loaded(outcome));
        });
    }

    /// What another page has left for this one.
    fn recall(self, request: &FlowRequest) {
        let is_settings = request.kind == FlowKind::Settings;
        if self
            .vestibule()
            .remember(|memory| std::mem::take(&mut memory.signed_out))
            == Some(true)
        {
            self.state.update(|state| {
                if let State::Loading(waiting) = state {
                    waiting.notice = Some(Notice::SignedOut);
                }
            });
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
        if change.is_some() || address.is_some() {
            self.state.update(|state| {
                if let State::Loading(waiting) = state {
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
        let name = self.flow().and_then(|flow| flow.address_field());
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
            && showing.flow.signs_in()
        {
            browser::device::remember_method(&pressed.method());
            // Whoever is sent elsewhere may have to do something there first.
            self.signed_in.set(matches!(outcome, Outcome::Done { .. }));
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
            Some(Command::Go(url)) => self.go(&url),
            Some(Command::Confirm { to, change }) => {
                self.vestibule()
                    .remember(|memory| memory.change = Some(change));
                self.go(&to);
            }
            // The address may be from before somebody has signed in.
            None if looks => self.look(),
            None => {}
        }
    }

    /// Takes over what a server has drawn, which answers `request`.
    pub(super) fn take_over(self, request: &FlowRequest) {
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
    fn keep(self, before: &State, next: &State) {
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

    /// Asks once more, where there is no form.
    pub(super) fn retry(self, request: FlowRequest) {
        if self.clock.is_held() {
            return;
        }
        let left = self
            .shared
            .try_update_value(|shared| shared.left.take())
            .flatten();
        self.state.set(State::Loading(left.unwrap_or_default()));
        self.load(request);
    }

    fn go(self, url: &str) {
        let vestibule = self.vestibule();
        if url == "/" {
            // Where the person wanted to be, Kratos only says when it has signed them in itself.
            let wanted = self.current();
            vestibule.remember(|memory| memory.wanted = wanted);
        }
        if !vestibule.follow(url) {
            let refused = Outcome::Refused {
                reason: None,
                continue_with: Vec::new(),
            };
            self.state.set(State::Stopped(Failure::Outcome(refused)));
            return;
        }
        let url = url.to_owned();
        self.clock.leave(url, move || {
            self.state
                .try_with_untracked(|state| matches!(state, State::Leaving))
                == Some(true)
        });
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
        let mut request = request.with_flow(&showing.flow.id);
        // Came by way of Kratos, with the flow only: the challenge is what a new flow would be made for.
        if request.login_challenge.is_none() {
            request
                .login_challenge
                .clone_from(&showing.flow.login_challenge);
        }
        self.set_current(&request);
        if let Some(on_flow) = self.shared.with_value(|shared| shared.on_flow) {
            if is_step {
                history::push(stage);
            }
            on_flow.run(request);
            history::mark(stage);
        }
    }

    pub(super) fn again(self, again: Again) {
        // What is on its way has been given up.
        self.stop_waiting();
        if let Some(turn) = self.next_turn() {
            let Again { fields, to_code } = again;
            self.take(turn, Event::Again { fields, to_code });
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
