//! Configuration: Kratos' own YAML keys, several files laid over each other, as far as this server supports them.
//!
//! A key that is not known here is refused by name: a file that starts this server says nothing that would be
//! passed over in silence.

mod duration;
mod key;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use url::Url;

use crate::schema::Schema;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file could not be read.
    #[error("{0} cannot be read: {1}")]
    Unreadable(PathBuf, std::io::Error),
    /// A file is not YAML.
    #[error("{0} is not YAML: {1}")]
    NotYaml(PathBuf, serde_yaml_ng::Error),
    /// A key that this server does not support.
    #[error("the key {0} is not supported by fake-kratos; its README lists the keys that are")]
    Unsupported(String),
    /// A key whose value cannot be used.
    #[error("the value of {0} cannot be used: {1}")]
    Value(String, String),
    /// A key that has to be there.
    #[error("the key {0} is missing")]
    Missing(&'static str),
}

/// How login flows are drawn (`selfservice.flows.login.style`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LoginStyle {
    Unified,
    IdentifierFirst,
}

/// How registration flows are drawn (`selfservice.flows.registration.style`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RegistrationStyle {
    Unified,
    ProfileFirst,
}

/// What runs after a login or a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hook {
    Session,
    ShowVerificationUi,
    RequireVerifiedAddress,
}

/// The relying party of a WebAuthn method.
#[derive(Debug, Clone, Default)]
pub(crate) struct RelyingParty {
    pub(crate) id: String,
    pub(crate) display_name: String,
    pub(crate) origins: Vec<String>,
}

/// A provider of social sign-in, as far as its button goes.
#[derive(Debug, Clone)]
pub(crate) struct Provider {
    pub(crate) id: String,
    pub(crate) label: String,
}

/// Everything a server was told at its start.
#[derive(Debug, Clone)]
pub struct Config {
    pub(crate) tree: Value,
    pub(crate) dev: bool,
    pub(crate) public_url: Url,
    pub(crate) schemas: Vec<Schema>,
    pub(crate) default_schema: String,
    pub(crate) default_return_to: Url,
    pub(crate) allowed_return_urls: Vec<String>,
}

impl Config {
    /// Reads the files in order, each laid over the ones before, and checks every key.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, a key is not supported, or a value cannot be used.
    pub fn read(files: &[PathBuf], dev: bool) -> Result<Self, ConfigError> {
        let mut tree = Value::Object(serde_json::Map::new());
        let mut folder = PathBuf::from(".");
        for file in files {
            let text = std::fs::read_to_string(file)
                .map_err(|error| ConfigError::Unreadable(file.clone(), error))?;
            let layer: Value = serde_yaml_ng::from_str(&text)
                .map_err(|error| ConfigError::NotYaml(file.clone(), error))?;
            key::check(&layer)?;
            if layer.pointer("/identity/schemas").is_some() {
                folder = file.parent().map(Path::to_path_buf).unwrap_or_default();
            }
            merge(&mut tree, layer);
        }
        Self::from_tree(tree, &folder, dev)
    }

