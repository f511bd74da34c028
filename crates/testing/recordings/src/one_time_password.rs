//! One-time password: what an authenticator app shows (TOTP, RFC 6238, six digits every 30 seconds, SHA-1).

use totp_rs::{Algorithm, Builder, Secret};

use crate::Error;

/// The password that is valid now for a base32 secret.
///
/// # Errors
/// When the secret is not base32.
pub fn current(secret: &str) -> Result<String, Error> {
    let unreadable = || Error::Request(format!("{secret} is not a secret of an authenticator app"));
    let secret = Secret::try_from_base32(secret).map_err(|_| unreadable())?;
    let generator = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_secret(secret)
        .with_step_duration(30)
        .build()
        .map_err(|_| unreadable())?;
    Ok(generator.generate_current().to_string())
}
