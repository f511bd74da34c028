//! Audit: what we depend on may be used, comes from where it should, and, if that can be known, has no known hole.

use crate::{cmd::Cmd, failure::Failure, tools};

/// Where known vulnerabilities are kept: cargo-deny's default.
const ADVISORIES: &str = "https://github.com/RustSec/advisory-db";

/// What to do where something is not known.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(crate) struct Options {
    /// Fail where known vulnerabilities cannot be looked up, instead of saying so.
    #[arg(long)]
    strict: bool,
}

/// Runs cargo-deny with `deny.toml`.
pub(crate) fn run(options: Options) -> Result<(), Failure> {
    tools::cargo_deny()?;
    let deny = || Cmd::new("cargo-deny").args(["--all-features", "--workspace"]);
    deny()
        .args(["check", "bans", "licenses", "sources"])
        .run()?;
    if is_reachable(ADVISORIES) {
        return deny()
            .args(["check", "advisories"])
            .env("GIT_TERMINAL_PROMPT", "0")
            .run();
    }
    let sentence =
        format!("known vulnerabilities: NOT CHECKED, {ADVISORIES} is not reachable from here");
    if options.strict {
        return Err(Failure::plain(sentence));
    }
    println!("{sentence} (--strict makes this a failure)");
    Ok(())
}

/// Can this machine read a repository of git? Not all may talk to more than registries of packages.
fn is_reachable(repository: &str) -> bool {
    Cmd::new("git")
        .args(["ls-remote", "--exit-code", repository, "HEAD"])
        .env("GIT_TERMINAL_PROMPT", "0")
        .succeeds()
}
