//! A link token: what stands in a mailed link, good for one flow and one use.

use uuid::Uuid;

use crate::instant::Instant;
use crate::random;
use crate::store::Store;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Recovery,
    Verification,
}

/// One token that stands in a link.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) flow: Uuid,
    pub(crate) identity: Uuid,
    /// The address the link was sent to; none when an administrator made it.
    pub(crate) address: Option<String>,
    pub(crate) expires_at: Instant,
    used: bool,
}

impl Token {
    pub(crate) fn new(
        flow: Uuid,
        identity: Uuid,
        address: Option<String>,
        expires_at: Instant,
    ) -> Self {
        Self {
            text: random::letters(32),
            flow,
            identity,
            address,
            expires_at,
            used: false,
        }
    }
}

/// Spends a token of a flow; nothing when it is unknown or was used before.
pub(crate) fn spend(store: &mut Store, flow: Uuid, text: &str) -> Option<Token> {
    let mut tokens = store.tokens.iter_mut();
    let token = tokens.find(|token| token.flow == flow && token.text == text && !token.used)?;
    token.used = true;
    Some(token.clone())
}
