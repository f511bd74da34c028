//! The *browser*: everything that touches the window, the document or the address bar. It is only ever called from
//! event handlers and effects, never while a component renders, so that the same components render on a server.

pub(crate) mod captcha;
pub(crate) mod control;
pub(crate) mod countries;
pub(crate) mod fetch;
pub(crate) mod form;
pub(crate) mod history;
mod hydration;
pub(crate) mod local_storage;
pub(crate) mod otp;
pub(crate) mod passkey;
pub(crate) mod prefetch;
pub(crate) mod question;
pub(crate) mod script;
pub(crate) mod session_storage;
pub(crate) mod time;
mod transition;
mod value;

pub(crate) use fetch::Fetch;
#[cfg(feature = "hydrate")]
pub(crate) use hydration::hydrate;
pub(crate) use hydration::is_hydrating;
use js_sys::Array;
use leptos::prelude::{on_cleanup, window_event_listener_untyped};
pub(crate) use transition::transition;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Document, Element, Event, HtmlElement, Location, PageTransitionEvent, RequestInit,
    Window,
};

use crate::i18n::is_from_right;

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

/// The page's own origin, `https://app.example`.
pub(crate) fn origin() -> String {
    if cfg!(feature = "ssr") {
        return String::new();
    }
    window()
        .and_then(|window| window.location().origin().ok())
        .unwrap_or_default()
}

/// The path and the query of the page's address.
pub(crate) fn address() -> (String, String) {
    (part(Location::pathname), part(Location::search))
}

/// The host of the page's address.
pub(crate) fn host() -> String {
    part(Location::hostname)
}

fn part(read: fn(&Location) -> Result<String, JsValue>) -> String {
    window()
        .and_then(|window| read(&window.location()).ok())
        .unwrap_or_default()
}

/// Leaves for another address. The caller has checked it.
pub(crate) fn assign(url: &str) {
    if let Some(window) = window() {
        // The only failure is an address that does not parse, which `SafeUrl` has ruled out.
        drop(window.location().assign(url));
    }
}

/// The page's title.
pub(crate) fn set_title(title: &str) {
    // Writing the same title again is a change to the page all the same.
    if let Some(document) = document()
        && document.title() != title
    {
        document.set_title(title);
    }
}

/// Puts this in front of the page's title, until that is set again.
pub(crate) fn prefix_title(prefix: &str) {
    if let Some(title) = document().map(|document| document.title())
        && !title.starts_with(prefix)
    {
        set_title(&format!("{prefix}{title}"));
    }
}

/// The page's language (BCP 47), and with it the direction in which it is read.
pub(crate) fn set_language(language: &str) {
    if let Some(root) = document().and_then(|document| document.document_element())
        && root.get_attribute("lang").as_deref() != Some(language)
    {
        drop(root.set_attribute("lang", language));
        if is_from_right(language) {
            drop(root.set_attribute("dir", "rtl"));
        }
    }
}

/// The language that a server has written the page in.
#[cfg(feature = "hydrate")]
pub(crate) fn language() -> Option<String> {
    document()?.document_element()?.get_attribute("lang")
}

/// Whether the browser knows that there is no network.
pub(crate) fn is_offline() -> bool {
    window().is_some_and(|window| !window.navigator().on_line())
}

/// Whether the page came by plain http from another machine.
pub(crate) fn is_insecure() -> bool {
    window().is_some_and(|window| !window.is_secure_context())
}

/// Whether the page is in view.
pub(crate) fn is_visible() -> bool {
    document().is_some_and(|document| !document.hidden())
}

/// Runs something whenever an event reaches the window, until the component is gone. On a server there are none.
pub(crate) fn on(event: &str, run: impl Fn(Event) + 'static) {
    fn boxed(event: &str, run: Box<dyn Fn(Event)>) {
        if cfg!(feature = "ssr") {
            return;
        }
        let listener = window_event_listener_untyped(event, move |event| {
            if !is_hydrating() {
                run(event);
            }
        });
        on_cleanup(move || listener.remove());
    }
    boxed(event, Box::new(run));
}

/// Runs something once the component is gone from the page.
pub(crate) fn when_gone(run: impl FnOnce() + Send + Sync + 'static) {
    if !cfg!(feature = "ssr") {
        on_cleanup(run);
    }
}

/// Whether a link was pressed, or something in one.
pub(crate) fn is_link(event: &Event) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest("a").ok().flatten().is_some())
}

/// Whether a `pageshow` event is about a page that the browser had put aside as a whole.
pub(crate) fn is_persisted(event: &Event) -> bool {
    event
        .dyn_ref::<PageTransitionEvent>()
        .is_some_and(PageTransitionEvent::persisted)
}

