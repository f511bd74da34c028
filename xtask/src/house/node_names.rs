//! Node names: texts by which code outside kratos-flow knows Kratos' nodes.

use super::source::Source;

/// Names that mean nothing else. `password` and `code` do: they are types of inputs, and words.
const NAMES: [&str; 21] = [
    "csrf_token",
    "identifier",
    "link",
    "lookup_secret",
    "lookup_secret_codes",
    "lookup_secret_confirm",
    "lookup_secret_disable",
    "lookup_secret_regenerate",
    "method",
    "passkey_login",
    "passkey_register",
    "passkey_remove",
    "provider",
    "recovery_confirm_address",
    "resend",
    "screen",
    "totp_code",
    "totp_secret_key",
    "totp_unlink",
    "transient_payload",
    "unlink",
];
const PREFIXES: [&str; 2] = ["traits.", "webauthn_"];

/// The places.
pub(super) fn find(sources: &[Source]) -> Vec<String> {
    let folders = ["src", "crates/front-door/src"];
    let mut places = Vec::new();
    for source in sources.iter().filter(|source| source.is_in(&folders)) {
        for token in &source.tokens {
            let Some(text) = token.string() else { continue };
            if NAMES.contains(&text) || PREFIXES.iter().any(|prefix| text.starts_with(prefix)) {
                places.push(format!("{} {text}", source.place(token)));
            }
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::{Source, find};

    #[test]
    fn they_are_at_home_in_kratos_flow() {
        let text = "const A: [&str; 3] = [\"csrf_token\", \"traits.email\", \"a csrf_token\"];";
        let parse = |path| Source::parse(path, text).unwrap();
        let sources = [parse("src/a.rs"), parse("crates/kratos-flow/src/a.rs")];
        assert_eq!(
            find(&sources),
            ["src/a.rs:1 csrf_token", "src/a.rs:1 traits.email"]
        );
    }
}
