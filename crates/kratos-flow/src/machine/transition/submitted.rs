//! What comes of a form that was sent.

use std::sync::Arc;

use super::{
    Command, MOST_RESTARTS, Next, Sent, confirm, go, leads_to, load, next, show, sign_in,
    sign_in_for, stop, with_deferred,
};
use crate::flow::{
    ContinueWith, Flow, FormValues, Group, NodeKind, Step, Submitter, Text, TextKind, plain,
    restored,
};
use crate::kratos::Outcome;
use crate::kratos::message;
use crate::machine::{FlowForm, Loading, Notice, PendingChange, Problem, View};
use crate::route::{FlowKind, FlowRequest};

pub(super) fn submitted(state: View, request: &FlowRequest, outcome: Outcome, sent: Sent) -> Next {
    let Sent { fields, submitter } = sent;
    let fields = with_deferred(&state, fields);
    let View::Form(showing) = state else {
        return (state, None);
    };
    let identity = showing.flow.identity.as_ref().map(|own| own.id.clone());
    let group = submitter.group.clone();
    let again = |notice: Notice, fields: FormValues| {
        let restarts = showing.restarts + 1;
        if restarts > MOST_RESTARTS {
            return stop(Problem::Cookies { reason: None });
        }
        let pending = Loading {
            notice: Some(notice),
            fields,
            identity: identity.clone(),
            restarts,
            response: showing.response,
            submitter: Some(group),
            ..Loading::default()
        };
        load(pending, request.without_flow())
    };
    match outcome {
        Outcome::Flow(flow) => responded(&showing, request, *flow, fields, Some(submitter)),
        Outcome::Done {
            signed_in,
            continue_with,
        } => done(&showing.flow, request, signed_in, &continue_with),
        Outcome::Redirect(to) => {
            // A security key sign-in is sent back to its own flow, which has the challenge now.
            if leads_to(&to, &showing.flow.id) {
                let pending = Loading {
                    fields,
                    response: showing.response,
                    ..Loading::default()
                };
                load(pending, request.with_flow(&showing.flow.id))
            } else {
                go(to)
            }
        }
        Outcome::Expired { use_flow_id, .. } => match use_flow_id {
            // The client that asks for the sign-in begins again.
            _ if let Some(url) = showing.flow.oauth2_request_url() => go(url),
            // Kratos' replacement knows nothing of these; a new flow with the same parameters does.
            Some(id)
                if request.aal.is_none()
                    && !request.refresh
                    && request.login_challenge.is_none() =>
            {
                let pending = Loading {
                    fields,
                    identity,
                    response: showing.response,
                    submitter: Some(submitter.group),
                    ..Loading::default()
                };
                load(pending, request.with_flow(&id))
            }
            _ => again(Notice::Renewed, fields),
        },
        Outcome::NotFound => again(Notice::Renewed, fields),
        Outcome::IdentityMismatch => again(Notice::ChangeDropped, FormValues::default()),
        Outcome::Csrf { reason } if showing.restarts > 0 => stop(Problem::Cookies { reason }),
        Outcome::Csrf { .. } => again(Notice::Outcome(outcome), fields),
        Outcome::ReturnToForbidden { .. } => {
            let mut next = request.without_flow();
            next.return_to = None;
            let pending = Loading {
                notice: Some(Notice::Outcome(outcome)),
                fields,
                restarts: showing.restarts,
                response: showing.response,
                ..Loading::default()
            };
            load(pending, next)
        }
        Outcome::AlreadySignedIn => go("/".to_owned()),
        Outcome::SignedOut | Outcome::Aal1Required => {
            signed_out(&showing.flow, &request.with_flow(&showing.flow.id), fields)
        }
        Outcome::Aal2Required | Outcome::RefreshRequired => {
            let is_settings = request.kind == FlowKind::Settings;
            // Kratos remembers what it has refused, and makes it when the browser comes to this address.
            let back = match &showing.flow.ui_action {
                action if is_settings && !action.is_empty() => action.clone(),
                _ => request.to_page(),
            };
            let to = match outcome {
                Outcome::RefreshRequired => sign_in_for(back, None, true),
                _ => sign_in_for(back, Some("aal2"), false),
            };
            let change = is_settings.then_some(PendingChange {
                flow: showing.flow.id.clone(),
                identity,
                fields,
                submitter: Some(submitter),
                confirmed: false,
            });
            confirm(to, change)
        }
        Outcome::AddressNotVerified { ref continue_with }
        | Outcome::Refused {
            ref continue_with, ..
        } if !continue_with.is_empty() => next(request, continue_with),
        Outcome::Disabled => stop(Problem::Outcome(outcome)),
        // The form stays as it is, with what was typed.
        outcome => {
            let mut showing = FlowForm {
                notice: Some(Notice::Outcome(outcome)),
                ..*showing
            };
            // That something else went well is over.
            Arc::make_mut(&mut showing.flow)
                .messages
                .retain(|text| text.kind != TextKind::Success);
            (View::Form(Box::new(showing)), None)
        }
    }
}

