//! Long functions: those over 80 lines.

use super::source::{Kind, Source, Token};

const MOST: usize = 80;

/// The functions.
pub(super) fn find(sources: &[Source]) -> Vec<String> {
    let mut places = Vec::new();
    for source in sources {
        for (at, pair) in source.tokens.windows(2).enumerate() {
            let [keyword, name] = pair else { continue };
            let is_function = keyword.is("fn") && name.kind == Kind::Ident;
            let rest = source.tokens.get(at..).unwrap_or_default();
            let Some(last) = is_function.then(|| end(rest)).flatten() else {
                continue;
            };
            let lines = last + 1 - keyword.line;
            if lines > MOST {
                places.push(format!("{} {} {lines}", source.place(keyword), name.text));
            }
        }
    }
    places
}

/// The line where the body of the function that begins here ends; none without a body.
fn end(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut in_body = false;
    for token in tokens {
        match token.kind {
            Kind::Open => {
                in_body |= depth == 0 && token.is("{");
                depth += 1;
            }
            Kind::Close => {
                depth = depth.saturating_sub(1);
                if depth == 0 && in_body {
                    return Some(token.line);
                }
            }
            _ if depth == 0 && token.is(";") => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Source, find};

    #[test]
    fn counts_from_its_name_to_its_brace() {
        let body = "\n    b();".repeat(79);
        let text = |body: &str| format!("fn a(c: [u8; 2])\n{{{body}\n}}\ntrait D {{ fn e(); }}");
        let parse = |body: &str| [Source::parse("src/a.rs", &text(body)).unwrap()];
        assert_eq!(find(&parse(&body)), ["src/a.rs:1 a 82"]);
        assert!(find(&parse(body.split_at(body.len() / 2).0)).is_empty());
    }
}
