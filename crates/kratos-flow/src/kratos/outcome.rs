//! An *outcome* is what a response of Kratos means. Every answer that Kratos can give is listed here, once.

use serde_json::Value;

use super::Session;
use super::wire::{self, optional, string};
use crate::flow::{ContinueWith, Flow};
use crate::json;
use crate::route::FlowKind;

/// What was asked: the same status means different things for different calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Creating or fetching a flow.
    Load(FlowKind),
    /// Sending a flow's form.
    Submit(FlowKind),
    /// Anything about sessions: whoami, sign-out.
    Session,
    /// What is taken as it comes: lists of sessions, errors, identity schemas.
    Json,
}

/// A response as it came over the network.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The body, if it is JSON.
    pub json: Option<Value>,
    /// The `Retry-After` header in seconds, if it is given in seconds.
    pub retry_after: Option<u32>,
}

impl Response {
    /// A response with its body, if that claims to be JSON. An empty one is none, whatever it claims: Kratos sends
    /// a content type with 204, too. `None`: the body is cut short or broken, which is as good as no answer.
    pub fn new(status: u16, body: Option<&str>, retry_after: Option<u32>) -> Option<Self> {
        let json = match body.filter(|body| !body.trim_ascii().is_empty()) {
            Some(body) => Some(json::read(body).ok()?),
            None => None,
        };
        Some(Response {
            status,
            json,
            retry_after,
        })
    }
}

/// What a response means.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The next state of the flow. A 400 is how Kratos delivers an ordinary step.
    Flow(Box<Flow>),
    /// The flow has ended well.
    Done {
        /// Whether the response brought a session: registration without the `session` hook signs nobody in.
        signed_in: bool,
        /// Where to go next, in the server's order, which is no order of priority.
        continue_with: Vec<ContinueWith>,
    },
    /// Who is signed in.
    Session(Box<Session>),
    /// What was requested, as it came.
    Json(Value),
    /// Where to sign out: path and query.
    Logout(String),
    /// Nothing more to say: signed out.
    Empty,
    /// 422: leave for this address, not yet checked.
    Redirect(String),
    /// 410: the flow has expired or was replaced.
    Expired {
        /// The flow that Kratos has made in its place. It has lost `refresh`, `aal` and the OAuth2 challenge.
        use_flow_id: Option<String>,
        /// Where the user wanted to be afterwards.
        return_to: Option<String>,
    },
    /// 404: no such flow.
    NotFound,
    /// 403: the CSRF cookie does not belong to the flow, or is missing.
    Csrf {
        /// Kratos' own words.
        reason: Option<String>,
    },
    /// 400: there is a session already.
    AlreadySignedIn,
    /// There is a session where a flow is made, and none where it is asked for: the browser sends its cookie to one address
    /// and not to the other.
    CookieLost,
    /// 401: there is no session, or no longer.
    SignedOut,
    /// 401: the second factor was requested without the first.
    Aal1Required,
    /// 403: the session needs a second factor.
    Aal2Required,
    /// 403: the change needs a fresh sign-in.
    RefreshRequired,
    /// 403: the settings flow belongs to another user.
    IdentityMismatch,
    /// 403: the address must be verified before one can sign in.
    AddressNotVerified {
        /// The verification flow that Kratos has begun.
        continue_with: Vec<ContinueWith>,
    },
    /// 400: the `return_to` address is not allowed.
    ReturnToForbidden {
        /// Kratos' own words.
        reason: Option<String>,
    },
    /// 400: flows of this kind are switched off.
    Disabled,
    /// 400, 401, 403: Kratos refuses, and says why. No other try will help.
    Refused {
        /// Kratos' own words.
        reason: Option<String>,
        /// Where to go on instead, if anywhere.
        continue_with: Vec<ContinueWith>,
    },
    /// 401: the account is switched off.
    AccountOff {
        /// Kratos' own words.
        reason: Option<String>,
    },
    /// 429: too much at once.
    RateLimited {
        /// When to try again, in seconds.
        retry_after: Option<u32>,
    },
    /// 502, 503, 504: out of service for now.
    Unavailable {
        /// When to try again, in seconds.
        retry_after: Option<u32>,
    },
    /// No answer: no network, no server, a time-out, or a response cut short.
    Unreachable,
    /// Something answered that is not Kratos: HTML of a proxy or of a hotel's network.
    NotKratos {
        /// The HTTP status.
        status: u16,
    },
    /// An error of the server, or a response that this version cannot read.
    Unexpected {
        /// The HTTP status.
        status: u16,
        /// Kratos' own words.
        reason: Option<String>,
        /// The request's id in Kratos' log.
        request: Option<String>,
    },
}

impl Outcome {
    /// Reads a response by its status and `error.id`, as Kratos' self-service API documents them.
    pub fn read(call: Call, response: &Response) -> Self {
        let Response {
            status,
            json,
            retry_after,
        } = response;
        let status = *status;
        let Some(json) = json else {
            return match status {
                204 | 205 => Outcome::Empty,
                429 => Outcome::RateLimited {
                    retry_after: *retry_after,
                },
                502..=504 => Outcome::Unavailable {
                    retry_after: *retry_after,
                },
                404 => Outcome::NotFound,
                500.. => Outcome::Unexpected {
                    status,
                    reason: None,
                    request: None,
                },
                _ => Outcome::NotKratos { status },
            };
        };
        match status {
            200 | 400 if json.get("ui").is_some() => read_flow(call, status, json),
            200..=299 => read_success(call, status, json),
            429 => Outcome::RateLimited {
                retry_after: *retry_after,
            },
            502..=504 => Outcome::Unavailable {
                retry_after: *retry_after,
            },
            _ => read_error(call, status, json),
        }
    }