/// The session has ended. In settings, what was typed and is no secret is there again after the next sign-in, for the same
/// person; it is not sent by itself.
pub(super) fn signed_out(flow: &Flow, request: &FlowRequest, fields: FormValues) -> Next {
    if flow.kind != FlowKind::Settings {
        return go(sign_in(request, None, false));
    }
    let change = PendingChange {
        flow: flow.id.clone(),
        identity: flow.identity.as_ref().map(|own| own.id.clone()),
        fields: plain(Some(flow), fields),
        submitter: None,
        confirmed: false,
    };
    confirm(sign_in(request, None, false), Some(change))
}

/// The flow has moved on: by what was sent, or, where nothing was `submitter` here, by something elsewhere.
pub(super) fn responded(
    showing: &FlowForm,
    request: &FlowRequest,
    mut flow: Flow,
    fields: FormValues,
    submitter: Option<Submitter>,
) -> Next {
    if flow.kind != showing.flow.kind {
        return go(request.to_kind(flow.kind).with_flow(&flow.id).to_page());
    }
    if flow.step == Step::PassedChallenge && !flow.continue_with.is_empty() {
        return next(request, &flow.continue_with);
    }
    if flow.step == Step::PassedChallenge && flow.kind == FlowKind::Recovery {
        // A recovery that asks for no new credentials (newer than Kratos v26.2).
        return next(request, &flow.after_sign_in());
    }
    let unusable = |text: &Text| {
        matches!(
            text.id,
            message::ERROR_VALIDATION_RECOVERY_NO_STRATEGY_FOUND
                | message::ERROR_VALIDATION_VERIFICATION_NO_STRATEGY_FOUND
        )
    };
    if flow.messages.iter().any(unusable) && showing.restarts < MOST_RESTARTS {
        // A user has sent it without a method; it refuses everything from now on.
        let pending = Loading {
            notice: Some(Notice::Renewed),
            fields,
            restarts: showing.restarts + 1,
            response: showing.response,
            ..Loading::default()
        };
        return load(pending, request.without_flow());
    }
    if flow.kind == FlowKind::Settings && flow.is_saved() {
        // Kratos names this very page where nothing else is configured.
        let away: Vec<ContinueWith> = flow
            .continue_with
            .iter()
            .filter(
                |entry| !matches!(entry, ContinueWith::Redirect { to } if leads_to(to, &flow.id)),
            )
            .cloned()
            .collect();
        if !away.is_empty() {
            return next(request, &away);
        }
    }
    if flow.oauth2_login_request.is_none() {
        // Up to v1.3 Kratos tells it only once.
        flow.oauth2_login_request
            .clone_from(&showing.flow.oauth2_login_request);
    }
    keep_address(&mut flow, &showing.flow, submitter.as_ref());
    let group = submitter.map(|submitter| submitter.group);
    let restored = restored(&flow, &fields, group.as_ref());
    let is_miss = group == Some(Group::Totp) && flow.has_errors();
    let pending = Loading {
        fields,
        failed_attempts: if is_miss {
            showing.failed_attempts.saturating_add(1)
        } else {
            0
        },
        response: showing.response,
        steps_to_code: showing.steps_to_code,
        ..Loading::default()
    };
    show(flow, restored, pending, group)
}

/// Once a code is on its way to one of several addresses, Kratos repeats all of them under one name. The one that was
/// chosen stays.
fn keep_address(flow: &mut Flow, before: &Flow, submitter: Option<&Submitter>) {
    let chosen = match submitter {
        Some(Submitter { name, value, .. }) if name == "address" => Some(value.clone()),
        _ => before.identifier().filter(|_| before.aal2),
    };
    let Some(chosen) = chosen else { return };
    let addresses = |flow: &Flow| {
        flow.nodes
            .iter()
            .filter(|node| node.id() == "identifier" && node.is_hidden())
            .filter_map(|node| Some(node.input()?.text_value()))
            .collect::<Vec<_>>()
    };
    if addresses(flow).contains(&chosen) {
        flow.nodes.retain(|node| match &node.kind {
            NodeKind::Input(input) if input.name == "identifier" => input.text_value() == chosen,
            _ => true,
        });
    }
}

fn done(
    flow: &Flow,
    request: &FlowRequest,
    signed_in: bool,
    continue_with: &[ContinueWith],
) -> Next {
    let only_redirects = continue_with
        .iter()
        .all(|entry| matches!(entry, ContinueWith::Redirect { .. }));
    if request.kind == FlowKind::Registration && !signed_in && only_redirects {
        let to = continue_with.iter().find_map(|entry| match entry {
            ContinueWith::Redirect { to } => Some(to.clone()),
            _ => None,
        });
        return match to {
            Some(to) => (View::Navigating, Some(Command::Registered(to))),
            None => stop(Problem::Registered),
        };
    }
    // Kratos up to v1.2 does not say where to go, but has checked where the user wanted to be.
    if continue_with.is_empty() {
        return next(request, &flow.after_sign_in());
    }
    next(request, continue_with)
}
