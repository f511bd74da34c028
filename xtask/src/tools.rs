//! Tools: what the build needs beside cargo, each at one exact version, installed once into a folder of its own.
//!
//! `target/tools/<name>-<version>/`, or below `VESTIBULE_TOOLS`. Nothing else on the machine is asked or changed, a
//! browser excepted. The profile is one that builds fast: these programs run for seconds. Lock files name every dependency of
//! theirs with its checksum, and nothing of npm's runs while it is installed.

mod chromium;
mod crates;

pub(crate) use chromium::{chromium, headless_shell};

use crate::{app::WASM, cmd::Cmd, failure::Failure, workspace};
use sha2::{Digest as _, Sha256};
use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process,
    time::Instant,
};

const TRUNK: &str = "0.21.14";
const CARGO_DENY: &str = "0.20.2";
/// wasm-opt and esbuild.
const NPM: [(&str, &str); 2] = [
    ("package.json", include_str!("../tools/package.json")),
    (
        "package-lock.json",
        include_str!("../tools/package-lock.json"),
    ),
];

/// Everything that any command needs.
pub(crate) fn all() -> Result<(), Failure> {
    for_wasm()?;
    for_release()?;
    for_dev()?;
    cargo_deny()?;
    playwright()?;
    println!("Chromium: {}", chromium()?.display());
    if let Some(shell) = headless_shell()? {
        println!("without windows: {}", shell.display());
    }
    Ok(())
}

/// The standard library for wasm. rustup adds it by itself, as rust-toolchain.toml asks, unless it was told to add
/// nothing by itself.
pub(crate) fn for_wasm() -> Result<(), Failure> {
    standard_library(WASM)
}

/// The standard library for a target.
pub(crate) fn standard_library(target: &str) -> Result<(), Failure> {
    if rustc(&["target-libdir", "--target", target])?.is_dir() {
        return Ok(());
    }
    Cmd::new("rustup")
        .args(["target", "add", target])
        .within(&workspace::root())
        .run()
}

/// A folder of the compiler's, as `rustc --print` tells.
fn rustc(print: &[&str]) -> Result<PathBuf, Failure> {
    let told = process::Command::new("rustc")
        .arg("--print")
        .args(print)
        .current_dir(workspace::root())
        .output()
        .map_err(Failure::io("rustc"))?;
    Ok(String::from_utf8_lossy(&told.stdout).trim().into())
}

/// The source of the standard library.
fn standard_library_source() -> Result<(), Failure> {
    let source = rustc(&["sysroot"])?.join("lib/rustlib/src/rust/library/std");
    if source.is_dir() {
        return Ok(());
    }
    Cmd::new("rustup")
        .args(["component", "add", "rust-src"])
        .within(&workspace::root())
        .run()
}

/// wasm-opt and esbuild, and the source of the standard library.
pub(crate) fn for_release() -> Result<(), Failure> {
    standard_library_source()?;
    install("npm", &npm_version(), |folder| {
        for (name, content) in NPM {
            let file = folder.join(name);
            fs::write(&file, content).map_err(Failure::io(file.display()))?;
        }
        npm_ci(folder).args(["--ignore-scripts"]).run()
    })
}

/// Trunk, which builds at every change, and the wasm-bindgen that it calls.
pub(crate) fn for_dev() -> Result<(), Failure> {
    // Trunk only calls cargo and copies files; wasm-bindgen has work to do.
    crates::install("trunk", TRUNK, "0")?;
    crates::install("wasm-bindgen-cli", &workspace::locked("wasm-bindgen")?, "1")
}

/// cargo-deny.
pub(crate) fn cargo_deny() -> Result<(), Failure> {
    crates::install("cargo-deny", CARGO_DENY, "0")
}

/// The programs of `tests/e2e`, at the versions of its lock file.
pub(crate) fn playwright() -> Result<(), Failure> {
    let folder = workspace::root().join("tests/e2e");
    let lock = fs::read(folder.join("package-lock.json"))
        .map_err(Failure::io("tests/e2e/package-lock.json"))?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("installing Playwright");
    npm_ci(&folder)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .run()?;
    fs::write(&stamp, lock).map_err(Failure::io(stamp.display()))
}

/// PATH with our tools before all others, whether they are installed yet or not.
pub(crate) fn search_path() -> OsString {
    let tools = workspace::tools();
    let mut folders = vec![
        tools.join(format!("trunk-{TRUNK}/bin")),
        tools.join(format!("cargo-deny-{CARGO_DENY}/bin")),
        tools.join(format!("npm-{}/node_modules/.bin", npm_version())),
    ];
    if let Ok(version) = workspace::locked("wasm-bindgen") {
        folders.push(tools.join(format!("wasm-bindgen-cli-{version}/bin")));
    }
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    env::join_paths(folders).unwrap_or_default()
}

/// The first program of this name on PATH, ours included.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let name = Path::new(name).with_extension(env::consts::EXE_EXTENSION);
    env::split_paths(&search_path())
        .map(|folder| folder.join(&name))
        .find(|path| path.is_file())
}

/// Installs what the lock file in `folder` names.
fn npm_ci(folder: &Path) -> Cmd {
    program_of_node("npm")
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .within(folder)
}

/// The first digits of the checksum of what npm installs for us.
fn npm_version() -> String {
    let [.., (_, lock)] = NPM;
    let digest = Sha256::digest(lock);
    digest.iter().take(4).map(|b| format!("{b:02x}")).collect()
}

/// A program that npm has installed.
pub(crate) fn program_of_node(name: &str) -> Cmd {
    Cmd::new(if cfg!(windows) {
        format!("{name}.cmd")
    } else {
        name.to_owned()
    })
}

/// Fills a folder beside the final one and then renames it: a folder with the right name is complete.
fn install(
    name: &str,
    version: &str,
    fill: impl FnOnce(&Path) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let tools = workspace::tools();
    let folder = tools.join(format!("{name}-{version}"));
    if folder.is_dir() {
        return Ok(());
    }
    println!("installing {name} {version} into {}", tools.display());
    let began = Instant::now();
    let partial = tools.join(format!("{name}-{version}.{}", process::id()));
    fs::create_dir_all(&partial).map_err(Failure::io(partial.display()))?;
    let filled = fill(&partial);
    let _ = fs::remove_dir_all(partial.join("build"));
    if let Err(failure) = filled {
        let _ = fs::remove_dir_all(&partial);
        return Err(failure);
    }
    match fs::rename(&partial, &folder) {
        // Somebody else was faster.
        Err(_) if folder.is_dir() => drop(fs::remove_dir_all(&partial)),
        renamed => renamed.map_err(Failure::io(folder.display()))?,
    }
    println!(
        "installed {name} {version} in {} s",
        began.elapsed().as_secs()
    );
    Ok(())
}
