//! The *clock* of a flow's card, as far as the user sees it: a response that is long in coming, a pause that the server
//! asks for, a page that does not come.

use leptos::prelude::*;

use crate::browser::fetch::LIMIT;
use crate::browser::time;
use crate::ui::countdown::count_down;

/// After this many milliseconds the button that was pressed says that something is being done.
const WORKING: f64 = 300.0;

/// After this many milliseconds the page says that it still waits.
const SLOW: f64 = 4_000.0;

/// After this many milliseconds a page that was left should be gone.
const GONE: f64 = 10_000.0;

/// When a flow is to be replaced, by two clocks, and what does it.
pub(super) struct End {
    /// On the clock that stops while the machine sleeps.
    pub(super) ticks: f64,
    /// On the clock that users set.
    pub(super) wall: u64,
    pub(super) timer: Option<TimeoutHandle>,
}

#[derive(Clone, Copy)]
pub(super) struct Clock {
    /// Whether a response does not come at once.
    pub(super) working: RwSignal<bool>,
    /// Whether it is long in coming.
    pub(super) slow: RwSignal<bool>,
    /// The seconds until something may be sent again.
    pub(super) cooldown: RwSignal<u32>,
    /// Where the user is on the way to, once that has taken too long.
    pub(super) late: RwSignal<Option<String>>,
    timers: StoredValue<Vec<TimeoutHandle>>,
}

impl Clock {
    pub(super) fn new() -> Self {
        let clock = Clock {
            working: RwSignal::new(false),
            slow: RwSignal::new(false),
            cooldown: RwSignal::new(0),
            late: RwSignal::new(None),
            timers: StoredValue::new(Vec::new()),
        };
        on_cleanup(move || clock.stop());
        clock
    }

    /// Something was asked. `waits` says whether the response is still to come, `give_up` is called when it has not come in
    /// time.
    pub(super) fn start(
        self,
        waits: impl Fn() -> bool + Copy + 'static,
        give_up: impl FnOnce() + 'static,
    ) {
        self.stop();
        let tell = |after: f64, signal: RwSignal<bool>| {
            time::after(after, move || {
                if waits() {
                    signal.try_set(true);
                }
            })
        };
        let working = tell(WORKING, self.working);
        let slow = tell(SLOW, self.slow);
        let limit = time::after(f64::from(LIMIT), move || {
            if waits() {
                give_up();
            }
        });
        self.timers
            .update_value(|timers| timers.extend([working, slow, limit].into_iter().flatten()));
    }

    /// The response is there.
    pub(super) fn stop(self) {
        self.timers.try_update_value(|timers| {
            for timer in timers.drain(..) {
                timer.clear();
            }
        });
        self.working.try_set(false);
        self.slow.try_set(false);
    }

    /// Whether nothing may be sent yet.
    pub(super) fn is_rate_limited(self) -> bool {
        self.cooldown
            .try_get_untracked()
            .is_some_and(|left| left > 0)
    }

    /// Nothing is to be sent for so many seconds.
    pub(super) fn hold(self, seconds: u32) {
        count_down(self.cooldown, seconds);
    }

    /// The page is on its way to another. `waits` says whether it still is.
    pub(super) fn leave(self, to: String, waits: impl Fn() -> bool + 'static) {
        time::after(GONE, move || {
            if waits() {
                self.late.try_set(Some(to));
            }
        });
    }
}
