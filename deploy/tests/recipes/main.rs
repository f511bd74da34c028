//! The recipes: each is started where its program is installed, and parsed in any case.

// cfg(test) is always on here; it is what tells clippy that all of this is test code.
#[cfg(test)]
mod compose;
#[cfg(test)]
mod door;
#[cfg(test)]
mod kratos;
#[cfg(test)]
mod kubernetes;
#[cfg(test)]
mod proxy;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod static_host;
#[cfg(test)]
mod systemd;
#[cfg(test)]
mod upstream;
#[cfg(test)]
mod web_server;

/// A file of this folder.
#[cfg(test)]
fn recipe(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Whether a program is installed. A missing one is printed.
#[cfg(test)]
fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into()]);
    let is_there = folders
        .into_iter()
        .any(|folder| folder.join(program).is_file());
    if !is_there {
        println!("skipped: {program} is not installed");
    }
    is_there
}
