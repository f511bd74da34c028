//! The *configuration* of the page: what the operator has put into `config.json` beside it.

use std::fmt;

use serde_json::Value;

/// How passkeys and security keys are driven.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Passkeys {
    /// By the script that Kratos serves, after its address and integrity were checked.
    #[default]
    Script,
    /// By the browser's own functions, without any script of Kratos.
    Native,
}

/// The page's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The name that pages carry.
    pub brand: String,
    /// The base URL of Kratos' public API as the browser sees it; `""` is the page's own origin.
    pub kratos: String,
    /// How passkeys are driven.
    pub passkeys: Passkeys,
    /// The languages besides English that the page has a catalogue for.
    pub languages: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            brand: "Vestibule".to_owned(),
            kratos: String::new(),
            passkeys: Passkeys::default(),
            languages: Vec::new(),
        }
    }
}

/// What is wrong with a `config.json`, naming the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// It is not a JSON object.
    NotAnObject,
    /// A key that there is not.
    Unknown(String),
    /// A key whose value is not of the right form.
    Invalid(&'static str),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConfigError::NotAnObject => f.write_str("config.json is not a JSON object"),
            ConfigError::Unknown(key) => {
                write!(f, "config.json has a key that does not exist: {key}")
            }
            ConfigError::Invalid(key) => write!(f, "config.json has a wrong value at {key}"),
        }
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads `config.json`. What is missing has its default.
    ///
    /// # Errors
    /// The first key that does not exist or does not have the right form.
    pub fn read(json: &Value) -> Result<Self, ConfigError> {
        let mut config = Config::default();
        for (key, value) in json.as_object().ok_or(ConfigError::NotAnObject)? {
            match key.as_str() {
                "brand" => {
                    let brand = value.as_object().ok_or(ConfigError::Invalid("brand"))?;
                    for (key, value) in brand {
                        if key != "name" {
                            return Err(ConfigError::Unknown(format!("brand.{key}")));
                        }
                        config.brand = text(value, "brand.name")?;
                    }
                }
                "kratos" => {
                    let base = text(value, "kratos")?;
                    let base = base.trim_end_matches('/');
                    let plain = !base.contains(['?', '#', ' ', '\\']);
                    if !plain || !(base.is_empty() || base.contains("://") || base.starts_with('/'))
                    {
                        return Err(ConfigError::Invalid("kratos"));
                    }
                    config.kratos = base.to_owned();
                }
                "passkeys" => {
                    config.passkeys = match value.as_str() {
                        Some("script") => Passkeys::Script,
                        Some("native") => Passkeys::Native,
                        _ => return Err(ConfigError::Invalid("passkeys")),
                    };
                }
                "languages" => {
                    let list = value.as_array().ok_or(ConfigError::Invalid("languages"))?;
                    config.languages = list
                        .iter()
                        .map(|language| text(language, "languages"))
                        .collect::<Result<_, _>>()?;
                }
                _ => return Err(ConfigError::Unknown(key.clone())),
            }
        }
        Ok(config)
    }
}

fn text(value: &Value, key: &'static str) -> Result<String, ConfigError> {
    match value.as_str() {
        Some(text) => Ok(text.to_owned()),
        None => Err(ConfigError::Invalid(key)),
    }
}
