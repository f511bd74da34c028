//! Crates: tools that cargo builds.

use crate::{cmd::Cmd, failure::Failure};

/// `cargo install`, with the crate's own lock file. Without any default feature: none of them is needed, and without TLS no
/// tool can download. The profile is one that builds fast, for programs that run for seconds.
pub(super) fn install(name: &str, version: &str, opt_level: &str) -> Result<(), Failure> {
    let profile = [
        ("OPT_LEVEL", opt_level),
        ("LTO", "off"),
        ("CODEGEN_UNITS", "256"),
        ("DEBUG", "0"),
        ("STRIP", "symbols"),
    ];
    super::install(name, version, |folder| {
        let install = Cmd::cargo()
            .args(["install", "--locked", "--no-default-features", "--root"])
            .args([folder])
            .args([format!("{name}@{version}")])
            .env("CARGO_TARGET_DIR", folder.join("build"));
        let install = profile.iter().fold(install, |cmd, (key, value)| {
            cmd.env(&format!("CARGO_PROFILE_RELEASE_{key}"), value)
        });
        install.run()
    })
}
