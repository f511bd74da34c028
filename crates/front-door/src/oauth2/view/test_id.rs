//! The customary name of an element, by which test suites find it.

use leptos::attr::{Attr, AttributeKey};

/// `data-testid`.
#[derive(Clone)]
pub(super) struct TestId;

impl AttributeKey for TestId {
    const KEY: &'static str = "data-testid";
}

/// `data-testid`, for `{..test_id("…")}` in a view.
pub(super) fn test_id(id: impl Into<String>) -> Attr<TestId, String> {
    Attr(TestId, id.into())
}
