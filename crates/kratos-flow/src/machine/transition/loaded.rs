//! What comes of a flow that was requested.

use super::{Command, MOST_RESTARTS, Next, confirm, go, load, response, show, sign_in, stop};
use crate::flow::{Flow, Step, plain, restored};
use crate::kratos::Outcome;
use crate::machine::{Loading, Notice, PendingChange, Problem, View};
use crate::route::{FlowKind, FlowRequest};

pub(super) fn loaded(state: View, request: &FlowRequest, outcome: Outcome) -> Next {
    let mut pending = match state {
        View::Loading(pending) => pending,
        other => Loading {
            response: response(&other),
            ..Loading::default()
        },
    };
    let reason = outcome.reason().map(str::to_owned);
    let again = |pending: &Loading, request: FlowRequest, notice: Option<Notice>| {
        let restarts = pending.restarts + 1;
        if restarts > MOST_RESTARTS {
            return stop(Problem::Cookies { reason });
        }
        let next = Loading {
            notice,
            restarts,
            ..pending.clone()
        };
        load(next, request)
    };
    let keyed = request.without_flow();
    match outcome {
        // Asked to sign up, Kratos may answer with a sign-in (OAuth2).
        Outcome::Flow(flow) if flow.kind != request.kind => {
            go(request.to_kind(flow.kind).with_flow(&flow.id).to_page())
        }
        Outcome::Flow(flow) => arrived(*flow, request, pending),
        Outcome::IdentityMismatch if pending.change.is_some() || pending.dropped => {
            pending.change = None;
            pending.dropped = false;
            again(&pending, keyed, Some(Notice::ChangeDropped))
        }
        // A mailed link leads to a flow that another browser has begun, or that has ended.
        Outcome::Csrf { .. }
            if request.flow.is_some()
                && matches!(request.kind, FlowKind::Recovery | FlowKind::Verification) =>
        {
            again(&pending, keyed, Some(Notice::LinkExpired))
        }
        Outcome::NotFound | Outcome::IdentityMismatch if request.flow.is_some() => {
            again(&pending, keyed, pending.notice.clone())
        }
        Outcome::Csrf { .. } => again(&pending, keyed, pending.notice.clone()),
        Outcome::Expired { return_to, .. } => {
            let mut next = request.without_flow();
            next.return_to = next.return_to.or(return_to);
            again(&pending, next, Some(Notice::Renewed))
        }
        Outcome::ReturnToForbidden { .. } if request.return_to.is_some() => {
            let mut next = request.without_flow();
            next.return_to = None;
            let pending = Loading {
                notice: Some(Notice::Outcome(outcome)),
                ..pending
            };
            load(pending, next)
        }
        Outcome::AlreadySignedIn => go("/".to_owned()),
        Outcome::CookieLost => stop(Problem::Cookies { reason: None }),
        Outcome::Aal1Required => {
            let mut login = FlowRequest::new(FlowKind::Login);
            login.return_to = request.return_to.clone();
            go(login.to_page())
        }
        Outcome::SignedOut => go(sign_in(request, None, false)),
        Outcome::Aal2Required => confirm(sign_in(request, Some("aal2"), false), pending.change),
        Outcome::Redirect(to) => go(to),
        outcome => stop(Problem::Outcome(outcome)),
    }
}

/// A flow that was requested is there.
fn arrived(mut flow: Flow, request: &FlowRequest, mut pending: Loading) -> Next {
    if let Some(change) = pending.change.take() {
        let own = flow.identity.as_ref().map(|identity| &identity.id);
        if own != change.identity.as_ref() {
            pending.notice = Some(Notice::ChangeDropped);
        } else if let PendingChange {
            mut fields,
            submitter: Some(submitter),
            confirmed: true,
            ..
        } = change
        {
            if let Some(token) = flow.node("csrf_token").and_then(|node| node.input()) {
                fields.retain(|(name, _)| *name != token.name);
                fields.push((token.name.clone(), token.text_value()));
            }
            let restored = restored(&flow, &fields, None);
            let (state, _) = show(flow, restored, pending, Some(submitter.group.clone()));
            return (state, Some(Command::Submit { fields, submitter }));
        } else {
            // Came back without signing in, or nothing was to be sent: what was typed is here.
            pending.fields = plain(Some(&flow), change.fields);
            if request.flow.is_some() {
                // Kratos forgets the change only when it makes a new flow.
                pending.identity = change.identity;
                return load(pending, request.without_flow());
            }
        }
    } else if request.flow.is_some()
        && (flow.had_nothing_to_resume() || pending.dropped && flow.is_untouched())
    {
        pending.dropped = false;
        pending.notice = Some(Notice::NotCompleted);
        return load(pending, request.without_flow());
    } else if flow.kind == FlowKind::Settings
        && flow.step == Step::Success
        && request.flow.is_some()
    {
        // Back from a provider: what such a flow shows is from before.
        pending.messages = flow.messages;
        return load(pending, request.without_flow());
    }
    let own = flow.identity.as_ref().map(|identity| &identity.id);
    if pending.identity.is_some() && own != pending.identity.as_ref() {
        // What one person has typed is nobody else's.
        pending.fields.clear();
        pending.notice = Some(Notice::ChangeDropped);
    }
    if let Some(address) = pending.address.take() {
        let field = flow.address_field(&address);
        let has_field = field.is_some();
        pending.fields.extend(field.map(|name| (name, address)));
        if !has_field || asks_more(&flow, &pending.fields) {
            pending.steps_to_code = 0;
        }
    }
    flow.messages.append(&mut pending.messages);
    let restored = restored(&flow, &pending.fields, None);
    let submitter = pending.submitter.take();
    show(flow, restored, pending, submitter)
}

/// Whether a form wants something that is not there yet.
fn asks_more(flow: &Flow, fields: &[(String, String)]) -> bool {
    flow.nodes
        .iter()
        .filter(|node| node.group.is_shared())
        .filter_map(|node| node.field())
        .any(|input| {
            input.required
                && input.text_value().is_empty()
                && !fields.iter().any(|(name, _)| *name == input.name)
        })
}
