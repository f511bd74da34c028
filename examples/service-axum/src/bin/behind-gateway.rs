//! Gets the session from the JWT of the gateway in front.

use kratos_session::Gateway;
use service_axum::{serve, setting};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let gateway = Gateway::new(
        &setting("GATEWAY_JWKS_URL", "http://127.0.0.1:4455/.ory/jwks.json"),
        &setting("GATEWAY_ISSUER", "http://localhost:4455"),
        &setting("GATEWAY_AUDIENCE", "http://localhost:4455"),
    )?;
    serve(gateway.into()).await?;
    Ok(())
}
