//! To *step* is to go from one state of a page to the next: [`step`] maps every answer of Kratos to what is shown then,
//! and to at most one command for the browser.

use super::{
    Change, Command, ContinueWith, Event, Failure, Flow, Group, Loading, NodeKind, Notice, Pressed,
    Showing, State, Step, Text, kept, untouched,
};
use crate::kratos::Outcome;
use crate::route::{FlowKind, FlowRequest, pairs};

/// After this many replacements in a row, none of them asked for, the page stops and says so.
const MOST_RESTARTS: u8 = 2;

/// From the identifier or the traits to a code it takes two steps.
const STEPS_TO_CODE: u8 = 2;

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
            pressed,
        } => submitted(state, request, outcome, Sent { fields, pressed }),
        Event::Again { fields, to_code } => {
            let answer = answer(&state);
            let waiting = Loading {
                fields,
                answer,
                steps_to_code: if to_code { STEPS_TO_CODE } else { 0 },
                ..Loading::default()
            };
            load(waiting, request.without_flow())
        }
    }
}

/// What was sent.
struct Sent {
    fields: Vec<(String, String)>,
    pressed: Pressed,
}

fn answer(state: &State) -> u32 {
    match state {
        State::Loading(waiting) => waiting.answer,
        State::Showing(showing) => showing.answer,
        State::Stopped(_) | State::Leaving => 0,
    }
}

fn load(waiting: Loading, request: FlowRequest) -> (State, Option<Command>) {
    (State::Loading(waiting), Some(Command::Load(request)))
}

fn go(to: String) -> (State, Option<Command>) {
    (State::Leaving, Some(Command::Go(to)))
}

/// To the sign-in page, with the change that waits for it, if there is one.
fn confirm(to: String, change: Option<Change>) -> (State, Option<Command>) {
    match change {
        Some(change) => (State::Leaving, Some(Command::Confirm { to, change })),
        None => go(to),
    }
}

fn stop(failure: Failure) -> (State, Option<Command>) {
    (State::Stopped(failure), None)
}

/// Where a person signs in who has to come back here.
fn sign_in(request: &FlowRequest, aal: Option<&str>, refresh: bool) -> String {
    let mut login = FlowRequest::new(FlowKind::Login);
    login.return_to = Some(request.to_page());
    login.aal = aal.map(str::to_owned);
    login.refresh = refresh;
    login.to_page()
}

