//! What happens to a flow's card in the *background*: a flow comes to its end, the user goes to another tab and comes
//! back, through the history and back again, off the network and on.

use leptos::prelude::*;

use super::controller::{End, FlowController};
use crate::browser;
use crate::browser::{history, time};
use crate::flow::{Event, Failure, Flow, Loading, State, plain};
use crate::kratos::Outcome;
use crate::route::{FlowKind, FlowRequest};
use crate::ui::form::Restart;
use crate::ui::rx;

/// A flow is replaced this many milliseconds before its end, or after three quarters of its time where that is later.
const AHEAD: f64 = 60_000.0;

/// When that could not be done, it is tried again after this many milliseconds.
const PAUSE: f64 = 15_000.0;

impl FlowController {
    /// Follows what happens to the page, for as long as the card is there.
    pub(super) fn follow_page(self) {
        browser::on("visibilitychange", move |_| {
            if browser::is_visible() {
                self.look();
            }
        });
        browser::on("pagehide", move |_| self.freeze());
        browser::on("pageshow", move |event| {
            if browser::is_persisted(&event) {
                self.unfreeze();
            }
        });
        // The page's own address is first to hear of it, and listens once the page is hydrated.
        rx::effect(move || browser::on("popstate", move |_| self.on_popstate()));
        browser::on("online", move |_| {
            let is_stopped = self.state.try_with_untracked(|state| {
                matches!(
                    state,
                    State::Stopped(Failure::Outcome(Outcome::Unreachable))
                )
            });
            if is_stopped == Some(true)
                && let Some(request) = self.current()
            {
                self.retry(request);
            }
        });
    }

    /// A flow is shown: it is replaced before its end. How long it lives is a matter of the server's clock alone, and a
    /// `fresh` one has all of that left; what is left of one that was made earlier, the browser's tells as well as it can.
    pub(super) fn expect_end(self, before: Option<&Flow>, flow: &Flow, fresh: bool) {
        if before.is_some_and(|before| before.id == flow.id) {
            return;
        }
        let (Some(issued), Some(expires)) = (&flow.issued_at, &flow.expires_at) else {
            return;
        };
        let Some(life) = time::between(issued, expires).filter(|life| *life > 0.0) else {
            return;
        };
        let left = time::from_now(expires).filter(|left| !fresh && (0.0..life).contains(left));
        let wait = left.unwrap_or(life) - AHEAD.min(life / 4.0);
        let timer = time::after(wait, move || self.near_end());
        self.set_end(Some(End {
            ticks: time::now() + wait,
            wall: time::wall() + time::whole(wait),
            timer,
        }));
    }

    fn near_end(self) {
        // In the background it can wait until somebody looks.
        if browser::is_visible() {
            self.renew();
        }
    }

    /// Whether the flow is near its end, or past it. A machine that sleeps stops one clock, and users set the other.
    fn is_near_end(self) -> bool {
        self.end()
            .is_some_and(|(ticks, wall)| time::now() >= ticks || time::wall() >= wall)
    }

    /// Puts a new flow in place of the one that is shown, without a word.
    fn renew(self) {
        let (Some(flow), Some(request_id), Some(request)) =
            (self.flow(), self.request_id(), self.current())
        else {
            return;
        };
        if self.is_busy() || !flow.is_renewable() {
            return;
        }
        let request = flow.request(&request).without_flow();
        let kratos = self.kratos();
        rx::spawn(async move {
            let outcome = kratos.load(&request).await;
            if self.is_busy() || self.request_id() != Some(request_id) {
                return;
            }
            let worked = matches!(outcome, Outcome::Flow(_));
            let fields = self.fields();
            self.take(request_id, Event::Renewed { outcome, fields });
            if !worked {
                let id = flow.id.clone();
                time::after(PAUSE, move || {
                    let is_same = self.flow().is_some_and(|flow| flow.id == id);
                    if is_same {
                        self.near_end();
                    }
                });
            }
        });
    }

    /// The user is here again: what has happened elsewhere in the meantime?
    pub(super) fn look(self) {
        let (Some(flow), Some(request_id), Some(request)) =
            (self.flow(), self.request_id(), self.current())
        else {
            return;
        };
        if self.is_busy() {
            return;
        }
        let near_end = self.is_near_end();
        // What was sent may have been used elsewhere, and what cannot be renewed may have ended.
        let requests_flow = flow.progress() > 0 || near_end && !flow.is_renewable();
        let kratos = self.kratos();
        rx::spawn(async move {
            let session = kratos.session().await;
            let requested = request.with_flow(&flow.id);
            let now = if requests_flow {
                Some(kratos.load(&requested).await)
            } else {
                None
            };
            if self.is_busy() || self.request_id() != Some(request_id) {
                return;
            }
            let fields = self.fields();
            self.take(
                request_id,
                Event::Seen {
                    session,
                    flow: now,
                    fields,
                },
            );
            if near_end && self.flow().is_some_and(|shown| shown.id == flow.id) {
                self.renew();
            }
        });
    }

    /// The page is left, and may be put aside as a whole: no secret stays in it, and of an account nothing at all.
    fn freeze(self) {
        let flow = self.flow();
        let fields = plain(flow.as_deref(), self.fields());
        self.form.try_with_value(|form| {
            if let Some(form) = form {
                browser::form::wipe(form);
            }
        });
        self.forget_secrets();
        self.state.update(|state| match state {
            State::Showing(showing) if showing.flow.kind == FlowKind::Settings => {
                let identity = showing.flow.identity.as_ref().map(|own| own.id.clone());
                *state = State::Loading(Loading {
                    fields,
                    identity,
                    response: showing.response,
                    ..Loading::default()
                });
            }
            State::Showing(showing) => {
                for restored in [&mut showing.restored, &mut showing.deferred] {
                    *restored = plain(flow.as_deref(), std::mem::take(restored));
                }
            }
            State::Loading(pending) => {
                pending.fields = plain(None, std::mem::take(&mut pending.fields));
                pending.change = None;
            }
            State::Stopped(_) | State::Leaving => {}
        });
    }

    /// The page was put aside, and is here again.
    fn unfreeze(self) {
        let state = self.state.try_get_untracked();
        match (state, self.current()) {
            (Some(State::Showing(_)), _) => self.look(),
            (Some(State::Loading(_)), Some(request)) => self.load(request),
            (Some(State::Leaving), Some(request)) => self.retry(request),
            _ => {}
        }
    }

    /// The user has gone to another entry of the history.
    fn on_popstate(self) {
        let progress = history::progress();
        self.set_history_target(progress);
        let Some(flow) = self.flow() else {
            return;
        };
        let (path, query) = browser::address();
        let here = FlowKind::from_path(&path) == Some(flow.kind)
            && FlowRequest::from_query(flow.kind, &query).flow.as_ref() == Some(&flow.id);
        if here && flow.progress() > progress {
            self.again(Restart {
                fields: self.fields(),
                to_code: false,
            });
        }
    }
}
