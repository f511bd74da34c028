//! The views of an identity: what the public and the admin API show of it.

use serde_json::{Map, Value, json};

use super::{Identity, RecoveryAddress, VerifiableAddress};

impl Identity {
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
