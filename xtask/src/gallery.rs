//! Gallery: every state of every page as a document of its own, in `target/gallery/`, written by the application's own
//! components. See `examples/gallery/`.

use crate::{cmd::Cmd, failure::Failure, tools, workspace};
use std::path::{Path, PathBuf};

/// What to do with it.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(crate) struct Options {
    /// Write the pictures of the main states, `docs/states-*.png`, anew.
    #[arg(long)]
    screenshots: bool,
}

/// Builds it and says where it is.
pub(crate) fn run(options: Options) -> Result<(), Failure> {
    let folder = build()?;
    if options.screenshots {
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

/// Builds it for this machine; returns where it is.
fn build() -> Result<PathBuf, Failure> {
    Cmd::cargo()
        .args(["build", "--profile", workspace::SUITE, "--package"])
        .args(["vestibule", "--features", "ssr", "--example", "gallery"])
        .run()?;
    write(&workspace::program(workspace::SUITE, "examples/gallery"))
}

/// Has `program` write it; returns where it is.
pub(crate) fn write(program: &Path) -> Result<PathBuf, Failure> {
    let folder = workspace::target().join("gallery");
    Cmd::new(program).args([&folder]).run()?;
    Ok(folder)
}
