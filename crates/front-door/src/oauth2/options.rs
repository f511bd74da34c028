//! Options: what the operator says of OAuth2 in the configuration, below `oauth2`. The application never sees it.

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use vestibule::{config::ConfigError, i18n::ENGLISH};

/// Whether a user's consent is remembered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Remember {
    /// As the user says.
    #[default]
    Optional,
    /// Each time.
    Always,
    /// At no time.
    Never,
}

/// What the operator says of OAuth2.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OAuth2Options {
    /// Whether a consent is remembered.
    pub remember: Remember,
    /// For so many seconds; 0 is until it is taken away.
    pub remember_for: u32,
    /// What scopes allow, in plain words: by their names, and then by language.
    pub scopes: BTreeMap<String, BTreeMap<String, String>>,
}

impl OAuth2Options {
    /// Takes `oauth2` out of a configuration.
    ///
    /// # Errors
    /// The first key that does not exist or does not have the right form.
    pub fn take(json: &mut Value) -> Result<Self, ConfigError> {
        let mut options = Self::default();
        let Some(members) = json.as_object_mut().and_then(|json| json.remove("oauth2")) else {
            return Ok(options);
        };
        let invalid = ConfigError::Invalid;
        for (key, value) in object(&members, "oauth2")? {
            match key.as_str() {
                "remember" => {
                    options.remember = match value.as_str() {
                        Some("ask") => Remember::Optional,
                        Some("always") => Remember::Always,
                        Some("never") => Remember::Never,
                        _ => return Err(invalid("oauth2.remember")),
                    };
                }
                "remember_for" => {
                    let seconds = value.as_u64().and_then(|seconds| seconds.try_into().ok());
                    options.remember_for = seconds.ok_or(invalid("oauth2.remember_for"))?;
                }
                "scopes" => {
                    for (name, texts) in object(value, "oauth2.scopes")? {
                        let texts = texts_of(texts).ok_or(invalid("oauth2.scopes"))?;
                        options.scopes.insert(name.clone(), texts);
                    }
                }
                other => return Err(ConfigError::Unknown(format!("oauth2.{other}"))),
            }
        }
        Ok(options)
    }

    /// What a scope allows, in a language or else in English.
    pub(super) fn scope(&self, name: &str, language: &str) -> Option<&str> {
        let texts = self.scopes.get(name)?;
        let plain = language.split('-').next().unwrap_or_default();
        [language, plain, ENGLISH]
            .into_iter()
            .find_map(|language| texts.get(language))
            .or_else(|| texts.values().next())
            .map(String::as_str)
    }
}

fn object<'a>(json: &'a Value, key: &'static str) -> Result<&'a Map<String, Value>, ConfigError> {
    json.as_object().ok_or(ConfigError::Invalid(key))
}

/// One text for every language, or one for each.
fn texts_of(json: &Value) -> Option<BTreeMap<String, String>> {
    if let Some(text) = json.as_str() {
        return Some(BTreeMap::from([(ENGLISH.to_owned(), text.to_owned())]));
    }
    let texts = json.as_object().filter(|texts| !texts.is_empty())?;
    let text =
        |(language, text): (&String, &Value)| Some((language.clone(), text.as_str()?.to_owned()));
    texts.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::{OAuth2Options, Remember};
    use serde_json::json;

    #[test]
    fn options_leave_the_configuration_of_the_application() {
        let mut json = json!({ "brand": {}, "oauth2": {
            "remember": "always",
            "remember_for": 3600,
            "scopes": {
                "files": "Read your files",
                "cal": { "en": "See your calendar", "de": "Deinen Kalender sehen" },
            },
        }});
        let options = OAuth2Options::take(&mut json).unwrap();
        assert_eq!(json, json!({ "brand": {} }));
        assert_eq!(options.remember, Remember::Always);
        assert_eq!(options.remember_for, 3600);
        for (name, language, text) in [
            ("files", "ar", Some("Read your files")),
            ("cal", "de-CH", Some("Deinen Kalender sehen")),
            ("cal", "fr", Some("See your calendar")),
            ("other", "en", None),
        ] {
            assert_eq!(options.scope(name, language), text, "{name} {language}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (json, key) in [
            (json!({ "oauth2": 1 }), "oauth2"),
            (
                json!({ "oauth2": { "remember": "yes" } }),
                "oauth2.remember",
            ),
            (
                json!({ "oauth2": { "remember_for": -1 } }),
                "oauth2.remember_for",
            ),
            (
                json!({ "oauth2": { "scopes": { "a": 1 } } }),
                "oauth2.scopes",
            ),
            (
                json!({ "oauth2": { "scopes": { "a": {} } } }),
                "oauth2.scopes",
            ),
            (json!({ "oauth2": { "scope": {} } }), "oauth2.scope"),
        ] {
            let mut json = json;
            let error = OAuth2Options::take(&mut json).unwrap_err().to_string();
            assert!(error.contains(key), "{error}");
        }
    }
}
