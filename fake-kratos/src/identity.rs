//! An identity: an account with its traits, its addresses and the credentials it signs in with.

use serde_json::{Map, Value, json};
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
    value: String,
    via: String,
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
    pub(crate) user_handle: Vec<u8>,
    pub(crate) keys: Vec<Passkey>,
}

/// One passkey: its id and what is needed to check its signatures.
#[derive(Debug, Clone)]
pub(crate) struct Passkey {
    pub(crate) id: Vec<u8>,
    pub(crate) static_state: Vec<u8>,
    pub(crate) dynamic_state: [u8; 7],
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
        if let Some(passkey) = &credentials.passkey {
            let handle = String::from_utf8_lossy(&passkey.user_handle).into_owned();
            all.push(("passkey", handle));
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

    /// The JSON of an identity, as the public API shows it.
    pub(crate) fn json(&self, schema_url: &str) -> Value {
        let mut map = Map::new();
        let state = if self.active { "active" } else { "inactive" };
        map.insert("id".into(), json!(self.id));
        map.insert("schema_id".into(), json!(self.schema_id));
        map.insert("schema_url".into(), json!(schema_url));
        map.insert("state".into(), json!(state));
        map.insert("state_changed_at".into(), json!(self.state_changed_at));
        map.insert("traits".into(), self.traits.clone());
        if !self.verifiable_addresses.is_empty() {
            let list = self
                .verifiable_addresses
                .iter()
                .map(VerifiableAddress::json);
            map.insert("verifiable_addresses".into(), list.collect());
        }
        if !self.recovery_addresses.is_empty() {
            let list = self.recovery_addresses.iter().map(RecoveryAddress::json);
            map.insert("recovery_addresses".into(), list.collect());
        }
        map.insert("metadata_public".into(), self.metadata_public.clone());
        map.insert("created_at".into(), json!(self.created_at));
        map.insert("updated_at".into(), json!(self.updated_at));
        map.insert("organization_id".into(), Value::Null);
        Value::Object(map)
    }

    /// The JSON of an identity in a list of sessions: without addresses and the schema's address.
    pub(crate) fn listed_json(&self) -> Value {
        let mut json = self.json("");
        if let Some(map) = json.as_object_mut() {
            map.shift_remove("verifiable_addresses");
            map.shift_remove("recovery_addresses");
        }
        json
    }

    /// The JSON of an identity, as the admin API shows it: with its credentials, without their secrets.
    pub(crate) fn admin_json(&self, schema_url: &str) -> Value {
        let mut credentials = Map::new();
        for (method, identifier) in self.identifiers() {
            let entry = credentials.entry(method).or_insert_with(|| {
                json!({
                    "type": method,
                    "identifiers": [],
                    "version": 0,
                    "created_at": self.created_at,
                    "updated_at": self.updated_at,
                })
            });
            if let Some(list) = entry.get_mut("identifiers").and_then(Value::as_array_mut) {
                list.push(json!(identifier));
            }
        }
        let mut whole = json!({"id": self.id, "credentials": credentials});
        if let (Some(whole), Value::Object(rest)) = (whole.as_object_mut(), self.json(schema_url)) {
            whole.extend(rest);
            whole.insert("metadata_admin".into(), self.metadata_admin.clone());
        }
        whole
    }
}

impl VerifiableAddress {
    pub(crate) fn is_verified(&self) -> bool {
        self.verified_at.is_some()
    }

    fn json(&self) -> Value {
        let mut map = Map::new();
        map.insert("id".into(), json!(self.id));
        map.insert("value".into(), json!(self.value));
        map.insert("verified".into(), json!(self.is_verified()));
        map.insert("via".into(), json!(self.via));
        map.insert("status".into(), json!(self.status));
        if let Some(at) = self.verified_at {
            map.insert("verified_at".into(), json!(at));
        }
        map.insert("created_at".into(), json!(self.created_at));
        map.insert("updated_at".into(), json!(self.updated_at));
        Value::Object(map)
    }
}

impl RecoveryAddress {
    fn json(&self) -> Value {
        json!({
            "id": self.id,
            "value": self.value,
            "via": self.via,
            "created_at": self.created_at,
            "updated_at": self.created_at,
        })
    }
}

/// An identifier as it is compared: without spaces around it, a mail address in small letters.
pub(crate) fn normalize(identifier: &str) -> String {
    let trimmed = identifier.trim();
    if trimmed.contains('@') {
        return trimmed.to_lowercase();
    }
    let digits = trimmed.strip_prefix('+').unwrap_or_default();
    let is_phone = !digits.is_empty()
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.'));
    if is_phone {
        let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
        return format!("+{digits}");
    }
    trimmed.to_owned()
}
