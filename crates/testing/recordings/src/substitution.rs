//! Substitution: what the server under test said in place of each dynamic text of the recording.
//!
//! Ids, tokens, challenges and secrets differ from server to server. Each answer is laid beside the recorded one; wherever both hold
//! such a text at the same place, the pair is remembered, and later requests are sent with the text of the server under test.

use std::collections::HashMap;

use serde_json::Value;

/// The pairs seen so far: recorded text to the text of the server under test.
#[derive(Debug, Default)]
pub struct Substitution {
    pairs: HashMap<String, String>,
}

impl Substitution {
    /// Remembers one pair.
    pub fn bind(&mut self, recorded: impl Into<String>, live: impl Into<String>) {
        self.pairs.insert(recorded.into(), live.into());
    }

    /// What stands for this recorded text, if it was seen.
    #[must_use]
    pub fn get(&self, recorded: &str) -> Option<&str> {
        self.pairs.get(recorded).map(String::as_str)
    }

    /// Remembers all pairs of two bodies.
    pub fn learn(&mut self, recorded: &Value, live: &Value) {
        match (recorded, live) {
            (Value::Object(recorded), Value::Object(live)) => {
                for (name, value) in recorded {
                    if let Some(other) = live.get(name) {
                        self.learn(value, other);
                    }
                }
            }
            (Value::Array(recorded), Value::Array(live)) => {
                for (place, value) in recorded.iter().enumerate() {
                    let other = match node_name(value) {
                        Some(name) => {
                            let nth = (recorded.iter().take(place))
                                .filter(|node| node_name(node) == Some(name))
                                .count();
                            live.iter()
                                .filter(|node| node_name(node) == Some(name))
                                .nth(nth)
                        }
                        None => live.get(place),
                    };
                    if let Some(other) = other {
                        self.learn(value, other);
                    }
                }
            }
            (Value::String(recorded), Value::String(live)) => self.learn_text(recorded, live),
            _ => {}
        }
    }

    /// Remembers all pairs of two texts: the texts themselves, ids in them, and other tokens in them; of JSON in a text, its members.
    pub fn learn_text(&mut self, recorded: &str, live: &str) {
        if recorded == live {
            return;
        }
        if recorded.starts_with('{')
            && let Ok(recorded) = serde_json::from_str(recorded)
            && let Ok(live) = serde_json::from_str(live)
        {
            self.learn(&recorded, &live);
            return;
        }
        if is_dynamic(recorded) && is_dynamic(live) {
            self.bind(recorded, live);
        }
        let ids: Vec<_> = ids(recorded).map(str::to_owned).collect();
        let live_ids: Vec<_> = self::ids(live).map(str::to_owned).collect();
        if ids.len() == live_ids.len() {
            self.pairs.extend(ids.into_iter().zip(live_ids));
        }
        let (tokens, live_tokens) = (tokens(recorded), self::tokens(live));
        if tokens.len() == live_tokens.len() {
            for (recorded, live) in tokens.into_iter().zip(live_tokens) {
                if recorded != live && is_dynamic(recorded) && is_dynamic(live) {
                    self.bind(recorded, live);
                }
            }
        }
    }

    /// The text to send in place of a recorded one.
    #[must_use]
    pub fn apply(&self, recorded: &str) -> String {
        if let Some(live) = self.get(recorded) {
            return live.to_owned();
        }
        let mut text = recorded.to_owned();
        for part in tokens(recorded).into_iter().chain(ids(recorded)) {
            if let Some(live) = self.get(part) {
                text = text.replace(part, live);
            }
        }
        text
    }

    /// The value to send in place of a recorded one.
    #[must_use]
    pub fn apply_to(&self, recorded: &Value) -> Value {
        match recorded {
            Value::String(text) => Value::from(self.apply(text)),
            Value::Array(items) => items.iter().map(|item| self.apply_to(item)).collect(),
            Value::Object(members) => (members.iter())
                .map(|(name, value)| (name.clone(), self.apply_to(value)))
                .collect(),
            other => other.clone(),
        }
    }
}

/// Name (or id, for nodes that are no input) of a UI node.
#[must_use]
pub fn node_name(node: &Value) -> Option<&str> {
    let attributes = node.get("attributes")?;
    (attributes.get("name").or_else(|| attributes.get("id")))?.as_str()
}

/// Long, without spaces, with a digit or a capital: an id, token, challenge or secret. The words of the protocol have neither.
/// Backup codes are shorter: eight lower-case letters and digits.
fn is_dynamic(text: &str) -> bool {
    let is_lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if text.len() < 16 {
        return text.len() == 8 && text.bytes().all(is_lower);
    }
    let is_telling = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    text.bytes().any(is_telling) && text.chars().all(is_token_character)
}

fn is_token_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_+/=".contains(character)
}

fn tokens(text: &str) -> Vec<&str> {
    text.split(|character| character == '=' || !is_token_character(character))
        .filter(|token| !token.is_empty())
        .collect()
}

/// The UUIDs in a text.
fn ids(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start =
            (0..rest.len()).find(|start| rest.get(*start..start + 36).is_some_and(is_id))?;
        let id = rest.get(start..start + 36)?;
        rest = rest.get(start + 36..)?;
        Some(id)
    })
}

fn is_id(text: &str) -> bool {
    text.bytes().enumerate().all(|(place, byte)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Substitution;

    #[test]
    fn ids_inside_addresses_are_paired_and_words_are_not() {
        let mut substitution = Substitution::default();
        substitution.learn(
            &json!({"state": "choose_method", "url": "http://localhost:5455/login?flow=3a669965-7402-468c-9a1d-f7dec489655f"}),
            &json!({"state": "sent_email", "url": "http://localhost:5455/login?flow=11111111-7402-468c-9a1d-f7dec489655f"}),
        );
        assert_eq!(substitution.apply("choose_method"), "choose_method");
        assert_eq!(
            substitution.apply("/x%3Fflow%3D3a669965-7402-468c-9a1d-f7dec489655f"),
            "/x%3Fflow%3D11111111-7402-468c-9a1d-f7dec489655f"
        );
    }

    #[test]
    fn nodes_are_paired_by_name_not_by_place() {
        let mut substitution = Substitution::default();
        let node = |name: &str, value: &str| json!({"attributes": {"name": name, "value": value}});
        substitution.learn(
            &json!([
                node("a", "aaaaaaaaaaaaaaaa1"),
                node("csrf_token", "recorded+token+0001==")
            ]),
            &json!([node("csrf_token", "live+token+000000001==")]),
        );
        assert_eq!(
            substitution.get("recorded+token+0001=="),
            Some("live+token+000000001==")
        );
        assert_eq!(substitution.get("aaaaaaaaaaaaaaaa1"), None);
    }
}
