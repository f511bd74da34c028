//! The *clock* of a flow's card, as far as the person sees it: an answer that is long in coming, a pause that the server
//! asks for, a page that does not come.

use leptos::prelude::*;

use crate::browser::time;
use crate::kratos::LIMIT;

/// After this many milliseconds the page says that it still waits.
const SLOW: f64 = 4_000.0;

/// After this many milliseconds a page that was left should be gone.
const GONE: f64 = 10_000.0;

#[derive(Clone, Copy)]
pub(super) struct Clock {
    /// Whether an answer is long in coming.
    pub(super) slow: RwSignal<bool>,
    /// The seconds until something may be sent again.
    pub(super) held: RwSignal<u32>,
    /// Where the person is on the way to, once that has taken too long.
    pub(super) late: RwSignal<Option<String>>,
    timers: StoredValue<Vec<TimeoutHandle>>,
}

impl Clock {
    pub(super) fn new() -> Self {
        let clock = Clock {
            slow: RwSignal::new(false),
            held: RwSignal::new(0),
            late: RwSignal::new(None),
            timers: StoredValue::new(Vec::new()),
        };
        on_cleanup(move || clock.stop());
        clock
    }

    /// Something was asked. `waits` says whether the answer is still to come, `give_up` is called when it has not come in
    /// time.
    pub(super) fn start(
        self,
        waits: impl Fn() -> bool + Copy + 'static,
        give_up: impl FnOnce() + 'static,
    ) {
        self.stop();
        let slow = time::after(SLOW, move || {
            if waits() {
                self.slow.try_set(true);
            }
        });
        let limit = time::after(f64::from(LIMIT), move || {
            if waits() {
                give_up();
            }
        });
        self.timers
            .update_value(|timers| timers.extend([slow, limit].into_iter().flatten()));
    }

    /// The answer is there.
    pub(super) fn stop(self) {
        self.timers.try_update_value(|timers| {
            for timer in timers.drain(..) {
                timer.clear();
            }
        });
        self.slow.try_set(false);
    }

    /// Whether nothing may be sent yet.
    pub(super) fn is_held(self) -> bool {
        self.held.try_get_untracked().is_some_and(|left| left > 0)
    }

    /// Nothing is to be sent for so many seconds.
    pub(super) fn hold(self, seconds: Option<u32>) {
        let Some(seconds) = seconds else {
            return;
        };
        self.held.set(seconds);
        self.tick(time::now() + f64::from(seconds) * 1000.0);
    }

    fn tick(self, end: f64) {
        time::after(1000.0, move || {
            let left = ((end - time::now()) / 1000.0).ceil().max(0.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a cast saturates"
            )]
            let left = left as u32;
            // Also ends when the card is gone.
            if self.held.try_set(left).is_none() && left > 0 {
                self.tick(end);
            }
        });
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
