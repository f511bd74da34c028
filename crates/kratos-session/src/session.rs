//! Session: the identity, the assurance level, and the end.

use serde::Deserialize;
use serde_json::Value;
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::Rejection;

const AAL2: &str = "aal2";
const EMAIL: &str = "email";

/// An active session of an identity. Cheap to clone.
///
/// It comes from an extractor, or from JSON in the form of Kratos' `whoami`:
///
/// ```
/// let session: kratos_session::Session = serde_json::from_value(serde_json::json!({
///     "id": "1", "active": true, "expires_at": "2030-01-01T00:00:00Z", "authenticator_assurance_level": "aal1",
///     "identity": {
///         "id": "2",
///         "traits": { "email": "new@example.org" },
///         "verifiable_addresses": [{ "value": "old@example.org", "via": "email", "verified": true }],
///     },
/// }))?;
/// let email = session.email().ok_or("no e-mail address")?;
/// assert_eq!(email.address, "new@example.org");
/// assert!(!email.is_verified, "another address is");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Whoami")]
pub struct Session(Arc<Whoami>);

/// The e-mail address of an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Email<'a> {
    /// As it was typed.
    pub address: &'a str,
    /// Whether the identity has proved that it reads what is sent to this address.
    pub is_verified: bool,
}

#[derive(Debug, Deserialize)]
struct Whoami {
    id: String,
    #[serde(default)]
    active: bool,
    #[serde(default)]
    expires_at: Option<String>,
    #[serde(default)]
    authenticator_assurance_level: String,
    identity: Identity,
}

#[derive(Debug, Deserialize)]
struct Identity {
    id: String,
    #[serde(default)]
    traits: Value,
    #[serde(default)]
    verifiable_addresses: Option<Vec<Address>>,
}

#[derive(Debug, Deserialize)]
struct Address {
    value: String,
    via: String,
    verified: bool,
}

impl From<Whoami> for Session {
    fn from(body: Whoami) -> Self {
        Self(Arc::new(body))
    }
}

impl Session {
    /// The id of the session.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// The id of the identity: what to store beside data that belongs to somebody.
    #[must_use]
    pub fn identity_id(&self) -> &str {
        &self.0.identity.id
    }

    /// The traits, as the identity schema has them.
    #[must_use]
    pub fn traits(&self) -> &Value {
        &self.0.identity.traits
    }

    /// The address in the trait `email`, if there is one.
    #[must_use]
    pub fn email(&self) -> Option<Email<'_>> {
        let address = self.traits().get(EMAIL)?.as_str()?;
        // Found by its value: an identity may have several addresses, verified or not.
        let mut addresses = self.0.identity.verifiable_addresses.iter().flatten();
        let is_verified = addresses
            .any(|one| one.verified && one.via == EMAIL && normal(&one.value) == normal(address));
        Some(Email {
            address,
            is_verified,
        })
    }

    /// Whether two factors have proved it.
    #[must_use]
    pub fn is_aal2(&self) -> bool {
        self.0.authenticator_assurance_level == AAL2
    }

    /// How long it lasts after `now`. Zero: it has ended, or it is not active. `None`: without an end.
    pub(crate) fn remaining(&self, now: SystemTime) -> Option<Duration> {
        if !self.0.active {
            return Some(Duration::ZERO);
        }
        let text = self.0.expires_at.as_deref()?;
        let remaining = OffsetDateTime::parse(text, &Rfc3339)
            .ok()
            .and_then(|end| SystemTime::from(end).duration_since(now).ok());
        Some(remaining.unwrap_or_default())
    }

    /// Itself, unless it has ended.
    pub(crate) fn current(self) -> Result<Self, Rejection> {
        match self.remaining(SystemTime::now()) {
            Some(Duration::ZERO) => Err(Rejection::NoSession),
            _ => Ok(self),
        }
    }
}

/// Kratos keeps addresses to verify in lower case, and traits as they were typed.
fn normal(address: &str) -> String {
    address.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::Session;
    use serde_json::{Value, json};
    use std::time::{Duration, SystemTime};

    fn session(change: impl FnOnce(&mut Value)) -> Session {
        let mut body = json!({
            "id": "s",
            "active": true,
            "expires_at": "2030-01-01T00:00:00.5Z",
            "identity": {
                "id": "i",
                "traits": { "email": "Ada@example.org" },
                "verifiable_addresses": [
                    { "value": "other@example.org", "via": "email", "verified": true },
                    { "value": "ada@example.org", "via": "email", "verified": true },
                ],
            },
        });
        change(&mut body);
        serde_json::from_value(body).unwrap()
    }

    fn is_verified(change: impl FnOnce(&mut Value)) -> Option<bool> {
        session(change).email().map(|email| email.is_verified)
    }

    #[test]
    fn an_address_is_found_by_its_value() {
        let addresses = "/identity/verifiable_addresses";
        let change = |pointer: &'static str, value: Value| {
            move |body: &mut Value| *body.pointer_mut(pointer).unwrap() = value
        };
        assert_eq!(is_verified(|_| ()), Some(true));
        let unverified = change("/identity/verifiable_addresses/1/verified", json!(false));
        assert_eq!(is_verified(unverified), Some(false), "the other one is");
        let phone = change("/identity/verifiable_addresses/1/via", json!("sms"));
        assert_eq!(is_verified(phone), Some(false));
        assert_eq!(is_verified(change(addresses, json!(null))), Some(false));
        assert_eq!(is_verified(change("/identity/traits", json!({}))), None);
    }

    #[test]
    fn a_session_lasts_as_long_as_it_says() {
        let second = Duration::from_secs(1_893_456_000);
        let new_year_2030 = SystemTime::UNIX_EPOCH + second;
        let remaining = |change: fn(&mut Value)| session(change).remaining(new_year_2030);
        assert_eq!(remaining(|_| ()), Some(Duration::from_millis(500)));
        assert_eq!(
            remaining(|body| body["expires_at"] = json!("2029-12-31T23:59:59Z")),
            Some(Duration::ZERO)
        );
        assert_eq!(
            remaining(|body| body["expires_at"] = json!("soon")),
            Some(Duration::ZERO),
            "what cannot be read has ended"
        );
        assert_eq!(
            remaining(|body| body["active"] = json!(false)),
            Some(Duration::ZERO)
        );
        assert_eq!(remaining(|body| body["expires_at"] = json!(null)), None);
    }
}
