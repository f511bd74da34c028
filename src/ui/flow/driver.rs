//! The *driver* has the effects of the machine done in the browser, and hands in what comes of them. It decides nothing.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::{AbortController, HtmlFormElement};

use super::clock::{Clock, End};
use crate::browser;
use crate::browser::fetch::Abortable;
use crate::browser::{history, local_storage, passkey, session_storage};
use crate::flow::{Flow, FormValues, Submission, changed};
use crate::kratos::{Outcome, Session};
use crate::machine::{Effect, Event, Model, Reply, View, update};
use crate::route::FlowRequest;
use crate::ui::{Vestibule, rx};

#[derive(Clone, Copy)]
pub(super) struct Driver {
    model: StoredValue<Model>,
    /// What the model shows.
    pub(super) view: RwSignal<View>,
    /// Whether a form is on its way.
    pub(super) busy: RwSignal<bool>,
    /// Whether the user has just signed in, and is on the way to where they wanted to be.
    pub(super) signed_in: RwSignal<bool>,
    /// What the user sees of the time that passes.
    pub(super) clock: Clock,
    /// The form that is rendered, or one of them.
    pub(super) form: StoredValue<Option<HtmlFormElement>, LocalStorage>,
    /// Ends the waiting for the response to a submit.
    pending: StoredValue<Option<AbortController>, LocalStorage>,
    /// When the flow that is shown comes to its end.
    pub(super) end: StoredValue<Option<End>>,
    host: StoredValue<Host>,
}

/// What a flow tells the application around it.
#[derive(Clone, Copy, Default)]
pub struct FlowEvents {
    /// Is told which flow is shown, with the parameters it was created with, for the page's address.
    pub on_flow: Option<Callback<FlowRequest>>,
    /// Is given the session of the user who has just signed in, who then stays here. Without it the page goes where Kratos
    /// leads.
    pub on_success: Option<Callback<Session>>,
}

/// The application around the flow.
pub(super) struct Host {
    pub(super) vestibule: Vestibule,
    pub(super) events: FlowEvents,
}

impl Driver {
    pub(super) fn new(model: Model, host: Host) -> Self {
        Driver {
            view: RwSignal::new(model.view.clone()),
            model: StoredValue::new(model),
            busy: RwSignal::new(false),
            signed_in: RwSignal::new(false),
            clock: Clock::new(),
            form: StoredValue::new_local(None),
            pending: StoredValue::new_local(None),
            end: StoredValue::new(None),
            host: StoredValue::new(host),
        }
    }

    /// Something has happened.
    pub(super) fn dispatch(self, event: Event) {
        let Some(vestibule) = self.vestibule() else {
            return;
        };
        let updated = self.model.try_update_value(|model| {
            let attempt = model.attempt();
            vestibule.store(|draft| std::mem::swap(draft, &mut model.draft));
            if matches!(event, Event::Open { .. } | Event::Hydrated { .. }) {
                model.draft.expected = session_storage::expected_change();
            }
            let effects = update(model, event);
            vestibule.store(|draft| std::mem::swap(draft, &mut model.draft));
            (effects, model.attempt() != attempt)
        });
        let Some((effects, is_over)) = updated else {
            return;
        };
        if is_over {
            self.clock.stop();
        }
        let is_step = |effect: &Effect| matches!(effect, Effect::RenderStep);
        if !effects.iter().any(is_step) {
            self.show_progress();
        }
        for effect in effects {
            self.perform(effect, &vestibule);
        }
    }

    /// A form is sent. A browser that cannot end the waiting for a response sends it by itself.
    pub(super) fn send(self, submission: Submission) {
        if AbortController::new().is_err() {
            return browser::break_down("panic", "");
        }
        if !self.clock.is_rate_limited() {
            self.dispatch(Event::Submit(submission));
        }
    }

    pub(super) fn replied(self, id: u32, reply: Reply) {
        self.dispatch(Event::Replied { id, reply });
    }

    fn perform(self, effect: Effect, vestibule: &Vestibule) {
        match effect {
            Effect::Render => self.render(),
            Effect::RenderStep => browser::transition(move || {
                // The next step begins at its heading, however far down the last one was.
                browser::to_top();
                self.show_progress();
                self.render();
            }),
            Effect::Load { id, request } => self.load(id, request, vestibule),
            Effect::Submit {
                id,
                flow,
                submission,
            } => self.submit(id, flow, submission, vestibule),
            Effect::Abort => self.stop_waiting(),
            Effect::Renew { id, request } => {
                let kratos = vestibule.kratos();
                rx::spawn(async move {
                    let outcome = kratos.load(&request).await;
                    let fields = self.fields();
                    self.replied(id, Reply::Renewed { outcome, fields });
                });
            }
            Effect::RenewLater => self.renew_later(),
            Effect::Revalidate { id, flow, near_end } => {
                self.revalidate(id, flow, near_end, vestibule);
            }
            Effect::Go { to, by_itself } | Effect::Confirm { to, by_itself } => {
                self.go(to, by_itself, vestibule);
            }
            Effect::EnterOAuth2(to) => {
                if history::is_loop(&to) {
                    self.dispatch(Event::Looped);
                } else {
                    browser::assign(&to);
                }
            }
            Effect::ExpectChange(flow) => {
                session_storage::expect_change(flow.as_deref().unwrap_or_default());
            }
            Effect::Address {
                request,
                progress,
                is_step,
            } => {
                if let Some(on_flow) = self.events().on_flow {
                    if is_step {
                        history::push(progress);
                    }
                    on_flow.run(request);
                    history::mark(progress);
                }
            }
            Effect::Cooldown(seconds) => self.clock.hold(seconds),
            Effect::ExpectEnd {
                issued,
                expires,
                fresh,
            } => self.expect_end(&issued, &expires, fresh),
            Effect::CodeSent(flow) => session_storage::code_sent(&flow),
            Effect::ExpectMethod(method) => local_storage::expect_method(&method),
            Effect::ConfirmMethod => local_storage::confirm_method(),
            Effect::PasskeyUnknown {
                challenge,
                response,
            } => {
                // Right after an outage it may be an old copy of the accounts that knows of no passkey.
                if vestibule.config.signals && !session_storage::has_failed_lately() {
                    passkey::signal_refused(&challenge, &response);
                }
            }
            Effect::PasskeyRemoved {
                options,
                credential,
            } => {
                if vestibule.config.signals {
                    passkey::signal_removed(&options, &credential);
                }
            }
        }
    }

