//! Gets the session from Kratos.

use kratos_session::Kratos;
use service_axum::{serve, setting};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let kratos = Kratos::new(&setting("KRATOS_PUBLIC_URL", "http://127.0.0.1:4433"))?;
    serve(kratos.into()).await?;
    Ok(())
}
