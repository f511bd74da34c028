//! Audit: what we depend on may be used, comes from where it should, and, if that can be known, has no known hole.

use crate::{cmd::Cmd, failure::Failure, tools};

/// Runs cargo-deny with `deny.toml`.
pub(crate) fn run() -> Result<(), Failure> {
    tools::cargo_deny()?;
    let deny = || Cmd::new("cargo-deny").args(["--all-features", "--workspace"]);
    deny()
        .args(["check", "bans", "licenses", "sources"])
        .run()?;
    // The advisories live in a repository that is not reachable from everywhere.
    if deny()
        .args(["fetch", "db"])
        .env("GIT_TERMINAL_PROMPT", "0")
        .succeeds()
    {
        deny()
            .args(["check", "--disable-fetch", "advisories"])
            .run()
    } else {
        println!("advisories: not checked, their database cannot be fetched from here");
        Ok(())
    }
}
