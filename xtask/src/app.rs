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

/// What to build.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Options {
    /// Optimised, compressed, and checked against the budget.
    #[arg(long)]
    pub(crate) release: bool,
    /// Build the application that takes over a page rendered by the server.
    #[arg(long)]
    pub(crate) hydrate: bool,
    /// Put the result here instead of dist/.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
}

impl Options {
    fn feature(&self) -> &'static str {
        if self.hydrate { "hydrate" } else { "csr" }
    }

    /// Where Trunk puts what it makes.
    pub(crate) fn raw(&self) -> PathBuf {
        let profile = if self.release { "release" } else { "debug" };
        workspace::target()
            .join("trunk")
            .join(format!("{}-{profile}", self.feature()))
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
        }
        flags
    }

    /// `trunk build` or `trunk watch`, with what both need.
    pub(crate) fn trunk(&self, command: &str) -> Program {
        Program::new("trunk")
            .args([command, "--dist"])
            .args([self.raw()])
            .args(["--features", self.feature()])
            .args(self.release.then_some("--release"))
            .env("CARGO_ENCODED_RUSTFLAGS", self.flags().join("\u{1f}"))
            .env("CARGO_TARGET_DIR", workspace::target())
            // Trunk takes the customary NO_COLOR=1 for a mistake.
            .without_env("NO_COLOR")
    }
}

fn remap(folder: &Path, name: &str) -> String {
    format!("--remap-path-prefix={}={name}", folder.display())
}

/// Builds the application; returns where it is.
pub(crate) fn build(options: &Options) -> Result<PathBuf, Failure> {
    if options.hydrate {
        // Trunk would take that feature, whatever it is told, and this would be the other build once more.
        let page = workspace::root().join("index.html");
        let page = fs::read_to_string(&page).map_err(Failure::io(page.display()))?;
        if page.contains("data-cargo-features") {
            let sentence =
                "index.html chooses a feature itself: leave data-cargo-features to Trunk.toml";
            return Err(Failure::plain(sentence));
        }
    }
    tools::for_build()?;
    options.trunk("build").run()?;
    let dist = options.dist();
    finish::finish(&options.raw(), &dist, options.release)?;
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
        budget::check(&dist, !options.hydrate)?;
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
        for (release, hydrate) in [(false, false), (false, true), (true, false), (true, true)] {
            let options = Options {
                release,
                hydrate,
                out: None,
            };
            assert!(options.flags().starts_with(&config.build.rustflags));
        }
    }
}
