//! Finish: makes `dist` out of what Trunk has built.
//!
//! * In a release wasm, scripts and styles are made small.
//! * Script and wasm are named after their final content, so that they can be cached for ever.
//! * The document of each build is called after who draws its pages: index.html for the browser, server.html for the front door.
//! * `<link id="glue">` in it gets the integrity of both; the boot script starts the application with it.
//! * A release has a brotli and a gzip sibling of every file that gains by it.

mod page;
mod sibling;
mod small;

use crate::{
    app::{Build, Options},
    failure::Failure,
    workspace,
};
use page::Glue;
use sha2::{Digest as _, Sha256};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    thread,
};

/// File names, relative to the folder, and contents.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Makes `dist` out of what Trunk has built; does nothing if it was made out of the same already.
///
/// Each build has a document of its own, with its script and wasm; everything else is the same in all of them.
pub(crate) fn finish(options: &Options, builds: &[Build], dist: &Path) -> Result<(), Failure> {
    let release = options.release;
    let mut raws = Vec::new();
    for build in builds {
        let raw = options.raw(*build);
        let mut files = Files::new();
        read(&raw, &raw, &mut files)?;
        raws.push((build.document(), files));
    }
    let stamp = stamp(&raws, dist, release);
    let stamped = workspace::target()
        .join("trunk")
        .join(format!("made-{}", hex(dist.display().to_string())));
    let is_there = raws.iter().all(|(name, _)| dist.join(name).is_file());
    if fs::read(&stamped).is_ok_and(|made| made == stamp.as_bytes()) && is_there {
        return Ok(());
    }
    let _ = fs::remove_file(&stamped);
    // Side by side: making wasm small takes a minute, and one core.
    let assembled = thread::scope(|scope| {
        let begun: Vec<_> = raws
            .into_iter()
            .map(|(document, files)| scope.spawn(move || assemble(files, document, release)))
            .collect();
        begun.into_iter().map(join).collect::<Result<Vec<_>, _>>()
    })?;
    let mut all: Files = assembled.into_iter().flatten().collect();
    if release {
        sibling::add(&mut all)?;
    }
    write(dist, &all)?;
    fs::write(&stamped, stamp).map_err(Failure::io(stamped.display()))
}

/// Optimises and renames glue and wasm, and tells the page.
fn assemble(mut files: Files, document: &str, release: bool) -> Result<Files, Failure> {
    let missing = |name: &str| Failure::plain(format!("Trunk has not made {name}"));
    let mut take = |name: &str| files.remove(Path::new(name)).ok_or_else(|| missing(name));
    let html = text("index.html", take("index.html")?)?;
    let mut html = if document == Build::Server.document() {
        page::only(&html, "server", "client")?
    } else {
        page::only(&html, "client", "server")?
    };
    let old = Glue::read(&html)?;
    let mut wasm = take(&old.wasm)?;
    let mut js = text(&old.js, take(&old.js)?)?;

    if release {
        let scratch = workspace::target().join("trunk").join(document);
        fs::create_dir_all(&scratch).map_err(Failure::io(scratch.display()))?;
        (wasm, js) = small::glued(&wasm, &js, &scratch)?;
        html = page::small(&html, &scratch)?;
    }
    let mut new = Glue {
        wasm: renamed(&old.wasm, &wasm),
        ..Glue::default()
    };
    let js = js.replace(&old.wasm, &new.wasm).into_bytes();
    new.js = renamed(&old.js, &js);
    let html = new.write(&html, &old, &js, &wasm)?;

    files.insert(new.wasm.into(), wasm);
    files.insert(new.js.into(), js);
    files.insert(document.into(), html.into_bytes());
    Ok(files)
}

/// What a thread has made.
fn join<T>(thread: thread::ScopedJoinHandle<'_, Result<T, Failure>>) -> Result<T, Failure> {
    let stopped = |_| Err(Failure::plain("a part of the build has stopped"));
    thread.join().unwrap_or_else(stopped)
}

/// `app-<hash>_bg.wasm` with the hash of this content.
fn renamed(name: &str, content: &[u8]) -> String {
    let (stem, rest) = name.split_once('.').unwrap_or((name, ""));
    let (stem, bg) = stem
        .strip_suffix("_bg")
        .map_or((stem, ""), |stem| (stem, "_bg"));
    let base = stem.rsplit_once('-').map_or(stem, |(base, _)| base);
    format!("{base}-{}{bg}.{rest}", hex(content))
}

