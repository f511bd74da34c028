//! Message ids: numbers of seven digits as Kratos gives them to its messages, outside the one table of them.

use super::{
    PRODUCT,
    source::{Kind, Source},
};

/// The places, but for those in `table`.
pub(super) fn find(sources: &[Source], table: &str) -> Vec<String> {
    let mut places = Vec::new();
    for source in sources.iter().filter(|source| source.is_in(&PRODUCT)) {
        for token in source.tokens.iter().filter(|_| source.path != table) {
            if token.kind == Kind::Literal && is_id(&token.text) {
                places.push(format!("{} {}", source.place(token), token.text));
            }
        }
    }
    places
}

/// `4000006` or `4_000_006`, of whatever integer type.
fn is_id(literal: &str) -> bool {
    let number = literal.split(['u', 'i']).next().unwrap_or_default();
    let digits = number.replace('_', "");
    digits.len() == 7
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && ('1'..='5').any(|first| digits.starts_with(first))
}

#[cfg(test)]
mod tests {
    use super::{Source, find};

    #[test]
    fn finds_them_in_macros_too_but_not_in_their_table() {
        let text = "fn a(b: u32) -> bool { matches!(b, 4_000_006 | 1010003u32) || b == 7000000 || b == 400 }";
        let sources = [Source::parse("src/a.rs", text).unwrap()];
        let found = find(&sources, "src/table.rs");
        assert_eq!(found, ["src/a.rs:1 4_000_006", "src/a.rs:1 1010003u32"]);
        assert!(find(&sources, "src/a.rs").is_empty());
    }
}
