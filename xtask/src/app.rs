//! App: builds the application, from its sources to `dist`.
//!
//! Trunk compiles into a folder below the target folder; [`crate::finish`] makes `dist` out of that.

use crate::{budget, failure::Failure, finish, program::Program, tools, workspace};
use std::{
    env, fs,
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

/// How to build.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Options {
    /// Optimised, compressed, and checked against the budget.
    #[arg(long)]
    pub(crate) release: bool,
    /// Put the result here instead of dist/.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
}

/// The two builds of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Build {
    /// Draws the page in the browser: any server of files will do.
    Client,
    /// Takes over the page that the front door has drawn.
    Server,
}

impl Build {
    fn feature(self) -> &'static str {
        match self {
            Self::Client => "csr",
            Self::Server => "hydrate",
        }
    }

    /// What its document is called in `dist`.
    pub(crate) fn document(self) -> &'static str {
        match self {
            Self::Client => "index.html",
            Self::Server => "server.html",
        }
    }
}

impl Options {
    /// Where Trunk puts what it makes.
    pub(crate) fn raw(&self, build: Build) -> PathBuf {
        let profile = if self.release { "release" } else { "debug" };
        workspace::target()
            .join("trunk")
            .join(format!("{}-{profile}", build.feature()))
    }

    /// Where the application is put.
    pub(crate) fn dist(&self) -> PathBuf {
        self.out
            .as_ref()
            .map_or_else(workspace::dist, |out| workspace::root().join(out))
    }

    /// Flags of rustc, in place of those in `.cargo/config.toml`. A release names no folder of the machine it was built on.
    fn flags(&self) -> Vec<String> {
        let mut flags = ERASED.map(str::to_owned).to_vec();
        if self.release {
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

    /// `trunk build` or `trunk watch`, with what both need.
    pub(crate) fn trunk(&self, build: Build, command: &str) -> Program {
        Program::new("trunk")
            .args([command, "--dist"])
            .args([self.raw(build)])
            .args(["--features", build.feature()])
            .args(self.release.then_some("--release"))
            .env("CARGO_ENCODED_RUSTFLAGS", self.flags().join("\u{1f}"))
            .env("CARGO_TARGET_DIR", workspace::target())
            .envs(if self.release { &SMALL_STD[..] } else { &[] })
            // Trunk takes the customary NO_COLOR=1 for a mistake.
            .without_env("NO_COLOR")
    }
}

fn remap(folder: &Path, name: &str) -> String {
    format!("--remap-path-prefix={}={name}", folder.display())
}

/// Builds the application for both ways to draw its pages; returns where it is.
pub(crate) fn build(options: &Options) -> Result<PathBuf, Failure> {
    make(options, &[Build::Client, Build::Server])
}

/// Builds what the browser draws alone, for work on it.
pub(crate) fn build_client(options: &Options) -> Result<PathBuf, Failure> {
    make(options, &[Build::Client])
}

fn make(options: &Options, builds: &[Build]) -> Result<PathBuf, Failure> {
    // Trunk would take that feature, whatever it is told, and both builds would be the same.
    let page = workspace::root().join("index.html");
    let page = fs::read_to_string(&page).map_err(Failure::io(page.display()))?;
    if page.contains("data-cargo-features") {
        let sentence =
            "index.html chooses a feature itself: leave data-cargo-features to Trunk.toml";
        return Err(Failure::plain(sentence));
    }
    tools::for_build()?;
    for build in builds {
        options.trunk(*build, "build").run()?;
    }
    let dist = options.dist();
    finish::finish(options, builds, &dist)?;
    println!("built {}", dist.display());
    Ok(dist)
}

/// The languages that the application comes in besides English: the names of the files in `locales/`.
pub(crate) fn languages() -> Result<Vec<String>, Failure> {
    let folder = workspace::root().join("locales");
    let mut languages = Vec::new();
    for entry in fs::read_dir(&folder).map_err(Failure::io(folder.display()))? {
        let path = entry.map_err(Failure::io(folder.display()))?.path();
        if path.extension().is_some_and(|kind| kind == "json") {
            languages.extend(path.file_stem().map(|name| name.display().to_string()));
        }
    }
    languages.sort();
    Ok(languages)
}

/// Builds the application, says how large it is, and fails if a release is larger than its budget.
pub(crate) fn measure(options: &Options) -> Result<(), Failure> {
    let dist = build(options)?;
    if options.release {
        budget::check(&dist)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{ERASED, Options};

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
        let config: Config = toml::from_str(include_str!("../../.cargo/config.toml")).unwrap();
        assert_eq!(config.build.rustflags, ERASED);
        for release in [false, true] {
            let options = Options { release, out: None };
            assert!(options.flags().starts_with(&config.build.rustflags));
        }
    }
}
