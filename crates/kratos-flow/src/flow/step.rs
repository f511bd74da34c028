//! To *step* is to go from one state of a page to the next: [`step`] maps every answer of Kratos to what is shown then,
//! and to at most one command for the browser.

mod loaded;
mod lost;
mod seen;
mod submitted;

use std::sync::Arc;

use super::{
    Command, ContinueWith, Event, Failure, Flow, FormValues, Group, Loading, PendingChange,
    Showing, State, Step, Submitter, changed, defaults, deferred,
};
use crate::route::{FlowKind, FlowRequest, pairs};
use loaded::loaded;
pub use lost::resolve;
use seen::{renewed, seen};
use submitted::{responded, signed_out, submitted};

/// After this many replacements in a row, none of them requested, the page stops and says so.
const MOST_RESTARTS: u8 = 2;

/// From the identifier or the traits to a code it takes two steps.
pub const STEPS_TO_CODE: u8 = 2;

/// What the page shows next, and what the browser has to do.
pub fn step(state: State, request: &FlowRequest, event: Event) -> (State, Option<Command>) {
    let request = &match &state {
        State::Showing(showing) => showing.flow.request(request),
        _ => request.clone(),
    };
    match event {
        Event::Loaded(outcome) => loaded(state, request, outcome),
        Event::Submitted {
            outcome,
            fields,
            submitter,
        } => submitted(state, request, outcome, Sent { fields, submitter }),
        Event::Renewed { outcome, fields } => renewed(state, outcome, &fields),
        Event::Seen {
            session,
            flow,
            fields,
        } => seen(state, request, &session, flow, fields),
        Event::Restart { fields, to_code } => {
            let response = response(&state);
            let pending = Loading {
                fields: with_deferred(&state, fields),
                response,
                steps_to_code: if to_code { STEPS_TO_CODE } else { 0 },
                ..Loading::default()
            };
            load(pending, request.without_flow())
        }
    }
}

/// What was sent.
struct Sent {
    fields: FormValues,
    submitter: Submitter,
}

/// What was typed, together with what has no place in the form that is shown.
fn with_deferred(state: &State, mut fields: FormValues) -> FormValues {
    if let State::Showing(showing) = state {
        fields = changed(&showing.flow, fields);
        let missing = |(name, _): &&(String, String)| !fields.iter().any(|(own, _)| own == name);
        let deferred: Vec<_> = showing.deferred.iter().filter(missing).cloned().collect();
        fields.extend(deferred);
    }
    fields
}

fn response(state: &State) -> u32 {
    match state {
        State::Loading(pending) => pending.response,
        State::Showing(showing) => showing.response,
        State::Stopped(_) | State::Leaving => 0,
    }
}

fn load(pending: Loading, request: FlowRequest) -> (State, Option<Command>) {
    (State::Loading(pending), Some(Command::Load(request)))
}

fn go(to: String) -> (State, Option<Command>) {
    (State::Leaving, Some(Command::Go(to)))
}

/// To the sign-in page, with the change that waits for it, if there is one.
fn confirm(to: String, change: Option<PendingChange>) -> (State, Option<Command>) {
    match change {
        Some(change) => (State::Leaving, Some(Command::Confirm { to, change })),
        None => go(to),
    }
}

fn stop(failure: Failure) -> (State, Option<Command>) {
    (State::Stopped(failure), None)
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

fn show(
    flow: Flow,
    restored: FormValues,
    pending: Loading,
    submitter: Option<Group>,
) -> (State, Option<Command>) {
    let on = (pending.steps_to_code > 0)
        .then(|| towards_code(&flow))
        .flatten();
    let command = on.map(|button| Command::Submit {
        fields: defaults(&flow, &pending.fields),
        submitter: button,
    });
    let showing = Showing {
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
    (State::Showing(Box::new(showing)), command)
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
fn next(request: &FlowRequest, continue_with: &[ContinueWith]) -> (State, Option<Command>) {
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
pub fn resumed(to: &str, change: &PendingChange) -> Option<String> {
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
