//! A flow's *form*: one `<form>` over all its nodes, which works by itself and is taken over when it is sent.

use std::sync::atomic::{AtomicBool, Ordering};

use leptos::either::Either;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlButtonElement, HtmlFormElement, SubmitEvent};

use super::messages::{Messages, Said};
use super::node::NodeView;
use super::passkey::Ceremonies;
use super::test_id::test_id;
use super::{erased, use_vestibule};
use crate::browser;
use crate::flow::{Filter, Flow, InputKind, Pressed, Section, SectionKind, Showing, Text, layout};
use crate::i18n::phrases;
use crate::route::{FlowKind, FlowRequest};

/// A form that was sent: what was in it, and what sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The names and values of the form.
    pub fields: Vec<(String, String)>,
    /// The button, or the ceremony.
    pub pressed: Pressed,
}

/// The wish to start over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// The names and values of the form.
    pub fields: Vec<(String, String)>,
    /// Whether to go on until a new code is sent.
    pub to_code: bool,
}

/// Set while a page that a server has drawn is being taken over: until that has ended, a submit is the browser's own.
static TAKING_OVER: AtomicBool = AtomicBool::new(false);

/// Says whether the page is being taken over.
#[cfg(feature = "hydrate")]
pub(crate) fn set_taking_over(yes: bool) {
    TAKING_OVER.store(yes, Ordering::Relaxed);
}

/// What the fields and buttons of a form share.
#[derive(Clone, Copy)]
pub(super) struct FormContext {
    /// Whether the form is on its way.
    pub(super) busy: Signal<bool>,
    /// What the browser finds wrong, by field name, before anything is sent.
    pub(super) problems: RwSignal<Vec<(String, String)>>,
    /// Which kind of flow the form belongs to.
    pub(super) kind: FlowKind,
    /// The passkey ceremonies of this form.
    pub(super) ceremonies: Option<Ceremonies>,
}

impl FormContext {
    /// The form's context; a node that stands alone has one of its own.
    pub(super) fn find() -> Self {
        use_context().unwrap_or_else(|| FormContext {
            busy: Signal::stored(false),
            problems: RwSignal::new(Vec::new()),
            kind: FlowKind::Login,
            ceremonies: None,
        })
    }
}

/// Draws a flow and hands over what the person sends. It asks Kratos for nothing.
#[component]
pub fn FlowView(
    /// The flow, with what was typed and is to be put back. Every new answer number is a new form.
    #[prop(into)]
    showing: Signal<Option<Showing>>,
    /// Is given what the person sends.
    #[prop(into)]
    on_submit: Callback<Submission>,
    /// Is told that the person wants to start over.
    #[prop(optional, into)]
    on_again: Option<Callback<Again>>,
    /// Whether what was sent is still on its way.
    #[prop(default = Signal::stored(false), into)]
    busy: Signal<bool>,
    /// Draws only the nodes that this keeps.
    #[prop(default = None)]
    filter: Option<Filter>,
) -> impl IntoView {
    let vestibule = use_vestibule();
    let form = FormHandle {
        element: NodeRef::new(),
        showing,
        busy,
        problems: RwSignal::new(Vec::new()),
        on_submit,
    };
    let ceremonies = Ceremonies::new(form, vestibule.config.passkeys);
    provide_context(FormContext {
        busy,
        problems: form.problems,
        kind: form.flow().map_or(FlowKind::Login, |flow| flow.kind),
        ceremonies: Some(ceremonies),
    });
    let base = vestibule.kratos().base().to_owned();
    let kratos = base.clone();
    let mut drawn = None;
    erased::effect(move || {
        let (Some(element), Some(showing)) = (form.element.get(), form.showing.get()) else {
            return;
        };
        if drawn.is_none() {
            ceremonies.take_over(&element);
        }
        if drawn != Some(showing.answer) {
            drawn = Some(showing.answer);
            form.problems.set(Vec::new());
            settle(&element, &showing);
            ceremonies.arm(&kratos);
        }
    });
    let submit = move |event: SubmitEvent| {
        if TAKING_OVER.load(Ordering::Relaxed) {
            return;
        }
        event.prevent_default();
        let button = event
            .submitter()
            .and_then(|element| element.dyn_into::<HtmlButtonElement>().ok());
        if let (Some(flow), Some(button)) = (form.flow(), button) {
            let pressed = Pressed::button(&flow, &button.name(), &button.value());
            if form.check(&pressed) {
                form.send(pressed);
            }
        }
    };
    let action = erased::optional(move || {
        form.showing
            .with(|showing| Some(showing.as_ref()?.flow.action(&base)))
    });
    let messages = Signal::derive(move || {
        form.showing.with(|showing| {
            let flow = showing.as_ref().map(|showing| showing.flow.page_messages());
            flow.unwrap_or_default()
        })
    });
    let status =
        erased::optional(move || ceremonies.status.get().map(|phrase| vestibule.say(phrase)));
    // Every answer is a form of its own. Left and right are of one type, and going from one to the other builds anew
    // what stands in them; a keyed list of one element would do the same with ten times the code.
    let answer = erased::version(move || {
        form.showing
            .with(|showing| showing.as_ref().map_or(0, |showing| showing.answer))
    });
    let body = erased::view(move || {
        let even = answer.get().is_multiple_of(2);
        let showing = form.showing.get_untracked();
        let body = showing.map(|showing| body(&showing, filter.as_ref(), form.element, on_again));
        let body = body.into_any();
        if even {
            Either::Left(body)
        } else {
            Either::Right(body)
        }
        .into_any()
    });
    let is_busy = erased::state(move || busy.get());
    view! {
        <form
            class="form"
            method="post"
            action=action
            novalidate=true
            aria-busy=is_busy
            node_ref=form.element
            on:submit=submit
        >
            <Messages messages=messages/>
            <Said class="messages" text=status/>
            {body}
        </form>
    }
}

