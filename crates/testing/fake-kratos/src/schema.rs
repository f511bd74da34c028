//! An identity schema: the JSON schema of an account's traits, with Ory's extensions.

mod path;
mod verdict;

use std::path::Path;

use base64::Engine as _;
use serde_json::{Map, Value};

use crate::config::ConfigError;
use crate::failure::Complaint;
use crate::identity::{address, e164};
use crate::node::Node;
use crate::text::{self, Text};

use path::{TraitPath, list};

pub(crate) use path::Shape;

/// One schema, by the id identities name.
#[derive(Debug, Clone)]
pub(crate) struct Schema {
    pub(crate) id: String,
    pub(crate) document: Value,
    pub(crate) selectable: bool,
    paths: Vec<TraitPath>,
}

/// What the extensions of a schema find in traits.
#[derive(Debug, Default, Clone)]
pub(crate) struct Extensions {
    pub(crate) password: Vec<String>,
    pub(crate) webauthn: Vec<String>,
    /// Channel and address.
    pub(crate) code: Vec<(String, String)>,
    pub(crate) verification: Vec<(String, String)>,
    pub(crate) recovery: Vec<(String, String)>,
}

impl Schema {
    /// Reads the schemas a configuration lists; `file://` addresses are relative to its folder.
    pub(crate) fn read_all(tree: &Value, folder: &Path) -> Result<Vec<Self>, ConfigError> {
        let list = tree.pointer("/identity/schemas").and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .map(|entry| Self::read(entry, folder))
            .collect()
    }

    fn read(entry: &Value, folder: &Path) -> Result<Self, ConfigError> {
        let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
        let refuse = |why: String| ConfigError::Value("identity.schemas".into(), why);
        let url = text("url");
        let bytes = if let Some(path) = url.strip_prefix("file://") {
            let path = folder.join(path);
            std::fs::read(&path).map_err(|error| ConfigError::Unreadable(path, error))?
        } else if let Some(data) = url.strip_prefix("base64://") {
            base64::engine::general_purpose::STANDARD
                .decode(data)
                .map_err(|error| refuse(error.to_string()))?
        } else {
            return Err(refuse(format!(
                "{url} starts with neither file:// nor base64://"
            )));
        };
        let document: Value =
            serde_json::from_slice(&bytes).map_err(|error| refuse(error.to_string()))?;
        let schema = Self {
            id: text("id").to_owned(),
            selectable: entry
                .get("selfservice_selectable")
                .and_then(Value::as_bool)
                .unwrap_or(false),
            paths: list(&document),
            document,
        };
        schema.validator().map_err(refuse)?;
        Ok(schema)
    }

