//! What can be wrong with a configuration.

use std::fmt;

use super::LowContrast;

/// What is wrong with a `config.json`, naming the key. It reads on from the name of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// It is not a JSON object.
    NotAnObject,
    /// A key that there is not.
    Unknown(String),
    /// A key whose value is not of the right form.
    Invalid(&'static str),
    /// Colours that users could not tell apart.
    LowContrast(LowContrast),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConfigError::NotAnObject => f.write_str("is not a JSON object"),
            ConfigError::Unknown(key) => write!(f, "has a key that does not exist: {key}"),
            ConfigError::Invalid(key) => write!(f, "has a wrong value at {key}"),
            ConfigError::LowContrast(LowContrast {
                key,
                what,
                scheme,
                ratio,
                needed,
            }) => write!(
                f,
                "has colours that cannot be read at {key}: {what} ({scheme}) would have a contrast of {}.{:02}:1, \
                 and {}.{}:1 is needed",
                ratio / 100,
                ratio % 100,
                needed / 100,
                needed % 100 / 10
            ),
        }
    }
}

impl std::error::Error for ConfigError {}
