//! The *state* is what a page shows of a flow, and [`step`] is the only thing that changes it: one function from what
//! there was and what Kratos answered to what there is, and at most one command to the browser.

use super::{ContinueWith, Fields, Flow, Pressed, Step, kept, untouched};
use crate::kratos::Outcome;
use crate::route::{FlowKind, FlowRequest, pairs};

/// What a page shows.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// The flow is on its way.
    Loading(Loading),
    /// The form.
    Showing(Box<Showing>),
    /// A card that says why there is no form, with a way on.
    Stopped(Failure),
    /// The flow is over and the browser is on its way to the next page.
    Leaving,
}

/// What waits for a flow that is on its way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loading {
    /// What to say once it is there.
    pub notice: Option<Notice>,
    /// What was typed into the flow that it replaces.
    pub fields: Vec<(String, String)>,
    /// How often in a row a flow was replaced without the person's doing.
    pub restarts: u8,
    /// The number of the last answer that was drawn.
    pub answer: u32,
    /// How many steps may be taken by themselves on the way to a new code.
    pub steps_to_code: u8,
}

/// A flow that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Showing {
    /// The flow.
    pub flow: Flow,
    /// Counts the answers. Each is drawn as a form of its own; what was typed is put back.
    pub answer: u32,
    /// What was typed and goes back into the fields.
    pub kept: Vec<(String, String)>,
    /// What to say besides the flow's own messages.
    pub notice: Option<Notice>,
    /// See [`Loading::restarts`].
    pub restarts: u8,
    /// See [`Loading::steps_to_code`].
    pub steps_to_code: u8,
}

/// What a page says besides the flow's own messages, without losing the form.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// The form had expired and was replaced by a new one.
    Renewed,
    /// An answer that is no flow.
    Outcome(Outcome),
}

/// Why there is no form.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// An answer that is no flow.
    Outcome(Outcome),
    /// Flows are refused again and again: the browser does not send Kratos' cookies back.
    Cookies,
    /// Signed up, but not signed in: Kratos has no `session` hook.
    Registered,
}

/// The way on from a [`Failure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Ask again.
    Retry,
    /// To the sign-in page.
    SignIn,
    /// To the start page.
    Home,
}

impl Failure {
    /// The way on.
    pub fn way(&self) -> Way {
        match self {
            Failure::Registered => Way::SignIn,
            Failure::Outcome(Outcome::Disabled) => Way::Home,
            Failure::Outcome(Outcome::Refused { .. }) => Way::Home,
            Failure::Cookies | Failure::Outcome(_) => Way::Retry,
        }
    }
}

/// What has happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A flow was asked for and this came.
    Loaded(Outcome),
    /// The form was sent and this came.
    Submitted {
        /// The answer.
        outcome: Outcome,
        /// What was in the form.
        fields: Vec<(String, String)>,
    },
    /// The person starts over: with another identifier, or for a code in a flow that takes no more codes.
    Again {
        /// What was in the form.
        fields: Vec<(String, String)>,
        /// Whether to go on until a new code is sent.
        to_code: bool,
    },
}

/// What the browser has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Leave for this address: a path of ours, or an address from Kratos that is not yet checked.
    Go(String),
    /// Ask Kratos for this flow.
    Load(FlowRequest),
    /// Send the form as it stands.
    Submit {
        /// The names and values of the form.
        fields: Vec<(String, String)>,
        /// The button that stands for it.
        pressed: Pressed,
    },
}

/// After this many replacements in a row, none of them asked for, the page stops and says so.
const MOST_RESTARTS: u8 = 2;

/// From the identifier or the traits to a code it takes two steps.
const STEPS_TO_CODE: u8 = 2;