/// A form and what is drawn in it.
#[derive(Clone, Copy)]
pub(super) struct FormHandle {
    pub(super) element: NodeRef<html::Form>,
    showing: Signal<Option<Showing>>,
    pub(super) busy: Signal<bool>,
    problems: RwSignal<Vec<(String, String)>>,
    on_submit: Callback<Submission>,
}

impl FormHandle {
    /// The flow that is drawn. `None` once it is not.
    pub(super) fn flow(self) -> Option<Flow> {
        let showing = self.showing.try_get_untracked().flatten()?;
        Some(showing.flow)
    }

    /// The number of the answer that is drawn.
    pub(super) fn answer(self) -> Option<u32> {
        let showing = self.showing.try_get_untracked().flatten()?;
        Some(showing.answer)
    }

    /// Whether the browser finds nothing wrong with the fields that go with a button; otherwise it is said at the
    /// fields, and the focus goes to the first of them.
    pub(super) fn check(self, pressed: &Pressed) -> bool {
        let (Some(element), Some(flow)) = (self.element.get_untracked(), self.flow()) else {
            return false;
        };
        let found = problems_of(&flow, &element, pressed);
        let first = found.first().map(|(name, _)| name.clone());
        self.problems.set(found);
        if let Some(name) = &first {
            browser::form::focus(&element, name);
        }
        first.is_none()
    }

    /// Sends what the form holds at this moment.
    pub(super) fn send(self, pressed: Pressed) {
        if let Some(element) = self.element.get_untracked()
            && !self.busy.get_untracked()
        {
            let fields = browser::form::fields(&element);
            self.on_submit.run(Submission { fields, pressed });
        }
    }
}

/// One answer's worth of form.
fn body(
    showing: &Showing,
    filter: Option<&Filter>,
    form: NodeRef<html::Form>,
    on_again: Option<Callback<Again>>,
) -> AnyView {
    let vestibule = use_vestibule();
    let mut flow = showing.flow.clone();
    if let Some(filter) = filter {
        flow.nodes.retain(|node| filter.keeps(node));
    }
    let sections = layout(&flow);
    // Between what is typed and what only needs a press stands an "or", once.
    let has_main = sections
        .iter()
        .any(|section| section.kind == SectionKind::Main);
    let divided = sections
        .iter()
        .position(|section| {
            matches!(
                section.kind,
                SectionKind::Alternatives | SectionKind::Providers
            )
        })
        .filter(|_| has_main);
    let hint = flow.takes_code();
    let mut views: Vec<AnyView> = Vec::new();
    for (at, Section { kind, nodes }) in sections.into_iter().enumerate() {
        if Some(at) == divided {
            views.push(view! { <p class="divider">{vestibule.say(phrases::OR)}</p> }.into_any());
        }
        let main = kind == SectionKind::Main;
        let hint = (hint && main)
            .then(|| view! { <p class="hint">{vestibule.say(phrases::CODE_HINT)}</p> }.into_any());
        let nodes: Vec<AnyView> = nodes
            .into_iter()
            // Another code does not help here, a new flow does.
            .filter(|node| !(flow.is_out_of_tries() && node.id() == "resend"))
            .map(|node| view! { <NodeView node=node main=main/> }.into_any())
            .collect();
        views.push(
            view! {
                <div class=class_of(kind)>
                    {nodes}
                    {hint}
                </div>
            }
            .into_any(),
        );
    }
    let new_code = on_again.filter(|_| flow.is_out_of_tries()).map(|on_again| {
        let start_over = erased::press(move |_| start_over(form, on_again, true));
        view! {
            <button {..test_id("new-code")} class="button" type="button" on:click=start_over>
                {vestibule.say(phrases::NEW_CODE)}
            </button>
        }
        .into_any()
    });
    view! {
        {identity(&flow, form, on_again)}
        {new_code}
        {views}
    }
    .into_any()
}

