//! A *phone number* as Kratos wants it (E.164): `+`, the calling code of a country, and digits.

use super::typed::plainly;

/// The number without what users write between its digits, if it begins as an international one does (`+` or `00`).
pub fn international(text: &str) -> Option<String> {
    let text = plainly(text);
    let text = text.trim_start_matches(['(', '-', ' ']);
    let rest = text.strip_prefix('+').or_else(|| text.strip_prefix("00"))?;
    Some(format!("+{}", digits(rest)?))
}

/// A number as it is dialled inside of a country, in its international form. `country` is its calling code and, where it
/// has one, what is dialled before a number there and left out from abroad: `"49 0"`.
pub fn from_national(text: &str, country: &str) -> Option<String> {
    let national = digits(text)?;
    let (code, trunk) = country.split_once(' ').unwrap_or((country, ""));
    let national = national.strip_prefix(trunk).unwrap_or(&national);
    (!code.is_empty() && !national.is_empty()).then(|| format!("+{code}{national}"))
}

/// Whether somebody types a number without a country.
pub fn is_national(text: &str) -> bool {
    international(text).is_none() && digits(text).is_some()
}

/// The digits, if there is nothing else but what users write between them. `(0)` is only dialled inside of a country
/// and stands beside a calling code for those there.
fn digits(text: &str) -> Option<String> {
    let mut digits = String::new();
    for c in plainly(text).replace("(0)", "").chars() {
        match c {
            '0'..='9' => digits.push(c),
            '(' | ')' | '.' | '/' | '-' | ' ' => {}
            _ => return None,
        }
    }
    (!digits.is_empty()).then_some(digits)
}
