//! The store: everything the server knows, in memory, gone when it stops.

use std::collections::HashMap;

use uuid::Uuid;

use crate::code::Code;
use crate::continuity::Pause;
use crate::courier::Message;
use crate::failure::Envelope;
use crate::flow::{Flow, Kind};
use crate::identity::{Identity, address, normalize};
use crate::instant::Instant;
use crate::session::Session;
use crate::token::Token;

/// Identities, sessions, flows, codes, messages and stored errors.
#[derive(Debug, Default)]
pub(crate) struct Store {
    pub(crate) identities: Vec<Identity>,
    pub(crate) sessions: Vec<Session>,
    pub(crate) messages: Vec<Message>,
    pub(crate) codes: Vec<Code>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) pauses: Vec<Pause>,
    /// Codes of this server's own OpenID provider, and the claims they stand for.
    pub(crate) openid_codes: Vec<(String, serde_json::Value)>,
    flows: HashMap<Uuid, Flow>,
    errors: HashMap<Uuid, (Envelope, Instant)>,
}

impl Store {
    pub(crate) fn flow(&self, id: Uuid) -> Option<Flow> {
        self.flows.get(&id).cloned()
    }

    /// Keeps a flow. What a client sent along in `transient_payload` is not kept.
    pub(crate) fn save(&mut self, flow: &Flow) {
        let mut kept = flow.clone();
        kept.transient_payload = None;
        if flow.kind == Kind::Settings {
            kept.continue_with.clear();
        }
        kept.updated_at = flow.created_at;
        self.flows.insert(flow.id, kept);
    }

    pub(crate) fn identity(&self, id: Uuid) -> Option<&Identity> {
        self.identities.iter().find(|identity| identity.id == id)
    }

    pub(crate) fn identity_mut(&mut self, id: Uuid) -> Option<&mut Identity> {
        self.identities
            .iter_mut()
            .find(|identity| identity.id == id)
    }

    /// The account that has this identifier for one method.
    pub(crate) fn by_identifier(&self, method: &str, identifier: &str) -> Option<&Identity> {
        let wanted = match method {
            "passkey" => identifier.to_owned(),
            _ => normalize(identifier).to_lowercase(),
        };
        self.identities.iter().find(|identity| {
            identity
                .identifiers()
                .iter()
                .any(|(of, value)| *of == method && *value == wanted)
        })
    }

    /// The account that has this identifier for whichever method.
    pub(crate) fn by_any_identifier(&self, identifier: &str) -> Option<&Identity> {
        let wanted = normalize(identifier).to_lowercase();
        self.identities.iter().find(|identity| {
            identity
                .identifiers()
                .iter()
                .any(|(_, value)| value.to_lowercase() == wanted)
        })
    }

    /// An account that already has one of these identifiers, and that identifier.
    pub(crate) fn conflict(&self, new: &Identity) -> Option<(&Identity, String)> {
        let wanted = new.identifiers();
        self.identities
            .iter()
            .filter(|identity| identity.id != new.id)
            .find_map(|identity| {
                let taken = identity.identifiers();
                let same = wanted.iter().find(|pair| taken.contains(pair));
                same.map(|(_, identifier)| (identity, identifier.clone()))
            })
    }

    /// The account and address id of a verifiable address.
    pub(crate) fn by_verifiable_address(&self, via: &str, value: &str) -> Option<(Uuid, Uuid)> {
        let wanted = address(value);
        self.identities.iter().find_map(|identity| {
            let mut addresses = identity.verifiable_addresses.iter();
            let found = addresses.find(|known| known.via == via && known.value == wanted)?;
            Some((identity.id, found.id))
        })
    }

    /// The account a provider's subject is linked to: `provider:subject`.
    pub(crate) fn by_social(&self, identifier: &str) -> Option<&Identity> {
        self.identities.iter().find(|identity| {
            let mut linked = identity.credentials.social.iter();
            linked.any(|(provider, subject)| identifier == format!("{provider}:{subject}"))
        })
    }

    /// The account a recovery address belongs to; any channel when none is named.
    pub(crate) fn by_recovery_address(&self, via: Option<&str>, value: &str) -> Option<&Identity> {
        let wanted = address(value);
        self.identities.iter().find(|identity| {
            let mut addresses = identity.recovery_addresses.iter();
            addresses.any(|known| known.value == wanted && via.is_none_or(|via| known.via == via))
        })
    }

    /// The session a cookie stands for, as long as it is valid and its account is not switched off.
    pub(crate) fn session_by_token(&self, token: &str) -> Option<&Session> {
        let session = self
            .sessions
            .iter()
            .find(|session| session.token == token)?;
        let identity = self.identity(session.identity)?;
        (session.is_active() && identity.active).then_some(session)
    }

    /// Keeps a session, in the place of an older state of it.
    pub(crate) fn save_session(&mut self, session: &Session) {
        match self
            .sessions
            .iter_mut()
            .find(|known| known.id == session.id)
        {
            Some(known) => *known = session.clone(),
            None => self.sessions.push(session.clone()),
        }
    }

    /// Keeps an error for the error screen.
    pub(crate) fn save_error(&mut self, error: Envelope) -> Uuid {
        let id = Uuid::new_v4();
        self.errors.insert(id, (error, Instant::stored()));
        id
    }

    pub(crate) fn error(&self, id: Uuid) -> Option<&(Envelope, Instant)> {
        self.errors.get(&id)
    }

    /// Takes an account away, with everything that hangs on it.
    pub(crate) fn delete_identity(&mut self, id: Uuid) -> bool {
        let before = self.identities.len();
        self.identities.retain(|identity| identity.id != id);
        self.sessions.retain(|session| session.identity != id);
        self.identities.len() != before
    }
}
