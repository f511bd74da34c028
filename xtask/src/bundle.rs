//! Bundle: makes `dist` out of the page, its styles, scripts and files, and the wasm that cargo has compiled.
//!
//! * wasm-bindgen writes the script that loads the wasm ([`bindgen`]); what index.html names is put in its place ([`links`]).
//! * In a release wasm, scripts and styles are made small ([`minify`]).
//! * Script and wasm are named after their final content, so that they can be cached for ever.
//! * The document of each build is called after who draws its pages: index.html for the browser, server.html for the front door.
//! * `<link id="glue">` in it gets the integrity of both; the boot script starts the application with it ([`page`]).
//! * A release has a brotli and a gzip copy of every file that gains by it ([`precompress`]).
//!
//! A build that is made of the same again is taken from a folder below the target folder.

mod bindgen;
mod files;
mod links;
mod minify;
mod page;
mod precompress;

use crate::{
    app::{Build, Profile},
    failure::Failure,
    workspace,
};
use files::{Files, hex, read, renamed, replace};
use page::Bindings;
use sha2::{Digest as _, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The files of one build.
pub(crate) struct Bundle {
    document: &'static str,
    /// The same stamp means the same files.
    stamp: String,
    files: Files,
}

/// The files of a build whose wasm cargo has compiled.
pub(crate) fn bundle(build: Build, profile: Profile, wasm: Vec<u8>) -> Result<Bundle, Failure> {
    let document = build.document();
    let folder = scratch(document, profile)?;
    let mut files = links::resolve(&workspace::root())?;
    let stamp = format!("{} {}", stamp(document, profile, &files), hex(&wasm));
    let (cache, stamped) = (folder.join("files"), folder.join("stamp"));
    if fs::read(&stamped).is_ok_and(|made| made == stamp.as_bytes()) {
        let files = read(&cache)?;
        return Ok(Bundle {
            document,
            stamp,
            files,
        });
    }
    let _ = fs::remove_file(&stamped);
    files.append(&mut bindgen::bind(wasm, &folder)?);
    let mut files = assemble(files, document, profile)?;
    if profile == Profile::Release {
        precompress::add(&mut files)?;
    }
    replace(&cache, &files)?;
    fs::write(&stamped, &stamp).map_err(Failure::io(stamped.display()))?;
    Ok(Bundle {
        document,
        stamp,
        files,
    })
}

/// Makes `dist` out of what Trunk has put into `raw`, for work on the application, if that is not the `last` it was made of.
pub(crate) fn follow(raw: &Path, dist: &Path, last: &mut String) -> Result<(), Failure> {
    let document = Build::Client.document();
    let files = read(raw)?;
    let stamp = stamp(document, Profile::Dev, &files);
    if stamp == *last {
        return Ok(());
    }
    let files = assemble(files, document, Profile::Dev)?;
    last.clone_from(&stamp);
    let bundle = Bundle {
        document,
        stamp,
        files,
    };
    write(vec![bundle], dist)
}

/// Makes `dist` out of these builds; does nothing if it was made out of the same already.
///
/// Each build has a document of its own, with its script and wasm; everything else is the same in all of them.
pub(crate) fn write(bundles: Vec<Bundle>, dist: &Path) -> Result<(), Failure> {
    let stamps: Vec<_> = bundles.iter().map(|bundle| bundle.stamp.as_str()).collect();
    let stamp = stamps.join("\n");
    let folder = workspace::target().join("bundle");
    fs::create_dir_all(&folder).map_err(Failure::io(folder.display()))?;
    let stamped = folder.join(format!("made-{}", hex(dist.display().to_string())));
    let is_there = bundles
        .iter()
        .all(|bundle| dist.join(bundle.document).is_file());
    if is_there && fs::read(&stamped).is_ok_and(|made| made == stamp.as_bytes()) {
        return Ok(());
    }
    let _ = fs::remove_file(&stamped);
    let all: Files = bundles
        .into_iter()
        .flat_map(|bundle| bundle.files)
        .collect();
    replace(dist, &all)?;
    fs::write(&stamped, stamp).map_err(Failure::io(stamped.display()))
}

/// Makes the loader and the wasm small in a release, names them after their content, and tells the page.
fn assemble(mut files: Files, document: &str, profile: Profile) -> Result<Files, Failure> {
    let missing = |name: &str| Failure::plain(format!("the build has not made {name}"));
    let mut take = |name: &str| files.remove(Path::new(name)).ok_or_else(|| missing(name));
    let html = text("index.html", take("index.html")?)?;
    let mut html = if document == Build::Server.document() {
        page::only(&html, "server", "client")?
    } else {
        page::only(&html, "client", "server")?
    };
    let old = Bindings::read(&html)?;
    let mut wasm = take(&old.wasm)?;
    let mut js = text(&old.js, take(&old.js)?)?;

    if profile == Profile::Release {
        let scratch = scratch(document, profile)?;
        (wasm, js) = minify::bindings(&wasm, &js, &scratch)?;
        html = page::minified(&html, &scratch)?;
    }
    let mut new = Bindings {
        wasm: renamed(&old.wasm, &wasm),
        ..Bindings::default()
    };
    let js = js.replace(&old.wasm, &new.wasm).into_bytes();
    new.js = renamed(&old.js, &js);
    let html = new.write(&html, &old, &js, &wasm)?;

    files.insert(new.wasm.into(), wasm);
    files.insert(new.js.into(), js);
    files.insert(document.into(), html.into_bytes());
    Ok(files)
}

/// A folder for what is on its way into a document.
fn scratch(document: &str, profile: Profile) -> Result<PathBuf, Failure> {
    let name = format!("{document}-{}", profile.name());
    let folder = workspace::target().join("bundle").join(name);
    fs::create_dir_all(&folder).map_err(Failure::io(folder.display()))?;
    Ok(folder)
}

/// What a build is made of and how.
fn stamp(document: &str, profile: Profile, files: &Files) -> String {
    let mut all = Sha256::new();
    all.update(format!("{document} {profile:?}\n"));
    for (path, content) in files {
        all.update(format!("{} {}\n", path.display(), hex(content)));
    }
    // Whoever changes this module or its tools gets everything made anew.
    all.update(include_bytes!("bundle.rs"));
    all.update(include_bytes!("bundle/bindgen.rs"));
    all.update(include_bytes!("bundle/files.rs"));
    all.update(include_bytes!("bundle/links.rs"));
    all.update(include_bytes!("bundle/minify.rs"));
    all.update(include_bytes!("bundle/page.rs"));
    all.update(include_bytes!("bundle/precompress.rs"));
    all.update(include_bytes!("../tools/package-lock.json"));
    hex(all.finalize())
}

fn text(name: &str, bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|_| Failure::plain(format!("{name} is not UTF-8")))
}

