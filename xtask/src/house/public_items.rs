//! Public items: what the library of the root package shows its users.

use super::source::{Kind, Source, Token};

/// What may stand between `pub` and the name of an item.
const KEYWORDS: [&str; 12] = [
    "async", "const", "enum", "fn", "mod", "static", "struct", "trait", "type", "union", "unsafe",
    "extern",
];

/// The items. A field is none, and `pub(crate)` is not public; of a `pub use` each name is one.
pub(super) fn find(sources: &[Source]) -> Vec<String> {
    let mut places = Vec::new();
    for source in sources.iter().filter(|source| source.is_in(&["src"])) {
        for (at, token) in source.tokens.iter().enumerate() {
            let rest = source.tokens.get(at + 1..).unwrap_or_default();
            if !token.is("pub") {
                continue;
            }
            let names = match rest.first() {
                Some(next) if next.is("use") => used(rest),
                Some(next) if KEYWORDS.contains(&next.text.as_str()) => {
                    let is_name = |token: &&Token| !KEYWORDS.contains(&token.text.as_str());
                    rest.iter().find(is_name).into_iter().collect()
                }
                _ => Vec::new(),
            };
            places.extend(
                names
                    .into_iter()
                    .map(|name| format!("{} {}", source.place(name), name.text)),
            );
        }
    }
    places
}

/// The names that a `use` makes: each that a comma, a brace or the semicolon follows.
fn used(tokens: &[Token]) -> Vec<&Token> {
    let statement = tokens.iter().take_while(|token| !token.is(";")).count();
    let tokens = tokens.get(..=statement).unwrap_or(tokens);
    let is_name = |pair: &&[Token]| {
        matches!(pair, [name, next] if name.kind != Kind::Close && name.kind != Kind::Open
            && !name.is(",") && (next.is(",") || next.is("}") || next.is(";")))
    };
    let names = tokens.windows(2).filter(is_name);
    names.filter_map(<[Token]>::first).collect()
}

#[cfg(test)]
mod tests {
    use super::{Source, find};

    #[test]
    fn an_item_has_a_name() {
        let text = "pub mod a; pub(crate) fn b() {} pub struct C { pub d: u8 } pub async fn e() {} \
                    pub use f::{g, h::{i, j as k}}; pub use l::m; pub const fn n() {} use o::p;";
        let found = find(&[Source::parse("src/a.rs", text).unwrap()]);
        let names: Vec<_> = found.iter().filter_map(|it| it.split(' ').nth(1)).collect();
        assert_eq!(names, ["a", "C", "e", "g", "i", "k", "m", "n"]);
    }
}