fn start_over(form: NodeRef<html::Form>, on_again: Callback<Again>, to_code: bool) {
    let fields = form
        .get_untracked()
        .map(|form| browser::form::fields(&form))
        .unwrap_or_default();
    on_again.run(Again { fields, to_code });
}

fn class_of(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Hidden => "section-hidden",
        SectionKind::Main => "section section-main",
        SectionKind::Aside => "section section-aside",
        SectionKind::Alternatives => "section section-alternatives",
        SectionKind::Providers => "section section-providers",
        SectionKind::Rest => "section section-rest",
    }
}

/// Who the later steps are about. The field has no name, so it is not sent; it is there for the person and for password
/// managers, which store a password under the user name that stands beside it.
fn identity(
    flow: &Flow,
    form: NodeRef<html::Form>,
    on_again: Option<Callback<Again>>,
) -> Option<AnyView> {
    let vestibule = use_vestibule();
    let hidden_mail = || {
        flow.nodes
            .iter()
            .filter(|node| node.is_hidden())
            .filter_map(|node| node.input())
            .find(|input| input.autocomplete.as_deref() == Some("email"))
            .map(|input| input.text_value())
    };
    let name = match flow.kind {
        FlowKind::Login => flow.identifier(),
        FlowKind::Registration => hidden_mail(),
        _ => None,
    }
    .filter(|name| !name.is_empty())?;
    let may_change = flow.kind == FlowKind::Login && !flow.refresh && !flow.aal2;
    let change = on_again.filter(|_| may_change).map(|on_again| {
        let mut request = FlowRequest::new(FlowKind::Login);
        request.return_to = flow.return_to.clone();
        let label = vestibule
            .catalogue
            .say_with(phrases::CHANGE_IDENTIFIER, &[("identifier", &name)]);
        let change = erased::press(move |event| {
            event.prevent_default();
            start_over(form, on_again, false);
        });
        view! {
            <a {..test_id("change-identifier")}
                class="identity-change"
                href=request.to_page()
                aria-label=label
                on:click=change
            >
                {vestibule.say(phrases::CHANGE)}
            </a>
        }
    });
    let identity = view! {
        <div class="identity">
            <input
                class="identity-name"
                type="text"
                readonly=true
                autocomplete="username"
                aria-label=vestibule.say(phrases::SIGNING_IN_AS)
                value=name
            />
            {change}
        </div>
    };
    Some(identity.into_any())
}

/// After an answer is drawn: puts back what was typed, and the focus where the person goes on.
fn settle(form: &HtmlFormElement, showing: &Showing) {
    browser::form::restore(form, &showing.kept);
    let flow = &showing.flow;
    if let Some(name) = first_with_error(flow) {
        // Something typed is wrong: there.
        browser::form::focus(form, &name);
    } else if flow.messages.iter().any(Text::is_error) && !flow.takes_code() {
        // Something is wrong with the whole: the message, then Tab leads into the form.
        browser::focus("messages");
    } else if showing.answer > 1 || browser::may_take_focus() {
        // The next step, or a code that is typed again; on a fresh page only where it disturbs nobody.
        browser::form::focus_first(form);
    }
}

/// The first visible field that Kratos finds fault with.
fn first_with_error(flow: &Flow) -> Option<String> {
    flow.nodes
        .iter()
        .filter(|node| node.messages.iter().any(Text::is_error))
        .filter_map(|node| node.field())
        .find(|input| input.kind != InputKind::Hidden)
        .map(|input| input.name.clone())
}

/// What the browser finds wrong with the fields that the pressed button sends. Buttons that go back, ask for another
/// code or lead to a provider send whatever there is.
fn problems_of(flow: &Flow, form: &HtmlFormElement, pressed: &Pressed) -> Vec<(String, String)> {
    let method = matches!(pressed.name.as_str(), "method" | "passkey" | "webauthn");
    if !method {
        return Vec::new();
    }
    browser::form::problems(form, |name| {
        flow.nodes.iter().any(|node| {
            node.field().is_some_and(|input| input.name == name)
                && (node.group.is_shared() || node.group == pressed.group)
        })
    })
}
