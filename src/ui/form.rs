//! A flow's *form*: one `<form>` over all its nodes, which works by itself and is hydrated when it is sent.

mod body;
mod handle;
mod summary;

use crate::ui::element::{element, fragment};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlButtonElement, HtmlFormElement, HtmlInputElement, KeyboardEvent};

use super::choices::Schemas;
use super::messages::{Messages, StatusRegion};
use super::passkey::Ceremonies;
use super::{Vestibule, rx, use_vestibule};
use crate::browser;
use crate::config::Wording;
use crate::flow::{Filter, Flow, FormValues, Group, Submission, Submitter};
use crate::i18n::phrases;
use crate::kratos::message;
use crate::machine::FlowForm;
use crate::route::FlowKind;
use body::{body, method_forms, method_id, screen_of};
pub(super) use handle::FormHandle;

/// The wish to start over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restart {
    /// The names and values of the form.
    pub fields: FormValues,
    /// Whether to go on until a new code is sent.
    pub to_code: bool,
}

/// What the fields and buttons of a form share.
#[derive(Clone, Copy)]
pub(super) struct FormContext {
    /// Whether the form is on its way.
    pub(super) busy: Signal<bool>,
    /// Whether what is on its way takes a moment.
    pub(super) working: Signal<bool>,
    /// The seconds until something may be sent.
    pub(super) cooldown: Signal<u32>,
    /// The names of the fields that are said to lack a value.
    pub(super) missing: RwSignal<Vec<String>>,
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
    /// The methods whose controls have a form of their own as their owner.
    methods: StoredValue<Vec<Group>>,
}

impl FormContext {
    /// The form's context; a node that stands alone has one of its own.
    pub(super) fn find() -> Self {
        use_context().unwrap_or_else(|| FormContext {
            busy: Signal::stored(false),
            working: Signal::stored(false),
            cooldown: Signal::stored(0),
            missing: RwSignal::new(Vec::new()),
            kind: FlowKind::Login,
            form: None,
            ceremonies: None,
            messages: StoredValue::new("messages".to_owned()),
            schemas: None,
            methods: StoredValue::new(Vec::new()),
        })
    }

    /// The id of the form that owns the controls of a group, where that is not the one they stand in.
    pub(super) fn owner(&self, group: &Group) -> Option<String> {
        self.methods
            .with_value(|methods| methods.contains(group))
            .then(|| method_id(group))
    }
}

/// Where a flow's card finds the form that is rendered in it, or one of them.
#[derive(Clone, Copy)]
pub(super) struct FormPlace(pub(super) StoredValue<Option<HtmlFormElement>, LocalStorage>);