    /// Kratos' own words about an error, which are for operators.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Outcome::Csrf { reason }
            | Outcome::ReturnToForbidden { reason }
            | Outcome::Refused { reason, .. }
            | Outcome::AccountOff { reason }
            | Outcome::Unexpected { reason, .. } => reason.as_deref(),
            _ => None,
        }
    }

    /// For how many seconds there is nothing to ask again: as long as the server says, half a minute where it only says
    /// that it was too much, never more than ten minutes.
    pub fn wait(&self) -> Option<u32> {
        let seconds = match self {
            Outcome::RateLimited { retry_after } => retry_after.unwrap_or(30),
            Outcome::Unavailable { retry_after } => (*retry_after)?,
            _ => return None,
        };
        (seconds > 0).then_some(seconds.min(600))
    }

    /// The HTTP status of a page that shows it.
    pub fn page_status(&self) -> u16 {
        match self {
            Outcome::Unreachable | Outcome::Unavailable { .. } => 503,
            Outcome::NotKratos { .. } | Outcome::Unexpected { .. } => 502,
            Outcome::RateLimited { .. } => 429,
            _ => 200,
        }
    }

    /// Whether the response was lost on its way, so that Kratos may have acted all the same: no answer, or one of somebody
    /// who stands between.
    pub fn is_lost(&self) -> bool {
        matches!(
            self,
            Outcome::Unreachable | Outcome::Unavailable { .. } | Outcome::NotKratos { .. }
        )
    }

    /// Whether asking again may help by itself.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Outcome::Unreachable
                | Outcome::RateLimited { .. }
                | Outcome::Unavailable { .. }
                | Outcome::NotKratos { .. }
                | Outcome::Unexpected { .. }
        )
    }
}

fn read_flow(call: Call, status: u16, json: &Value) -> Outcome {
    let flow = match call {
        Call::Load(kind) | Call::Submit(kind) => wire::flow(json, kind),
        Call::Session | Call::Json => None,
    };
    match flow {
        Some(flow) => Outcome::Flow(Box::new(flow)),
        None => unexpected(status, json),
    }
}

fn read_success(call: Call, status: u16, json: &Value) -> Outcome {
    match call {
        Call::Json => Outcome::Json(json.clone()),
        Call::Session => {
            if let Some(session) = Session::read(json) {
                return Outcome::Session(Box::new(session));
            }
            if let Some(token) = optional(json, "logout_token") {
                return Outcome::Logout(token);
            }
            unexpected(status, json)
        }
        Call::Submit(_) if json.get("session").is_some() || json.get("identity").is_some() => {
            Outcome::Done {
                signed_in: json.get("session").is_some_and(Value::is_object),
                continue_with: wire::continue_with(json),
            }
        }
        // Registration answers the literal `null` when Hydra lets a signed-in person skip it.
        Call::Load(_) if json.is_null() => Outcome::AlreadySignedIn,
        _ => unexpected(status, json),
    }
}

fn read_error(call: Call, status: u16, json: &Value) -> Outcome {
    let none = Value::Null;
    let error = json.get("error").unwrap_or(&none);
    let details = error.get("details").unwrap_or(&none);
    let reason = optional(error, "reason").or_else(|| optional(error, "message"));
    match (status, string(error, "id").as_str()) {
        (_, "session_already_available" | "session_aal_already_fulfilled") => {
            Outcome::AlreadySignedIn
        }
        (_, "self_service_flow_return_to_forbidden") => Outcome::ReturnToForbidden { reason },
        (_, "self_service_flow_disabled") => Outcome::Disabled,
        (_, "session_inactive") => Outcome::SignedOut,
        (_, "session_aal1_required") => Outcome::Aal1Required,
        (_, "session_aal2_required") => Outcome::Aal2Required,
        (_, "session_refresh_required") => Outcome::RefreshRequired,
        (_, "security_csrf_violation") => Outcome::Csrf { reason },
        (_, "security_identity_mismatch") => Outcome::IdentityMismatch,
        (_, "session_verified_address_required") => Outcome::AddressNotVerified {
            continue_with: wire::continue_with(details),
        },
        (410, _) => Outcome::Expired {
            use_flow_id: optional(json, "use_flow_id"),
            return_to: optional(details, "return_to"),
        },
        (422, _) => match optional(json, "redirect_browser_to")
            .or_else(|| optional(details, "redirect_browser_to"))
        {
            Some(to) => Outcome::Redirect(to),
            None => unexpected(status, json),
        },
        (404, _) => Outcome::NotFound,
        // Of these two kinds only the words tell.
        (400, _)
            if matches!(
                call,
                Call::Load(FlowKind::Recovery | FlowKind::Verification)
            ) && reason
                .as_ref()
                .is_some_and(|reason| reason.contains("disabled")) =>
        {
            Outcome::Disabled
        }
        // Everything else without a session is simply signed out.
        (401, _) => match call {
            Call::Submit(FlowKind::Login | FlowKind::Recovery) => Outcome::AccountOff { reason },
            _ => Outcome::SignedOut,
        },
        (400 | 403, _) => Outcome::Refused {
            reason,
            continue_with: wire::continue_with(details),
        },
        _ => unexpected(status, json),
    }
}

fn unexpected(status: u16, json: &Value) -> Outcome {
    let none = Value::Null;
    let error = json.get("error").unwrap_or(&none);
    Outcome::Unexpected {
        status,
        reason: optional(error, "reason").or_else(|| optional(error, "message")),
        request: optional(error, "request"),
    }
}