    /// The id as it stands in `schema_url`.
    pub(crate) fn encoded_id(&self) -> String {
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&self.id)
    }

    fn validator(&self) -> Result<jsonschema::Validator, String> {
        jsonschema::options()
            .should_validate_formats(true)
            .with_format("tel", verdict::is_phone)
            .with_format("email", verdict::is_email)
            .with_format("uri", verdict::is_uri)
            .build(&self.document)
            .map_err(|error| error.to_string())
    }

    /// What is wrong with these traits, each on its node.
    pub(crate) fn complaints(&self, traits: &Value) -> Vec<Complaint> {
        let mut whole = Map::new();
        whole.insert("traits".into(), traits.clone());
        match self.validator() {
            Ok(validator) => verdict::complaints(&validator, &Value::Object(whole)),
            Err(reason) => vec![(String::new(), text::generic(&reason))],
        }
    }

    /// All traits, objects included, in the order of the schema.
    pub(crate) fn paths(&self) -> &[TraitPath] {
        &self.paths
    }

    /// One input for each trait that is no object.
    pub(crate) fn nodes(&self) -> Vec<Node> {
        let leaves = self.paths.iter().filter(|path| path.shape != Shape::Object);
        leaves.map(TraitPath::node).collect()
    }

    /// The names of the leaves in their order: what nodes are sorted by.
    pub(crate) fn keys(&self) -> Vec<String> {
        let leaves = self.paths.iter().filter(|path| path.shape != Shape::Object);
        leaves.map(|path| path.name.clone()).collect()
    }

    /// The label of the field a person signs in with: the trait's title when there is only one such trait.
    pub(crate) fn identifier_label(&self) -> Text {
        let is_identifier = |path: &&TraitPath| {
            [
                "/password/identifier",
                "/webauthn/identifier",
                "/code/identifier",
                "/passkey/display_name",
                "/totp/account_name",
            ]
            .iter()
            .any(|key| path.extension(&format!("/credentials{key}")) == Some(&Value::Bool(true)))
        };
        let mut found = self.paths.iter().filter(is_identifier);
        match (found.next(), found.next()) {
            (Some(only), None) if !only.title().is_empty() => {
                text::generated(only.title(), &only.name)
            }
            _ => text::id(),
        }
    }

    /// The field that names a new passkey: the trait whose title is that of the only one to name passkeys, else one without a
    /// title. Kratos makes no sign-up where there is neither.
    pub(crate) fn passkey_field(&self) -> Option<&str> {
        let names = |path: &&TraitPath| {
            [
                "/credentials/passkey/display_name",
                "/credentials/webauthn/identifier",
            ]
            .iter()
            .any(|key| path.extension(key) == Some(&Value::Bool(true)))
                && !path.title().is_empty()
        };
        let mut titles = self.paths.iter().filter(names).map(TraitPath::title);
        let title = match (titles.next(), titles.next()) {
            (Some(only), None) => only,
            _ => "",
        };
        let is_top = |path: &&TraitPath| path.name.split('.').count() == 2;
        let mut tops = self.paths.iter().filter(is_top);
        let found = tops.find(|path| path.title() == title)?;
        Some(&found.name)
    }

    /// The trait a passkey is named after.
    pub(crate) fn passkey_display_name(&self) -> String {
        let has = |key: &'static str| {
            move |path: &&TraitPath| path.extension(key) == Some(&Value::Bool(true))
        };
        self.paths
            .iter()
            .find(has("/credentials/passkey/display_name"))
            .or_else(|| {
                self.paths
                    .iter()
                    .find(has("/credentials/webauthn/identifier"))
            })
            .map(|path| path.name.clone())
            .unwrap_or_default()
    }

    /// What an authenticator app calls an account; nothing when the schema does not say.
    pub(crate) fn totp_account_name(&self, traits: &Value) -> Option<String> {
        let marked = |path: &&TraitPath| {
            path.extension("/credentials/totp/account_name") == Some(&Value::Bool(true))
        };
        let path = self.paths.iter().find(marked)?;
        let name = path.name.strip_prefix("traits.")?;
        let mut parts = name.split('.');
        let value = parts.try_fold(traits, |value, key| value.get(key))?;
        value.as_str().map(str::to_owned)
    }

    /// Runs the extensions over traits.
    pub(crate) fn extensions(&self, traits: &Value) -> Extensions {
        let mut found = Extensions::default();
        for path in &self.paths {
            let name = path.name.strip_prefix("traits.").unwrap_or_default();
            let value = name
                .split('.')
                .try_fold(traits, |value, key| value.get(key));
            let Some(value) = value
                .and_then(Value::as_str)
                .filter(|value| !value.is_empty())
            else {
                continue;
            };
            let is = |key: &str| path.extension(key) == Some(&Value::Bool(true));
            let via = |key: &str| {
                path.extension(key)
                    .and_then(Value::as_str)
                    .map(str::to_owned)
            };
            if is("/credentials/password/identifier") {
                found.password.push(value.to_lowercase());
            }
            if is("/credentials/webauthn/identifier") {
                found.webauthn.push(value.to_lowercase());
            }
            if is("/credentials/code/identifier") {
                let via = via("/credentials/code/via").unwrap_or_else(|| "email".into());
                let identifier = match via.as_str() {
                    "sms" => e164(value).unwrap_or_else(|| value.to_owned()),
                    _ => address(value),
                };
                found.code.push((via, identifier));
            }
            if let Some(via) = via("/verification/via") {
                found.verification.push((via, address(value)));
            }
            if let Some(via) = via("/recovery/via") {
                found.recovery.push((via, address(value)));
            }
        }
        found.code.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
        found
    }
}
