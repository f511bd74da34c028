//! The *rules* for new passwords. Kratos names one only when it has refused a password by it; what is not learnt yet is
//! its default, eight characters.

use serde_json::Value;

use super::Text;
use crate::kratos::message;

/// What is known of the rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PasswordPolicy {
    min: Option<u64>,
    /// The greatest length in bytes.
    pub max: Option<u64>,
    /// Whether it must be none that was published by thieves.
    pub unbreached: bool,
    /// Whether it must not resemble the identifier.
    pub dissimilar: bool,
}

impl PasswordPolicy {
    /// Learns from what Kratos says about a password.
    pub fn learn(&mut self, messages: &[Text]) {
        for text in messages {
            let number = |name: &str| text.context.get(name).and_then(Value::as_u64);
            match text.id {
                message::ERROR_VALIDATION_PASSWORD_IDENTIFIER_TOO_SIMILAR => self.dissimilar = true,
                message::ERROR_VALIDATION_PASSWORD_MIN_LENGTH => {
                    self.min = number("min_length").or(self.min)
                }
                message::ERROR_VALIDATION_PASSWORD_MAX_LENGTH => {
                    self.max = number("max_length").or(self.max)
                }
                message::ERROR_VALIDATION_PASSWORD_TOO_MANY_BREACHES => self.unbreached = true,
                _ => {}
            }
        }
    }

    /// The smallest length in bytes, which is how Kratos counts.
    pub fn min(&self) -> u64 {
        self.min.unwrap_or(8)
    }

    /// How many more plain characters a password needs, 0 for none.
    pub fn missing(&self, password: &str) -> u64 {
        let length = u64::try_from(password.len()).unwrap_or(u64::MAX);
        self.min().saturating_sub(length)
    }
}
