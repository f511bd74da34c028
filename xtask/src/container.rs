//! Container: what an image holds, the front door and the application, in `target/container/`, and how it is made,
//! `deploy/Containerfile`.

use crate::{app, cmd::Cmd, failure::Failure, tools, workspace};
use std::{env, fs};

/// Builds it all and says how to make the image.
pub(crate) fn run() -> Result<(), Failure> {
    let folder = workspace::target().join("container");
    app::build(app::Profile::Release, &app::BOTH, &folder.join("dist"))?;
    // An image without anything else in it has no C library either.
    let target = format!("{}-unknown-linux-musl", env::consts::ARCH);
    tools::standard_library(&target)?;
    let linker = format!(
        "CARGO_TARGET_{}_LINKER",
        target.to_uppercase().replace('-', "_")
    );
    Cmd::cargo()
        .args([
            "build",
            "--locked",
            "--profile",
            "native",
            "--package",
            "front-door",
        ])
        .args(["--target", &target])
        .env(&linker, "rust-lld")
        .run()?;
    let door = workspace::target().join(&target).join("native/front-door");
    let recipe = workspace::root().join("deploy/Containerfile");
    for (from, name) in [(door, "front-door"), (recipe, "Containerfile")] {
        fs::copy(&from, folder.join(name)).map_err(Failure::io(from.display()))?;
    }
    let folder = folder.strip_prefix(workspace::root()).unwrap_or(&folder);
    let folder = folder.display();
    println!("docker build --tag vestibule --file {folder}/Containerfile {folder}");
    Ok(())
}
