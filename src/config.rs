//! The *configuration* of the page: what the operator has put into `config.json` beside it.

mod contrast;
mod error;
mod palette;
mod theme;

use serde_json::{Map, Value};

pub use contrast::Color;
pub use error::ConfigError;
pub use palette::LowContrast;
pub use theme::{Layout, Theme};

use crate::i18n::is_tag;
use crate::url::{SafeUrl, is_base};

/// How passkeys and security keys are driven.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Passkeys {
    /// By the script that Kratos serves, after its address and integrity were checked.
    #[default]
    Script,
    /// By the browser's own functions, without any script of Kratos.
    Native,
}

/// Whose English the page speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wording {
    /// Our own, for users.
    #[default]
    Plain,
    /// That of Kratos and of its own pages, which suites of tests look for.
    Kratos,
}

/// The page's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The name that pages carry.
    pub brand: String,
    /// The picture beside the name, in the light and in the dark scheme.
    pub logo: Option<(String, String)>,
    /// Whether the picture says the name, which then does not stand beside it.
    pub wordmark: bool,
    /// A line below the name, `""` for none.
    pub tagline: String,
    /// The base URL of Kratos' public API as the browser sees it; `""` is the page's own origin.
    pub kratos: String,
    /// How passkeys are driven.
    pub passkeys: Passkeys,
    /// The languages besides English that the page has a catalogue for.
    pub languages: Vec<String>,
    /// Whose English the page speaks.
    pub wording: Wording,
    /// Whether all settings stand open on one page (`"settings": "page"`), instead of each behind a row of its own.
    pub settings_page: bool,
    /// Whether one page asks for the address and then leads to sign-in or to sign-up (`"entry": "one_door"`).
    pub one_door: bool,
    /// The script of the captcha, `""` for none: an address like that of Turnstile, whose `render` it has to offer.
    pub captcha: String,
    /// Whether a session, and an error of Kratos, can be looked at as a whole.
    pub details: bool,
    /// Whether password managers are told of passkeys that Kratos does not know.
    pub signals: bool,
    /// How the page looks.
    pub theme: Theme,
    /// Where help, terms and privacy are told of.
    pub links: Links,
    /// The operator's own words: by message id or by phrase key, as in a [`Catalogue`](crate::i18n::Catalogue).
    pub texts: Map<String, Value>,
}

/// Pages of the operator that every page leads to, `""` for none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Where users get help.
    pub help: String,
    /// The terms of use.
    pub terms: String,
    /// What is done with personal data.
    pub privacy: String,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            brand: "Vestibule".to_owned(),
            logo: None,
            wordmark: false,
            tagline: String::new(),
            kratos: String::new(),
            passkeys: Passkeys::default(),
            languages: Vec::new(),
            wording: Wording::default(),
            settings_page: false,
            one_door: false,
            captcha: String::new(),
            details: true,
            signals: true,
            theme: Theme::default(),
            links: Links::default(),
            texts: Map::new(),
        }
    }
}

