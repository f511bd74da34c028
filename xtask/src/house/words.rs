//! Words: identifiers with words that neither Kratos, the web nor Rust has for the thing.

use super::source::{Kind, Source};
use std::collections::BTreeSet;

const WORDS: [&str; 20] = [
    "anew", "answer", "ask", "between", "carried", "door", "drawn", "dress", "erased", "glue",
    "held", "kept", "mend", "moment", "said", "standing", "turn", "unseen", "way", "words",
];

/// The identifiers, each once for a file.
pub(super) fn find(sources: &[Source]) -> Vec<String> {
    let mut places = BTreeSet::new();
    for source in sources {
        for token in &source.tokens {
            // The package is called that.
            let is_name = token.kind == Kind::Ident && token.text != "front_door";
            if is_name
                && parts(&token.text)
                    .iter()
                    .any(|part| WORDS.contains(&part.as_str()))
            {
                places.insert(format!("{} {}", source.path, token.text));
            }
        }
    }
    places.into_iter().collect()
}

/// The words of `snake_case`, `CamelCase` and `SHOUTING_CASE`.
fn parts(identifier: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut was_small = false;
    for letter in identifier.chars() {
        if letter == '_' || (letter.is_uppercase() && was_small) {
            parts.push(String::new());
        }
        was_small = letter.is_lowercase() || letter.is_ascii_digit();
        if let Some(part) = parts.last_mut().filter(|_| letter != '_') {
            part.extend(letter.to_lowercase());
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{Source, find};

    #[test]
    fn a_word_is_a_whole_part_of_a_name() {
        let text =
            "fn answer_of(asked: u8) { TheWay::always(asked, \"door\") } const THE_DOOR: u8 = 1;";
        let found = find(&[Source::parse("src/a.rs", text).unwrap()]);
        assert_eq!(
            found,
            ["src/a.rs THE_DOOR", "src/a.rs TheWay", "src/a.rs answer_of"]
        );
    }
}
