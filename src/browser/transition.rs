//! A *transition* from one step to the next, rendered by the browser (CSS View Transitions Level 1).

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use super::value;

/// Changes the page, with a transition where the browser has them and the user wants motion. `change` runs at once
/// where there is none, else when the browser next renders.
pub(crate) fn transition(change: impl FnOnce() + 'static) {
    fn boxed(change: Box<dyn FnOnce()>) {
        let document = value::global("document");
        let wants = super::window()
            .and_then(|window| {
                window
                    .match_media("(prefers-reduced-motion: no-preference)")
                    .ok()?
            })
            .is_some_and(|query| query.matches());
        if !wants || !value::get(&document, "startViewTransition").is_function() {
            change();
            return;
        }
        let change = Closure::once_into_js(move || -> Promise {
            change();
            // What is rendered follows in tasks of its own: the next one comes after them.
            Promise::new(&mut |done, _| {
                drop(value::call(
                    &js_sys::global(),
                    "setTimeout",
                    &[&done, &0.into()],
                ));
            })
        });
        let Ok(running) = value::call(&document, "startViewTransition", &[&change]) else {
            return;
        };
        // One that is skipped, because the page is out of view or another begins, is no error.
        let quiet = Closure::<dyn Fn(JsValue)>::new(|_| {}).into_js_value();
        for promise in ["ready", "finished"] {
            drop(value::call(
                &value::get(&running, promise),
                "catch",
                &[&quiet],
            ));
        }
    }
    boxed(Box::new(change));
}
