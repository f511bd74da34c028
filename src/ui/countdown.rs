//! A *countdown*: how long it is until something may be sent again, or until it makes sense to.

use crate::ui::element::element;
use leptos::prelude::*;

use super::{rx, use_vestibule};
use crate::browser::{session_storage, time};
use crate::i18n::phrases;

/// A code is mostly there after so many seconds.
const USUAL: u32 = 30;

/// The time that is left, as "Try again in 0:29."; nothing once it is over. It is there to be seen: a screen reader is told when it
/// begins and when it is over, by what the page says beside it (`role="timer"` is not announced by itself).
#[component]
pub(super) fn Countdown(
    /// The seconds that are left.
    left: Signal<u32>,
) -> impl IntoView {
    let is_counting = rx::version(move || u32::from(left.get() > 0));
    let vestibule = use_vestibule();
    let shown = rx::optional(move || {
        let left = minutes(left.get());
        Some(
            vestibule
                .catalogue
                .t_with(phrases::COOLDOWN, &[("time", &left)]),
        )
    });
    rx::view(move || {
        (is_counting.get() > 0)
            .then(|| {
                element("p")
                    .test_id("countdown")
                    .class("countdown")
                    .attr("role", "timer")
                    .child(shown)
                    .into_any()
            })
            .into_any()
    })
}

/// When it makes sense to ask a flow for another code. Nobody is kept from doing so earlier.
pub(super) fn another_code(flow: String) -> AnyView {
    let vestibule = use_vestibule();
    let left = RwSignal::new(0);
    rx::effect(move || {
        let passed = session_storage::since_code(&flow).unwrap_or(USUAL);
        count_down(left, USUAL.saturating_sub(passed));
    });
    let text = rx::optional(move || {
        let left = left.get();
        let catalogue = &vestibule.catalogue;
        Some(if left > 0 {
            catalogue.t_with(phrases::CODE_SOON, &[("time", &minutes(left))])
        } else {
            catalogue.t(phrases::CODE_NOW)
        })
    });
    element("p")
        .test_id("another-code")
        .class("hint")
        .child(text)
        .into_any()
}

fn minutes(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Counts a signal down to nothing, by the clock that nobody sets.
pub(super) fn count_down(left: RwSignal<u32>, seconds: u32) {
    left.set(seconds);
    tick(left, time::now() + f64::from(seconds) * 1000.0);
}

fn tick(left: RwSignal<u32>, end: f64) {
    time::after(1000.0, move || {
        let seconds = time::whole(((end - time::now()) / 1000.0).ceil());
        let seconds = u32::try_from(seconds).unwrap_or_default();
        // Ends as well when what shows it is gone.
        if left.try_set(seconds).is_none() && seconds > 0 {
            tick(left, end);
        }
    });
}
