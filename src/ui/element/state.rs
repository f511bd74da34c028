//! An element that is in the page.

use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::{CastFrom, Rndr, types};
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState};
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use web_sys::Event;

use super::Parts;

/// What is kept of an element, so that it can change and go.
pub(crate) struct ElementState {
    element: types::Element,
    tag: &'static str,
    names: Vec<&'static str>,
    effects: Vec<RenderEffect<Option<String>>>,
    listeners: Vec<Attached>,
    children: Vec<AnyViewState>,
}

/// A listener that goes with its element.
struct Attached {
    element: types::Element,
    event: &'static str,
    run: Closure<dyn FnMut(Event)>,
}

impl Drop for Attached {
    fn drop(&mut self) {
        let run = self.run.as_ref().unchecked_ref();
        drop(
            self.element
                .remove_event_listener_with_callback(self.event, run),
        );
    }
}

impl ElementState {
    /// Makes the element.
    pub(super) fn build(mut parts: Parts) -> Self {
        let namespace = matches!(parts.tag, "svg" | "use").then_some("http://www.w3.org/2000/svg");
        let element = Rndr::create_element(parts.tag, namespace);
        let views = std::mem::take(&mut parts.children);
        let mut state = Self::of(parts, element, false);
        for view in views {
            let mut child = view.build();
            child.mount(&state.element, None);
            state.children.push(child);
        }
        state
    }

    /// Finds the element where a server has written it.
    pub(super) fn hydrate(mut parts: Parts, cursor: &Cursor, position: &PositionState) -> Self {
        match position.get() {
            Position::FirstChild => cursor.child(),
            Position::Current => {}
            _ => cursor.sibling(),
        }
        let views = std::mem::take(&mut parts.children);
        let Some(element) = types::Element::cast_from(cursor.current()) else {
            // The page is not what was rendered. The scripts hear of a trap, and render it again.
            std::process::abort();
        };
        let mut state = Self::of(parts, element, true);
        position.set(Position::FirstChild);
        for view in views {
            state.children.push(view.hydrate::<true>(cursor, position));
        }
        cursor.set(state.element.clone().into());
        position.set(Position::NextChild);
        state
    }

    /// Changes the element to another that is like it, or puts the other in its place.
    pub(super) fn rebuild(&mut self, parts: Parts) {
        let is_alike = self.tag == parts.tag
            && self.children.len() == parts.children.len()
            && parts.listeners.is_empty()
            && self.listeners.is_empty()
            && parts.found.is_none()
            && parts
                .attributes
                .iter()
                .map(|(name, _)| *name)
                .eq(self.names.iter().copied());
        if !is_alike {
            let mut new = Self::build(parts);
            self.insert_before_this(&mut new);
            self.unmount();
            *self = new;
            return;
        }
        self.effects.clear();
        for (name, value) in parts.attributes {
            if let super::Value::None = value {
                Rndr::remove_attribute(&self.element, name);
            }
            self.effects.extend(value.apply(&self.element, name, false));
        }
        for (view, state) in parts.children.into_iter().zip(&mut self.children) {
            view.rebuild(state);
        }
    }

    fn of(parts: Parts, element: types::Element, there: bool) -> Self {
        let mut state = ElementState {
            tag: parts.tag,
            names: Vec::new(),
            effects: Vec::new(),
            listeners: Vec::new(),
            children: Vec::new(),
            element,
        };
        for (name, value) in parts.attributes {
            state.names.push(name);
            state
                .effects
                .extend(value.apply(&state.element, name, there));
        }
        for (event, run) in parts.listeners {
            let run = Closure::wrap(run.take());
            let function = run.as_ref().unchecked_ref();
            drop(
                state
                    .element
                    .add_event_listener_with_callback(event, function),
            );
            let element = state.element.clone();
            state.listeners.push(Attached {
                element,
                event,
                run,
            });
        }
        if let Some(found) = parts.found {
            found.take()(&state.element);
        }
        state
    }
}

impl Mountable for ElementState {
    fn unmount(&mut self) {
        self.element.unmount();
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        Rndr::insert_node(parent, &self.element, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.element.insert_before_this(child)
    }

    fn elements(&self) -> Vec<types::Element> {
        vec![self.element.clone()]
    }
}
