//! Gateway: sessions by the JWT that a gateway puts into `Authorization`.

use axum::http::{HeaderMap, header};
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde::Deserialize;

use crate::{
    Rejection, Session, SetupError,
    keys::Keys,
    source::{address, client},
};

/// Seconds that two clocks may differ by: the tokens last for a minute.
const LEEWAY: u64 = 5;

/// A gateway in front of the service, such as `front-door --upstream`. A source of sessions by a JWT (ES256) in `Authorization`.
///
/// Its keys are fetched when first needed and every five minutes; a token that names an unknown key causes another fetch, at most once in
/// five seconds. There is no other request: a session that has ended meanwhile is accepted until its token ends, which is a minute.
///
/// Only the gateway may reach the service: another client cannot sign a token, but can replay one it has seen.
pub struct Gateway {
    keys: Keys,
    validation: Validation,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    session: Session,
}

impl Gateway {
    /// The gateway that publishes its keys at `jwks`, has the name `issuer`, and issues tokens for `audience`.
    ///
    /// # Errors
    ///
    /// When `jwks` is no HTTP address.
    pub fn new(jwks: &str, issuer: &str, audience: &str) -> Result<Self, SetupError> {
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        validation.leeway = LEEWAY;
        Ok(Self {
            keys: Keys::new(address(jwks)?, client()?),
            validation,
        })
    }

    pub(crate) async fn session(&self, headers: &HeaderMap) -> Result<Session, Rejection> {
        let token = bearer(headers).ok_or(Rejection::NoSession)?;
        // Before any request: a token without a key id, or of another algorithm, is none of the gateway's.
        let id = decode_header(token)
            .ok()
            .filter(|header| header.alg == Algorithm::ES256)
            .and_then(|header| header.kid)
            .ok_or(Rejection::NoSession)?;
        let key = self.keys.get(&id).await?.ok_or(Rejection::NoSession)?;
        let Claims { sub, session } = decode::<Claims>(token, &key, &self.validation)
            .map_err(|_| Rejection::NoSession)?
            .claims;
        if session.identity_id() != sub {
            return Err(Rejection::NoSession);
        }
        session.current()
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}
