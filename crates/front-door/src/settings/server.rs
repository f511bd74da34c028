//! Settings of the server: connections, and how long each part of one may take.

use super::seconds;
use std::{path::PathBuf, time::Duration};

/// How many connections there are, and how long each part of one may take.
#[derive(Clone, Debug, clap::Args)]
pub struct ServerSettings {
    /// PEM file with the certificate that this server shows, and those above it: it speaks TLS then. It is read again when it changes.
    #[arg(
        long,
        env = "VESTIBULE_TLS_CERT",
        value_name = "FILE",
        requires = "tls_key"
    )]
    pub tls_cert: Option<PathBuf>,

    /// PEM file with the private key of --tls-cert.
    #[arg(
        long,
        env = "VESTIBULE_TLS_KEY",
        value_name = "FILE",
        requires = "tls_cert"
    )]
    pub tls_key: Option<PathBuf>,

    /// Connections that are open at the same time; whoever comes beyond that waits. Each needs a file descriptor, and up to two more
    /// while it is answered (`ulimit -n`).
    #[arg(long, env = "VESTIBULE_CONNECTIONS", default_value = "2000")]
    pub connections: usize,

    /// Seconds that the head of a request, and before it TLS, may take to arrive, and that a kept connection may idle: a proxy in front has to let go of
    /// its own before.
    #[arg(long, env = "VESTIBULE_HEAD_TIMEOUT", default_value = "10", value_parser = seconds)]
    pub head_timeout: Duration,

    /// Seconds that a client may take to go on with reading a response.
    #[arg(long, env = "VESTIBULE_WRITE_TIMEOUT", default_value = "30", value_parser = seconds)]
    pub write_timeout: Duration,

    /// Seconds that responses under way may take once the program is told to stop.
    #[arg(long, env = "VESTIBULE_DRAIN_TIMEOUT", default_value = "25", value_parser = seconds)]
    pub drain_timeout: Duration,
}
