//! *Texts* reach the user through a catalogue: what Kratos says by its message id and context, what Vestibule says
//! by a key. Without an entry Kratos' own words stand, and our English.

mod language;
mod phrase;

use serde_json::{Map, Value};

pub(crate) use language::is_readable;
pub use language::{ENGLISH, choose, file, is_from_right, is_tag};
pub use phrase::{Phrase, phrases};

use crate::flow::Text;
use crate::json;
use crate::kratos::message;

/// The texts of one language: patterns by message id (`"1010022"`), by phrase key (`"show_password"`) or by the name of a
/// trait (`"traits.email"`). A name in braces stands for a value: `"Sign in with {provider}"`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalogue {
    language: Option<String>,
    patterns: Map<String, Value>,
}

impl Catalogue {
    /// A catalogue for a language (BCP 47), from the JSON object in `locales/`.
    pub fn new(language: &str, patterns: Map<String, Value>) -> Self {
        Catalogue {
            language: Some(language.to_owned()),
            patterns,
        }
    }

    /// The same with other words in some places, whatever the language: the operator's.
    #[must_use]
    pub fn with(mut self, texts: &Map<String, Value>) -> Self {
        for (key, text) in texts {
            self.patterns.insert(key.clone(), text.clone());
        }
        self
    }

    /// The language, English if there is no catalogue.
    pub fn language(&self) -> &str {
        self.language.as_deref().unwrap_or(ENGLISH)
    }

    /// What Kratos says, in the user's language if the catalogue has the message's id. The titles of all traits have one
    /// id, so each goes by the trait's name (`"traits.name.first"`).
    pub fn text(&self, text: &Text) -> String {
        // What the page says in its place.
        if let Value::String(translation) = &text.context {
            return translation.clone();
        }
        let name = text.context.get("name").and_then(Value::as_str);
        let of_trait = name.filter(|_| text.id == message::INFO_NODE_LABEL_GENERATED);
        let pattern = of_trait.and_then(|name| self.pattern(name));
        match pattern.or_else(|| self.pattern(&text.id.to_string())) {
            Some(pattern) => fill(pattern, |name| {
                Some(match text.context.get(name)? {
                    Value::String(value) => value.clone(),
                    Value::Null => return None,
                    value => json::write(value),
                })
            }),
            None => text.text.clone(),
        }
    }

    /// What Vestibule says.
    pub fn t(&self, phrase: Phrase) -> String {
        self.pattern(phrase.key)
            .unwrap_or(phrase.english)
            .to_owned()
    }

    /// What Vestibule says, with values.
    pub fn t_with(&self, phrase: Phrase, values: &[(&str, &str)]) -> String {
        let pattern = self.pattern(phrase.key).unwrap_or(phrase.english);
        fill(pattern, |name| {
            let (_, value) = values.iter().find(|(key, _)| *key == name)?;
            Some((*value).to_owned())
        })
    }

    /// What to call one of the values of a trait's list (`"traits.size.XL"`), else the value.
    pub fn value(&self, name: &str, value: &str) -> String {
        let pattern = self.pattern(&format!("{name}.{value}"));
        pattern.unwrap_or(value).to_owned()
    }

    fn pattern(&self, key: &str) -> Option<&str> {
        self.patterns.get(key)?.as_str()
    }
}

/// Puts values into a pattern. A name without a value stays as it is written.
fn fill(pattern: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, behind)) => {
                match value(name) {
                    Some(value) => out.push_str(&value),
                    None => {
                        out.push('{');
                        out.push_str(name);
                        out.push('}');
                    }
                }
                rest = behind;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
