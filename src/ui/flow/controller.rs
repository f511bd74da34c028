//! The *controller* of a flow: what it holds, and how a request leads to a load.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::{AbortController, HtmlFormElement};

use super::clock::Clock;
use crate::browser;
use crate::browser::history;
use crate::flow::{Event, Failure, Flow, FormValues, Loading, State, changed};
use crate::kratos::{Kratos, Outcome};
use crate::route::FlowRequest;
use crate::ui::form::Restart;
use crate::ui::{Vestibule, rx};

#[derive(Clone, Copy)]
pub(super) struct FlowController {
    pub(super) state: RwSignal<State>,
    pub(super) busy: RwSignal<bool>,
    /// Whether the user has just signed in, and is on the way to where they wanted to be.
    pub(super) signed_in: RwSignal<bool>,
    /// What the user sees of the time that passes.
    pub(super) clock: Clock,
    pub(super) shared: StoredValue<Shared>,
    /// The form that is rendered, or one of them.
    pub(super) form: StoredValue<Option<HtmlFormElement>, LocalStorage>,
    /// Ends the waiting for the response to a submit.
    pub(super) pending: StoredValue<Option<AbortController>, LocalStorage>,
}

pub(super) struct Shared {
    /// What the shown flow answers, `None` before the first load.
    pub(super) current: Option<FlowRequest>,
    /// Counts loads and submits, so that a response that was overtaken is dropped.
    pub(super) request_id: u32,
    /// What is kept for the next form while there is none: what was typed, and why there is a new one.
    pub(super) left: Option<Loading>,
    /// Whether the page itself has sent the form that is on its way.
    pub(super) by_itself: bool,
    /// The step of the flow that an entry of the history stands for, where the user has gone to one.
    pub(super) history_target: Option<u32>,
    /// When the flow that is shown comes to its end.
    pub(super) end: Option<End>,
    pub(super) vestibule: Vestibule,
    pub(super) on_flow: Option<Callback<FlowRequest>>,
}

/// When a flow is to be replaced, by two clocks, and what does it.
pub(super) struct End {
    /// On the clock that stops while the machine sleeps.
    pub(super) ticks: f64,
    /// On the clock that users set.
    pub(super) wall: u64,
    pub(super) timer: Option<TimeoutHandle>,
}

impl FlowController {
    pub(super) fn new(
        state: State,
        vestibule: Vestibule,
        on_flow: Option<Callback<FlowRequest>>,
    ) -> Self {
        FlowController {
            state: RwSignal::new(state),
            busy: RwSignal::new(false),
            signed_in: RwSignal::new(false),
            clock: Clock::new(),
            shared: StoredValue::new(Shared {
                current: None,
                request_id: 0,
                left: None,
                by_itself: false,
                history_target: None,
                end: None,
                vestibule,
                on_flow,
            }),
            form: StoredValue::new_local(None),
            pending: StoredValue::new_local(None),
        }
    }

    pub(super) fn next_request_id(self) -> Option<u32> {
        self.shared.try_update_value(|shared| {
            shared.request_id += 1;
            shared.request_id
        })
    }

    /// Counts loads and submits.
    pub(super) fn request_id(self) -> Option<u32> {
        self.shared.try_with_value(|shared| shared.request_id)
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

    pub(super) fn set_history_target(self, progress: u32) {
        self.shared
            .try_update_value(|shared| shared.history_target = Some(progress));
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

    /// What is in the form at this moment, and may go on into another one.
    pub(super) fn fields(self) -> FormValues {
        let fields = self
            .form
            .try_with_value(|form| form.as_ref().map(browser::form::fields))
            .flatten()
            .unwrap_or_default();
        match self.flow() {
            Some(flow) => changed(&flow, fields),
            None => fields,
        }
    }

    pub(super) fn load(self, request: FlowRequest) {
        let Some(request_id) = self.next_request_id() else {
            return;
        };
        self.set_current(&request);
        let vestibule = self.vestibule();
        let kratos = vestibule.kratos();
        if request.is_unusable() {
            self.state.set(State::Stopped(Failure::Link));
            return;
        }
        if request.is_oauth2_entry() {
            // Kratos answers a fetch without the address that the user has to be sent to.
            if history::is_loop("oauth2") {
                self.state.set(State::Stopped(Failure::Loop));
            } else {
                self.state.set(State::Leaving);
                browser::assign(&format!("{}{}", kratos.base(), request.to_kratos()));
            }
            return;
        }
        self.restore_draft(&request);
        self.clock.start(
            move || self.request_id() == Some(request_id),
            move || {
                self.take(request_id, Event::Loaded(Outcome::Unreachable));
            },
        );
        rx::spawn(async move {
            let mut outcome = kratos.load(&request).await;
            // Who confirms their identity need not say again who they are.
            if let Outcome::Flow(flow) = &mut outcome
                && flow.refresh
                && flow.asks_identifier()
                && let Outcome::Session(session) = kratos.session().await
                && let Some(name) = kratos.identifier(&session).await
            {
                flow.fill_identifier(&name);
            }
            // Kratos knows the session when it makes a flow, and does not when it is asked who is signed in: the
            // browser sends the cookie to one address and not to the other.
            if matches!(outcome, Outcome::AlreadySignedIn)
                && matches!(kratos.session().await, Outcome::SignedOut)
                && self.request_id() == Some(request_id)
            {
                self.next_request_id();
                self.state
                    .set(State::Stopped(Failure::Cookies { reason: None }));
                return;
            }
            self.take(request_id, Event::Loaded(outcome));
        });
    }

    /// Asks once more, where there is no form.
    pub(super) fn retry(self, request: FlowRequest) {
        if self.clock.is_rate_limited() {
            return;
        }
        let left = self
            .shared
            .try_update_value(|shared| shared.left.take())
            .flatten();
        self.state.set(State::Loading(left.unwrap_or_default()));
        self.load(request);
    }

    pub(super) fn go(self, url: &str) {
        let vestibule = self.vestibule();
        if url == "/" {
            // Where the user wanted to be, Kratos only says when it has signed them in itself.
            let target = self.current();
            vestibule.store(|session_memory| session_memory.target = target);
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

    pub(super) fn again(self, again: Restart) {
        // What is on its way has been given up.
        self.stop_waiting();
        if let Some(request_id) = self.next_request_id() {
            let Restart { fields, to_code } = again;
            self.take(request_id, Event::Restart { fields, to_code });
        }
    }
}
