//! Bench: the login page next to a hand-written one, in a slowed-down browser (`bench/run.mjs`).

use crate::{app, cmd::Cmd, failure::Failure, servers, tools, workspace};

/// Handed on to `bench/run.mjs`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Arguments of bench/run.mjs.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// Builds what is measured, and measures it.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    if !workspace::root().join("bench/run.mjs").is_file() {
        return Err(Failure::plain("there is no bench/run.mjs yet"));
    }
    let dist = app::release()?;
    servers::build(workspace::NATIVE, &["front-door", "fake-kratos"])?;
    tools::playwright()?;
    Cmd::new("node")
        .args(["bench/run.mjs"])
        .args(&options.args)
        .env("DIST", dist)
        .env(
            "FRONT_DOOR",
            servers::built(workspace::NATIVE, "front-door"),
        )
        .env(
            "FAKE_KRATOS",
            servers::built(workspace::NATIVE, "fake-kratos"),
        )
        .env("CHROMIUM", tools::chromium()?)
        .run()
}
