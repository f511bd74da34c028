//! Record: holds the conversations of `exchanges` with a real Kratos again, to renew what the embedded server is held to.

use crate::failure::Failure;
use std::path::PathBuf;

/// Which Kratos.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The Kratos binary to record.
    #[arg(long, value_name = "PATH")]
    kratos_bin: PathBuf,
}

/// Records.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    Err(Failure::plain(format!(
        "recording {} is not there yet",
        options.kratos_bin.display()
    )))
}
