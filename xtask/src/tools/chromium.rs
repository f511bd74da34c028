//! Chromium: the browser of the end-to-end tests, as the machine has it.

use crate::{failure::Failure, program::Program, tools};
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

/// The path of a Chromium: `CHROMIUM`, one on PATH, or, for root on a Debian, one that is installed now.
pub(crate) fn chromium() -> Result<PathBuf, Failure> {
    if let Some(path) = env::var_os("CHROMIUM").map(PathBuf::from) {
        let missing = || {
            Failure::plain(format!(
                "CHROMIUM names {}, which is not there",
                path.display()
            ))
        };
        return path.is_file().then(|| path.clone()).ok_or_else(missing);
    }
    if let Some(path) = installed() {
        return Ok(path);
    }
    if may_install() {
        let apt = || Program::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive");
        apt().args(["update"]).run()?;
        apt()
            .args(["install", "--yes", "--no-install-recommends"])
            // The letters that the gallery's pictures are in.
            .args(["chromium", "fonts-dejavu-core"])
            .run()?;
    }
    installed().ok_or_else(|| {
        Failure::plain("no Chromium found: install one (Debian: apt-get install chromium), or name it in CHROMIUM")
    })
}

fn installed() -> Option<PathBuf> {
    let mac = MAC.iter().map(PathBuf::from).find(|path| path.is_file());
    NAMES.iter().find_map(|name| tools::find(name)).or(mac)
}

/// Are we root on a machine that has Debian's packages?
fn may_install() -> bool {
    let root = Program::new("sh")
        .args(["-c", "test \"$(id -u)\" = 0"])
        .succeeds();
    root && Path::new("/usr/bin/apt-get").is_file()
}
