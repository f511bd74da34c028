//! Record: holds the conversations of `tests/recordings` with a real Kratos again, for a newer version of it.

use crate::{failure::Failure, workspace};
use std::path::PathBuf;

/// Which Kratos.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The Kratos binary to record.
    #[arg(long, value_name = "PATH")]
    kratos_bin: PathBuf,
    /// Its version: the name of the folder in tests/recordings (a binary does not always know it).
    #[arg(long, default_value = "v26.2.0")]
    kratos_version: String,
}

/// Records, and prints what is not as it was stored.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let program = workspace::root().join(&options.kratos_bin);
    if !program.is_file() {
        return Err(Failure::plain(format!(
            "there is no program at {}",
            program.display()
        )));
    }
    let folder = workspace::root()
        .join("tests/recordings")
        .join(&options.kratos_version);
    println!("recording into {}", folder.display());
    let differences = recordings::record(&program, &folder).map_err(Failure::plain)?;
    for difference in &differences {
        println!("{difference}");
    }
    println!("{} answers differ from the stored ones", differences.len());
    Ok(())
}
