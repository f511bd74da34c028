//! What comes of a flow that was asked for.

use super::{MOST_RESTARTS, answer, confirm, go, load, show, sign_in, stop};
use crate::flow::{Change, Command, Failure, Flow, Loading, Notice, State, Step, kept, plain};
use crate::kratos::Outcome;
use crate::route::{FlowKind, FlowRequest};

pub(super) fn loaded(
    state: State,
    request: &FlowRequest,
    outcome: Outcome,
) -> (State, Option<Command>) {
    let mut waiting = match state {
        State::Loading(waiting) => waiting,
        other => Loading {
            answer: answer(&other),
            ..Loading::default()
        },
    };
    let reason = outcome.reason().map(str::to_owned);
    let again = |waiting: &Loading, request: FlowRequest, notice: Option<Notice>| {
        let restarts = waiting.restarts + 1;
        if restarts > MOST_RESTARTS {
            return stop(Failure::Cookies { reason });
        }
        let next = Loading {
            notice,
            restarts,
            ..waiting.clone()
        };
        load(next, request)
    };
    let anew = request.without_flow();
    match outcome {
        // Asked to sign up, Kratos may answer with a sign-in (OAuth2).
        Outcome::Flow(flow) if flow.kind != request.kind => {
            go(request.to_kind(flow.kind).with_flow(&flow.id).to_page())
        }
        Outcome::Flow(flow) => arrived(*flow, request, waiting),
        Outcome::IdentityMismatch if waiting.change.is_some() || waiting.unmade => {
            waiting.change = None;
            waiting.unmade = false;
            again(&waiting, anew, Some(Notice::NotMade))
        }
        // A mailed link leads to a flow that another browser has begun, or that has ended.
        Outcome::Csrf { .. }
            if request.flow.is_some()
                && matches!(request.kind, FlowKind::Recovery | FlowKind::Verification) =>
        {
            again(&waiting, anew, Some(Notice::LinkEnded))
        }
        Outcome::NotFound | Outcome::IdentityMismatch if request.flow.is_some() => {
            again(&waiting, anew, waiting.notice.clone())
        }
        Outcome::Csrf { .. } => again(&waiting, anew, waiting.notice.clone()),
        Outcome::Expired { return_to, .. } => {
            let mut next = request.without_flow();
            next.return_to = next.return_to.or(return_to);
            again(&waiting, next, Some(Notice::Renewed))
        }
        Outcome::ReturnToForbidden { .. } if request.return_to.is_some() => {
            let mut next = request.without_flow();
            next.return_to = None;
            let waiting = Loading {
                notice: Some(Notice::Outcome(outcome)),
                ..waiting
            };
            load(waiting, next)
        }
        Outcome::AlreadySignedIn => go("/".to_owned()),
        Outcome::Aal1Required => {
            let mut login = FlowRequest::new(FlowKind::Login);
            login.return_to = request.return_to.clone();
            go(login.to_page())
        }
        Outcome::SignedOut => go(sign_in(request, None, false)),
        Outcome::Aal2Required => confirm(sign_in(request, Some("aal2"), false), waiting.change),
        Outcome::Redirect(to) => go(to),
        outcome => stop(Failure::Outcome(outcome)),
    }
}

/// A flow that was asked for is there.
fn arrived(
    mut flow: Flow,
    request: &FlowRequest,
    mut waiting: Loading,
) -> (State, Option<Command>) {
    if let Some(change) = waiting.change.take() {
        let own = flow.identity.as_ref().map(|identity| &identity.id);
        if own != change.identity.as_ref() {
            waiting.notice = Some(Notice::NotMade);
        } else if let Change {
            mut fields,
            pressed: Some(pressed),
            confirmed: true,
            ..
        } = change
        {
            if let Some(token) = flow.node("csrf_token").and_then(|node| node.input()) {
                fields.retain(|(name, _)| *name != token.name);
                fields.push((token.name.clone(), token.text_value()));
            }
            let kept = kept(&flow, &fields, None);
            let (state, _) = show(flow, kept, waiting, Some(pressed.group.clone()));
            return (state, Some(Command::Submit { fields, pressed }));
        } else {
            // Came back without signing in, or nothing was to be sent: what was typed is here.
            waiting.fields = plain(Some(&flow), change.fields);
            if request.flow.is_some() {
                // Kratos forgets the change only when it makes a new flow.
                waiting.identity = change.identity;
                return load(waiting, request.without_flow());
            }
        }
    } else if request.flow.is_some()
        && (flow.had_nothing_to_resume() || waiting.unmade && flow.is_untouched())
    {
        waiting.unmade = false;
        waiting.notice = Some(Notice::NotCompleted);
        return load(waiting, request.without_flow());
    } else if flow.kind == FlowKind::Settings
        && flow.step == Step::Success
        && request.flow.is_some()
    {
        // Back from a provider: what such a flow shows is from before.
        waiting.messages = flow.messages;
        return load(waiting, request.without_flow());
    }
    let own = flow.identity.as_ref().map(|identity| &identity.id);
    if waiting.identity.is_some() && own != waiting.identity.as_ref() {
        // What one person has typed is nobody else's.
        waiting.fields.clear();
        waiting.notice = Some(Notice::NotMade);
    }
    if let Some(address) = waiting.address.take() {
        let field = flow.address_field(&address);
        let has_field = field.is_some();
        waiting.fields.extend(field.map(|name| (name, address)));
        if !has_field || asks_more(&flow, &waiting.fields) {
            waiting.steps_to_code = 0;
        }
    }
    flow.messages.append(&mut waiting.messages);
    let kept = kept(&flow, &waiting.fields, None);
    let pressed = waiting.pressed.take();
    show(flow, kept, waiting, pressed)
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
