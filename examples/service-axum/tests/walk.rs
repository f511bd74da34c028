//! Starts each program and walks its route.

use service_walk::{Program, Result, stand_in::Gateway, walk};
use std::process::Command;

fn by_kratos(kratos: &str) -> Result<Program> {
    Program::start(
        Command::new(env!("CARGO_BIN_EXE_service-axum"))
            .env("LISTEN", "127.0.0.1:0")
            .env("KRATOS_PUBLIC_URL", kratos),
    )
}

fn behind_gateway(jwks: &str) -> Result<Program> {
    Program::start(
        Command::new(env!("CARGO_BIN_EXE_behind-gateway"))
            .env("LISTEN", "127.0.0.1:0")
            .env("GATEWAY_JWKS_URL", jwks)
            .env("GATEWAY_ISSUER", Gateway::ISSUER)
            .env("GATEWAY_AUDIENCE", Gateway::AUDIENCE),
    )
}

#[test]
fn the_profile_of_a_whoami_session() {
    walk::whoami(by_kratos).unwrap();
}

#[test]
fn the_profile_of_an_account() {
    walk::identity_server(by_kratos).unwrap();
}

#[test]
fn the_profile_of_a_gateway_token() {
    walk::gateway(behind_gateway).unwrap();
}
