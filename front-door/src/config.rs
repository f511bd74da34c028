//! Config: what the application reads from `/config.json` when it starts.
//!
//! Defaults, then a file, then JSON from the environment. An unknown key or a bad value stops the program at
//! start, with the key's name, instead of reaching a person.

use axum::http::Uri;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The application's settings, with their defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Whose sign-in page this is.
    pub brand: Brand,
    /// Base URL of Kratos' public API as the browser sees it; empty: the origin of the page, through the proxy.
    pub kratos: String,
    /// Who runs the passkey ceremonies.
    pub passkeys: Passkeys,
    /// Whether people have to know if they have an account.
    pub entry: Entry,
    /// The languages besides English that people get if they read them; each has its file in `locales/`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// The captcha, for a Kratos that asks for one.
    #[serde(skip_serializing_if = "Captcha::is_none")]
    pub captcha: Captcha,
}

/// Whether people have to know if they have an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// One page to sign in and one to sign up.
    #[default]
    TwoDoors,
    /// One page asks for the address and leads to either. It wants Kratos' `style: identifier_first`.
    OneDoor,
}

/// The captcha, for a Kratos that asks for one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Captcha {
    /// The address of its script, or a path of the page's own; empty: none.
    pub script: String,
}

impl Captcha {
    fn is_none(&self) -> bool {
        self.script.is_empty()
    }

    /// Scheme and authority of the script, when it is not the page's own origin.
    #[must_use]
    pub fn foreign_origin(&self) -> Option<String> {
        foreign_origin(&self.script)
    }
}

/// Whose sign-in page this is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Brand {
    /// The name above the form and in the title.
    pub name: String,
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            name: "Vestibule".into(),
        }
    }
}

/// Who runs the passkey ceremonies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Passkeys {
    /// Kratos' own `webauthn.js`.
    #[default]
    Script,
    /// The application itself; no script of others is loaded.
    Native,
}

/// Why there is no [`Config`].
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A source is not JSON, has an unknown key, or a value of the wrong kind.
    #[error("{origin}: {key}: {reason}")]
    Invalid {
        /// The file, or the name of the option.
        origin: String,
        /// Path of the key, for example `brand.name`.
        key: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl Config {
    /// Lays `file`, then `json` over the defaults.
    ///
    /// # Errors
    /// [`ConfigError`] when a source cannot be read, is not JSON, or has a key or value that is not known.
    pub fn load(file: Option<&Path>, json: Option<&str>) -> Result<Self, ConfigError> {
        let mut merged = Value::Object(serde_json::Map::new());
        let mut last = "config".to_owned();
        if let Some(path) = file {
            let text = std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable {
                path: path.to_owned(),
                error,
            })?;
            last = path.display().to_string();
            merge(&mut merged, parse(&last, &text)?);
        }
        if let Some(text) = json {
            last = "--config-json".to_owned();
            merge(&mut merged, parse(&last, text)?);
        }
        check(&last, &merged)
    }

    /// Scheme and authority of Kratos, when it is not the page's own origin.
    #[must_use]
    pub fn foreign_origin(&self) -> Option<String> {
        foreign_origin(&self.kratos)
    }
}

fn foreign_origin(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?))
}

/// Parses and checks one source by itself, so that an error names the right one.
fn parse(origin: &str, text: &str) -> Result<Value, ConfigError> {
    let value = serde_json::from_str(text).map_err(|e| ConfigError::Invalid {
        origin: origin.to_owned(),
        key: "not JSON".to_owned(),
        reason: e.to_string(),
    })?;
    check(origin, &value)?;
    Ok(value)
}

fn check(origin: &str, value: &Value) -> Result<Config, ConfigError> {
    let invalid = |key: &str, reason: String| ConfigError::Invalid {
        origin: origin.to_owned(),
        key: key.to_owned(),
        reason,
    };
    if !value.is_object() {
        return Err(invalid(".", "expected an object".into()));
    }
    let config: Config = serde_path_to_error::deserialize(value)
        .map_err(|e| invalid(&e.path().to_string(), e.inner().to_string()))?;
    if config.brand.name.trim().is_empty() {
        return Err(invalid("brand.name", "must not be empty".into()));
    }
    if !is_base(&config.kratos) {
        let reason = format!(
            "{:?} is neither empty nor like https://auth.example.com",
            config.kratos
        );
        return Err(invalid("kratos", reason));
    }
    let script = &config.captcha.script;
    let own = script.starts_with('/') && !script.starts_with("//");
    let foreign = is_base(script) && !script.starts_with("http:");
    if !own && !foreign {
        let reason =
            format!("{script:?} is neither a path nor like https://captcha.example.com/api.js");
        return Err(invalid("captcha.script", reason));
    }
    Ok(config)
}

/// Is this empty, or an http(s) URL whose origin may stand in a Content-Security-Policy?
fn is_base(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let Ok(uri) = text.parse::<Uri>() else {
        return false;
    };
    let host = uri.authority().map_or("", |a| a.as_str());
    matches!(uri.scheme_str(), Some("http" | "https"))
        && !host.is_empty()
        && host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c))
        && uri.query().is_none()
}

fn merge(below: &mut Value, above: Value) {
    match (below, above) {
        (Value::Object(below), Value::Object(above)) => {
            for (key, value) in above {
                merge(below.entry(key).or_insert(Value::Null), value);
            }
        }
        (below, above) => *below = above,
    }
}