/// The first 16 hexadecimal digits of SHA-256.
fn hex(content: impl AsRef<[u8]>) -> String {
    Sha256::digest(content)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// What `dist` is made of; the same stamp means the same `dist`.
fn stamp(raws: &[(&str, Files)], dist: &Path, release: bool) -> String {
    let mut all = Sha256::new();
    for (document, files) in raws {
        for (path, content) in files {
            all.update(format!("{document} {} {}\n", path.display(), hex(content)));
        }
    }
    // Whoever changes this module gets everything made anew.
    all.update(include_bytes!("finish.rs"));
    all.update(include_bytes!("finish/page.rs"));
    all.update(include_bytes!("finish/small.rs"));
    format!("{} {release} {}", hex(all.finalize()), dist.display())
}

fn text(name: &str, bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|_| Failure::plain(format!("{name} is not UTF-8")))
}

fn read(root: &Path, folder: &Path, files: &mut Files) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::io(folder.display()))? {
        let path = entry.map_err(Failure::io(folder.display()))?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if name.starts_with('.') {
            continue; // Trunk's own, while it works
        }
        if path.is_dir() {
            read(root, &path, files)?;
        } else if let Ok(relative) = path.strip_prefix(root) {
            files.insert(
                relative.to_owned(),
                fs::read(&path).map_err(Failure::io(path.display()))?,
            );
        }
    }
    Ok(())
}

/// Replaces what is in `dist`; the documents come last, so that they never name a file that is not there.
fn write(dist: &Path, files: &Files) -> Result<(), Failure> {
    if dist.is_dir() {
        fs::remove_dir_all(dist).map_err(Failure::io(dist.display()))?;
    }
    let is_page = |path: &Path| path.to_str().is_some_and(|path| path.contains(".html"));
    let (pages, others): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| is_page(path));
    for (path, content) in others.into_iter().chain(pages) {
        let path = dist.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Failure::io(folder.display()))?;
        }
        fs::write(&path, content).map_err(Failure::io(path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Files, assemble, renamed};
    use std::path::Path;

    #[test]
    fn each_document_has_its_own_parts() {
        let html = "a<!-- client -->b<!-- /client -->c<!-- server -->d<!-- /server -->e";
        let only = |own, other| super::page::only(html, own, other).unwrap();
        assert_eq!(only("client", "server"), "abce");
        assert_eq!(only("server", "client"), "acde");
        assert!(super::page::only("<!-- server -->", "client", "server").is_err());
    }

    const PAGE: &str = "<!DOCTYPE html><head><link id=\"glue\" rel=\"modulepreload\" href=\"/app-00.js\" \
                        data-wasm=\"/app-00_bg.wasm\"></head>";

    #[test]
    fn names_follow_the_content() {
        assert_eq!(
            renamed("my-app-00_bg.wasm", b"x"),
            "my-app-2d711642b726b044_bg.wasm"
        );
        assert_eq!(renamed("my-app-00.js", b"x"), "my-app-2d711642b726b044.js");
    }

    #[test]
    fn the_page_names_what_is_there_and_vouches_for_it() {
        let files = Files::from([
            ("index.html".into(), PAGE.into()),
            ("app-00.js".into(), b"fetch('app-00_bg.wasm')".to_vec()),
            ("app-00_bg.wasm".into(), b"x".to_vec()),
            ("logo.svg".into(), b"<svg/>".to_vec()),
        ]);
        let files = assemble(files, "index.html", false).unwrap();
        let file = |path: &str| String::from_utf8(files[Path::new(path)].clone()).unwrap();
        let wasm = "app-2d711642b726b044_bg.wasm";
        assert_eq!(file(wasm), "x");
        let js = renamed("app-00.js", format!("fetch('{wasm}')").as_bytes());
        assert_eq!(file(&js), format!("fetch('{wasm}')"));
        assert_eq!(files.len(), 4);
        let html = file("index.html");
        for part in [
            format!("href=\"/{js}\""),
            format!("data-wasm=\"/{wasm}\""),
            // printf x | openssl dgst -sha384 -binary | base64
            "data-integrity=\"sha384-11LCxR+6DimqGQVwqdQlPkQHegWNMpf6OlYw1b0BJiL5fCisrtMTtcg7uZDKp9qF\"".to_owned(),
            " integrity=\"sha384-".to_owned(),
            " crossorigin".to_owned(),
        ] {
            assert!(html.contains(&part), "{part} in {html}");
        }
    }

    #[test]
    fn a_page_without_the_link_is_refused() {
        let files = Files::from([("index.html".into(), b"<p>".to_vec())]);
        assert!(
            assemble(files, "index.html", false)
                .unwrap_err()
                .to_string()
                .contains("<link id=\"glue\"")
        );
    }
}
