//! What becomes of a form that has been there for a while: a new flow takes its place before it ends, and when the user
//! comes back to the page, what has happened elsewhere in the meantime shows.

use std::sync::Arc;

use super::{Next, go, load, responded, show, signed_out};
use crate::flow::{Flow, FormValues, Step, restored};
use crate::kratos::Outcome;
use crate::machine::{FlowForm, Loading, Notice, View};
use crate::route::{FlowKind, FlowRequest};

/// A flow takes the place of the one that is shown. Nobody has requested it: what is not right now is left alone, and
/// comes up when the form is sent.
pub(super) fn renewed(state: View, outcome: Outcome, fields: &FormValues) -> Next {
    let (View::Form(mut showing), Outcome::Flow(mut flow)) = (state.clone(), outcome) else {
        return (state, None);
    };
    if flow.kind != showing.flow.kind || !is_same_person(&showing.flow, &flow) {
        return (state, None);
    }
    flow.copy_messages(&showing.flow);
    if flow.same_shape(&showing.flow) {
        // The form stays as it is, with the caret where it is.
        showing.flow = Arc::from(flow);
        return (View::Form(showing), None);
    }
    let restored = restored(&flow, fields, None);
    let pending = Loading {
        fields: super::with_deferred(&state, fields.clone()),
        response: showing.response,
        notice: showing.notice.take(),
        restarts: showing.restarts,
        ..Loading::default()
    };
    show(*flow, restored, pending, showing.submitter.take())
}

fn is_same_person(before: &Flow, now: &Flow) -> bool {
    let id = |flow: &Flow| flow.identity.as_ref().map(|identity| identity.id.clone());
    id(before) == id(now)
}

/// The user has come back to the page.
pub(super) fn returned(
    state: View,
    request: &FlowRequest,
    session: &Outcome,
    flow: Option<Outcome>,
    fields: FormValues,
) -> Next {
    let fields = super::with_deferred(&state, fields);
    let View::Form(showing) = state else {
        return (state, None);
    };
    let shown = &showing.flow;
    match (shown.kind, session) {
        (FlowKind::Settings, Outcome::SignedOut) => {
            // Nothing was sent, so nothing is missed by who comes back.
            return signed_out(shown, &request.without_flow(), fields);
        }
        (FlowKind::Settings, Outcome::Session(session)) => {
            let own = shown.identity.as_ref().map(|identity| &identity.id);
            if own.is_some_and(|id| *id != session.identity_id) {
                let pending = again(&showing, Notice::IdentityChanged, FormValues::default());
                return load(pending, request.without_flow());
            }
        }
        (FlowKind::Login, Outcome::SignedOut) if shown.aal2 || shown.refresh => {
            return go(request.to_kind(FlowKind::Login).to_page());
        }
        (FlowKind::Login | FlowKind::Registration, Outcome::Session(_)) if shown.signs_in() => {
            return go("/".to_owned());
        }
        (FlowKind::Login, Outcome::Session(session)) if shown.aal2 && session.aal == "aal2" => {
            let on = shown.after_sign_in();
            return super::next(request, &on);
        }
        (FlowKind::Recovery, Outcome::Session(_)) if shown.step == Step::SentEmail => {
            return go("/".to_owned());
        }
        _ => {}
    }
    match flow {
        // Elsewhere a step can be taken, and nothing that was typed here can be refused.
        Some(Outcome::Flow(now)) if now.step != shown.step => {
            responded(&showing, request, *now, fields, None)
        }
        Some(Outcome::Expired { .. } | Outcome::NotFound | Outcome::Csrf { .. }) => {
            let pending = again(&showing, Notice::Renewed, fields);
            load(pending, request.without_flow())
        }
        _ => (View::Form(showing), None),
    }
}

fn again(showing: &FlowForm, notice: Notice, fields: FormValues) -> Loading {
    let identity = showing.flow.identity.as_ref().map(|own| own.id.clone());
    Loading {
        // Of another user nothing stays.
        identity: identity.filter(|_| !fields.is_empty()),
        notice: Some(notice),
        fields,
        restarts: showing.restarts + 1,
        response: showing.response,
        ..Loading::default()
    }
}
