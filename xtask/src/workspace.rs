//! Workspace: where things are.

use crate::failure::Failure;
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The profile of programs that people run.
pub(crate) const NATIVE: &str = "native";

/// The profile of programs that the suite runs.
pub(crate) const SUITE: &str = "suite";

/// The root of the project: the folder above this crate's.
pub(crate) fn root() -> PathBuf {
    let manifest =
        env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let manifest = PathBuf::from(manifest);
    manifest
        .parent()
        .map_or_else(|| manifest.clone(), Path::to_path_buf)
}

/// Cargo's target folder.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Where tools are kept: `VESTIBULE_TOOLS`, or below the target folder.
pub(crate) fn tools() -> PathBuf {
    env::var_os("VESTIBULE_TOOLS").map_or_else(|| target().join("tools"), |dir| root().join(dir))
}

/// The built application.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// A program of ours, built with `profile`.
pub(crate) fn program(profile: &str, name: &str) -> PathBuf {
    target()
        .join(profile)
        .join(name)
        .with_extension(env::consts::EXE_EXTENSION)
}

/// The version of `package` in `Cargo.lock`.
pub(crate) fn locked(package: &str) -> Result<String, Failure> {
    #[derive(serde::Deserialize)]
    struct Lock {
        package: Vec<Package>,
    }
    #[derive(serde::Deserialize)]
    struct Package {
        name: String,
        version: String,
    }
    let text = fs::read_to_string(root().join("Cargo.lock")).map_err(Failure::io("Cargo.lock"))?;
    let lock: Lock =
        toml::from_str(&text).map_err(|e| Failure::plain(format!("Cargo.lock: {e}")))?;
    let found = lock
        .package
        .into_iter()
        .find(|locked| locked.name == package);
    found
        .map(|locked| locked.version)
        .ok_or_else(|| Failure::plain(format!("Cargo.lock does not name {package}")))
}
