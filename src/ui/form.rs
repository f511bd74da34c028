//! A flow's *form*: one `<form>` over all its nodes, which works by itself and is taken over when it is sent.

use std::sync::atomic::{AtomicBool, Ordering};

use leptos::either::Either;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlButtonElement, HtmlFormElement, HtmlInputElement, SubmitEvent};

use super::choices::Schemas;
use super::identity::{identity, sign_up_instead, start_over};
use super::messages::{Messages, Said};
use super::node::NodeView;
use super::passkey::Ceremonies;
use super::test_id::test_id;
use super::{erased, use_vestibule};
use crate::browser;
use crate::flow::{
    Filter, Flow, Group, InputKind, Pressed, Section, SectionKind, Showing, Step, Text, layout,
};
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
    /// The form itself; a node that stands alone has none.
    pub(super) form: Option<FormHandle>,
    /// The passkey ceremonies of this form.
    pub(super) ceremonies: Option<Ceremonies>,
    /// The id of the region with what the form says about itself.
    pub(super) messages: StoredValue<String>,
    /// The identity schemas, where the form has traits.
    pub(super) schemas: Option<Schemas>,
}

impl FormContext {
    /// The form's context; a node that stands alone has one of its own.
    pub(super) fn find() -> Self {
        use_context().unwrap_or_else(|| FormContext {
            busy: Signal::stored(false),
            problems: RwSignal::new(Vec::new()),
            kind: FlowKind::Login,
            form: None,
            ceremonies: None,
            messages: StoredValue::new("messages".to_owned()),
            schemas: None,
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
    /// Draws this group as a form of its own, as settings want it.
    #[prop(default = None)]
    group: Option<Group>,
) -> impl IntoView {
    let vestibule = use_vestibule();
    let form = FormHandle {
        element: NodeRef::new(),
        showing,
        busy,
        sending: RwSignal::new(false),
        problems: RwSignal::new(Vec::new()),
        group: StoredValue::new(group),
        on_submit,
    };
    let ceremonies = Ceremonies::new(form, vestibule.config.passkeys);
    let messages_id = form.group.with_value(|group| match group {
        Some(group) => format!("messages-{}", group.as_str()),
        None => "messages".to_owned(),
    });
    provide_context(FormContext {
        busy,
        problems: form.problems,
        kind: form.flow().map_or(FlowKind::Login, |flow| flow.kind),
        form: Some(form),
        ceremonies: Some(ceremonies),
        messages: StoredValue::new(messages_id.clone()),
        schemas: Some(Schemas::new()),
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
            form.settle(&element, &showing);
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
    let phone_sent = vestibule.say(phrases::PHONE_SENT);
    let messages = Signal::derive(move || {
        form.showing.with(|showing| {
            let showing = showing.as_ref().filter(|showing| form.is_answered(showing));
            let mut messages = showing
                .map(|showing| showing.flow.page_messages())
                .unwrap_or_default();
            // Kratos v26.2 says "email" to a phone.
            if showing.is_some_and(|showing| showing.flow.verifies_phone()) {
                for text in messages.iter_mut().filter(|text| text.id == 1_080_003) {
                    text.text.clone_from(&phone_sent);
                }
            }
            messages
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
        let body = showing.map(|showing| body(&showing, filter.as_ref(), form, on_again));
        let body = body.into_any();
        if even {
            Either::Left(body)
        } else {
            Either::Right(body)
        }
        .into_any()
    });
    let is_busy = erased::state(move || busy.get() && form.sending.get());
    let key = move |event: KeyboardEvent| {
        // The browser presses the form's first button; a method with fields of its own has its own.
        let field = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if event.key() == "Enter"
            && !event.is_composing()
            && let Some(field) = field
            && browser::form::press_own_button(&field)
        {
            event.prevent_default();
        }
    };
    view! {
        <form
            class="form"
            method="post"
            action=action
            novalidate=true
            aria-busy=is_busy
            node_ref=form.element
            on:submit=submit
            on:keydown=key
        >
            <Messages messages=messages id=messages_id/>
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
    /// Whether it is this form that is on its way.
    sending: RwSignal<bool>,
    problems: RwSignal<Vec<(String, String)>>,
    /// The group that is drawn, if it is not the whole flow.
    group: StoredValue<Option<Group>>,
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
            self.sending.set(true);
            self.on_submit.run(Submission { fields, pressed });
        }
    }

    /// Whether what is shown is the answer to this form, and so is to be said here. A flow of one form has no other.
    fn is_answered(self, showing: &Showing) -> bool {
        self.group
            .with_value(|group| group.is_none() || *group == showing.pressed)
    }

    /// After an answer is drawn: puts back what was typed, and the focus where the person goes on.
    fn settle(self, form: &HtmlFormElement, showing: &Showing) {
        self.sending.set(false);
        let flow = &showing.flow;
        browser::form::restore(form, &showing.kept);
        localise(form, flow);
        let one_of_many = self.group.with_value(Option::is_some);
        if one_of_many && !self.is_answered(showing) {
            return;
        }
        if let Some(name) = first_with_error(flow) {
            // Something typed is wrong: there.
            browser::form::focus(form, &name);
        } else if one_of_many || flow.messages.iter().any(Text::is_error) && !flow.takes_code() {
            // Something is to be said about the whole: the message, then Tab leads into the form.
            browser::form::focus_messages(form);
        } else if showing.answer > 1 || browser::may_take_focus() {
            // The next step, or a code that is typed again; on a fresh page only where it disturbs nobody.
            browser::form::focus_first(form);
        }
    }
}

/// Shows times in the person's own zone.
fn localise(form: &HtmlFormElement, flow: &Flow) {
    let times: Vec<(String, String)> = flow
        .nodes
        .iter()
        .filter_map(|node| node.field())
        .filter(|input| input.kind == InputKind::DatetimeLocal)
        .map(|input| (input.name.clone(), input.text_value()))
        .filter(|(_, time)| !time.is_empty())
        .collect();
    if !times.is_empty() {
        browser::form::localise(form, &times);
    }
}

/// One answer's worth of form.
fn body(
    showing: &Showing,
    filter: Option<&Filter>,
    handle: FormHandle,
    on_again: Option<Callback<Again>>,
) -> AnyView {
    let vestibule = use_vestibule();
    let form = handle.element;
    let mut flow = handle.group.with_value(|group| match group {
        Some(group) => showing.flow.only(group),
        None => showing.flow.clone(),
    });
    flow.tidy();
    if let Some(filter) = filter {
        flow.nodes.retain(|node| filter.keeps(node));
    }
    let sections = layout(&flow);
    // Between what is typed and what only needs a press stands an "or", once; and before each further method.
    let has_main = sections.iter().any(|section| {
        section.kind == SectionKind::Main
            && section.nodes.iter().any(|node| node.button().is_some())
    });
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
    // After a sign-up Kratos sends a link without a word.
    let wordless = flow.takes_code() && flow.messages.is_empty() && flow.node("code").is_none();
    let sent = showing.flow.sent_to().filter(|_| wordless).map(|address| {
        let text = vestibule
            .catalogue
            .say_with(phrases::LINK_SENT, &[("address", &address)]);
        view! { <p>{text}</p> }.into_any()
    });
    let none = (!flow.is_usable() && flow.kind == FlowKind::Login).then(|| {
        let text = vestibule.say(phrases::NO_METHOD);
        view! { <p {..test_id("no-method")} class="hint">{text}</p> }.into_any()
    });
    let mut views: Vec<AnyView> = Vec::new();
    for (at, Section { kind, nodes }) in sections.into_iter().enumerate() {
        if Some(at) == divided || kind == SectionKind::Method && has_main {
            views.push(view! { <p class="divider">{vestibule.say(phrases::OR)}</p> }.into_any());
        }
        let main = kind == SectionKind::Main;
        let hint = (hint && main)
            .then(|| view! { <p class="hint">{vestibule.say(phrases::CODE_HINT)}</p> }.into_any());
        let nodes: Vec<AnyView> = nodes
            .into_iter()
            // Another code does not help here, a new flow does.
            .filter(|node| !(flow.is_out_of_tries() && node.id() == "resend"))
            .filter(|node| !(flow.verifies_phone() && node.id() == "sms"))
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
    let client = flow.oauth2_client().map(|client| {
        let text = vestibule
            .catalogue
            .say_with(phrases::OAUTH2_CLIENT, &[("client", &client)]);
        view! { <p {..test_id("oauth2-client")} class="hint">{text}</p> }.into_any()
    });
    // Kratos cannot send a second code to a phone, so there is a new start in place of its button.
    let other = on_again
        .filter(|_| flow.aal2 && flow.step == Step::SentEmail)
        .map(|on_again| {
            let press = erased::press(move |_| start_over(form, on_again, false));
            view! {
                <button {..test_id("another-way")}
                    class="button button-link"
                    type="button"
                    on:click=press
                >
                    {vestibule.say(phrases::ANOTHER_WAY)}
                </button>
            }
            .into_any()
        });
    let start = flow.verifies_phone().then(|| {
        let page = FlowRequest::new(FlowKind::Verification).to_page();
        let label = vestibule.say(phrases::START_OVER);
        view! { <a {..test_id("start-over")} class="button button-link" href=page>{label}</a> }
            .into_any()
    });
    view! {
        {client}
        {identity(&flow, form, on_again)}
        {new_code}
        {sent}
        {none}
        {views}
        {start}
        {other}
        {sign_up_instead(&flow, form)}
    }
    .into_any()
}

fn class_of(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Hidden => "section-hidden",
        SectionKind::Owned => "section section-owned",
        SectionKind::Main => "section section-main",
        SectionKind::Method => "section section-method",
        SectionKind::Aside => "section section-aside",
        SectionKind::Alternatives => "section section-alternatives",
        SectionKind::Providers => "section section-providers",
        SectionKind::Rest => "section section-rest",
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