/// Renders a flow and hands over what the user sends. It asks Kratos for nothing.
#[component]
pub fn FlowView(
    /// The flow, with what was typed and is to be put back. Every new answer number is a new form.
    #[prop(into)]
    showing: Signal<Option<FlowForm>>,
    /// Is given what the user sends.
    #[prop(into)]
    on_submit: Callback<Submission>,
    /// Is told that the user wants to start over.
    #[prop(optional, into)]
    on_restart: Option<Callback<Restart>>,
    /// Whether what was sent is still on its way.
    #[prop(default = Signal::stored(false), into)]
    busy: Signal<bool>,
    /// Whether it takes a moment, so that the button says so.
    #[prop(default = Signal::stored(false), into)]
    working: Signal<bool>,
    /// The seconds until something may be sent: the server has requested a pause.
    #[prop(default = Signal::stored(0))]
    cooldown: Signal<u32>,
    /// Renders only the nodes that this keeps.
    #[prop(default = None)]
    filter: Option<Filter>,
    /// Renders this group as a form of its own, as settings want it.
    #[prop(default = None)]
    group: Option<Group>,
) -> impl IntoView {
    let vestibule = use_vestibule();
    let form = FormHandle {
        element: NodeRef::new(),
        showing,
        busy,
        cooldown,
        sending: RwSignal::new(None),
        missing: RwSignal::new(Vec::new()),
        has_captcha: RwSignal::new(false),
        captcha: RwSignal::new(None),
        group: StoredValue::new(group),
        on_submit,
        kratos: StoredValue::new(vestibule.kratos().transport().base().to_owned()),
        catalogue: StoredValue::new(vestibule.catalogue.clone()),
    };
    if let Some(flow) = form.flow() {
        form.missing.set(form.refused_missing(&flow));
    }
    let ceremonies = Ceremonies::new(form, vestibule.config.passkeys);
    let messages_id = form.group.with_value(|group| match group {
        Some(group) => format!("messages-{}", group.as_str()),
        None => "messages".to_owned(),
    });
    provide_context(FormContext {
        busy,
        working,
        cooldown,
        missing: form.missing,
        kind: form.flow().map_or(FlowKind::Login, |flow| flow.kind),
        form: Some(form),
        ceremonies: Some(ceremonies),
        messages: StoredValue::new(messages_id.clone()),
        schemas: Some(Schemas::new()),
        methods: StoredValue::new(Vec::new()),
    });
    let slot = use_context::<FormPlace>();
    let of_memory = vestibule.clone();
    let mut rendered: Option<(u32, String)> = None;
    rx::effect(move || {
        let (Some(element), Some(showing)) = (form.element.get(), form.showing.get()) else {
            return;
        };
        if rendered.is_none() {
            ceremonies.hydrate(&element);
            if let Some(FormPlace(slot)) = slot {
                slot.try_update_value(|slot| *slot = Some(element.clone()));
            }
        }
        let before = rendered.replace((showing.response, showing.flow.id.clone()));
        if before.as_ref().map(|(response, _)| *response) != Some(showing.response) {
            // Only where there are any: what says them would be written again.
            let missing = form.refused_missing(&showing.flow);
            if form.missing.with_untracked(|before| *before != missing) {
                form.missing.set(missing);
            }
            let again = form.has_sent_again(&showing.flow);
            form.restore_and_focus(&element, &showing);
            ceremonies.start_conditional_ui();
            if corrects(&of_memory, form) {
                browser::form::select(&element, showing.flow.address_trait(""));
            }
            if again {
                ceremonies.status.set(Some(if showing.flow.is_of_unknown() {
                    phrases::SENT_AGAIN_IF_KNOWN
                } else {
                    phrases::SENT_AGAIN
                }));
            }
        } else if before.is_some_and(|(_, id)| id != showing.flow.id) {
            // Another flow in the same form.
            form.replace(&element, &showing.flow);
            ceremonies.start_conditional_ui();
        }
    });
    let submit = move || {
        rx::submit(move |event| {
            let button = event
                .submitter()
                .and_then(|element| element.dyn_into::<HtmlButtonElement>().ok());
            if let (Some(flow), Some(button)) = (form.flow(), button) {
                let submitter = Submitter::button(&flow, &button.name(), &button.value());
                if form.check(&submitter) {
                    form.confirm(&button, submitter);
                }
            }
        })
    };
    let action = rx::optional(move || {
        form.showing
            .with(|showing| Some(showing.as_ref()?.flow.action(&form.kratos())))
    });
    let i18n = vestibule.clone();
    let messages = rx::texts(move || {
        form.showing.with(|showing| {
            let showing = showing
                .as_ref()
                .filter(|showing| form.has_response(showing));
            let mut messages = showing
                .map(|showing| showing.flow.page_messages())
                .unwrap_or_default();
            if let Some(showing) = showing {
                for text in &mut messages {
                    if let Some(status_text) = sent(&i18n, &showing.flow, text.id) {
                        text.context = status_text.into();
                    }
                }
            }
            messages
        })
    });
    let status = rx::optional(move || {
        // What was said before is over; when it is said again, it is heard again.
        let phrase = ceremonies.status.get();
        let phrase = phrase.filter(|phrase| !busy.get() || *phrase == phrases::PASSKEY_USED);
        phrase.map(|phrase| vestibule.t(phrase))
    });
    let response = Signal::from(rx::version(move || {
        form.showing
            .with(|showing| showing.as_ref().map_or(0, |showing| showing.response))
    }));
    let of_methods = filter.clone();
    let methods = rx::keyed(response, move || {
        let showing = form.showing.get_untracked();
        let forms = showing
            .map(|showing| screen_of(&showing, of_methods.as_ref(), form, false))
            .map(|screen| method_forms(screen, action, submit));
        forms.into_any()
    });
    // Every answer is a form of its own.
    let body = rx::keyed(response, move || {
        let showing = form.showing.get_untracked();
        let body = showing
            .map(|showing| screen_of(&showing, filter.as_ref(), form, on_restart.is_some()))
            .map(|screen| body(screen, form, on_restart));
        body.into_any()
    });
    let is_busy = rx::state(move || busy.get() && form.sending.with(Option::is_some));
    let key = move |event: Event| {
        // The browser presses the form's first button; a method with fields of its own has its own.
        let field = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        // Autofill in Chromium sends events of that name which are no keys.
        if let Some(key) = event.dyn_ref::<KeyboardEvent>()
            && key.key() == "Enter"
            && !key.is_composing()
            && let Some(field) = field
            && browser::form::press_own_button(&field)
        {
            event.prevent_default();
        }
    };
    fragment(vec![
        element("form")
            .class("form")
            .attr("method", "post")
            .attr("action", action)
            .attr("novalidate", true)
            .attr("aria-busy", is_busy)
            .node_ref(form.element)
            .on_submit(submit())
            .on("keydown", key)
            .on("input", move |_| form.look_again())
            .child(view! { <Messages messages=messages id=messages_id response=response/> })
            .child(summary::summary(form))
            .child(view! { <StatusRegion id="ceremony" text=status/> })
            .child(body)
            .into_any(),
        methods.into_any(),
    ])
}

/// What is said in place of Kratos' message that it has sent something.
fn sent(vestibule: &Vestibule, flow: &Flow, id: u32) -> Option<String> {
    let phrase = match id {
        // Kratos v26.2 says "email" to a phone.
        message::INFO_SELF_SERVICE_VERIFICATION_EMAIL_WITH_CODE_SENT if flow.verifies_phone() => {
            return Some(vestibule.t(phrases::PHONE_SENT));
        }
        message::INFO_SELF_SERVICE_VERIFICATION_EMAIL_WITH_CODE_SENT => phrases::CODE_IF_KNOWN,
        message::INFO_SELF_SERVICE_VERIFICATION_EMAIL_SENT => phrases::LINK_IF_KNOWN,
        _ => return None,
    };
    let is_plain = vestibule.config.wording == Wording::Plain && flow.is_of_unknown();
    let address = flow.sent_to().filter(|_| is_plain)?;
    Some(vestibule.catalogue.t_with(phrase, &[("address", &address)]))
}

/// Whether the user has come to this form to correct the address of their account.
fn corrects(vestibule: &Vestibule, form: FormHandle) -> bool {
    form.group
        .with_value(|group| *group == Some(Group::Profile))
        && vestibule.store(|session_memory| std::mem::take(&mut session_memory.corrects))
            == Some(true)
}
