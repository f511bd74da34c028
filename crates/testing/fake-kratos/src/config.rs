//! Configuration: Kratos' own YAML keys, several files laid over each other, as far as this server supports them.
//!
//! A key that is not known here is refused by name: a file that starts this server says nothing that would be
//! passed over in silence.

mod duration;
mod key;
mod reading;

pub(crate) use duration::parse as parse_duration;

use std::path::{Path, PathBuf};

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
    /// Asked by itself, before an account is saved.
    Web,
}

/// The relying party of a WebAuthn method.
#[derive(Debug, Clone, Default)]
pub(crate) struct RelyingParty {
    pub(crate) id: String,
    pub(crate) display_name: String,
    pub(crate) origins: Vec<String>,
}

/// A provider of social sign-in.
#[derive(Debug, Clone)]
pub(crate) struct Provider {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) scope: Vec<String>,
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

    pub(crate) fn from_tree(tree: Value, folder: &Path, dev: bool) -> Result<Self, ConfigError> {
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
}

/// Lays one tree over another: objects are merged, everything else is replaced.
pub(crate) fn merge(under: &mut Value, over: Value) {
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
