//! A *countdown*: how long it is until something may be sent again.

use leptos::prelude::*;

use super::erased;
use super::test_id::test_id;

/// The time that is left, as `0:29`; nothing once it is over. It is there to be seen: a screen reader is told when it
/// begins and when it is over, by what the page says beside it (`role="timer"` is not announced by itself).
#[component]
pub(super) fn Countdown(
    /// The seconds that are left.
    left: Signal<u32>,
) -> impl IntoView {
    let is_counting = erased::version(move || u32::from(left.get() > 0));
    let shown = erased::optional(move || {
        let left = left.get();
        Some(format!("{}:{:02}", left / 60, left % 60))
    });
    erased::view(move || {
        (is_counting.get() > 0)
            .then(|| {
                view! {
                    <p {..test_id("countdown")} class="countdown" role="timer">
                        {shown}
                    </p>
                }
                .into_any()
            })
            .into_any()
    })
}
