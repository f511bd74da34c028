//! The hash of a password: argon2id, with a salt of its own.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::random;

/// Weaker than in production, as accounts here live for minutes; real argon2id all the same.
fn hasher() -> Option<Argon2<'static>> {
    let params = Params::new(4096, 1, 1, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password with a salt of its own.
pub(crate) fn hash(password: &str) -> Option<String> {
    let salt = SaltString::encode_b64(&random::bytes::<16>()).ok()?;
    let hash = hasher()?.hash_password(password.as_bytes(), &salt).ok()?;
    Some(hash.to_string())
}

/// Whether a password fits a hash.
pub(crate) fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        hasher().is_some_and(|hasher| hasher.verify_password(password.as_bytes(), &hash).is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_salted_and_fit_their_password_only() {
        let one = hash("correct-horse-battery-9").unwrap_or_default();
        let two = hash("correct-horse-battery-9").unwrap_or_default();
        assert_ne!(one, two);
        assert!(one.starts_with("$argon2id$"));
        assert!(verify("correct-horse-battery-9", &one));
        assert!(!verify("correct-horse-battery-8", &one));
        assert!(!verify("x", "not a hash"));
    }
}
