//! A *session* says who is signed in, and how.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::wire::{optional, string};
use crate::flow::{find_trait, identifier, name_of};

/// A session of Kratos (`GET /sessions/whoami`), with the members that an application needs by name and everything else
/// in [`json`](Session::json).
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The session's id.
    pub id: String,
    /// The identity's id; empty when Kratos does not tell.
    pub identity_id: String,
    /// `aal1` or `aal2`.
    pub aal: String,
    /// When the user last proved who they are (RFC 3339).
    pub authenticated_at: Option<String>,
    /// When the session ends (RFC 3339).
    pub expires_at: Option<String>,
    /// The whole session as Kratos sent it.
    pub json: Value,
}

impl Session {
    /// The session in what Kratos says of one; nothing where it says that there is none.
    pub fn read(json: &Value) -> Option<Self> {
        json.get("active")?;
        Some(Session {
            id: optional(json, "id")?,
            identity_id: json
                .get("identity")
                .map(|identity| string(identity, "id"))
                .unwrap_or_default(),
            aal: string(json, "authenticator_assurance_level"),
            authenticated_at: optional(json, "authenticated_at"),
            expires_at: optional(json, "expires_at"),
            json: json.clone(),
        })
    }

    /// The identity's traits in a type of your own.
    ///
    /// # Errors
    /// The error of serde_json when the traits do not fit the type.
    pub fn traits<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        let traits = self
            .json
            .get("identity")
            .and_then(|identity| identity.get("traits"))
            .cloned()
            .unwrap_or_default();
        serde_json::from_value(traits)
    }

    /// What the user signs in with: by the identity's schema, if this is it, else what they are called.
    pub fn identifier(&self, schema: Option<&Value>) -> Option<String> {
        let by_schema = || {
            let traits = self.json.get("identity")?.get("traits")?;
            let text = find_trait(traits, &identifier(schema?)?)?.as_str()?;
            (!text.is_empty()).then(|| text.to_owned())
        };
        by_schema().or_else(|| self.display_name())
    }

    /// The id of the identity's schema.
    pub fn schema_id(&self) -> Option<String> {
        optional(self.json.get("identity")?, "schema_id")
    }

    /// What to call the user: the first verifiable or recovery address, else what their traits call them.
    pub fn display_name(&self) -> Option<String> {
        let identity = self.json.get("identity")?;
        let address = ["verifiable_addresses", "recovery_addresses"]
            .into_iter()
            .find_map(|list| optional(identity.get(list)?.get(0)?, "value"));
        address.or_else(|| name_of(identity.get("traits")?))
    }
}
