//! A *transition* leads from one view to the next: it maps every response of Kratos to what is shown then, and to at most
//! one command.

mod loaded;
mod returned;
mod submitted;

use std::sync::Arc;

use super::{FlowForm, Loading, PendingChange, Problem, Reply, View};
use crate::flow::{
    ContinueWith, Flow, FormValues, Group, Step, Submitter, changed, defaults, deferred,
};
use crate::route::{FlowKind, FlowRequest, pairs};
use loaded::loaded;
use returned::{renewed, returned};
use submitted::{responded, signed_out, submitted};

/// After this many replacements in a row, none of them requested, the page stops and says so.
const MOST_RESTARTS: u8 = 2;

/// What is to be done beside showing a view.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Command {
    /// Leave for this address: a path of ours, or an address from Kratos that is not yet checked.
    Go(String),
    /// A user has signed up and is not signed in: leave for this address from Kratos, unless it is the start page of this
    /// application, which would not say so.
    Registered(String),
    /// Leave for the sign-in page, and keep the change until the user is back.
    Confirm { to: String, change: PendingChange },
    /// Ask Kratos for this flow.
    Load(FlowRequest),
    /// Send the form as it stands.
    Submit {
        fields: FormValues,
        submitter: Submitter,
    },
}

type Next = (View, Option<Command>);

/// What the page shows next, and what is to be done.
pub(super) fn transition(view: View, request: &FlowRequest, reply: Reply) -> Next {
    let request = &requested(&view, request);
    match reply {
        Reply::Loaded(outcome) => loaded(view, request, outcome),
        Reply::Submitted {
            outcome,
            fields,
            submitter,
        } => submitted(view, request, outcome, Sent { fields, submitter }),
        Reply::Renewed { outcome, fields } => renewed(view, outcome, &fields),
        Reply::Returned {
            session,
            flow,
            fields,
            ..
        } => returned(view, request, &session, flow, fields),
    }
}

/// The user starts over.
pub(super) fn restart(
    view: &View,
    request: &FlowRequest,
    fields: FormValues,
    steps_to_code: u8,
) -> Next {
    let pending = Loading {
        fields: with_deferred(view, fields),
        response: response(view),
        steps_to_code,
        ..Loading::default()
    };
    load(pending, requested(view, request).without_flow())
}

/// What the flow that is shown was requested with.
fn requested(view: &View, request: &FlowRequest) -> FlowRequest {
    match view {
        View::Form(form) => form.flow.request(request),
        _ => request.clone(),
    }
}

/// What was sent.
struct Sent {
    fields: FormValues,
    submitter: Submitter,
}

/// What was typed, together with what has no place in the form that is shown.
fn with_deferred(state: &View, mut fields: FormValues) -> FormValues {
    if let View::Form(showing) = state {
        fields = changed(&showing.flow, fields);
        let missing = |(name, _): &&(String, String)| !fields.iter().any(|(own, _)| own == name);
        let deferred: Vec<_> = showing.deferred.iter().filter(missing).cloned().collect();
        fields.extend(deferred);
    }
    fields
}

fn response(state: &View) -> u32 {
    match state {
        View::Loading(pending) => pending.response,
        View::Form(showing) => showing.response,
        View::Problem(_) | View::Navigating => 0,
    }
}

fn load(pending: Loading, request: FlowRequest) -> Next {
    (View::Loading(pending), Some(Command::Load(request)))
}

fn go(to: String) -> Next {
    (View::Navigating, Some(Command::Go(to)))
}

/// To the sign-in page, with the change that waits for it, if there is one.
fn confirm(to: String, change: Option<PendingChange>) -> Next {
    match change {
        Some(change) => (View::Navigating, Some(Command::Confirm { to, change })),
        None => go(to),
    }
}

fn stop(failure: Problem) -> Next {
    (View::Problem(failure), None)
}

/// Where a user signs in who has to come back here.
fn sign_in(request: &FlowRequest, aal: Option<&str>, refresh: bool) -> String {
    sign_in_for(request.to_page(), aal, refresh)
}

/// Where a user signs in who goes on at this address.
fn sign_in_for(return_to: String, aal: Option<&str>, refresh: bool) -> String {
    let mut login = FlowRequest::new(FlowKind::Login);
    login.return_to = Some(return_to);
    login.aal = aal.map(str::to_owned);
    login.refresh = refresh;
    login.to_page()
}

fn show(flow: Flow, restored: FormValues, pending: Loading, submitter: Option<Group>) -> Next {
    let on = (pending.steps_to_code > 0)
        .then(|| towards_code(&flow))
        .flatten();
    let command = on.map(|button| Command::Submit {
        fields: defaults(&flow, &pending.fields),
        submitter: button,
    });
    let showing = FlowForm {
        response: pending.response + 1,
        restored,
        deferred: deferred(&flow, &pending.fields),
        flow: Arc::new(flow),
        notice: pending.notice,
        restarts: pending.restarts,
        steps_to_code: command.as_ref().map_or(0, |_| pending.steps_to_code - 1),
        submitter,
        failed_attempts: pending.failed_attempts,
    };
    (View::Form(Box::new(showing)), command)
}

/// The button that leads to a code: the code method's own, or the one of the step before it.
fn towards_code(flow: &Flow) -> Option<Submitter> {
    if flow.step == Step::SentEmail || flow.has_errors() {
        return None;
    }
    let button = |value: &str| {
        flow.nodes
            .iter()
            .filter_map(|node| node.button())
            .any(|input| input.name == "method" && input.text_value() == value)
            .then(|| Submitter::button(flow, "method", value))
    };
    button("code")
        .or_else(|| button("identifier_first"))
        .or_else(|| button("profile"))
}

/// Goes where `continue_with` says, by what matters most: new credentials, recovery, verification, then away.
fn next(request: &FlowRequest, continue_with: &[ContinueWith]) -> Next {
    let first = continue_with.iter().min_by_key(|entry| match entry {
        ContinueWith::Settings { .. } => 0,
        ContinueWith::Recovery { .. } => 1,
        ContinueWith::Verification { .. } => 2,
        ContinueWith::Redirect { .. } => 3,
    });
    let page = |kind: FlowKind, id: &str| request.to_kind(kind).with_flow(id).to_page();
    go(match first {
        Some(ContinueWith::Settings { flow }) => page(FlowKind::Settings, flow),
        Some(ContinueWith::Recovery { flow }) => page(FlowKind::Recovery, flow),
        Some(ContinueWith::Verification { flow }) => page(FlowKind::Verification, flow),
        Some(ContinueWith::Redirect { to }) => to.clone(),
        None => "/".to_owned(),
    })
}

/// The page that makes a confirmed change itself, where an address is named at which Kratos would make it.
pub(super) fn resumed(to: &str, change: &PendingChange) -> Option<String> {
    let (path, _) = to.split_once('?')?;
    let resumes =
        change.confirmed && path.ends_with("/self-service/settings") && leads_to(to, &change.flow);
    resumes.then(|| {
        FlowRequest::new(FlowKind::Settings)
            .with_flow(&change.flow)
            .to_page()
    })
}

/// Whether an address has `flow=<id>` in its query.
fn leads_to(url: &str, id: &str) -> bool {
    url.split_once('?')
        .is_some_and(|(_, query)| pairs(query).any(|(name, value)| name == "flow" && value == id))
}
