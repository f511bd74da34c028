//! *Erased* closures: every closure is a type of its own, and the reactive graph is compiled again for each of them, at
//! one to two kilobytes of wasm. Boxed, they share it. This module is the one place that boxes them; everything in the
//! components that reacts goes through it.

use std::pin::Pin;

use leptos::either::Either;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use web_sys::SubmitEvent;

use crate::browser;
use crate::flow::Text;

/// Runs in the browser only, once now and again whenever something changes that it has read.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    fn boxed(mut run: Box<dyn FnMut()>) {
        Effect::new(move |_: Option<()>| {
            // Of a page whose take-over has failed nothing may act.
            if !browser::is_hydrating() {
                run();
            }
        });
    }
    boxed(Box::new(run));
}

/// A text that changes, or comes and goes: an attribute, or something that is said. What is always there is of the same
/// type, because each type of a signal has code of its own.
pub(crate) fn optional(
    get: impl Fn() -> Option<String> + Send + Sync + 'static,
) -> Signal<Option<String>> {
    fn boxed(get: Box<dyn Fn() -> Option<String> + Send + Sync>) -> Signal<Option<String>> {
        Signal::derive(get)
    }
    boxed(Box::new(get))
}

/// What is said somewhere, and changes.
pub(crate) fn texts(get: impl Fn() -> Vec<Text> + Send + Sync + 'static) -> Signal<Vec<Text>> {
    fn boxed(get: Box<dyn Fn() -> Vec<Text> + Send + Sync>) -> Signal<Vec<Text>> {
        Signal::derive(get)
    }
    boxed(Box::new(get))
}

/// `"true"` while something is so, nothing otherwise: the form that `aria-*` attributes want.
pub(crate) fn state(is: impl Fn() -> bool + Send + Sync + 'static) -> Signal<Option<String>> {
    optional(move || is().then(|| "true".to_owned()))
}

/// A number by which something is rendered again when it changes, and only then.
pub(crate) fn version(get: impl Fn() -> u32 + Send + Sync + 'static) -> Memo<u32> {
    fn boxed(get: Box<dyn Fn() -> u32 + Send + Sync>) -> Memo<u32> {
        Memo::new(move |_| get())
    }
    boxed(Box::new(get))
}

/// Something rendered that changes.
pub(crate) fn view(render: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    fn boxed(render: Box<dyn FnMut() -> AnyView + Send>) -> AnyView {
        render.into_any()
    }
    boxed(Box::new(render))
}

/// Something rendered with elements of its own for each number. Left and right are of one type, and going from one to the
/// other builds again what stands in them; a keyed list of one element would do the same with ten times the code.
pub(crate) fn keyed(
    number: Signal<u32>,
    mut render: impl FnMut() -> AnyView + Send + 'static,
) -> AnyView {
    view(move || {
        let even = number.get().is_multiple_of(2);
        let rendered = render();
        if even {
            Either::Left(rendered)
        } else {
            Either::Right(rendered)
        }
        .into_any()
    })
}

/// What happens when something is pressed.
pub(crate) fn click(run: impl FnMut(MouseEvent) + 'static) -> Box<dyn FnMut(MouseEvent)> {
    Box::new(run)
}

/// What happens in place of what the browser itself would do when something is pressed. Where it panics, the browser does that.
pub(crate) fn click_prevent(mut run: impl FnMut() + 'static) -> Box<dyn FnMut(MouseEvent)> {
    click(move |event| {
        if !browser::is_hydrating() {
            run();
            event.prevent_default();
        }
    })
}

/// What happens in place of what the browser itself would do when a form is sent. Where it panics, the browser sends it.
pub(crate) fn submit(run: impl FnMut(SubmitEvent) + 'static) -> Box<dyn FnMut(SubmitEvent)> {
    fn boxed(mut run: Box<dyn FnMut(SubmitEvent)>) -> Box<dyn FnMut(SubmitEvent)> {
        Box::new(move |event| {
            // A question inside of the form is a form as well.
            if !browser::is_hydrating() && event.target() == event.current_target() {
                run(event.clone());
                event.prevent_default();
            }
        })
    }
    boxed(Box::new(run))
}

/// Goes on in the background.
pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    fn boxed(task: Pin<Box<dyn Future<Output = ()>>>) {
        leptos::task::spawn_local(task);
    }
    boxed(Box::pin(task));
}
