//! Config: what the application reads from `/config.json`, and from the page, when it starts.
//!
//! A file, then JSON from the environment over it. The application's own reader looks at each: a key or value that it
//! would not take, and colours that users could not read, stop the program at start with the key's name.

use crate::oauth2::options::OAuth2Options;
use crate::oauth2::phrases as oauth2_phrases;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use vestibule::{
    config::{Config, ConfigError as Mistake},
    i18n::phrases,
};

/// The configuration of the application.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Configuration {
    /// As the application reads them.
    pub config: Config,
    /// As the operator wrote them, for the application.
    pub json: Value,
    /// What the operator says of OAuth2, which the application does not hear of.
    pub oauth2: OAuth2Options,
}

/// Why there is no [`Configuration`].
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
    /// A source is not JSON.
    #[error("{origin} is not JSON: {error}")]
    NotJson {
        /// The file, or the name of the option.
        origin: String,
        /// What is wrong.
        error: serde_json::Error,
    },
    /// A source has something in it that the application would not take.
    #[error("{origin} {mistake}{}", expected(mistake))]
    Mistake {
        /// The file, or the name of the option.
        origin: String,
        /// What is wrong.
        mistake: Mistake,
    },
}

/// What a value would have to be.
fn expected(mistake: &Mistake) -> &'static str {
    let Mistake::Invalid(key) = mistake else {
        return "";
    };
    match *key {
        "brand.name" => ", a text that is not empty",
        "brand.logo" => {
            ", a path or like https://cdn.example.com/logo.svg, or { \"light\": …, \"dark\": … } with two of them"
        }
        "brand.wordmark" | "details" | "signals" => ", true or false",
        "kratos" => ", empty or like https://auth.example.com",
        "passkeys" => ", \"script\" or \"native\"",
        "wording" => ", \"plain\" or \"kratos\"",
        "entry" => ", \"two_doors\" or \"one_door\"",
        "theme.layout" => ", \"card\", \"split\" or \"full\"",
        "theme.radius" => {
            ", \"none\", \"small\", \"medium\", \"large\" or a number of pixels up to 24"
        }
        "theme.colors.main" | "theme.colors.page" | "theme.colors.card" | "theme.colors.text" => {
            ", like \"#3a4fc4\", or { \"light\": …, \"dark\": … } with two of them"
        }
        "captcha.script" | "links.help" | "links.terms" | "links.privacy" => {
            ", a path or like https://www.example.com/page"
        }
        "languages" => ", a list of language tags like \"de\" or \"pt-BR\"",
        "brand.tagline" => ", a text",
        "texts" => ", an object with texts",
        "oauth2.remember" => ", \"ask\", \"always\" or \"never\"",
        "oauth2.remember_for" => ", a number of seconds; 0 is for ever",
        "oauth2.scopes" => {
            ", an object with a text for each scope, or with one for each language: { \"files\": { \"en\": …, \"de\": … } }"
        }
        _ => ", an object",
    }
}

impl Configuration {
    /// Lays `json` over `file`.
    ///
    /// # Errors
    /// [`ConfigError`] when a source cannot be read, is not JSON, or has a key or value that is not known.
    pub fn load(file: Option<&Path>, json: Option<&str>) -> Result<Self, ConfigError> {
        let mut merged = Value::Object(Map::new());
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
        let (config, oauth2) = check(&last, &mut merged)?;
        Ok(Self {
            config,
            json: merged,
            oauth2,
        })
    }
}

/// Parses and checks one source by itself, so that an error names the right one.
fn parse(origin: &str, text: &str) -> Result<Value, ConfigError> {
    let value: Value = serde_json::from_str(text).map_err(|error| ConfigError::NotJson {
        origin: origin.to_owned(),
        error,
    })?;
    match check(origin, &mut Value::clone(&value)) {
        // Whether colours can be read is known once all of them are there.
        Ok(_)
        | Err(ConfigError::Mistake {
            mistake: Mistake::LowContrast(_),
            ..
        }) => Ok(value),
        Err(error) => Err(error),
    }
}

/// Checks a configuration, and takes out of it what is not the application's.
fn check(origin: &str, value: &mut Value) -> Result<(Config, OAuth2Options), ConfigError> {
    let mistaken = |mistake| ConfigError::Mistake {
        origin: origin.to_owned(),
        mistake,
    };
    let oauth2 = OAuth2Options::take(value).map_err(mistaken)?;
    let config = Config::read(value).map_err(mistaken)?;
    // The application has no list of its phrases.
    let is_text = |key: &String| {
        key.bytes().all(|b| b.is_ascii_digit())
            || key
                .strip_prefix("traits.")
                .is_some_and(|name| !name.is_empty())
            || phrases::ALL.iter().any(|one| one.key == key)
            || oauth2_phrases::ALL.iter().any(|one| one.key == key)
    };
    match config.texts.keys().find(|key| !is_text(key)) {
        Some(key) => Err(mistaken(Mistake::Unknown(format!("texts.{key}")))),
        None => Ok((config, oauth2)),
    }
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
