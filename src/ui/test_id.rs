//! A *test id* is the customary name of an element, by which outside test suites find it. It is an attribute with a key
//! of its own: those that Leptos does not know by name are written again when a page is hydrated, and nothing may be.

use leptos::attr::{Attr, AttributeKey};

/// The key of the attribute.
#[derive(Clone)]
pub(crate) struct TestId;

impl AttributeKey for TestId {
    const KEY: &'static str = "data-testid";
}

/// `data-testid`, for `{..test_id("…")}` in a view.
pub(crate) fn test_id(id: impl Into<String>) -> Attr<TestId, String> {
    Attr(TestId, id.into())
}
