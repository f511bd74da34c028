//! What happens in the *background*: a flow comes to its end, the user goes to another tab and comes back, through the
//! history and back again.

use super::Update;
use crate::flow::{FormValues, changed, plain};
use crate::machine::{Effect, Loading, View};
use crate::route::{FlowKind, FlowRequest};

impl Update<'_> {
    /// Puts a new flow in place of the one that is shown, without a word.
    pub(super) fn renew(&mut self) {
        let is_renewable = self.model.flow().is_some_and(|flow| flow.is_renewable());
        if is_renewable && !self.model.attempt.submits {
            let id = self.model.attempt.id;
            let request = self.model.request_again();
            self.push(Effect::Renew { id, request });
        }
    }

    /// The user is here again: what has happened elsewhere in the meantime?
    pub(super) fn revalidate(&mut self, near_end: bool) {
        let Some(flow) = self.model.flow() else {
            return;
        };
        if self.model.attempt.submits {
            return;
        }
        // What was sent may have been used elsewhere, and what cannot be renewed may have ended.
        let asks_flow = flow.progress() > 0 || near_end && !flow.is_renewable();
        let request = self.model.request.with_flow(&flow.id);
        self.push(Effect::Revalidate {
            id: self.model.attempt.id,
            flow: asks_flow.then_some(request),
            near_end,
        });
    }

    /// The page is left, and may be frozen as a whole: no secret stays in it, and of an account nothing at all.
    pub(super) fn freeze(&mut self, fields: FormValues) {
        if let Some(left) = &mut self.model.attempt.left {
            left.fields = plain(None, std::mem::take(&mut left.fields));
        }
        self.model.draft.change = None;
        match &mut self.model.view {
            View::Form(form) if form.flow.kind == FlowKind::Settings => {
                let flow = &form.flow;
                self.model.view = View::Loading(Loading {
                    fields: plain(Some(flow), changed(flow, fields)),
                    identity: flow.identity.as_ref().map(|own| own.id.clone()),
                    response: form.response,
                    ..Loading::default()
                });
            }
            View::Form(form) => {
                for restored in [&mut form.restored, &mut form.deferred] {
                    *restored = plain(Some(&form.flow), std::mem::take(restored));
                }
            }
            View::Loading(pending) => {
                pending.fields = plain(None, std::mem::take(&mut pending.fields));
                pending.change = None;
            }
            View::Problem(_) | View::Navigating => {}
        }
        self.render();
    }

    /// The page was frozen, and is here again.
    pub(super) fn resume(&mut self, near_end: bool) {
        match &self.model.view {
            View::Form(_) => self.revalidate(near_end),
            View::Loading(_) => self.load(self.model.request.clone()),
            View::Navigating => self.retry(self.model.request.clone()),
            View::Problem(_) => {}
        }
    }

    /// The user has gone to another entry of the history.
    pub(super) fn history_moved(
        &mut self,
        page: Option<&FlowRequest>,
        progress: u32,
        fields: FormValues,
    ) {
        self.model.attempt.history_target = Some(progress);
        let Some(flow) = self.model.flow() else {
            return;
        };
        let is_here =
            page.is_some_and(|page| page.kind == flow.kind && page.flow.as_ref() == Some(&flow.id));
        if is_here && flow.progress() > progress {
            self.restart(fields, false);
        }
    }

    /// Takes the address that was typed to the page that a link leads to.
    pub(super) fn carry_address(&mut self, fields: FormValues) {
        let Some(flow) = self.model.flow() else {
            return;
        };
        let fields = changed(flow, fields);
        let name = flow.address_field("@");
        let typed =
            |(field, text): &&(String, String)| Some(field) == name.as_ref() && !text.is_empty();
        // The second step of a sign-up has the traits hidden, of no kind any more.
        let hidden =
            |(field, text): &&(String, String)| field.starts_with("traits.") && text.contains('@');
        let found = fields.iter().find(typed);
        let found = found.or_else(|| fields.iter().find(hidden));
        self.model.draft.address = found.map(|(_, text)| text.clone());
        self.model.draft.to_code = false;
    }
}
