//! The *configuration* of the page: what the operator has put into `config.json` beside it.

use std::fmt;

use serde_json::Value;

use crate::url::SafeUrl;

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
    /// Whether one page asks for the address and then leads to sign-in or to sign-up (`"entry": "one_door"`).
    pub one_door: bool,
    /// The script of the captcha, `""` for none: an address like that of Turnstile, whose `render` it has to offer.
    pub captcha: String,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            brand: "Vestibule".to_owned(),
            kratos: String::new(),
            passkeys: Passkeys::default(),
            languages: Vec::new(),
            one_door: false,
            captcha: String::new(),
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
                "entry" => {
                    config.one_door = match value.as_str() {
                        Some("one_door") => true,
                        Some("two_doors") => false,
                        _ => return Err(ConfigError::Invalid("entry")),
                    };
                }
                "captcha" => {
                    let captcha = value.as_object().ok_or(ConfigError::Invalid("captcha"))?;
                    for (key, value) in captcha {
                        if key != "script" {
                            return Err(ConfigError::Unknown(format!("captcha.{key}")));
                        }
                        let script = text(value, "captcha.script")?;
                        if SafeUrl::new(&script, "").is_none() {
                            return Err(ConfigError::Invalid("captcha.script"));
                        }
                        config.captcha = script;
                    }
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
