//! Settings of the connection to Kratos.

use std::path::PathBuf;

/// Whom this program trusts to be Kratos, and how it proves to Kratos who it is.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct KratosTls {
    /// PEM file with the authorities whose certificates Kratos may have, in place of the system's.
    #[arg(long = "kratos-ca", env = "VESTIBULE_KRATOS_CA", value_name = "FILE")]
    pub ca: Option<PathBuf>,

    /// PEM file with the certificate, and those above it, that this program shows to Kratos.
    #[arg(
        long = "kratos-client-cert",
        env = "VESTIBULE_KRATOS_CLIENT_CERT",
        value_name = "FILE",
        requires = "key"
    )]
    pub cert: Option<PathBuf>,

    /// PEM file with the private key of --kratos-client-cert.
    #[arg(
        long = "kratos-client-key",
        env = "VESTIBULE_KRATOS_CLIENT_KEY",
        value_name = "FILE",
        requires = "cert"
    )]
    pub key: Option<PathBuf>,
}
