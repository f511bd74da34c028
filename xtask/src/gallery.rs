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
    let folder = build()?;
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

/// Builds it; returns where it is.
pub(crate) fn build() -> Result<PathBuf, Failure> {
    let folder = workspace::target().join("gallery");
    example("gallery")?.args([&folder]).run()?;
    Ok(folder)
}

/// Builds an example that draws pages, and returns the program.
pub(crate) fn example(name: &str) -> Result<Program, Failure> {
    // Not in the debug profile: there Leptos leaves marks in the markup that a release build stumbles over.
    Program::cargo()
        .args(["build", "--profile", "native", "--package", "vestibule"])
        .args(["--features", "ssr", "--example", name])
        .run()?;
    let program = workspace::target().join("native/examples").join(name);
    Ok(Program::new(
        program.with_extension(std::env::consts::EXE_EXTENSION),
    ))
}
