//! A one-time code: six digits for one flow and one address, with an end and a single use.

use std::time::Duration;

use uuid::Uuid;

use crate::config::Config;
use crate::failure::{Envelope, Failure};
use crate::flow::Flow;
use crate::instant::Instant;
use crate::random;
use crate::store::Store;

/// One code that was sent.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub(crate) flow: Uuid,
    pub(crate) digits: String,
    /// The address it was sent to.
    pub(crate) address: String,
    pub(crate) via: String,
    /// The account, when there is one yet.
    pub(crate) identity: Option<Uuid>,
    /// The verifiable address it proves.
    pub(crate) verifiable: Option<Uuid>,
    expires_at: Instant,
    used: bool,
}

impl Code {
    pub(crate) fn new(flow: Uuid, via: &str, address: &str, lifespan: Duration) -> Self {
        Self {
            flow,
            digits: random::digits(6),
            address: address.to_owned(),
            via: via.to_owned(),
            identity: None,
            verifiable: None,
            expires_at: Instant::now().plus(lifespan),
            used: false,
        }
    }
}

/// What became of a code that somebody typed.
pub(crate) enum Outcome {
    Accepted(Box<Code>),
    /// Wrong or used before.
    Unknown,
}

/// Spends a code of a flow.
///
/// # Errors
///
/// 400 after too many tries; expired when the code's time is over.
pub(crate) fn spend(
    store: &mut Store,
    config: &Config,
    flow: &mut Flow,
    digits: &str,
) -> Result<Outcome, Failure> {
    let limit = config.count("selfservice.methods.code.config.max_submissions", 5);
    flow.submissions += 1;
    if let Some(mut kept) = store.flow(flow.id) {
        kept.submissions = flow.submissions;
        store.save(&kept);
    }
    if flow.submissions > limit {
        let reason = "The request was submitted too often. Please request another code.";
        return Err(Envelope::new(400, reason).into());
    }
    let mut codes = store.codes.iter_mut();
    match codes.find(|code| code.flow == flow.id && code.digits == digits) {
        None => Ok(Outcome::Unknown),
        Some(code) if code.used => {
            let reason = "The code was already used. Please request another code.";
            Err(Envelope::new(400, reason).into())
        }
        Some(code) if code.expires_at.is_past() => Err(Failure::Expired(code.expires_at)),
        Some(code) => {
            code.used = true;
            Ok(Outcome::Accepted(Box::new(code.clone())))
        }
    }
}

/// Forgets the codes of a flow, before new ones are sent.
pub(crate) fn forget(store: &mut Store, flow: Uuid) {
    store.codes.retain(|code| code.flow != flow);
}
