//! The service and a whole identity server.

use serde_json::{Value, json};
use std::{env, path::Path};

use super::profile;
use crate::{IdentityServer, Program, Result};

const PASSWORD: &str = "correct horse battery staple 1";

/// Walks a service that `start` starts with the address of the embedded identity server, and with that of a real Kratos where
/// `KRATOS_BIN` names one.
///
/// # Errors
///
/// When a server or the service cannot be started or reached.
///
/// # Panics
///
/// When a response of the service is not the expected one.
pub fn identity_server(start: impl Fn(&str) -> Result<Program>) -> Result<()> {
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../deploy/kratos/kratos.yml");
    let config = [config.canonicalize()?];
    let embedded = IdentityServer::embedded(&config)?;
    by_cookie(&start(&embedded.public)?, &embedded)?;
    if let Some(program) = env::var_os("KRATOS_BIN") {
        let kratos = IdentityServer::kratos(Path::new(&program), &config, &["--dev"], &[])?;
        let service = start(&kratos.public)?;
        by_cookie(&service, &kratos)?;
        by_token(&service, &kratos)?;
    }
    Ok(())
}

fn by_cookie(service: &Program, server: &IdentityServer) -> Result<()> {
    for (email, is_verified) in [("Ada@example.org", true), ("grace@example.org", false)] {
        let id = server.account(email, PASSWORD, is_verified)?;
        let cookies = server.sign_in(email, PASSWORD)?;
        let response = profile(service, ("cookie", &cookies))?;
        let expected = json!({ "id": id, "email": email, "verified": is_verified });
        assert_eq!((response.status, response.body), (200, expected));
    }
    let stranger = profile(service, ("cookie", "ory_kratos_session=made-up"))?;
    assert_eq!(stranger.status, 401);
    Ok(())
}

fn by_token(service: &Program, server: &IdentityServer) -> Result<()> {
    let token = server.session_token("grace@example.org", PASSWORD)?;
    let response = profile(service, ("x-session-token", &token))?;
    assert_eq!(response.status, 200);
    let email = Value::from("grace@example.org");
    assert_eq!(response.body.get("email"), Some(&email));
    let stranger = profile(service, ("x-session-token", "ory_st_made-up"))?;
    assert_eq!(stranger.status, 401);
    Ok(())
}