/// Some languages, and then those that the user reads, the preferred one first (BCP 47).
pub(crate) fn languages(first: &Array) -> Vec<String> {
    window()
        .map(|window| {
            first
                .concat(&window.navigator().languages())
                .iter()
                .filter_map(|language| language.as_string())
                .collect()
        })
        .unwrap_or_default()
}

/// Whether a field of a fresh page may take the focus by itself: from its heading, but not where a user has put it
/// elsewhere, and not on touch screens, where the keyboard would hide the page.
pub(crate) fn may_take_focus() -> bool {
    let is_free = has_lost_focus() || active().is_some_and(|element| element.id() == "title");
    let is_pointer_fine = window()
        .and_then(|window| window.match_media("(pointer: fine)").ok().flatten())
        .is_some_and(|query| query.matches());
    is_free && is_pointer_fine
}

/// Whether the focus is nowhere: on a fresh page, or where what had it is gone.
pub(crate) fn has_lost_focus() -> bool {
    active().is_none_or(|element| element.tag_name() == "BODY")
}

fn active() -> Option<web_sys::Element> {
    document()?.active_element()
}

/// Goes to the top of the page.
pub(crate) fn to_top() {
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Puts the focus on the element with this id.
pub(crate) fn focus(id: &str) {
    let element = document()
        .and_then(|document| document.get_element_by_id(id))
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        drop(element.focus());
    }
}

/// Puts a text into the clipboard; whether that worked.
pub(crate) async fn copy(text: &str) -> bool {
    let clipboard = value::get(&value::global("navigator"), "clipboard");
    match value::call_async(&clipboard, "writeText", &[&text.into()]) {
        Ok(done) => JsFuture::from(done).await.is_ok(),
        Err(_) => false,
    }
}

/// Offers a text as a file to keep.
pub(crate) fn download(name: &str, text: &str) {
    let link = document()
        .and_then(|document| document.create_element("a").ok())
        .and_then(|link| link.dyn_into::<HtmlElement>().ok());
    if let Some(link) = link {
        let data = String::from(js_sys::encode_uri_component(text));
        drop(link.set_attribute("href", &format!("data:text/plain;charset=utf-8,{data}")));
        drop(link.set_attribute("download", name));
        link.click();
    }
}

/// Prints the page.
pub(crate) fn print() {
    if let Some(window) = window() {
        drop(window.print());
    }
}

/// Gives an element `data-*` attributes; a name that is none is passed over.
pub(crate) fn set_data(element: &Element, data: &[(String, String)]) {
    for (name, text) in data {
        if name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        {
            drop(element.set_attribute(&format!("data-{name}"), text));
        }
    }
}

/// The element that the application is rendered into.
pub(crate) fn mount_point() -> Option<HtmlElement> {
    document()?.get_element_by_id("app")?.dyn_into().ok()
}

/// The application cannot go on: `card.js` or `simple.js` says so in the page, as for what fails before the application is
/// there. `why` names a part of the card, `detail` is for the operator.
pub(crate) fn break_down(why: &str, detail: &str) {
    let boot = value::global("vestibule");
    drop(value::call(&boot, "fail", &[&why.into(), &detail.into()]));
}

/// Gives the page the look that its configuration asks for, if no server has done so.
pub(crate) fn apply_theme(css: &str, layout: &str) {
    let boot = value::global("vestibule");
    drop(value::call(&boot, "dress", &[&css.into(), &layout.into()]));
}

/// A file that has not come after this many milliseconds is done without.
const LIMIT: u32 = 5_000;

/// Fetches a file of the page's own.
pub(crate) async fn fetch(path: &str) -> Option<web_sys::Response> {
    let init = RequestInit::new();
    init.set_signal(Some(&AbortSignal::timeout_with_u32(LIMIT)));
    JsFuture::from(window()?.fetch_with_str_and_init(path, &init))
        .await
        .ok()?
        .dyn_into()
        .ok()
}

/// The element to render into where the page cannot be hydrated. It is in the document once [`is_alive`] was called.
#[cfg(feature = "hydrate")]
pub(crate) fn boot_root() -> Option<HtmlElement> {
    let boot = value::global("vestibule");
    value::call(&boot, "place", &[]).ok()?.dyn_into().ok()
}

/// Tells `simple.js` that the page is alive: it puts the stage into the document, and there what was typed before.
#[cfg(feature = "hydrate")]
pub(crate) fn is_alive() {
    let boot = value::global("vestibule");
    drop(value::call(&boot, "alive", &[]));
}

/// What a server has put into the page as data: the text of the element with this id.
#[cfg(feature = "hydrate")]
pub(crate) fn embedded(id: &str) -> Option<String> {
    document()?.get_element_by_id(id)?.text_content()
}
