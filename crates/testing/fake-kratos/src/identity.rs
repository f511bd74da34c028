//! An identity: an account with its traits, its addresses and the credentials it signs in with.

mod view;

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::instant::Instant;
use crate::schema::Schema;

/// One account.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub(crate) id: Uuid,
    pub(crate) schema_id: String,
    pub(crate) active: bool,
    pub(crate) state_changed_at: Instant,
    pub(crate) traits: Value,
    pub(crate) verifiable_addresses: Vec<VerifiableAddress>,
    pub(crate) recovery_addresses: Vec<RecoveryAddress>,
    pub(crate) metadata_public: Value,
    pub(crate) metadata_admin: Value,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) credentials: Credentials,
}

/// An address that can be proven.
#[derive(Debug, Clone)]
pub(crate) struct VerifiableAddress {
    pub(crate) id: Uuid,
    pub(crate) value: String,
    pub(crate) via: String,
    pub(crate) status: &'static str,
    pub(crate) verified_at: Option<Instant>,
    created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// An address an account can be recovered by.
#[derive(Debug, Clone)]
pub(crate) struct RecoveryAddress {
    id: Uuid,
    pub(crate) value: String,
    pub(crate) via: String,
    created_at: Instant,
}

/// What an account can sign in with; identifiers are there as soon as the schema finds them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Credentials {
    pub(crate) password: PasswordCredential,
    /// Channel and address.
    pub(crate) code: Vec<(String, String)>,
    pub(crate) webauthn_identifiers: Vec<String>,
    pub(crate) passkey: Option<PasskeyCredential>,
    pub(crate) security_keys: Option<SecurityKeys>,
    /// Provider and subject of every linked account.
    pub(crate) social: Vec<(String, String)>,
    /// The secret of an authenticator app, in base32.
    pub(crate) totp: Option<String>,
    pub(crate) lookup_secrets: Vec<LookupSecret>,
}

/// A backup code, and when it was used.
#[derive(Debug, Clone)]
pub(crate) struct LookupSecret {
    pub(crate) text: String,
    pub(crate) used_at: Option<Instant>,
}

/// A password, as its hash.
#[derive(Debug, Clone, Default)]
pub(crate) struct PasswordCredential {
    pub(crate) identifiers: Vec<String>,
    pub(crate) hash: Option<String>,
}

/// The passkeys of an account.
#[derive(Debug, Clone)]
pub(crate) struct PasskeyCredential {
    pub(crate) keys: Vec<Passkey>,
}

/// One passkey: its id and what is needed to check its signatures.
#[derive(Debug, Clone)]
pub(crate) struct Passkey {
    pub(crate) id: Vec<u8>,
    /// The handle by which it names its account.
    pub(crate) user_handle: Vec<u8>,
    pub(crate) static_state: Vec<u8>,
    pub(crate) dynamic_state: [u8; 7],
    /// What its owner calls it.
    pub(crate) name: String,
    pub(crate) added_at: Instant,
    /// Whether it signs in by itself; otherwise it is a second factor.
    pub(crate) passwordless: bool,
}

/// The security keys of an account.
#[derive(Debug, Clone)]
pub(crate) struct SecurityKeys {
    pub(crate) keys: Vec<Passkey>,
}

impl Identity {
    pub(crate) fn new(schema_id: &str) -> Self {
        let now = Instant::stored();
        Self {
            id: Uuid::new_v4(),
            schema_id: schema_id.to_owned(),
            active: true,
            state_changed_at: Instant::now(),
            traits: Value::Object(Map::new()),
            verifiable_addresses: Vec::new(),
            recovery_addresses: Vec::new(),
            metadata_public: Value::Null,
            metadata_admin: Value::Null,
            created_at: now,
            updated_at: now,
            credentials: Credentials::default(),
        }
    }