    fn from_tree(tree: Value, folder: &Path, dev: bool) -> Result<Self, ConfigError> {
        let text = |path: &str| at(&tree, path).and_then(Value::as_str).map(str::to_owned);
        if let Some(dsn) = text("dsn")
            && dsn != "memory"
        {
            return Err(ConfigError::Value(
                "dsn".into(),
                "only `memory` is known here".into(),
            ));
        }
        let url = |path: &'static str| {
            let value = text(path).ok_or(ConfigError::Missing(path))?;
            Url::parse(&value).map_err(|error| ConfigError::Value(path.into(), error.to_string()))
        };
        let port = at(&tree, "serve.public.port")
            .and_then(Value::as_u64)
            .unwrap_or(4433);
        let public_url = match text("serve.public.base_url") {
            Some(_) => url("serve.public.base_url")?,
            None => Url::parse(&format!("http://localhost:{port}/")).map_err(|error| {
                ConfigError::Value("serve.public.port".into(), error.to_string())
            })?,
        };
        let schemas = Schema::read_all(&tree, folder)?;
        let config = Self {
            public_url,
            default_return_to: url("selfservice.default_browser_return_url")?,
            allowed_return_urls: strings(at(&tree, "selfservice.allowed_return_urls")),
            default_schema: text("identity.default_schema_id")
                .or_else(|| schemas.first().map(|schema| schema.id.clone()))
                .ok_or(ConfigError::Missing("identity.schemas"))?,
            schemas,
            dev,
            tree,
        };
        config.check()?;
        Ok(config)
    }

    /// Reads every value that has a form once, so that a mistake is named at the start and not later.
    fn check(&self) -> Result<(), ConfigError> {
        for flow in [
            "login",
            "registration",
            "settings",
            "recovery",
            "verification",
        ] {
            duration::check(&self.tree, &format!("selfservice.flows.{flow}.lifespan"))?;
        }
        duration::check(&self.tree, "selfservice.methods.code.config.lifespan")?;
        duration::check(&self.tree, "session.lifespan")?;
        key::check_hooks(&self.tree)?;
        if self.schema(&self.default_schema).is_none() {
            return Err(ConfigError::Value(
                "identity.default_schema_id".into(),
                "no schema has this id".into(),
            ));
        }
        Ok(())
    }

    pub(crate) fn get(&self, path: &str) -> Option<&Value> {
        at(&self.tree, path)
    }

    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.get(path).and_then(Value::as_str)
    }

    pub(crate) fn flag(&self, path: &str, default: bool) -> bool {
        self.get(path).and_then(Value::as_bool).unwrap_or(default)
    }

    pub(crate) fn count(&self, path: &str, default: u64) -> u64 {
        self.get(path).and_then(Value::as_u64).unwrap_or(default)
    }

    pub(crate) fn strings(&self, path: &str) -> Vec<String> {
        strings(self.get(path))
    }

    pub(crate) fn duration(&self, path: &str, default: Duration) -> Duration {
        self.text(path).and_then(duration::parse).unwrap_or(default)
    }

    pub(crate) fn schema(&self, id: &str) -> Option<&Schema> {
        self.schemas.iter().find(|schema| schema.id == id)
    }

    /// Whether a method is on. Kratos' defaults: password, code, link and profile are, the others are not.
    pub(crate) fn method(&self, id: &str) -> bool {
        let default = matches!(id, "password" | "code" | "link" | "profile");
        self.flag(&format!("selfservice.methods.{id}.enabled"), default)
    }

    /// Whether a code is enough to sign in or up.
    pub(crate) fn passwordless_code(&self) -> bool {
        self.method("code") && self.flag("selfservice.methods.code.passwordless_enabled", false)
    }

    pub(crate) fn code_lifespan(&self) -> Duration {
        self.duration("selfservice.methods.code.config.lifespan", HOUR)
    }

    pub(crate) fn flow_lifespan(&self, flow: &str) -> Duration {
        self.duration(&format!("selfservice.flows.{flow}.lifespan"), HOUR)
    }

    pub(crate) fn session_lifespan(&self) -> Duration {
        self.duration("session.lifespan", HOUR * 24)
    }

    /// Whether a kind of flow is on: registration unless said otherwise, recovery and verification only when said.
    pub(crate) fn flow_enabled(&self, flow: &str) -> bool {
        let default = !matches!(flow, "recovery" | "verification");
        self.flag(&format!("selfservice.flows.{flow}.enabled"), default)
    }

    /// Where a kind of flow is shown.
    pub(crate) fn ui_url(&self, flow: &str) -> String {
        self.text(&format!("selfservice.flows.{flow}.ui_url"))
            .unwrap_or("https://www.ory.sh/kratos/docs/fallback/")
            .to_owned()
    }

    pub(crate) fn login_style(&self) -> LoginStyle {
        match self.text("selfservice.flows.login.style") {
            Some("identifier_first") => LoginStyle::IdentifierFirst,
            _ => LoginStyle::Unified,
        }
    }

    pub(crate) fn registration_style(&self) -> RegistrationStyle {
        let legacy = self.flag(
            "selfservice.flows.registration.enable_legacy_one_step",
            false,
        );
        match self.text("selfservice.flows.registration.style") {
            Some("unified") => RegistrationStyle::Unified,
            None if legacy => RegistrationStyle::Unified,
            _ => RegistrationStyle::ProfileFirst,
        }
    }

    /// Whether answers hide which accounts there are.
    pub(crate) fn mitigates_enumeration(&self) -> bool {
        self.flag("security.account_enumeration.mitigate", false)
    }

    /// The hooks after a flow by a method; those of the method take the place of the common ones.
    pub(crate) fn hooks_after(&self, flow: &str, method: &str) -> Vec<Hook> {
        let path = format!("selfservice.flows.{flow}.after");
        let list = |path: String| {
            self.get(&path)
                .and_then(Value::as_array)
                .filter(|hooks| !hooks.is_empty())
        };
        let hooks =
            list(format!("{path}.{method}.hooks")).or_else(|| list(format!("{path}.hooks")));
        hooks.into_iter().flatten().filter_map(key::hook).collect()
    }

    /// Where a finished flow goes when nobody asked for another place.
    pub(crate) fn return_to_after(&self, flow: &str, method: &str) -> Url {
        let path = format!("selfservice.flows.{flow}.after");
        [
            format!("{path}.{method}.default_browser_return_url"),
            format!("{path}.default_browser_return_url"),
        ]
        .iter()
        .filter_map(|path| self.text(path))
        .find_map(|text| Url::parse(text).ok())
        .unwrap_or_else(|| self.default_return_to.clone())
    }

    pub(crate) fn relying_party(&self, method: &str) -> RelyingParty {
        let path = format!("selfservice.methods.{method}.config.rp");
        let text = |key: &str| {
            self.text(&format!("{path}.{key}"))
                .unwrap_or_default()
                .to_owned()
        };
        let mut origins = self.strings(&format!("{path}.origins"));
        origins.extend(self.text(&format!("{path}.origin")).map(str::to_owned));
        RelyingParty {
            id: text("id"),
            display_name: text("display_name"),
            origins,
        }
    }

    pub(crate) fn providers(&self) -> Vec<Provider> {
        if !self.method("oidc") {
            return Vec::new();
        }
        let list = self
            .get("selfservice.methods.oidc.config.providers")
            .and_then(Value::as_array);
        let text = |provider: &Value, key: &str| {
            provider.get(key).and_then(Value::as_str).map(str::to_owned)
        };
        list.into_iter()
            .flatten()
            .filter_map(|provider| {
                let id = text(provider, "id")?;
                let label = text(provider, "label").unwrap_or_else(|| id.clone());
                Some(Provider { id, label })
            })
            .collect()
    }

    /// A public address: a path below `serve.public.base_url`.
    pub(crate) fn public(&self, path: &str) -> Url {
        let mut url = self.public_url.clone();
        let whole = format!("{}{path}", url.path().trim_end_matches('/'));
        url.set_path(&whole);
        url
    }
}

const HOUR: Duration = Duration::from_secs(3600);

/// Lays one tree over another: objects are merged, everything else is replaced.
fn merge(under: &mut Value, over: Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                match under.get_mut(&key) {
                    Some(below) => merge(below, value),
                    None => {
                        under.insert(key, value);
                    }
                }
            }
        }
        (under, over) => *under = over,
    }
}

fn at<'a>(tree: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(tree, |value, key| value.get(key))
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