impl Config {
    /// Reads `config.json`. What is missing has its default.
    ///
    /// # Errors
    /// The first key that does not exist or does not have the right form, or colours that users could not read.
    pub fn read(json: &Value) -> Result<Self, ConfigError> {
        let mut config = Config::default();
        if !json.is_object() {
            return Err(ConfigError::NotAnObject);
        }
        members(json, "", &mut |key, value| {
            match key {
                "brand" => members(value, "brand", &mut |key, value| {
                    config.read_brand(key, value)
                })?,
                "kratos" => {
                    let base = text(value, "kratos")?;
                    let base = base.trim_end_matches('/');
                    if !base.is_empty() && !is_base(base) {
                        return Err(ConfigError::Invalid("kratos"));
                    }
                    config.kratos = base.to_owned();
                }
                "passkeys" => {
                    config.passkeys = if either(value, "passkeys", ["script", "native"])? {
                        Passkeys::Native
                    } else {
                        Passkeys::Script
                    };
                }
                "languages" => {
                    let list = value.as_array().ok_or(ConfigError::Invalid("languages"))?;
                    let tag = |value: &Value| {
                        let tag = text(value, "languages")?;
                        is_tag(&tag)
                            .then_some(tag)
                            .ok_or(ConfigError::Invalid("languages"))
                    };
                    config.languages = list.iter().map(tag).collect::<Result<_, _>>()?;
                }
                "wording" => {
                    config.wording = if either(value, "wording", ["plain", "kratos"])? {
                        Wording::Kratos
                    } else {
                        Wording::Plain
                    };
                }
                "settings" => {
                    config.settings_page = either(value, "settings", ["sections", "page"])?;
                }
                "entry" => {
                    config.one_door = either(value, "entry", ["two_doors", "one_door"])?;
                }
                "captcha" => members(value, "captcha", &mut |key, value| {
                    if key == "script" {
                        config.captcha = address(value, "captcha.script")?;
                    }
                    Ok(key == "script")
                })?,
                "details" => config.details = switch(value, "details")?,
                "signals" => config.signals = switch(value, "signals")?,
                "theme" => config.theme = Theme::read(value)?,
                "links" => members(value, "links", &mut |key, value| {
                    let (slot, key) = match key {
                        "help" => (&mut config.links.help, "links.help"),
                        "terms" => (&mut config.links.terms, "links.terms"),
                        "privacy" => (&mut config.links.privacy, "links.privacy"),
                        _ => return Ok(false),
                    };
                    *slot = address(value, key)?;
                    Ok(true)
                })?,
                "texts" => match value.as_object() {
                    Some(texts) if texts.values().all(Value::is_string) => {
                        config.texts = texts.clone();
                    }
                    _ => return Err(ConfigError::Invalid("texts")),
                },
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(config)
    }

    fn read_brand(&mut self, key: &str, value: &Value) -> Result<bool, ConfigError> {
        match key {
            "name" => {
                self.brand = text(value, "brand.name")?;
                if self.brand.trim().is_empty() {
                    return Err(ConfigError::Invalid("brand.name"));
                }
            }
            "tagline" => self.tagline = text(value, "brand.tagline")?,
            "logo" => {
                let own = |url: &str| SafeUrl::new(url, "").map(|_| url.to_owned());
                self.logo = Some(pair(value, "brand.logo", own)?);
            }
            "wordmark" => self.wordmark = switch(value, "brand.wordmark")?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Which of two words a key has: whether it is the second.
fn either(value: &Value, key: &'static str, [no, yes]: [&str; 2]) -> Result<bool, ConfigError> {
    match value.as_str() {
        Some(word) if word == no => Ok(false),
        Some(word) if word == yes => Ok(true),
        _ => Err(ConfigError::Invalid(key)),
    }
}

/// Reads each member of an object; `read` says whether there is such a key.
fn members(
    json: &Value,
    key: &'static str,
    read: &mut dyn FnMut(&str, &Value) -> Result<bool, ConfigError>,
) -> Result<(), ConfigError> {
    for (name, value) in json.as_object().ok_or(ConfigError::Invalid(key))? {
        if !read(name, value)? {
            // The root has no name.
            let below = if key.is_empty() { "" } else { "." };
            return Err(ConfigError::Unknown(format!("{key}{below}{name}")));
        }
    }
    Ok(())
}

/// Reads what has one value, or one in the light and one in the dark scheme.
fn pair<T: Clone>(
    value: &Value,
    key: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<(T, T), ConfigError> {
    let both = |value: &Value| {
        let members = value.as_object()?;
        let (light, dark) = (members.get("light")?, members.get("dark")?);
        let read = (read(light.as_str()?)?, read(dark.as_str()?)?);
        (members.len() == 2).then_some(read)
    };
    let one = || {
        let read = read(value.as_str()?)?;
        Some((read.clone(), read))
    };
    one()
        .or_else(|| both(value))
        .ok_or(ConfigError::Invalid(key))
}

fn switch(value: &Value, key: &'static str) -> Result<bool, ConfigError> {
    value.as_bool().ok_or(ConfigError::Invalid(key))
}

fn text(value: &Value, key: &'static str) -> Result<String, ConfigError> {
    match value.as_str() {
        Some(text) => Ok(text.to_owned()),
        None => Err(ConfigError::Invalid(key)),
    }
}

/// An address, or a path of the page's own origin.
fn address(value: &Value, key: &'static str) -> Result<String, ConfigError> {
    let url = text(value, key)?;
    match SafeUrl::new(&url, "") {
        Some(_) => Ok(url),
        None => Err(ConfigError::Invalid(key)),
    }
}