    /// Reads identifiers and addresses from the traits, keeping what is known about addresses that stay.
    pub(crate) fn apply(&mut self, schema: &Schema) {
        let found = schema.extensions(&self.traits);
        let now = Instant::stored();
        self.credentials.password.identifiers = found.password;
        self.credentials.webauthn_identifiers = found.webauthn;
        self.credentials.code = found.code;
        let verifiable = std::mem::take(&mut self.verifiable_addresses);
        let kept = |via: &str, value: &str| {
            verifiable
                .iter()
                .find(|known| known.via == via && known.value == value)
                .cloned()
        };
        self.verifiable_addresses = found
            .verification
            .into_iter()
            .map(|(via, value)| {
                kept(&via, &value).unwrap_or_else(|| VerifiableAddress {
                    id: Uuid::new_v4(),
                    value,
                    via,
                    status: "pending",
                    verified_at: None,
                    created_at: now,
                    updated_at: now,
                })
            })
            .collect();
        let recovery = std::mem::take(&mut self.recovery_addresses);
        let kept = |via: &str, value: &str| {
            recovery
                .iter()
                .find(|known| known.via == via && known.value == value)
                .cloned()
        };
        self.recovery_addresses = found
            .recovery
            .into_iter()
            .map(|(via, value)| {
                kept(&via, &value).unwrap_or_else(|| RecoveryAddress {
                    id: Uuid::new_v4(),
                    value,
                    via,
                    created_at: now,
                })
            })
            .collect();
    }

    /// Every identifier, with the method it belongs to.
    pub(crate) fn identifiers(&self) -> Vec<(&'static str, String)> {
        let credentials = &self.credentials;
        let mut all = Vec::new();
        all.extend(
            credentials
                .password
                .identifiers
                .iter()
                .map(|value| ("password", value.clone())),
        );
        all.extend(
            credentials
                .code
                .iter()
                .map(|(_, value)| ("code", value.clone())),
        );
        all.extend(
            credentials
                .webauthn_identifiers
                .iter()
                .map(|value| ("webauthn", value.clone())),
        );
        for (provider, subject) in &credentials.social {
            all.push(("oidc", format!("{provider}:{subject}")));
        }
        if let Some(passkey) = &credentials.passkey {
            for key in &passkey.keys {
                let handle = String::from_utf8_lossy(&key.user_handle).into_owned();
                all.push(("passkey", handle));
            }
        }
        all
    }

    pub(crate) fn has_password(&self) -> bool {
        let password = &self.credentials.password;
        password.hash.is_some() && !password.identifiers.is_empty()
    }

    pub(crate) fn has_passkey(&self) -> bool {
        self.credentials
            .passkey
            .as_ref()
            .is_some_and(|passkey| !passkey.keys.is_empty())
    }

    /// Whether another state of this account has other identifiers or addresses.
    pub(crate) fn differs_in_addresses(&self, other: &Self) -> bool {
        let verifiable = |identity: &Self| -> Vec<(String, String)> {
            let list = identity.verifiable_addresses.iter();
            list.map(|known| (known.via.clone(), known.value.clone()))
                .collect()
        };
        let recovery = |identity: &Self| -> Vec<(String, String)> {
            let list = identity.recovery_addresses.iter();
            list.map(|known| (known.via.clone(), known.value.clone()))
                .collect()
        };
        self.identifiers() != other.identifiers()
            || verifiable(self) != verifiable(other)
            || recovery(self) != recovery(other)
    }

