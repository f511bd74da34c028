//! A flow is *opened*: the page's address asks for it, or the user tries again.

use super::Update;
use super::replied::Cause;
use crate::flow::{FormValues, changed, is_code};
use crate::kratos::Outcome;
use crate::machine::{Effect, Loading, Problem, View};
use crate::route::FlowRequest;

impl Update<'_> {
    pub(super) fn open(&mut self, request: FlowRequest, fields: FormValues) {
        let current = &self.model.request;
        if self.model.attempt.opened {
            if *current == request {
                return;
            }
            // Who confirms who they are, and then does not, is not who signs in next.
            let is_same = current.refresh == request.refresh && current.aal == request.aal;
            let pending = if is_same {
                self.pending(fields)
            } else {
                Loading::default()
            };
            self.model.view = View::Loading(pending);
        }
        self.load(request);
    }

    /// What goes from one flow to the next of the same page.
    pub(super) fn pending(&self, fields: FormValues) -> Loading {
        match &self.model.view {
            View::Form(form) => {
                let mut fields = changed(&form.flow, fields);
                fields.retain(|(name, _)| !is_code(name));
                Loading {
                    fields,
                    identity: form.flow.identity.as_ref().map(|own| own.id.clone()),
                    response: form.response,
                    ..Loading::default()
                }
            }
            View::Loading(pending) => pending.clone(),
            View::Problem(_) | View::Navigating => Loading::default(),
        }
    }

    pub(super) fn load(&mut self, request: FlowRequest) {
        let id = self.next_attempt();
        self.model.attempt.opened = true;
        self.model.request = request.clone();
        if request.is_unusable() {
            return self.stop(Problem::Link);
        }
        if request.is_oauth2_entry() {
            // Kratos answers a fetch without the address that the user has to be sent to.
            self.show(View::Navigating);
            let to = format!("{}{}", self.model.site.kratos, request.to_kratos());
            return self.push(Effect::EnterOAuth2(to));
        }
        let expected = self.model.draft.expected.clone();
        self.model.draft.take_into(&mut self.model.view, &request);
        if self.model.draft.expected != expected {
            self.push(Effect::ExpectChange(None));
        }
        self.render();
        self.push(Effect::Load { id, request });
    }

    /// A server has rendered what the page's address asks for.
    pub(super) fn hydrated(&mut self, address: FlowRequest, fresh: bool) {
        let expected = &self.model.draft.expected;
        if expected.is_some() && *expected == address.flow {
            // A server knows nothing of a change that was to be confirmed.
            self.model.view = View::Loading(Loading::default());
            return self.load(address);
        }
        let cause = Cause {
            is_pressed: false,
            is_response: true,
            fresh,
        };
        self.entered(&View::Navigating, &cause);
        if !fresh && self.model.flow().is_some_and(|flow| flow.signs_in()) {
            self.revalidate(false);
        }
    }

    /// Asks once more, where there is no form.
    pub(super) fn retry(&mut self, request: FlowRequest) {
        let left = self.model.attempt.left.take();
        self.model.view = View::Loading(left.unwrap_or_default());
        self.load(request);
    }

    pub(super) fn online(&mut self) {
        let is_unreachable = matches!(
            self.model.view,
            View::Problem(Problem::Outcome(Outcome::Unreachable))
        );
        if is_unreachable {
            self.retry(self.model.request.clone());
        }
    }
}
