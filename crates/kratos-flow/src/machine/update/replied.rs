//! What was asked has come: a *reply* leads to the next view.

use super::Update;
use crate::flow::{FormValues, Submission, Submitter, changed, plain};
use crate::kratos::Outcome;
use crate::machine::draft::STEPS_TO_CODE;
use crate::machine::transition::{Command, restart, transition};
use crate::machine::{Effect, FlowForm, Loading, Notice, Problem, Reply, View};
use crate::route::{FlowKind, FlowRequest};

/// How a view was reached.
pub(super) struct Cause {
    /// By a button that the user has pressed.
    pub(super) is_pressed: bool,
    /// By a response to this page's own request.
    pub(super) is_response: bool,
    /// With a flow that was made just now.
    pub(super) fresh: bool,
}

impl Update<'_> {
    pub(super) fn replied(&mut self, id: u32, reply: Reply) {
        let in_background = matches!(reply, Reply::Renewed { .. } | Reply::Returned { .. });
        if id != self.model.attempt.id || in_background && self.model.attempt.submits {
            return;
        }
        // Whatever else comes for this attempt is too late.
        self.next_attempt();
        if let (Reply::Loaded(Outcome::Flow(flow)), Some(target)) =
            (&reply, self.model.attempt.history_target.take())
            && flow.progress() > target
        {
            // The flow has gone further than the entry of the history that the user has gone back to.
            let pending = self.pending(FormValues::default());
            self.model.view = View::Loading(pending);
            return self.load(self.model.request.without_flow());
        }
        match reply {
            Reply::Loaded(outcome) => self.loaded(outcome),
            Reply::Submitted {
                outcome,
                fields,
                submitter,
            } => self.submitted(outcome, Submission { fields, submitter }),
            Reply::Renewed { outcome, fields } => {
                let failed = !matches!(outcome, Outcome::Flow(_));
                let cause = Cause {
                    is_pressed: false,
                    is_response: false,
                    fresh: true,
                };
                self.reach(Reply::Renewed { outcome, fields }, &cause);
                if failed {
                    self.push(Effect::RenewLater);
                }
            }
            reply @ Reply::Returned { .. } => self.returned(reply),
        }
    }

    fn loaded(&mut self, outcome: Outcome) {
        let is_old = self.model.request.flow.is_some();
        let signs_in = matches!(&outcome, Outcome::Flow(flow) if flow.signs_in());
        let cause = Cause {
            is_pressed: false,
            is_response: true,
            fresh: !is_old,
        };
        let is_done = self.reach(Reply::Loaded(outcome), &cause);
        if is_done && signs_in && is_old {
            // The address may be from before a user has signed in.
            self.revalidate(false);
        }
    }

    fn submitted(&mut self, outcome: Outcome, submission: Submission) {
        let outcome = self.unified(outcome, &submission.fields);
        self.signal_passkeys(&outcome, &submission);
        let sends_code =
            matches!(&outcome, Outcome::Flow(flow) if flow.takes_code() && !flow.has_errors());
        let Submission { fields, submitter } = submission;
        let reply = Reply::Submitted {
            outcome,
            fields,
            submitter,
        };
        if let (
            Reply::Submitted {
                outcome, submitter, ..
            },
            true,
        ) = (&reply, reply.is_sign_in())
        {
            self.signed_in(outcome, submitter);
        }
        let cause = Cause {
            is_pressed: !std::mem::take(&mut self.model.attempt.by_itself),
            is_response: true,
            fresh: false,
        };
        self.reach(reply, &cause);
        if let (true, Some(flow)) = (sends_code, self.model.flow()) {
            let id = flow.id.clone();
            // What is rendered then counts from it.
            self.effects.insert(0, Effect::CodeSent(id));
        }
    }

    fn returned(&mut self, reply: Reply) {
        let near_end = matches!(&reply, Reply::Returned { near_end: true, .. });
        let before = self.model.flow().map(|flow| flow.id.clone());
        let cause = Cause {
            is_pressed: false,
            is_response: false,
            fresh: false,
        };
        self.reach(reply, &cause);
        if near_end && self.model.flow().map(|flow| flow.id.clone()) == before {
            self.renew();
        }
    }

    pub(super) fn restart(&mut self, fields: FormValues, to_code: bool) {
        self.push(Effect::Abort);
        self.next_attempt();
        self.model.attempt.history_target = None;
        let cause = Cause {
            is_pressed: !std::mem::take(&mut self.model.attempt.by_itself),
            is_response: false,
            fresh: false,
        };
        let steps = if to_code { STEPS_TO_CODE } else { 0 };
        let next = restart(&self.model.view, &self.model.request, fields.clone(), steps);
        self.arrive(next, fields, false, &cause);
    }

    /// Goes on by a reply; says whether there is nothing else to do.
    fn reach(&mut self, reply: Reply, cause: &Cause) -> bool {
        let is_return = matches!(reply, Reply::Returned { .. });
        let fields = match &reply {
            Reply::Loaded(_) => FormValues::default(),
            Reply::Submitted { fields, .. }
            | Reply::Renewed { fields, .. }
            | Reply::Returned { fields, .. } => fields.clone(),
        };
        let next = transition(self.model.view.clone(), &self.model.request, reply);
        self.arrive(next, fields, is_return, cause)
    }

    fn arrive(
        &mut self,
        (next, command): (View, Option<Command>),
        fields: FormValues,
        is_return: bool,
        cause: &Cause,
    ) -> bool {
        let before = std::mem::replace(&mut self.model.view, next);
        self.entered(&before, cause);
        self.keep(&before, fields);
        self.model.attempt.submits = false;
        let is_done = command.is_none();
        if cause.is_pressed && is_done && is_other_step(&before, &self.model.view) {
            self.push(Effect::RenderStep);
        } else if !(is_return && response_of(&before) == response_of(&self.model.view)) {
            self.render();
        }
        if let Some(command) = command {
            self.perform(command, cause.is_pressed);
        }
        is_done
    }

    /// What there is to do about a view besides rendering it.
    pub(super) fn entered(&mut self, before: &View, cause: &Cause) {
        let view = std::mem::replace(&mut self.model.view, View::Navigating);
        match &view {
            View::Form(form) => self.entered_form(before, form, cause),
            View::Problem(Problem::Outcome(outcome)) => {
                self.effects.extend(outcome.wait().map(Effect::Cooldown));
            }
            _ => {}
        }
        self.model.view = view;
    }

    fn entered_form(&mut self, before: &View, form: &FlowForm, cause: &Cause) {
        let flow = &form.flow;
        if cause.is_response && flow.kind == FlowKind::Settings {
            self.push(Effect::ConfirmMethod);
        } else if flow.signs_in() && !cause.is_pressed {
            self.push(Effect::ExpectMethod(String::new()));
        }
        let before = match before {
            View::Form(before) => Some(&before.flow),
            _ => None,
        };
        let progress = flow.progress();
        // Back leads to where the user has pressed something.
        let is_step = before.is_some_and(|before| {
            cause.is_pressed
                && before.id == flow.id
                && (before.progress() + 1..=2).contains(&progress)
        });
        let request = flow.page_request(&self.model.request);
        self.model.request = request.clone();
        self.push(Effect::Address {
            request,
            progress,
            is_step,
        });
        if cause.is_response {
            let wait = form.notice.as_ref().and_then(Notice::wait);
            self.effects.extend(wait.map(Effect::Cooldown));
        }
        if before.is_none_or(|before| before.id != flow.id)
            && let (Some(issued), Some(expires)) = (&flow.issued_at, &flow.expires_at)
        {
            self.push(Effect::ExpectEnd {
                issued: issued.clone(),
                expires: expires.clone(),
                fresh: cause.fresh,
            });
        }
    }

    /// Keeps what was typed for the next form, where there is none for now.
    fn keep(&mut self, before: &View, fields: FormValues) {
        let left = match (before, &self.model.view) {
            (View::Loading(pending), View::Problem(_)) => Loading {
                restarts: 0,
                ..pending.clone()
            },
            (View::Form(form), View::Navigating) => {
                let fields = plain(Some(&form.flow), changed(&form.flow, fields));
                if form.flow.kind == FlowKind::Registration {
                    self.model.draft.signed_up = fields.clone();
                }
                Loading {
                    fields,
                    identity: form.flow.identity.as_ref().map(|own| own.id.clone()),
                    response: form.response,
                    ..Loading::default()
                }
            }
            _ => return,
        };
        self.model.attempt.left = Some(left);
    }

    /// Where sign-in and sign-up are one, an address without an account leads to the sign-up, and nobody learns whether one
    /// has a code.
    fn unified(&mut self, mut outcome: Outcome, fields: &FormValues) -> Outcome {
        if let Outcome::Flow(response) = &mut outcome
            && self.model.site.unified
        {
            let is_typed =
                |(name, text): &&(String, String)| name == "identifier" && !text.is_empty();
            match fields.iter().find(is_typed) {
                Some((_, address)) if response.is_unknown_account() => {
                    self.model.draft.address = Some(address.clone());
                    self.model.draft.to_code = true;
                    let registration = self.model.request.to_kind(FlowKind::Registration);
                    return Outcome::Redirect(FlowRequest::to_page(&registration));
                }
                _ => response.hide_unknown_address(),
            }
        }
        outcome
    }

    /// Passkeys that Kratos does not know are not to be offered again.
    fn signal_passkeys(&mut self, outcome: &Outcome, submission: &Submission) {
        let Outcome::Flow(flow) = outcome else { return };
        let Submission { fields, submitter } = submission;
        if flow.knows_no_passkey() {
            let value = |name: &str| {
                let found = fields.iter().find(|(field, _)| field == name);
                found.map(|(_, text)| text.clone()).unwrap_or_default()
            };
            self.push(Effect::PasskeyUnknown {
                challenge: value("passkey_challenge"),
                response: value("passkey_login"),
            });
        }
        if let Some(options) = flow.has_removed(submitter) {
            self.push(Effect::PasskeyRemoved {
                options,
                credential: submitter.value.clone(),
            });
        }
    }

    /// A sign-in form was accepted: by which method is remembered, and a change that waits for it may be made.
    fn signed_in(&mut self, outcome: &Outcome, submitter: &Submitter) {
        if self.model.request.kind == FlowKind::Login
            && let Some(change) = &mut self.model.draft.change
        {
            change.confirmed = true;
        }
        let Some(flow) = self.model.flow() else {
            return;
        };
        let (signs_in, aal2) = (flow.signs_in(), flow.aal2);
        if signs_in {
            self.push(Effect::ExpectMethod(submitter.method()));
            // Whoever is sent elsewhere may have to do something there first.
            self.model.attempt.signed_in = matches!(outcome, Outcome::Done { .. });
        }
        let has_signed_in = match outcome {
            Outcome::Done { signed_in, .. } => *signed_in && (signs_in || aal2),
            // A second factor is yet to come, or whatever a provider asks.
            Outcome::Redirect(to) => submitter.name != "provider" && !to.contains("aal=aal2"),
            _ => false,
        };
        if has_signed_in {
            self.push(Effect::ConfirmMethod);
        }
    }
}

/// The number of the response that is rendered.
fn response_of(view: &View) -> Option<u32> {
    match view {
        View::Form(form) => Some(form.response),
        _ => None,
    }
}

/// Whether a flow has gone to another of its steps.
fn is_other_step(before: &View, next: &View) -> bool {
    match (before, next) {
        (View::Form(before), View::Form(next)) => {
            before.flow.id == next.flow.id && before.flow.progress() != next.flow.progress()
        }
        _ => false,
    }
}
