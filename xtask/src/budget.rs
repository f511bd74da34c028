//! Budget: how large the login page is, and how large it may be (`xtask/budget.toml`).

use crate::{app::Build, failure::Failure, workspace};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// `xtask/budget.toml`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    login: Login,
    takeover: Takeover,
}

/// The wasm that takes over a page of the front door.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Takeover {
    /// How much larger than the one that draws in the browser it may be: per cent, after brotli 11.
    percent: u64,
}

/// The whole login page: html, scripts, wasm, styles and one language.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Login {
    /// What it should weigh: bytes, brotli 11.
    goal: u64,
    /// What it must not outgrow: bytes, brotli 11.
    brotli: u64,
}

/// One file of `dist`, with its sizes in bytes.
struct Entry {
    name: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Prints the sizes; fails if a page is over the budget.
pub(crate) fn check(dist: &Path) -> Result<(), Failure> {
    let file = workspace::root().join("xtask/budget.toml");
    let text = fs::read_to_string(&file).map_err(Failure::io(file.display()))?;
    let budget: Budget =
        toml::from_str(&text).map_err(|e| Failure::plain(format!("{}: {e}", file.display())))?;

    let mut entries = Vec::new();
    measure(dist, dist, &mut entries)?;
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.brotli));
    let text = |build: Build| {
        let path = dist.join(build.document());
        fs::read_to_string(&path).map_err(Failure::io(path.display()))
    };
    let (client, server) = (text(Build::Client)?, text(Build::Server)?);
    let page = login_page(&entries, Build::Client, &client);
    let drawn = login_page(&entries, Build::Server, &server);
    println!(
        "{:44} {:>10} {:>10} {:>10}",
        "bytes", "raw", "gzip 9", "brotli 11"
    );
    for Entry {
        name,
        raw,
        gzip,
        brotli,
    } in &entries
    {
        println!("{name:44} {raw:>10} {gzip:>10} {brotli:>10}");
    }
    for Entry {
        name,
        raw,
        gzip,
        brotli,
    } in [&page, &drawn]
    {
        println!("{name:44} {raw:>10} {gzip:>10} {brotli:>10}");
    }
    for (name, bytes) in [("budget", budget.login.brotli), ("goal", budget.login.goal)] {
        println!("{name:44} {:>10} {:>10} {bytes:>10}", "", "");
    }
    if page.brotli > budget.login.brotli {
        return Err(Failure::plain(format!(
            "the login page has {} bytes, {} more than its budget",
            page.brotli,
            page.brotli - budget.login.brotli
        )));
    }
    let (alone, takes_over) = (wasm(&entries, &client), wasm(&entries, &server));
    let percent = budget.takeover.percent;
    if takes_over * 100 > alone * (100 + percent) {
        return Err(Failure::plain(format!(
            "the wasm that takes pages over has {takes_over} bytes, the one that draws alone {alone}: more than {percent} % larger"
        )));
    }
    Ok(())
}

/// The wasm that a document names, after brotli 11.
fn wasm(entries: &[Entry], document: &str) -> u64 {
    let is_wasm = |entry: &&Entry| entry.name.ends_with(".wasm") && document.contains(&entry.name);
    entries
        .iter()
        .filter(is_wasm)
        .map(|entry| entry.brotli)
        .sum()
}

/// What a browser loads for the login page: the document, every script, wasm and style that it names, and the largest language.
fn login_page(entries: &[Entry], build: Build, document: &str) -> Entry {
    let is_language = |entry: &&Entry| entry.name.starts_with("locales/");
    let is_code = |entry: &&Entry| {
        let name = entry.name.as_str();
        let is_kind = [".js", ".mjs", ".wasm", ".css"]
            .iter()
            .any(|kind| name.ends_with(kind));
        name == build.document() || is_kind && document.contains(name)
    };
    let language = entries
        .iter()
        .filter(is_language)
        .max_by_key(|entry| entry.brotli);
    let parts: Vec<&Entry> = entries.iter().filter(is_code).chain(language).collect();
    Entry {
        name: format!("login page, {}", build.document()),
        raw: parts.iter().map(|entry| entry.raw).sum(),
        gzip: parts.iter().map(|entry| entry.gzip).sum(),
        brotli: parts.iter().map(|entry| entry.brotli).sum(),
    }
}

fn measure(root: &Path, folder: &Path, entries: &mut Vec<Entry>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::io(folder.display()))? {
        let path = entry.map_err(Failure::io(folder.display()))?.path();
        if path.is_dir() {
            measure(root, &path, entries)?;
            continue;
        }
        if path
            .extension()
            .is_some_and(|kind| kind == "br" || kind == "gz")
        {
            continue;
        }
        let size = |path: PathBuf| fs::metadata(path).map(|file| file.len());
        let raw = size(path.clone()).map_err(Failure::io(path.display()))?;
        let copy = |suffix: &str| {
            let mut name = path.clone().into_os_string();
            name.push(suffix);
            size(name.into()).unwrap_or(raw)
        };
        entries.push(Entry {
            name: path
                .strip_prefix(root)
                .unwrap_or(&path)
                .display()
                .to_string(),
            raw,
            gzip: copy(".gz"),
            brotli: copy(".br"),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Build, Entry, login_page};

    /// UX-33: what is held to the budget is all that a browser loads for the page.
    #[test]
    fn the_page_is_its_code_and_one_language() {
        let entry = |name: &str, brotli| Entry {
            name: name.into(),
            raw: 0,
            gzip: 0,
            brotli,
        };
        let entries = [
            entry("index.html", 1),
            entry("server.html", 2),
            entry("app-1.js", 10),
            entry("app-2.js", 20),
            entry("snippets/a/inline0.js", 100),
            entry("app-1_bg.wasm", 1_000),
            entry("app-2_bg.wasm", 2_000),
            entry("locales/en.json", 10_000),
            entry("locales/de.json", 20_000),
            entry("logo.svg", 100_000),
        ];
        let document = "<a /app-1.js /app-1_bg.wasm /snippets/a/inline0.js>";
        let page = login_page(&entries, Build::Client, document);
        assert_eq!(page.brotli, 21_111);
        assert_eq!(super::wasm(&entries, document), 1_000);
    }
}
