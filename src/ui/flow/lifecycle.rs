//! The *lifecycle* of the page as events: it is left and comes back, the history moves, the network is there again, the
//! flow comes to its end.

use leptos::prelude::*;

use super::clock::End;
use super::driver::Driver;
use crate::browser;
use crate::browser::{history, time};
use crate::machine::{Event, Reply};
use crate::route::{FlowKind, FlowRequest};
use crate::ui::{Vestibule, rx};

/// A flow is replaced this many milliseconds before its end, or after three quarters of its time where that is later.
const AHEAD: f64 = 60_000.0;

/// When that could not be done, it is tried again after this many milliseconds.
const PAUSE: f64 = 15_000.0;

impl Driver {
    /// Follows what happens to the page, for as long as the flow is there.
    pub(super) fn follow_page(self) {
        browser::on("visibilitychange", move |_| {
            if browser::is_visible() {
                let near_end = self.is_near_end();
                self.dispatch(Event::Visible { near_end });
            }
        });
        browser::on("pagehide", move |_| {
            let fields = self.fields();
            self.form.try_with_value(|form| {
                if let Some(form) = form {
                    browser::form::wipe(form);
                }
            });
            self.dispatch(Event::Hidden { fields });
        });
        browser::on("pageshow", move |event| {
            if browser::is_persisted(&event) {
                let near_end = self.is_near_end();
                self.dispatch(Event::Resumed { near_end });
            }
        });
        // The page's own address is first to hear of it, and listens once the page is hydrated.
        rx::effect(move || browser::on("popstate", move |_| self.history_moved()));
        browser::on("online", move |_| {
            if !self.clock.is_rate_limited() {
                self.dispatch(Event::Online);
            }
        });
    }

    fn history_moved(self) {
        let (path, query) = browser::address();
        self.dispatch(Event::HistoryMoved {
            page: FlowKind::from_path(&path).map(|kind| FlowRequest::from_query(kind, &query)),
            progress: history::progress(),
            fields: self.fields(),
        });
    }

    pub(super) fn revalidate(
        self,
        id: u32,
        flow: Option<FlowRequest>,
        near_end: bool,
        vestibule: &Vestibule,
    ) {
        let kratos = vestibule.kratos();
        rx::spawn(async move {
            let session = kratos.session().await;
            let flow = match flow {
                Some(request) => Some(kratos.load(&request).await),
                None => None,
            };
            let fields = self.fields();
            let reply = Reply::Returned {
                session,
                flow,
                fields,
                near_end,
            };
            self.replied(id, reply);
        });
    }

    /// A flow is shown: it is replaced before its end. How long it lives is a matter of the server's clock alone, and a
    /// `fresh` one has all of that left; what is left of one that was made earlier, the browser's tells as well as it can.
    pub(super) fn expect_end(self, issued: &str, expires: &str, fresh: bool) {
        let Some(life) = time::elapsed(issued, expires).filter(|life| *life > 0.0) else {
            return;
        };
        let left = time::from_now(expires).filter(|left| !fresh && (0.0..life).contains(left));
        let wait = left.unwrap_or(life) - AHEAD.min(life / 4.0);
        let end = End {
            ticks: time::now() + wait,
            wall: time::wall() + time::whole(wait),
            timer: time::after(wait, move || self.near_end()),
        };
        let before = self.end.try_update_value(|own| own.replace(end));
        if let Some(timer) = before.flatten().and_then(|end| end.timer) {
            timer.clear();
        }
    }

    fn near_end(self) {
        // In the background it can wait until somebody looks.
        if browser::is_visible() {
            self.dispatch(Event::NearEnd);
        }
    }

    pub(super) fn renew_later(self) {
        let shown = self.flow().map(|flow| flow.id.clone());
        time::after(PAUSE, move || {
            if self.flow().map(|flow| flow.id.clone()) == shown {
                self.near_end();
            }
        });
    }

    /// Whether the flow is near its end, or past it. A machine that sleeps stops one clock, and users set the other.
    fn is_near_end(self) -> bool {
        let is_past = |end: &End| time::now() >= end.ticks || time::wall() >= end.wall;
        let is_near = self.end.try_with_value(|end| end.as_ref().map(is_past));
        is_near.flatten() == Some(true)
    }
}
