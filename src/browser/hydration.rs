//! To *hydrate* a page that a server has rendered is to hydrate it. It can fail: where another user has put an element among
//! ours (a translation, an extension), Leptos panics, and what it has done until then stays. So nothing of ours may act
//! until all of it is done.

use std::sync::atomic::{AtomicBool, Ordering};

static TAKING_OVER: AtomicBool = AtomicBool::new(false);

/// Whether the page is being hydrated. A submit is the browser's own for as long, and for ever where that has failed.
pub(crate) fn is_hydrating() -> bool {
    TAKING_OVER.load(Ordering::Relaxed)
}

/// Runs what takes the page over.
#[cfg(feature = "hydrate")]
pub(crate) fn hydrate(run: impl FnOnce()) {
    TAKING_OVER.store(true, Ordering::Relaxed);
    run();
    TAKING_OVER.store(false, Ordering::Relaxed);
}