    fn render(self) {
        if let Some(view) = self.model.try_with_value(|model| model.view.clone()) {
            self.view.try_set(view);
        }
    }

    fn show_progress(self) {
        let now = self
            .model
            .try_with_value(|model| (model.is_submitting(), model.has_signed_in()));
        if let Some((busy, signed_in)) = now {
            if self.busy.try_get_untracked() != Some(busy) {
                self.busy.try_set(busy);
            }
            self.signed_in.try_set(signed_in);
        }
    }

    fn load(self, id: u32, request: FlowRequest, vestibule: &Vestibule) {
        self.clock.start(
            move || self.attempt() == Some(id),
            move || self.replied(id, Reply::Loaded(Outcome::Unreachable)),
        );
        let kratos = vestibule.kratos();
        rx::spawn(async move {
            let outcome = kratos.load(&request).await;
            self.replied(id, Reply::Loaded(outcome));
        });
    }

    fn submit(self, id: u32, flow: Arc<Flow>, submission: Submission, vestibule: &Vestibule) {
        let Ok(controller) = AbortController::new() else {
            return;
        };
        history::forget_sent();
        let fetch = vestibule.kratos().transport().clone();
        let kratos = Abortable::over(fetch, controller.signal());
        let payload = Arc::clone(&vestibule.transient_payload);
        self.pending.set_value(Some(controller));
        self.clock.start(
            move || self.attempt() == Some(id),
            move || self.stop_waiting(),
        );
        rx::spawn(async move {
            let outcome = kratos.submit(&flow, None, &submission, &payload).await;
            let Submission { fields, submitter } = submission;
            let reply = Reply::Submitted {
                outcome,
                fields,
                submitter,
            };
            self.replied(id, reply);
        });
    }

    /// Waits no longer for the response to a submit. What has become of it is asked then.
    pub(super) fn stop_waiting(self) {
        self.pending.try_update_value(|pending| {
            if let Some(controller) = pending.take() {
                controller.abort();
            }
        });
    }

    fn go(self, to: String, by_itself: bool, vestibule: &Vestibule) {
        if self.has_signed_in()
            && let Some(on_success) = self.events().on_success
        {
            return tell_session(vestibule, on_success);
        }
        if by_itself && history::is_loop(&to) {
            return self.dispatch(Event::Looped);
        }
        if !vestibule.follow(&to) {
            return self.dispatch(Event::Refused);
        }
        self.clock.leave(to, move || {
            let is_here = |view: &View| matches!(view, View::Navigating);
            self.view.try_with_untracked(is_here) == Some(true)
        });
    }

    pub(super) fn vestibule(self) -> Option<Vestibule> {
        self.host.try_with_value(|host| host.vestibule.clone())
    }

    fn events(self) -> FlowEvents {
        let events = self.host.try_with_value(|host| host.events);
        events.unwrap_or_default()
    }

    fn has_signed_in(self) -> bool {
        self.model.try_with_value(Model::has_signed_in) == Some(true)
    }

    fn attempt(self) -> Option<u32> {
        self.model.try_with_value(Model::attempt)
    }

    /// The flow that is shown.
    pub(super) fn flow(self) -> Option<Arc<Flow>> {
        let flow = self.model.try_with_value(|model| model.flow().cloned());
        flow.flatten()
    }

    /// What the shown flow answers.
    pub(super) fn request(self) -> Option<FlowRequest> {
        self.model.try_with_value(|model| match model.flow() {
            Some(flow) => flow.request(&model.request),
            None => model.request.clone(),
        })
    }

    /// What is in the form at this moment, and may go on into another one.
    pub(super) fn fields(self) -> FormValues {
        let fields = self
            .form
            .try_with_value(|form| form.as_ref().map(browser::form::fields))
            .flatten()
            .unwrap_or_default();
        match self.flow() {
            Some(flow) => changed(&flow, fields),
            None => fields,
        }
    }
}

/// Hands over who has just signed in.
fn tell_session(vestibule: &Vestibule, on_success: Callback<Session>) {
    let kratos = vestibule.kratos();
    rx::spawn(async move {
        if let Outcome::Session(session) = kratos.session().await {
            on_success.run(*session);
        }
    });
}
