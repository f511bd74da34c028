//! A flow as signals, for a user interface of your own.

use leptos::prelude::*;

use super::driver::{Driver, FlowEvents, Host};
use crate::flow::Submission;
use crate::machine::{Event, FlowForm, Loading, View};
use crate::route::FlowRequest;
use crate::ui::form::{FormPlace, Restart};
use crate::ui::initial::first_model;
use crate::ui::{rx, use_vestibule};

/// A flow that is loaded, renewed and taken to its end: what it shows, and what a user can do. It is there as long as the
/// component that has called [`use_flow`].
#[derive(Clone, Copy)]
pub struct UseFlow(pub(super) Driver);

/// Takes a flow from its creation to its end without rendering anything: whenever `request` changes, the new flow is
/// loaded, once the component is in the page.
///
/// ```
/// use leptos::prelude::*;
/// use vestibule::flow::{Submission, Submitter};
/// use vestibule::route::{FlowKind, FlowRequest};
/// use vestibule::ui::{FlowEvents, use_flow};
///
/// #[component]
/// fn Password() -> impl IntoView {
///     let login = Signal::stored(FlowRequest::new(FlowKind::Login));
///     let flow = use_flow(login, FlowEvents::default());
///     let press = move |_| {
///         if let Some(form) = flow.form().get_untracked() {
///             let fields = vec![
///                 ("identifier".to_owned(), "ada@example.com".to_owned()),
///                 ("password".to_owned(), "correct horse".to_owned()),
///             ];
///             flow.submit(Submission {
///                 fields: fields.into(),
///                 submitter: Submitter::button(&form.flow, "method", "password"),
///             });
///         }
///     };
///     view! { <button on:click=press>"Sign in"</button> }
/// }
/// ```
pub fn use_flow(request: Signal<FlowRequest>, events: FlowEvents) -> UseFlow {
    let vestibule = use_vestibule();
    let first = request.get_untracked();
    let (model, fresh) = first_model(&vestibule, &first);
    let mut is_rendered = !matches!(model.view, View::Loading(_));
    let driver = Driver::new(model, Host { vestibule, events });
    provide_context(FormPlace(driver.form));
    driver.follow_page();
    rx::effect(move || {
        let request = request.get();
        // A server has rendered what this address asks for.
        driver.dispatch(if std::mem::take(&mut is_rendered) {
            Event::Hydrated {
                address: request,
                fresh,
            }
        } else {
            Event::Open {
                request,
                fields: driver.fields(),
            }
        });
    });
    UseFlow(driver)
}

impl UseFlow {
    /// What the page shows.
    pub fn view(self) -> Signal<View> {
        self.0.view.into()
    }

    /// The form, while there is one.
    pub fn form(self) -> Signal<Option<FlowForm>> {
        let view = self.0.view;
        Signal::derive(move || {
            view.with(|view| match view {
                View::Form(form) => Some((**form).clone()),
                View::Loading(Loading { .. }) | View::Problem(_) | View::Navigating => None,
            })
        })
    }

    /// Whether a form is on its way.
    pub fn busy(self) -> Signal<bool> {
        self.0.busy.into()
    }

    /// The seconds until something may be sent: the server has requested a pause.
    pub fn cooldown(self) -> Signal<u32> {
        self.0.clock.cooldown.into()
    }

    /// Sends a form, unless one is on its way or the server has requested a pause.
    pub fn submit(self, submission: Submission) {
        self.0.send(submission);
    }

    /// Starts over, with what was typed.
    pub fn restart(self, Restart { fields, to_code }: Restart) {
        self.0.dispatch(Event::Restart { fields, to_code });
    }

    /// Tries again where there is no form.
    pub fn retry(self) {
        if !self.0.clock.is_rate_limited() {
            self.0.dispatch(Event::Retry);
        }
    }
}
