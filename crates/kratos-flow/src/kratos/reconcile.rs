//! To *settle* a submit is to find out what has come of it where its answer was lost, or does not say so.

use super::Outcome;
use crate::flow::{Flow, resolve};
use crate::route::FlowRequest;

/// Who can be asked about a session and a flow.
pub trait Probe {
    /// Who is signed in.
    fn session(&self) -> impl Future<Output = Outcome>;

    /// The flow as it is now.
    fn now(&self, flow: &Flow) -> impl Future<Output = Outcome>;
}

/// What a response to a submit means, after Kratos was asked where the response leaves it open.
pub async fn reconcile(kratos: &impl Probe, flow: &Flow, mut outcome: Outcome) -> Outcome {
    if outcome.is_lost()
        && let Some(found) = find_out(kratos, flow).await
    {
        outcome = found;
    }
    if let Outcome::Flow(response) = &outcome
        && response.needs_recheck()
        && let Some(found) = find_cause(kratos, response).await
    {
        outcome = found;
    }
    outcome
}

/// The request for a flow that there is.
pub fn same(flow: &Flow) -> FlowRequest {
    FlowRequest::new(flow.kind).with_flow(&flow.id)
}

/// What has become of a submit whose answer is lost.
async fn find_out(kratos: &impl Probe, flow: &Flow) -> Option<Outcome> {
    let session = kratos.session().await;
    if matches!(session, Outcome::Unreachable) {
        return None;
    }
    resolve(flow, &session, kratos.now(flow).await)
}

/// Why Kratos refuses a sign-in without saying so: a user is signed in, or the flow has ended.
async fn find_cause(kratos: &impl Probe, flow: &Flow) -> Option<Outcome> {
    if flow.signs_in() {
        let session = kratos.session().await;
        return matches!(session, Outcome::Session(_)).then_some(Outcome::AlreadySignedIn);
    }
    // What Kratos offers instead neither asks again nor for a second factor.
    matches!(kratos.now(flow).await, Outcome::Expired { .. }).then_some(Outcome::Expired {
        use_flow_id: None,
        return_to: None,
    })
}
