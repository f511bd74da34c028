//! systemd: the unit is verified where `systemd-analyze` is installed.

use std::{fs, process::Command};
use tempfile::TempDir;

use crate::{is_installed, recipe};

const DOOR: &str = "ExecStart=/usr/local/bin/front-door\n";

#[test]
fn the_unit_is_understood_and_locked_in() {
    let unit = recipe("systemd/vestibule.service");
    assert!(unit.contains(DOOR));
    if !is_installed("systemd-analyze") {
        return;
    }
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("vestibule.service");
    // A program that is not there would be the first complaint.
    fs::write(&file, unit.replace(DOOR, "ExecStart=/bin/true\n")).unwrap();
    let analyze = |args: &[&str]| {
        let mut command = Command::new("systemd-analyze");
        command.args(args).arg(&file).output().unwrap()
    };
    let verified = analyze(&["verify", "--man=no"]);
    assert!(verified.status.success(), "{verified:?}");
    let complaints = String::from_utf8_lossy(&verified.stderr);
    assert!(!complaints.contains("vestibule.service"), "{complaints}");
    // Of ten points of exposure at most two.
    let exposed = analyze(&["security", "--offline=true", "--threshold=20", "--no-pager"]);
    assert!(exposed.status.success(), "{exposed:?}");
}
