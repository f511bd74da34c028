//! The policy for new passwords.

use crate::config::Config;
use crate::failure::Failure;
use crate::text;

/// Kratos' policy: long enough, not longer than its default hash can read, and unlike the identifier.
pub(super) fn check(config: &Config, identifier: &str, password: &str) -> Result<(), Failure> {
    let path = "selfservice.methods.password.config";
    let min = usize::try_from(config.count(&format!("{path}.min_password_length"), 8)).unwrap_or(8);
    let length = password.chars().count();
    if length < min {
        return Err(Failure::on(
            "password",
            text::password_too_short(min, length),
        ));
    }
    if password.len() > LONGEST {
        return Err(Failure::on(
            "password",
            text::password_too_long(LONGEST, password.len()),
        ));
    }
    let checks = config.flag(&format!("{path}.identifier_similarity_check_enabled"), true);
    if checks && is_similar(&identifier.to_lowercase(), &password.to_lowercase()) {
        return Err(Failure::on("password", text::password_too_similar()));
    }
    Ok(())
}

const LONGEST: usize = 72;

/// Few changes lead from one to the other, or much of the password stands in the identifier.
fn is_similar(identifier: &str, password: &str) -> bool {
    let common = longest_common(identifier, password);
    distance(identifier, password) < 5 || common * 2 > password.chars().count()
}

/// How many characters have to be changed (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (to, above) in b.iter().zip(row.iter().skip(1)) {
            let change = diagonal + usize::from(from != *to);
            left = change.min(above + 1).min(left + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// The length of the longest text that stands in both.
fn longest_common(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row = vec![0; b.len()];
    let mut best = 0;
    for from in a.chars() {
        let mut diagonal = 0;
        for (to, cell) in b.iter().zip(&mut row) {
            let here = if from == *to { diagonal + 1 } else { 0 };
            diagonal = std::mem::replace(cell, here);
            best = best.max(here);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_like_the_identifier_is_refused() {
        assert!(is_similar("ada@example.com", "ada@example.com"));
        assert!(is_similar("ada@example.com", "ada@example.com1"));
        assert!(!is_similar("ada@example.com", "correct-horse-battery-9"));
    }

    #[test]
    fn distances_are_counted() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(longest_common("xabcdz", "yabcdw"), 4);
    }
}
