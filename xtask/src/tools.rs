//! Tools: what the build needs beside cargo, each at one exact version, installed once into a folder of its own.
//!
//! `target/tools/<name>-<version>/`, or below `VESTIBULE_TOOLS`. Nothing else on the machine is asked or changed, a
//! browser excepted. The profile is one that builds fast: these programs run for seconds.

mod chromium;

pub(crate) use chromium::{chromium, headless_shell};

use crate::{failure::Failure, program::Program, workspace};
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
const BINARYEN: &str = "132.0.0";
const ESBUILD: &str = "0.28.2";

/// A tool that cargo builds.
struct Crate {
    name: &'static str,
    version: String,
    opt_level: &'static str,
}

/// Everything that any command needs.
pub(crate) fn all() -> Result<(), Failure> {
    for_build()?;
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
pub(crate) fn wasm_target() -> Result<(), Failure> {
    standard_library("wasm32-unknown-unknown")
}

/// The standard library for a target.
pub(crate) fn standard_library(target: &str) -> Result<(), Failure> {
    if rustc(&["target-libdir", "--target", target])?.is_dir() {
        return Ok(());
    }
    Program::new("rustup")
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
    Program::new("rustup")
        .args(["component", "add", "rust-src"])
        .within(&workspace::root())
        .run()
}

/// Trunk, wasm-bindgen, wasm-opt and esbuild, and what the application is compiled with.
pub(crate) fn for_build() -> Result<(), Failure> {
    wasm_target()?;
    standard_library_source()?;
    // Trunk only calls cargo and copies files; wasm-bindgen has work to do.
    Crate {
        name: "trunk",
        version: TRUNK.into(),
        opt_level: "0",
    }
    .install()?;
    let version = workspace::locked("wasm-bindgen")?;
    Crate {
        name: "wasm-bindgen-cli",
        version,
        opt_level: "1",
    }
    .install()?;
    from_npm("binaryen", BINARYEN)?;
    from_npm("esbuild", ESBUILD)
}

/// cargo-deny.
pub(crate) fn cargo_deny() -> Result<(), Failure> {
    Crate {
        name: "cargo-deny",
        version: CARGO_DENY.into(),
        opt_level: "0",
    }
    .install()
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
    npm()
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .within(&folder)
        .run()?;
    fs::write(&stamp, lock).map_err(Failure::io(stamp.display()))
}

/// PATH with our tools before all others, whether they are installed yet or not.
pub(crate) fn search_path() -> OsString {
    let tools = workspace::tools();
    let mut folders = vec![
        tools.join(format!("trunk-{TRUNK}/bin")),
        tools.join(format!("cargo-deny-{CARGO_DENY}/bin")),
        tools.join(format!("binaryen-{BINARYEN}/node_modules/.bin")),
        tools.join(format!("esbuild-{ESBUILD}/node_modules/.bin")),
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

fn npm() -> Program {
    program_of_node("npm")
}

/// A program that npm has installed.
pub(crate) fn program_of_node(name: &str) -> Program {
    Program::new(if cfg!(windows) {
        format!("{name}.cmd")
    } else {
        name.to_owned()
    })
}

fn from_npm(name: &str, version: &str) -> Result<(), Failure> {
    install(name, version, |folder| {
        npm()
            .args([
                "install",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
                "--prefix",
            ])
            .args([folder])
            .args([format!("{name}@{version}")])
            .run()
    })
}

impl Crate {
    fn install(&self) -> Result<(), Failure> {
        install(self.name, &self.version, |folder| {
            if self.build(folder, true).is_ok() {
                return Ok(());
            }
            println!(
                "{} does not build with its own lock file; once more without it",
                self.name
            );
            self.build(folder, false)
        })
    }

    /// `cargo install` without any default feature: none of them is needed, and without TLS no tool can download.
    fn build(&self, folder: &Path, locked: bool) -> Result<(), Failure> {
        let profile = [
            ("OPT_LEVEL", self.opt_level),
            ("LTO", "off"),
            ("CODEGEN_UNITS", "256"),
            ("DEBUG", "0"),
            ("STRIP", "symbols"),
        ];
        let program = Program::cargo()
            .args(["install", "--no-default-features", "--root"])
            .args([folder])
            .args([format!("{}@{}", self.name, self.version)])
            .args(locked.then_some("--locked"))
            .env("CARGO_TARGET_DIR", folder.join("build"));
        let program = profile.iter().fold(program, |program, (key, value)| {
            program.env(&format!("CARGO_PROFILE_RELEASE_{key}"), value)
        });
        program.run()
    }
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
