//! App: builds the application, from its sources to `dist`: cargo compiles it, [`crate::bundle`] makes files for a server
//! out of it.

mod profile;

pub(crate) use profile::Profile;

use crate::{
    budget,
    bundle::{self, Bundle},
    cmd::Cmd,
    failure::Failure,
    tools, workspace,
};
use std::{
    fs,
    path::{Path, PathBuf},
    thread,
};

/// The program that the wasm is compiled from, and what script and wasm are called after.
pub(crate) const NAME: &str = "vestibule-app";

/// What the browser runs.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// How to build.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Options {
    /// Optimised, compressed, and checked against the budget.
    #[arg(long)]
    release: bool,
    /// Put the result here instead of dist/.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// The two builds of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Build {
    /// Draws the page in the browser: any server of files will do.
    Client,
    /// Takes over the page that the front door has drawn.
    Server,
}

/// Both of them: the front door serves the first to whom it renders nothing.
pub(crate) const BOTH: [Build; 2] = [Build::Client, Build::Server];

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

/// Builds the application as people get it, both ways to draw its pages, into `dist/`.
pub(crate) fn release() -> Result<PathBuf, Failure> {
    build(Profile::Release, &BOTH, &workspace::dist())
}

/// Builds the application into `dist`; returns where it is.
pub(crate) fn build(profile: Profile, builds: &[Build], dist: &Path) -> Result<PathBuf, Failure> {
    tools::for_wasm()?;
    if profile == Profile::Release {
        tools::for_release()?;
    }
    // While one build is made small, which takes a minute and one core, cargo compiles the next.
    let bundles = thread::scope(|scope| {
        let mut bundling = Vec::new();
        for build in builds {
            let wasm = compile(*build, profile)?;
            bundling.push(scope.spawn(move || bundle::bundle(*build, profile, wasm)));
        }
        bundling.into_iter().map(join).collect::<Result<_, _>>()
    })?;
    bundle::write(bundles, dist)?;
    println!("built {}", dist.display());
    Ok(dist.to_owned())
}

/// What a thread has made.
fn join(thread: thread::ScopedJoinHandle<'_, Result<Bundle, Failure>>) -> Result<Bundle, Failure> {
    let stopped = |_| Err(Failure::plain("a part of the build has stopped"));
    thread.join().unwrap_or_else(stopped)
}

/// The wasm as cargo makes it.
fn compile(build: Build, profile: Profile) -> Result<Vec<u8>, Failure> {
    Cmd::cargo()
        .args(["build", "--package", "vestibule", "--bin", NAME])
        .args(["--target", WASM, "--features", build.feature()])
        .args(profile.options())
        .env("CARGO_ENCODED_RUSTFLAGS", profile.flags().join("\u{1f}"))
        .envs(profile.std())
        .run()?;
    let file = workspace::target()
        .join(WASM)
        .join(profile.folder())
        .join(NAME)
        .with_extension("wasm");
    fs::read(&file).map_err(Failure::io(file.display()))
}

/// `trunk build` or `trunk watch` of what the browser draws alone, into `raw`, for work on it.
pub(crate) fn trunk(command: &str, raw: &Path) -> Cmd {
    Cmd::new("trunk")
        .args([command, "--dist"])
        .args([raw])
        .env(
            "CARGO_ENCODED_RUSTFLAGS",
            Profile::Dev.flags().join("\u{1f}"),
        )
        .env("CARGO_TARGET_DIR", workspace::target())
        // Trunk takes the customary NO_COLOR=1 for a mistake.
        .without_env("NO_COLOR")
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
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let dist = match &options.out {
        Some(out) => workspace::root().join(out),
        None => workspace::dist(),
    };
    if !options.release {
        return build(Profile::Dev, &BOTH, &dist).map(drop);
    }
    build(Profile::Release, &BOTH, &dist)?;
    budget::check(&dist)
}
