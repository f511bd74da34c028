//! What becomes of a submit whose response was *lost*: Kratos may have acted on it, so it is asked before the user is.

use super::{Outcome, Session};
use crate::flow::{Flow, Step};
use crate::route::{FlowKind, FlowRequest};

/// The response that was lost, as far as it can be told from who is signed in now and from what the flow looks like now;
/// `None` when nothing has come of the submit.
pub(super) fn resolve(flow: &Flow, session: &Outcome, fetched: Outcome) -> Option<Outcome> {
    if let Outcome::Session(session) = session
        && has_signed_in(flow, session)
    {
        // After a recovery come new credentials.
        if flow.kind == FlowKind::Recovery {
            let settings = FlowRequest::new(FlowKind::Settings);
            return Some(Outcome::Redirect(settings.to_page()));
        }
        return Some(Outcome::Done {
            signed_in: true,
            continue_with: flow.after_sign_in(),
        });
    }
    if flow.signs_in() && matches!(session, Outcome::Aal2Required) {
        return Some(Outcome::Aal2Required);
    }
    match fetched {
        Outcome::Flow(now) if now.has_moved_since(flow) => Some(Outcome::Flow(now)),
        gone @ (Outcome::Csrf { .. } | Outcome::NotFound | Outcome::Expired { .. }) => Some(gone),
        _ => None,
    }
}

/// Whether a session shows that a sign-in has worked: any does where there was none, a second factor shows in its level,
/// and who confirms who they are has done so after they were asked.
fn has_signed_in(flow: &Flow, session: &Session) -> bool {
    if flow.kind == FlowKind::Recovery {
        return flow.step == Step::SentEmail && is_later(session, flow);
    }
    if flow.signs_in() {
        return true;
    }
    flow.kind == FlowKind::Login
        && (!flow.aal2 || session.aal == "aal2")
        && (!flow.refresh || is_later(session, flow))
}

/// Whether a user has proved who they are since the flow was made. Both times are Kratos'.
fn is_later(session: &Session, flow: &Flow) -> bool {
    let (Some(authenticated), Some(issued)) = (&session.authenticated_at, &flow.issued_at) else {
        return false;
    };
    // RFC 3339 in UTC; only the fraction of the second has as many digits as it needs.
    let parts = |time: &str| {
        let time = time.trim_end_matches('Z');
        let (seconds, fraction) = time.split_once('.').unwrap_or((time, ""));
        (seconds.to_owned(), fraction.to_owned())
    };
    parts(authenticated) > parts(issued)
}
