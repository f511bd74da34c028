//! The *draft* goes from one page to the next, in memory only: never in an address, never in a storage.

use super::{Loading, Notice, PendingChange, View};
use crate::flow::{FormValues, PasswordPolicy};
use crate::route::{FlowKind, FlowRequest};

/// From the identifier or the traits to a code it takes two steps.
pub(super) const STEPS_TO_CODE: u8 = 2;

/// What goes from one page to the next.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// A change of settings that waits for the user to confirm who they are.
    pub change: Option<PendingChange>,
    /// The settings flow whose change is to be confirmed, which a reload of the page does not forget.
    pub expected: Option<String>,
    /// An address that was typed on one page and is wanted on the next.
    pub address: Option<String>,
    /// Whether the next page is to go on with the address by itself, until a code is sent.
    pub to_code: bool,
    /// What a user has requested who is signed in already.
    pub target: Option<FlowRequest>,
    /// What the next form says: that a user has just signed out, or up.
    pub flash: Option<Notice>,
    /// What was typed at the last sign-up and is no secret.
    pub signed_up: FormValues,
    /// Whether the next page is to correct an address.
    pub corrects: bool,
    /// What Kratos has said so far about new passwords.
    pub policy: PasswordPolicy,
}

impl Draft {
    /// What another page has left for the flow that is asked for now.
    pub(super) fn take_into(&mut self, view: &mut View, request: &FlowRequest) {
        let is_settings = request.kind == FlowKind::Settings;
        let flash = self.flash.take();
        let is_back = request.kind == FlowKind::Registration && std::mem::take(&mut self.corrects);
        let typed = is_back.then(|| std::mem::take(&mut self.signed_up));
        let dropped = is_settings && self.expected.is_some() && self.expected == request.flow;
        if dropped {
            self.expected = None;
        }
        let (change, address, to_code) = if is_settings {
            let requested = |change: &PendingChange| {
                change.submitter.is_none() || request.flow.as_ref() == Some(&change.flow)
            };
            (self.change.take().filter(requested), None, false)
        } else {
            let to_code = std::mem::take(&mut self.to_code);
            (None, self.address.take(), to_code)
        };
        let View::Loading(pending) = view else { return };
        if flash.is_some() {
            pending.notice = flash;
        }
        if let Some(typed) = typed {
            pending.fields = typed;
        }
        if dropped || change.is_some() || address.is_some() {
            *pending = Loading {
                dropped,
                change,
                address,
                steps_to_code: if to_code {
                    STEPS_TO_CODE
                } else {
                    pending.steps_to_code
                },
                ..std::mem::take(pending)
            };
        }
    }
}
