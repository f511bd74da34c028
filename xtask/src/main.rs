//! The project's own commands: `cargo xtask run`, `dev`, `build`, `test`, …
//!
//! ```text
//! tools     what cargo does not bring: trunk, wasm-bindgen, wasm-opt, cargo-deny, Playwright, Chromium
//! app       cargo → wasm-bindgen → bundle → dist
//! servers   the identity server and the front door, as programs that end with this one
//! test      all checks and tests, counted
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
mod bundle;
mod cmd;
mod container;
mod failure;
mod gallery;
mod house;
mod mail;
mod record;
mod run;
mod servers;
mod steps;
mod supervise;
mod test;
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
    Run {
        #[command(flatten)]
        options: run::Options,
        /// As people get it: smallest, which takes three times as long to build.
        #[arg(long)]
        release: bool,
    },
    /// The same with a debug build, which is built anew at every change.
    Dev(run::Options),
    /// Builds the application into dist/.
    Build(app::Options),
    /// Runs every check and every test, and counts them.
    Test(test::Options),
    /// Checks licences, sources, bans and, where they can be fetched, advisories of all dependencies.
    Audit(audit::Options),
    /// Counts how the code is built, and fails if something has become worse.
    House(house::Options),
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
    Supervise {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        command: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    let done = match Command::parse().task {
        Task::Run { options, release } => run::run(&options, release),
        Task::Dev(options) => run::dev(&options),
        Task::Build(options) => app::run(&options),
        Task::Test(options) => test::run(&options),
        Task::Audit(options) => audit::run(options),
        Task::House(options) => house::run(&options),
        Task::Bench(options) => bench::run(&options),
        Task::Gallery(options) => gallery::run(options),
        Task::Container => container::run(),
        Task::Record(options) => record::run(&options),
        Task::Tools => tools::all(),
        Task::Supervise { command } => return supervise::run(&command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}
