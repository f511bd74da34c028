//! An *element* of the page, put together at run time. `view!` makes a type of every element that is written, and its code is
//! compiled again for each; of these there is one type for all, which brings the page's wasm down by a twentieth.

mod attribute;
mod state;

use leptos::html::ElementType;
use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::html::node_ref::NodeRefContainer;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types;
use leptos::tachys::view::{Position, PositionState};
use leptos::wasm_bindgen::JsCast;
use send_wrapper::SendWrapper;
use web_sys::{Event, MouseEvent, SubmitEvent};

use attribute::Value;
use state::ElementState;

/// An element with its attributes and children.
pub(crate) struct Element(Box<Parts>);

/// What an element is made of. Behind one pointer, because it is moved for every attribute.
struct Parts {
    tag: &'static str,
    attributes: Vec<(&'static str, Value)>,
    listeners: Vec<(&'static str, Listener)>,
    found: Option<SendWrapper<Found>>,
    children: Vec<AnyView>,
}

type Found = Box<dyn FnOnce(&types::Element)>;
type Listener = SendWrapper<Box<dyn FnMut(Event)>>;

/// Begins an element.
pub(crate) fn element(tag: &'static str) -> Element {
    Element(Box::new(Parts {
        tag,
        attributes: Vec::new(),
        listeners: Vec::new(),
        found: None,
        children: Vec::new(),
    }))
}

/// Several views beside each other.
pub(crate) fn fragment(views: Vec<AnyView>) -> AnyView {
    views.into_any()
}

impl Element {
    /// Adds an attribute. `false` and `None` leave it out; a signal keeps it up to date.
    pub(crate) fn attr(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.put(name, value.into());
        self
    }

    /// The customary name, by which outside test suites find the element.
    pub(crate) fn test_id(self, id: impl Into<String>) -> Self {
        self.attr("data-testid", id.into())
    }

    /// The class list.
    pub(crate) fn class(self, class: impl Into<Value>) -> Self {
        self.attr("class", class)
    }

    /// Adds a child.
    pub(crate) fn child(mut self, child: impl IntoAny) -> Self {
        self.0.children.push(child.into_any());
        self
    }

    /// Adds a text.
    pub(crate) fn text(self, text: &str) -> Self {
        self.child(text.to_owned())
    }

    /// Listens to an event.
    pub(crate) fn on(mut self, event: &'static str, run: impl FnMut(Event) + 'static) -> Self {
        self.0.listen(event, Box::new(run));
        self
    }

    /// Listens to presses.
    pub(crate) fn on_click(self, mut run: Box<dyn FnMut(MouseEvent)>) -> Self {
        self.on("click", move |event| run(event.unchecked_into()))
    }

    /// Listens to a form that is sent.
    pub(crate) fn on_submit(self, mut run: Box<dyn FnMut(SubmitEvent)>) -> Self {
        self.on("submit", move |event| run(event.unchecked_into()))
    }

    /// Tells where the element is, once it is there.
    pub(crate) fn node_ref<E>(mut self, place: NodeRef<E>) -> Self
    where
        E: ElementType,
        NodeRef<E>: NodeRefContainer<E>,
    {
        // A server, which may go on in another thread, has nothing to find.
        if !cfg!(feature = "ssr") {
            let found: Found = Box::new(move |element| place.load(element));
            self.0.found = Some(SendWrapper::new(found));
        }
        self
    }
}

impl Parts {
    #[inline(never)]
    fn put(&mut self, name: &'static str, value: Value) {
        self.attributes.push((name, value));
    }

    #[inline(never)]
    fn listen(&mut self, event: &'static str, run: Box<dyn FnMut(Event)>) {
        // On a server, which may go on in another thread, nothing happens to a page.
        if !cfg!(feature = "ssr") {
            self.listeners.push((event, SendWrapper::new(run)));
        }
    }

    /// Whether HTML has no end tag for it.
    fn is_void(&self) -> bool {
        matches!(self.tag, "input" | "img" | "source" | "hr" | "br")
    }
}

impl Render for Element {
    type State = ElementState;

    fn build(self) -> ElementState {
        ElementState::build(*self.0)
    }

    fn rebuild(self, state: &mut ElementState) {
        state.rebuild(*self.0);
    }
}

// What a host spreads onto a component goes nowhere: it has no one element to go to.
impl AddAnyAttr for Element {
    type Output<SomeNewAttr: Attribute> = Element;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Element {
        self
    }
}

impl RenderHtml for Element {
    type AsyncOutput = Element;
    type Owned = Element;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Element {
        self
    }

    fn to_html_with_buf(
        self,
        html: &mut String,
        position: &mut Position,
        _escape: bool,
        mark_branches: bool,
        _extra: Vec<AnyAttribute>,
    ) {
        let void = self.0.is_void();
        html.push('<');
        html.push_str(self.0.tag);
        for (name, value) in self.0.attributes {
            value.write(name, html);
        }
        html.push('>');
        if !void {
            *position = Position::FirstChild;
            for child in self.0.children {
                child.to_html_with_buf(html, position, true, mark_branches, Vec::new());
            }
            html.push_str("</");
            html.push_str(self.0.tag);
            html.push('>');
        }
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> ElementState {
        ElementState::hydrate(*self.0, cursor, position)
    }

    fn into_owned(self) -> Element {
        self
    }
}