#[cfg(test)]
mod tests {
    use super::{Files, Profile, assemble, files::renamed};
    use std::path::Path;

    #[test]
    fn each_document_has_its_own_parts() {
        let html = "a<!-- client -->b<!-- /client -->c<!-- server -->d<!-- /server -->e";
        let only = |own, other| super::page::only(html, own, other).unwrap();
        assert_eq!(only("client", "server"), "abce");
        assert_eq!(only("server", "client"), "acde");
        assert!(super::page::only("<!-- server -->", "client", "server").is_err());
    }

    const PAGE: &str = "<!DOCTYPE html><head><link id=\"glue\" rel=\"modulepreload\" href=\"/app.js\" \
                        data-wasm=\"/app_bg.wasm\"></head>";

    #[test]
    fn the_page_names_what_is_there_and_vouches_for_it() {
        let files = Files::from([
            ("index.html".into(), PAGE.into()),
            ("app.js".into(), b"fetch('app_bg.wasm')".to_vec()),
            ("app_bg.wasm".into(), b"x".to_vec()),
            ("logo.svg".into(), b"<svg/>".to_vec()),
        ]);
        let files = assemble(files, "index.html", Profile::Dev).unwrap();
        let file = |path: &str| String::from_utf8(files[Path::new(path)].clone()).unwrap();
        let wasm = "app-2d711642b726b044_bg.wasm";
        assert_eq!(file(wasm), "x");
        let js = renamed("app.js", format!("fetch('{wasm}')").as_bytes());
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
            assemble(files, "index.html", Profile::Dev)
                .unwrap_err()
                .to_string()
                .contains("<link id=\"glue\"")
        );
    }
}
