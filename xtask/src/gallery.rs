//! Gallery: every state of every page as a document of its own, in `target/gallery/`, written by the application's own
//! components. See `examples/gallery/`.

use crate::{failure::Failure, program::Program, tools, workspace};
use std::path::PathBuf;

/// What to do with it.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(crate) struct Options {
    /// Write the pictures of the main states, `docs/states-*.png`, anew.
    #[arg(long)]
    sheet: bool,
}

/// Builds it and says where it is.
pub(crate) fn run(options: Options) -> Result<(), Failure> {
    let folder = build(workspace::NATIVE)?;
    if options.sheet {
        tools::playwright()?;
        let chromium = tools::chromium()?;
        tools::program_of_node("npx")
            .within(&workspace::root().join("tests/e2e"))
            .args(["--no-install", "playwright", "test", "--project=sheet"])
            .env("SHEET", "1")
            .env("GALLERY", &folder)
            .env("CHROMIUM", chromium)
            .run()?;
    }
    println!("{}", folder.join("index.html").display());
    Ok(())
}

/// Builds it with `profile`; returns where it is.
pub(crate) fn build(profile: &str) -> Result<PathBuf, Failure> {
    let folder = workspace::target().join("gallery");
    Program::cargo()
        .args(["run", "--profile", profile, "--package", "vestibule"])
        .args(["--features", "ssr", "--example", "gallery", "--"])
        .args([&folder])
        .run()?;
    Ok(folder)
}