/// What the page shows next, and what the browser has to do.
pub fn step(state: State, request: &FlowRequest, event: Event) -> (State, Option<Command>) {
    match event {
        Event::Loaded(outcome) => loaded(state, request, outcome),
        Event::Submitted { outcome, fields } => submitted(state, request, outcome, fields),
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
    let waiting = match state {
        State::Loading(waiting) => waiting,
        other => Loading {
            answer: answer(&other),
            ..Loading::default()
        },
    };
    let again = |notice: Option<Notice>| {
        let restarts = waiting.restarts + 1;
        if restarts > MOST_RESTARTS {
            return stop(Failure::Cookies);
        }
        let next = Loading {
            notice,
            restarts,
            ..waiting.clone()
        };
        load(next, request.without_flow())
    };
    match outcome {
        // Asked to sign up, Kratos may answer with a sign-in (OAuth2).
        Outcome::Flow(flow) if flow.kind != request.kind => {
            go(request.to_kind(flow.kind).with_flow(&flow.id).to_page())
        }
        Outcome::Flow(flow) => {
            let kept = kept(&flow, &waiting.fields, false);
            show(*flow, kept, waiting)
        }
        Outcome::NotFound | Outcome::IdentityMismatch if request.flow.is_some() => {
            again(waiting.notice.clone())
        }
        Outcome::Csrf { .. } => again(waiting.notice.clone()),
        Outcome::Expired { .. } => again(Some(Notice::Renewed)),
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
        Outcome::Aal2Required => go(sign_in(request, Some("aal2"), false)),
        Outcome::Redirect(to) => go(to),
        outcome => stop(Failure::Outcome(outcome)),
    }
}

fn show(flow: Flow, kept: Vec<(String, String)>, waiting: Loading) -> (State, Option<Command>) {
    let on = (waiting.steps_to_code > 0)
        .then(|| towards_code(&flow))
        .flatten();
    let command = on.map(|pressed| Command::Submit {
        fields: untouched(&flow, &waiting.fields),
        pressed,
    });
    let showing = Showing {
        flow,
        answer: waiting.answer + 1,
        kept,
        notice: waiting.notice,
        restarts: waiting.restarts,
        steps_to_code: command.as_ref().map_or(0, |_| waiting.steps_to_code - 1),
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
    fields: Vec<(String, String)>,
) -> (State, Option<Command>) {
    let State::Showing(showing) = state else {
        return (state, None);
    };
    let again = |notice: Notice, fields: Vec<(String, String)>| {
        let restarts = showing.restarts + 1;
        if restarts > MOST_RESTARTS {
            return stop(Failure::Cookies);
        }
        let waiting = Loading {
            notice: Some(notice),
            fields,
            restarts,
            answer: showing.answer,
            ..Loading::default()
        };
        load(waiting, request.without_flow())
    };
    match outcome {
        Outcome::Flow(flow) => answered(&showing, request, *flow, &fields),
        Outcome::Done {
            signed_in,
            continue_with,
        } => done(request, signed_in, &continue_with),
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
        Outcome::Expired { use_flow_id } => match use_flow_id {
            // Kratos' replacement knows nothing of these; a new flow with the same parameters does.
            Some(id)
                if request.aal.is_none()
                    && !request.refresh
                    && request.login_challenge.is_none() =>
            {
                let waiting = Loading {
                    fields,
                    answer: showing.answer,
                    ..Loading::default()
                };
                load(waiting, request.with_flow(&id))
            }
            _ => again(Notice::Renewed, fields),
        },
        Outcome::NotFound | Outcome::IdentityMismatch => again(Notice::Renewed, fields),
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
        Outcome::Aal2Required => go(sign_in(request, Some("aal2"), false)),
        Outcome::RefreshRequired => go(sign_in(request, None, true)),
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
    flow: Flow,
    fields: &Fields,
) -> (State, Option<Command>) {
    if flow.kind != showing.flow.kind {
        return go(request.to_kind(flow.kind).with_flow(&flow.id).to_page());
    }
    if flow.step == Step::PassedChallenge && !flow.continue_with.is_empty() {
        return next(request, &flow.continue_with);
    }
    let kept = kept(&flow, fields, true);
    let waiting = Loading {
        fields: fields.to_vec(),
        answer: showing.answer,
        steps_to_code: showing.steps_to_code,
        ..Loading::default()
    };
    show(flow, kept, waiting)
}

fn done(
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
