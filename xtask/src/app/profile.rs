//! Profile: for whom the application is built, and what cargo and rustc are told then.

use crate::workspace;
use std::{
    env,
    path::{Path, PathBuf},
};

/// What `.cargo/config.toml` has every other build compiled with, and says why.
const ERASED: [&str; 2] = ["--cfg", "erase_components"];

/// A release has a standard library of its own, built for size: 9 kB less of wasm after compression. Both this and the flags
/// below are not stable yet; the toolchain is pinned.
const SMALL_STD: [(&str, &str); 3] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
];

/// Nobody reads in a browser where a panic was, and nothing is written for programmers: a panic traps at once, which the
/// page's scripts hear. 6 kB less of wasm after compression.
const SMALL_PANICS: [&str; 4] = [
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
];

/// What is done for the size of it, and how long that takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// For work on it: with debug assertions.
    Dev,
    /// For a first try: the markup of a release, three times as large, in a third of the time.
    Trial,
    /// For people: a budget, compressed copies, a standard library built for size.
    Release,
}

impl Profile {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Trial => "trial",
            Self::Release => "release",
        }
    }

    /// Cargo's options for it. A trial shares macros and build scripts with what the tests lint for wasm.
    pub(super) fn options(self) -> &'static [&'static str] {
        match self {
            Self::Dev => &[],
            Self::Trial => &[
                "--profile",
                workspace::SUITE,
                "--config",
                "profile.suite.opt-level='s'",
            ],
            Self::Release => &["--release"],
        }
    }

    /// The folder of cargo's where the result is.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Trial => workspace::SUITE,
            Self::Dev | Self::Release => self.name(),
        }
    }

    /// Variables of cargo's environment, for a standard library of its own.
    pub(super) fn std(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Release => &SMALL_STD,
            Self::Dev | Self::Trial => &[],
        }
    }

    /// Flags of rustc, in place of those in `.cargo/config.toml`. A release names no folder of the machine it was built on.
    pub(super) fn flags(self) -> Vec<String> {
        let mut flags = ERASED.map(str::to_owned).to_vec();
        if self == Self::Release {
            let home = env::var_os("CARGO_HOME").map(PathBuf::from);
            let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
            flags.push(remap(&workspace::root(), "vestibule"));
            flags.extend(home.map(|home| remap(&home, "cargo")));
            // What is inlined is there twice; another kilobyte.
            flags.push("-Cllvm-args=--inline-threshold=0".to_owned());
            flags.extend(SMALL_PANICS.map(str::to_owned));
        }
        flags
    }
}

fn remap(folder: &Path, name: &str) -> String {
    format!("--remap-path-prefix={}={name}", folder.display())
}

#[cfg(test)]
mod tests {
    use super::{ERASED, Profile};

    /// A page that is written with one setting cannot be taken over with another.
    #[test]
    fn every_build_writes_the_same_markup() {
        #[derive(serde::Deserialize)]
        struct Config {
            build: Build,
        }
        #[derive(serde::Deserialize)]
        struct Build {
            rustflags: Vec<String>,
        }
        let config: Config = toml::from_str(include_str!("../../../.cargo/config.toml")).unwrap();
        assert_eq!(config.build.rustflags, ERASED);
        for profile in [Profile::Dev, Profile::Trial, Profile::Release] {
            assert!(profile.flags().starts_with(&config.build.rustflags));
        }
    }
}
