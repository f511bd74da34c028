//! A *control* of the page, found by its id: what happens in it, and what stands in it.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event};

use super::{document, on, time, value};

/// Runs something with the control's value whenever an event comes from it, until the component is gone.
pub(crate) fn on_value(event: &str, id: &str, run: impl Fn(String) + 'static) {
    let id = id.to_owned();
    on(event, move |event| {
        if let Some(control) = target(&event).filter(|control| control.id() == id) {
            run(value_of(&control));
        }
    });
}

/// Whether a key was pressed in the control with this id while capitals are locked. Autofill fires events of this name
/// that are about no key.
pub(crate) fn has_caps_lock(event: &Event, id: &str) -> bool {
    let is_here = target(event).is_some_and(|control| control.id() == id);
    let locked = value::call(event, "getModifierState", &[&"CapsLock".into()]);
    is_here && locked.ok().and_then(|locked| locked.as_bool()) == Some(true)
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// What stands in the control with this id.
pub(crate) fn read(id: &str) -> Option<String> {
    Some(value_of(&document()?.get_element_by_id(id)?))
}

fn value_of(control: &Element) -> String {
    value::get(control, "value").as_string().unwrap_or_default()
}

/// Puts a text into the control with this id.
pub(crate) fn put(id: &str, text: &str) {
    if let Some(control) = document().and_then(|document| document.get_element_by_id(id)) {
        value::set(&control, "value", &JsValue::from_str(text));
    }
}

/// How often it is looked whether the pointer still presses something, in milliseconds.
const LOOK: f64 = 100.0;

/// Runs something in a moment, once the pointer presses nothing: what is being pressed must not move away.
pub(crate) fn when_released(run: impl FnOnce() + 'static) {
    fn boxed(run: Box<dyn FnOnce()>) {
        time::after(LOOK, move || {
            let submitter =
                document().and_then(|document| document.query_selector(":active").ok()?);
            if submitter.is_some() {
                boxed(run);
            } else {
                run();
            }
        });
    }
    boxed(Box::new(run));
}
