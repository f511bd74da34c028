//! A flow's *form*: one `<form>` over all its nodes, which works by itself and is taken over when it is sent.

use std::sync::atomic::{AtomicBool, Ordering};

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlButtonElement, HtmlFormElement, SubmitEvent};

use super::messages::Messages;
use super::node::NodeView;
use super::passkey::{Ceremonies, use_ceremonies};
use super::use_vestibule;
use crate::browser;
use crate::flow::{Filter, Flow, InputKind, Pressed, Section, SectionKind, Showing, Step, layout};
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
    /// Is told that the person wants to start over, with what is in the form.
    #[prop(optional, into)]
    on_again: Option<Callback<Vec<(String, String)>>>,
    /// Whether what was sent is still on its way.
    #[prop(default = Signal::stored(false), into)]
    busy: Signal<bool>,
    /// Draws only the nodes that this keeps.
    #[prop(default = None)]
    filter: Option<Filter>,
) -> impl IntoView {
    let vestibule = use_vestibule();
    let kratos = vestibule.kratos();
    let form = NodeRef::<html::Form>::new();
    let flow = move || showing.with(|showing| showing.as_ref().map(|showing| showing.flow.clone()));
    let kind = untrack(flow).map_or(FlowKind::Login, |flow| flow.kind);
    let problems = RwSignal::new(Vec::new());
    let submit = Callback::new(move |pressed: Pressed| {
        let (Some(form), Some(flow)) = (form.get_untracked(), untrack(flow)) else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        let found = problems_of(&flow, &form, &pressed);
        let first = found.first().map(|(name, _)| name.clone());
        problems.set(found);
        match first {
            Some(name) => browser::form::focus(&form, &name),
            None => on_submit.run(Submission {
                fields: browser::form::fields(&form),
                pressed,
            }),
        }
    });
    let check = Callback::new(move |pressed: Pressed| -> bool {
        let (Some(form), Some(flow)) = (form.get_untracked(), untrack(flow)) else {
            return false;
        };
        let found = problems_of(&flow, &form, &pressed);
        let first = found.first().map(|(name, _)| name.clone());
        problems.set(found);
        if let Some(name) = &first {
            browser::form::focus(&form, name);
        }
        first.is_none()
    });
    let ceremonies = use_ceremonies(form, showing, busy, submit, check);
    provide_context(FormContext {
        busy,
        problems,
        kind,
        ceremonies: Some(ceremonies),
    });

    let on_native_submit = move |event: SubmitEvent| {
        if TAKING_OVER.load(Ordering::Relaxed) {
            return;
        }
        event.prevent_default();
        let Some(flow) = untrack(flow) else { return };
        let button = event
            .submitter()
            .and_then(|element| element.dyn_into::<HtmlButtonElement>().ok());
        let pressed = match button {
            Some(button) => Some(Pressed::button(&flow, &button.name(), &button.value())),
            None => None,
        };
        if let Some(pressed) = pressed {
            submit.run(pressed);
        }
    };
    settle(form, showing, problems);

    let action = move || flow().map(|flow| flow.action(kratos.base()));
    let messages = Signal::derive(move || {
        showing.with(|showing| {
            showing
                .as_ref()
                .map(|showing| showing.flow.page_messages())
                .unwrap_or_default()
        })
    });
    view! {
        <form
            class="form"
            method="post"
            action=action
            novalidate=true
            aria-busy=move || busy.get().then_some("true")
            node_ref=form
            on:submit=on_native_submit
        >
            <Messages messages=messages/>
            <div class="messages" role="status">
                {move || {
                    let said = vestibule.say(ceremonies.status.get()?);
                    Some(view! { <p class="message message-info">{said}</p> })
                }}
            </div>
            <For
                each=move || showing.get().into_iter()
                key=|showing| (showing.flow.id.clone(), showing.answer)
                children=move |showing| body(&showing, filter.as_ref(), form, on_again)
            />
        </form>
    }
}

/// One answer's worth of form.
fn body(
    showing: &Showing,
    filter: Option<&Filter>,
    form: NodeRef<html::Form>,
    on_again: Option<Callback<Vec<(String, String)>>>,
) -> impl IntoView + use<> {
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
    let hint = flow.step == Step::SentEmail;
    let sections = sections
        .into_iter()
        .enumerate()
        .map(|(at, Section { kind, nodes })| {
            let divider = (Some(at) == divided)
                .then(|| view! { <p class="divider">{vestibule.say(phrases::OR)}</p> });
            let hint = (hint && kind == SectionKind::Main)
                .then(|| view! { <p class="hint">{vestibule.say(phrases::CODE_HINT)}</p> });
            let nodes = nodes
                .into_iter()
                .map(|node| view! { <NodeView node=node main={kind == SectionKind::Main}/> })
                .collect_view();
            view! {
                {divider}
                <div class=class_of(kind)>{nodes} {hint}</div>
            }
        })
        .collect_view();
    view! {
        {identity(&flow, form, on_again)}
        {sections}
    }
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
/// managers, which store a password under the user name that stands beside it (experience UX-03).
fn identity(
    flow: &Flow,
    form: NodeRef<html::Form>,
    on_again: Option<Callback<Vec<(String, String)>>>,
) -> Option<impl IntoView + use<>> {
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
        let start_over = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            let fields = form
                .get_untracked()
                .map(|form| browser::form::fields(&form))
                .unwrap_or_default();
            on_again.run(fields);
        };
        view! {
            <a
                class="identity-change"
                href=request.to_page()
                aria-label=label
                data-testid="change-identifier"
                on:click=start_over
            >
                {vestibule.say(phrases::CHANGE)}
            </a>
        }
    });
    Some(view! {
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
    })
}

/// After an answer is drawn: puts back what was typed, and the focus where the person goes on.
fn settle(
    form: NodeRef<html::Form>,
    showing: Signal<Option<Showing>>,
    problems: RwSignal<Vec<(String, String)>>,
) {
    let mount = form;
    Effect::new(move |before: Option<Option<u32>>| {
        let form = mount.get();
        let now = showing.with(|showing| {
            showing.as_ref().map(|showing| {
                (
                    showing.answer,
                    showing.kept.clone(),
                    first_with_error(&showing.flow),
                    showing.flow.has_errors(),
                    showing
                        .flow
                        .messages
                        .iter()
                        .any(crate::flow::Text::is_error),
                )
            })
        });
        let before = before.flatten();
        let (Some(form), Some((answer, kept, wrong, has_errors, global))) = (form, now) else {
            return before;
        };
        if before == Some(answer) {
            return before;
        }
        problems.set(Vec::new());
        browser::form::restore(&form, &kept);
        match wrong {
            // Something typed is wrong: there.
            Some(name) if has_errors => browser::form::focus(&form, &name),
            // Something is wrong with the whole: the message, then Tab leads into the form.
            _ if global => browser::focus("messages"),
            // The next step of a conversation: the first thing to do.
            _ if answer > 1 => browser::form::focus_first(&form),
            // A fresh page: only where no keyboard jumps up.
            _ if browser::is_pointer_fine() => browser::form::focus_first(&form),
            _ => {}
        }
        Some(answer)
    });
}

/// The first visible field that Kratos finds fault with.
fn first_with_error(flow: &Flow) -> Option<String> {
    flow.nodes
        .iter()
        .filter(|node| node.messages.iter().any(crate::flow::Text::is_error))
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

fn untrack<T>(f: impl Fn() -> T) -> T {
    leptos::reactive::graph::untrack(f)
}
