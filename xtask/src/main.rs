//! The project's own commands: `cargo xtask run`, `dev`, `build`, `test`, …
//!
//! ```text
//! tools     what cargo does not bring: trunk, wasm-bindgen, wasm-opt, cargo-deny, Playwright, Chromium
//! app       trunk → finish → dist
//! servers   the identity server and the front door, as programs that end with this one
//! suite     all checks and tests, counted
//! ```

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal"
)]

mod app;
mod audit;
mod bench;
mod budget;
mod container;
mod failure;
mod finish;
mod gallery;
mod guard;
mod mail;
mod program;
mod record;
mod run;
mod servers;
mod suite;
mod tools;
mod workspace;

use clap::{Parser, Subcommand};
use std::{ffi::OsString, process::ExitCode};

/// The project's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Command {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds the application and starts it with an identity server on http://localhost:4455.
    Run(run::Options),
    /// The same with a debug build, which is built anew at every change.
    Dev(run::Options),
    /// Builds the application into dist/.
    Build(app::Options),
    /// Runs every check and every test, and counts them.
    Test(suite::Options),
    /// Checks licences, sources, bans and, where they can be fetched, advisories of all dependencies.
    Audit,
    /// Measures the login page next to a hand-written one.
    Bench(bench::Options),
    /// Writes every state of every page as a document of its own.
    Gallery(gallery::Options),
    /// Puts what a container image holds into target/container/.
    Container,
    /// Records the conversations with a real Kratos anew.
    Record(record::Options),
    /// Installs the tools that the other commands need (they do it by themselves).
    Tools,
    /// Runs a program and ends it when standard input ends.
    #[command(hide = true)]
    Guard {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        command: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    let done = match Command::parse().task {
        Task::Run(options) => run::run(&options),
        Task::Dev(options) => run::dev(&options),
        Task::Build(options) => app::measure(&options),
        Task::Test(options) => suite::run(&options),
        Task::Audit => audit::run(),
        Task::Bench(options) => bench::run(&options),
        Task::Gallery(options) => gallery::run(options),
        Task::Container => container::run(),
        Task::Record(options) => record::run(&options),
        Task::Tools => tools::all(),
        Task::Guard { command } => return guard::run(&command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}