    /// The methods an account can sign in with.
    pub(crate) fn ways_in(&self) -> Vec<&'static str> {
        let credentials = &self.credentials;
        [
            ("code", !credentials.code.is_empty()),
            ("oidc", !credentials.social.is_empty()),
            ("passkey", self.has_passkey()),
            ("password", self.has_password()),
        ]
        .into_iter()
        .filter_map(|(way, has)| has.then_some(way))
        .collect()
    }

    /// Whether a provider is linked.
    pub(crate) fn is_linked(&self, provider: &str) -> bool {
        let mut linked = self.credentials.social.iter();
        linked.any(|(known, _)| known == provider)
    }

    /// Notes that a message went to an address, and says by which channel and where to.
    pub(crate) fn sent(&mut self, id: Uuid) -> Option<(String, String)> {
        let mut addresses = self.verifiable_addresses.iter_mut();
        let known = addresses.find(|known| known.id == id)?;
        if known.status == "pending" {
            known.status = "sent";
            known.updated_at = Instant::stored();
        }
        Some((known.via.clone(), known.value.clone()))
    }

    /// Marks every address of that value as proven.
    pub(crate) fn verify_value(&mut self, value: &str) {
        let addresses = self.verifiable_addresses.iter();
        let ids: Vec<Uuid> = addresses
            .filter(|known| known.value == value)
            .map(|known| known.id)
            .collect();
        for id in ids {
            self.verify(id);
        }
    }

    /// The security keys that sign in by themselves, or those that are a second factor.
    pub(crate) fn security_keys(&self, passwordless: bool) -> Vec<&Passkey> {
        let keys = self.credentials.security_keys.as_ref();
        let keys = keys.map(|known| known.keys.as_slice()).unwrap_or_default();
        keys.iter()
            .filter(|key| key.passwordless == passwordless)
            .collect()
    }

    /// Marks an address as proven.
    pub(crate) fn verify(&mut self, id: Uuid) {
        if let Some(address) = self
            .verifiable_addresses
            .iter_mut()
            .find(|known| known.id == id)
        {
            address.status = "completed";
            address.verified_at = Some(Instant::now());
            address.updated_at = Instant::stored();
        }
    }
}

impl VerifiableAddress {
    pub(crate) fn is_verified(&self) -> bool {
        self.verified_at.is_some()
    }
}

/// An identifier as it is compared at sign-in: a phone number by its digits, a mail address in small letters.
pub(crate) fn normalize(identifier: &str) -> String {
    e164(identifier).unwrap_or_else(|| {
        let trimmed = identifier.trim();
        if trimmed.contains('@') {
            trimmed.to_lowercase()
        } else {
            trimmed.to_owned()
        }
    })
}

/// A phone number with its country's code, in digits only (E.164). Kratos knows the numbers of every country, this server
/// only how long one can be.
pub(crate) fn e164(text: &str) -> Option<String> {
    let start = text.find(|c: char| c.is_numeric() || matches!(c, '+' | '\u{ff0b}'))?;
    let rest = text.get(start..)?.strip_prefix(['+', '\u{ff0b}'])?;
    let mut digits = String::new();
    for c in rest.chars() {
        let digit = match c {
            '0'..='9' => Some('0'),
            '\u{660}'..='\u{669}' => Some('\u{660}'),
            '\u{6f0}'..='\u{6f9}' => Some('\u{6f0}'),
            '\u{ff10}'..='\u{ff19}' => Some('\u{ff10}'),
            _ if c.is_alphanumeric() => return None,
            _ => None,
        };
        if let Some(zero) = digit {
            digits.push(char::from_digit(u32::from(c) - u32::from(zero), 10)?);
        }
    }
    (7..=15)
        .contains(&digits.len())
        .then(|| format!("+{digits}"))
}

/// An address as it is stored and looked for: without spaces around it, in small letters.
pub(crate) fn address(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Kratos v26.2.0 makes of an identifier at sign-in.
    #[test]
    fn g_38_identifiers() {
        for (typed, compared) in [
            ("+49 171 2345678", "+491712345678"),
            ("+٤٩١٧١٢٣٤٥٦٧٨", "+491712345678"),
            ("+۴۹۱۷۱۲۳۴۵۶۷۸", "+491712345678"),
            ("＋４９１７１２３４５６７８", "+491712345678"),
            ("\u{feff}+49171\u{200b}2345678", "+491712345678"),
            ("+४९१७१२३४५६७८", "+४९१७१२३४५६७८"),
            ("0171 2345678", "0171 2345678"),
            ("0049 171 2345678", "0049 171 2345678"),
            (" Ada@Example.com ", "ada@example.com"),
            ("Jürgen@example.com", "jürgen@example.com"),
            (" Ada ", "Ada"),
        ] {
            assert_eq!(normalize(typed), compared, "{typed}");
        }
    }
}