fn loaded(state: State, request: &FlowRequest, outcome: Outcome) -> (State, Option<Command>) {
    let mut waiting = match state {
        State::Loading(waiting) => waiting,
        other => Loading {
            answer: answer(&other),
            ..Loading::default()
        },
    };
    let again = |waiting: &Loading, request: FlowRequest, notice: Option<Notice>| {
        let restarts = waiting.restarts + 1;
        if restarts > MOST_RESTARTS {
            return stop(Failure::Cookies);
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
        Outcome::IdentityMismatch if waiting.change.is_some() => {
            waiting.change = None;
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
        } else if change.confirmed {
            let Change {
                mut fields,
                pressed,
                ..
            } = change;
            if let Some(token) = flow.node("csrf_token").and_then(|node| node.input()) {
                fields.retain(|(name, _)| *name != token.name);
                fields.push((token.name.clone(), token.text_value()));
            }
            let kept = kept(&flow, &fields, None);
            let (state, _) = show(flow, kept, waiting, Some(pressed.group.clone()));
            return (state, Some(Command::Submit { fields, pressed }));
        } else {
            // Came back without signing in: what was typed is here, and nothing is sent.
            waiting.fields = change.fields;
        }
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
    if let Some(address) = waiting.address.take()
        && let Some(name) = flow.address_trait()
    {
        waiting.fields.push((name, address));
        waiting.steps_to_code = if asks_more(&flow, &waiting.fields) {
            0
        } else {
            STEPS_TO_CODE
        };
    }
    flow.messages.append(&mut waiting.messages);
    let kept = kept(&flow, &waiting.fields, None);
    show(flow, kept, waiting, None)
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

fn show(
    flow: Flow,
    kept: Vec<(String, String)>,
    waiting: Loading,
    pressed: Option<Group>,
) -> (State, Option<Command>) {
    let on = (waiting.steps_to_code > 0)
        .then(|| towards_code(&flow))
        .flatten();
    let command = on.map(|button| Command::Submit {
        fields: untouched(&flow, &waiting.fields),
        pressed: button,
    });
    let showing = Showing {
        flow,
        answer: waiting.answer + 1,
        kept,
        notice: waiting.notice,
        restarts: waiting.restarts,
        steps_to_code: command.as_ref().map_or(0, |_| waiting.steps_to_code - 1),
        pressed,
    };
    (State::Showing(Box::new(showing)), command)
}

/// The button that leads to a code: the code method's own, or the one of the step before it.
fn towards_code(flow: &Flow) -> Option<Pressed> {
    if flow.step == Step::SentEmail || flow.has_errors() {
        return None;
    }
    let button = |value: &str| {
        flow.nodes
            .iter()
            .filter_map(|node| node.button())
            .any(|input| input.name == "method" && input.text_value() == value)
            .then(|| Pressed::button(flow, "method", value))
    };
    button("code")
        .or_else(|| button("identifier_first"))
        .or_else(|| button("profile"))
}

fn submitted(
    state: State,
    request: &FlowRequest,
    outcome: Outcome,
    sent: Sent,
) -> (State, Option<Command>) {
    let State::Showing(showing) = state else {
        return (state, None);
    };
    let Sent { fields, pressed } = sent;
    let identity = showing.flow.identity.as_ref().map(|own| own.id.clone());
    let again = |notice: Notice, fields: Vec<(String, String)>| {
        let restarts = showing.restarts + 1;
        if restarts > MOST_RESTARTS {
            return stop(Failure::Cookies);
        }
        let waiting = Loading {
            notice: Some(notice),
            fields,
            identity: identity.clone(),
            restarts,
            answer: showing.answer,
            ..Loading::default()
        };
        load(waiting, request.without_flow())
    };
    match outcome {
        Outcome::Flow(flow) => answered(&showing, request, *flow, Sent { fields, pressed }),
        Outcome::Done {
            signed_in,
            continue_with,
        } => done(&showing.flow, request, signed_in, &continue_with),
        Outcome::Redirect(to) => {
            // A security key sign-in is sent back to its own flow, which has the challenge now.
            if leads_to(&to, &showing.flow.id) {
                let waiting = Loading {
                    fields,
                    answer: showing.answer,
                    ..Loading::default()
                };
                load(waiting, request.with_flow(&showing.flow.id))
            } else {
                go(to)
            }
        }
        Outcome::Expired { use_flow_id, .. } => match use_flow_id {
            // The client that asks for the sign-in begins anew.
            _ if let Some(url) = showing.flow.oauth2_request_url() => go(url),
            // Kratos' replacement knows nothing of these; a new flow with the same parameters does.
            Some(id)
                if request.aal.is_none()
                    && !request.refresh
                    && request.login_challenge.is_none() =>
            {
                let waiting = Loading {
                    fields,
                    identity,
                    answer: showing.answer,
                    ..Loading::default()
                };
                load(waiting, request.with_flow(&id))
            }
            _ => again(Notice::Renewed, fields),
        },
        Outcome::NotFound => again(Notice::Renewed, fields),
        Outcome::IdentityMismatch => again(Notice::NotMade, Vec::new()),
        Outcome::Csrf { .. } if showing.restarts > 0 => stop(Failure::Cookies),
        Outcome::Csrf { .. } => again(Notice::Outcome(outcome), fields),
        Outcome::ReturnToForbidden { .. } => {
            let mut next = request.without_flow();
            next.return_to = None;
            let waiting = Loading {
                notice: Some(Notice::Outcome(outcome)),
                fields,
                restarts: showing.restarts,
                answer: showing.answer,
                ..Loading::default()
            };
            load(waiting, next)
        }
        Outcome::AlreadySignedIn => go("/".to_owned()),
        Outcome::SignedOut | Outcome::Aal1Required => go(sign_in(request, None, false)),
        Outcome::Aal2Required | Outcome::RefreshRequired => {
            let to = match outcome {
                Outcome::RefreshRequired => sign_in(request, None, true),
                _ => sign_in(request, Some("aal2"), false),
            };
            let change = (request.kind == FlowKind::Settings).then_some(Change {
                flow: showing.flow.id,
                identity,
                fields,
                pressed,
                confirmed: false,
            });
            confirm(to, change)
        }
        Outcome::AddressNotVerified { ref continue_with }
        | Outcome::Refused {
            ref continue_with, ..
        } if !continue_with.is_empty() => next(request, continue_with),
        Outcome::Disabled => stop(Failure::Outcome(outcome)),
        // The form stays as it is, with what was typed.
        outcome => {
            let showing = Showing {
                notice: Some(Notice::Outcome(outcome)),
                ..*showing
            };
            (State::Showing(Box::new(showing)), None)
        }
    }
}

fn answered(
    showing: &Showing,
    request: &FlowRequest,
    mut flow: Flow,
    sent: Sent,
) -> (State, Option<Command>) {
    let Sent { fields, pressed } = sent;
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
    let spoilt = |text: &Text| matches!(text.id, 4_010_005 | 4_010_006);
    if flow.messages.iter().any(spoilt) && showing.restarts < MOST_RESTARTS {
        // Somebody has sent it without a method; it refuses everything from now on.
        let waiting = Loading {
            notice: Some(Notice::Renewed),
            fields,
            restarts: showing.restarts + 1,
            answer: showing.answer,
            ..Loading::default()
        };
        return load(waiting, request.without_flow());
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
    keep_address(&mut flow, &showing.flow, &pressed);
    let kept = kept(&flow, &fields, Some(&pressed.group));
    let waiting = Loading {
        fields,
        answer: showing.answer,
        steps_to_code: showing.steps_to_code,
        ..Loading::default()
    };
    show(flow, kept, waiting, Some(pressed.group))
}

/// Once a code is on its way to one of several addresses, Kratos repeats all of them under one name. The one that was
/// chosen stays.
fn keep_address(flow: &mut Flow, before: &Flow, pressed: &Pressed) {
    let chosen = match pressed.name.as_str() {
        "address" => Some(pressed.value.clone()),
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
) -> (State, Option<Command>) {
    let only_redirects = continue_with
        .iter()
        .all(|entry| matches!(entry, ContinueWith::Redirect { .. }));
    if request.kind == FlowKind::Registration && !signed_in && only_redirects {
        return stop(Failure::Registered);
    }
    // Kratos up to v1.2 does not say where to go, but has checked where the person wanted to be.
    if continue_with.is_empty() {
        return next(request, &flow.after_sign_in());
    }
    next(request, continue_with)
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

/// Whether an address has `flow=<id>` in its query.
fn leads_to(url: &str, id: &str) -> bool {
    url.split_once('?')
        .is_some_and(|(_, query)| pairs(query).any(|(name, value)| name == "flow" && value == id))
}
