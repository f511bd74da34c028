//! Chromium: the browser of the end-to-end tests, as the machine has it.

use crate::{cmd::Cmd, failure::Failure, tools};
use std::{
    env,
    path::{Path, PathBuf},
};

const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
];
const MAC: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const SHELLS: [&str; 2] = ["chromium-headless-shell", "chrome-headless-shell"];

/// The path of a Chromium: `CHROMIUM`, one on PATH, or, for root on a Debian, one that is installed now.
pub(crate) fn chromium() -> Result<PathBuf, Failure> {
    if let Some(path) = named("CHROMIUM")? {
        return Ok(path);
    }
    if let Some(path) = installed() {
        return Ok(path);
    }
    if may_install() {
        // And the letters that the gallery's pictures are in.
        install(&["chromium", "fonts-dejavu-core"])?;
    }
    installed().ok_or_else(|| {
        Failure::plain("no Chromium found: install one (Debian: apt-get install chromium), or name it in CHROMIUM")
    })
}

/// The path of a Chromium without windows, which takes less than half as long for a test: `HEADLESS_SHELL`, one on PATH,
/// or, for root on a Debian, one that is installed now. None where there is none, or where `CHROMIUM` names the browser to test in.
pub(crate) fn headless_shell() -> Result<Option<PathBuf>, Failure> {
    if let Some(path) = named("HEADLESS_SHELL")? {
        return Ok(Some(path));
    }
    if env::var_os("CHROMIUM").is_some() {
        return Ok(None);
    }
    let found = || SHELLS.iter().find_map(|name| tools::find(name));
    if found().is_none()
        && may_install()
        && let Err(failure) = install(&["chromium-headless-shell"])
    {
        println!("{failure}");
    }
    let found = found();
    if found.is_none() {
        println!("no chromium-headless-shell found: Chromium itself takes twice as long");
    }
    Ok(found)
}

/// The program that an environment variable names, which has to be there.
fn named(variable: &str) -> Result<Option<PathBuf>, Failure> {
    let Some(path) = env::var_os(variable).map(PathBuf::from) else {
        return Ok(None);
    };
    if path.is_file() {
        return Ok(Some(path));
    }
    Err(Failure::plain(format!(
        "{variable} names {}, which is not there",
        path.display()
    )))
}

fn installed() -> Option<PathBuf> {
    let mac = MAC.iter().map(PathBuf::from).find(|path| path.is_file());
    NAMES.iter().find_map(|name| tools::find(name)).or(mac)
}

/// Are we root on a machine that has Debian's packages?
fn may_install() -> bool {
    let root = Cmd::new("sh")
        .args(["-c", "test \"$(id -u)\" = 0"])
        .succeeds();
    root && Path::new("/usr/bin/apt-get").is_file()
}

/// Installs packages of Debian's.
fn install(packages: &[&str]) -> Result<(), Failure> {
    let apt = || Cmd::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive");
    apt().args(["update"]).run()?;
    apt()
        .args(["install", "--yes", "--no-install-recommends"])
        .args(packages)
        .run()
}
