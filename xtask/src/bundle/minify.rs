//! Minify: wasm, scripts and styles in as few bytes as wasm-opt and esbuild can write them.

use crate::{failure::Failure, tools};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// For size, until nothing changes any more. Each option was measured: after brotli the plain `-Oz --converge` has 2.5 kB
/// more. Memory below 1024 is the end of Rust's stack, where no object lies.
const WASM: [&str; 9] = [
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--converge",
    "--low-memory-unused",
    "--one-caller-inline-max-function-size=20",
    "--strip-debug",
    "--strip-producers",
];

/// What the names begin with by which wasm and wasm-bindgen's script know each other. Many of them carry a hash, which
/// no compression makes smaller.
const NAMES: [&str; 6] = [
    "__wbg_",
    "__wbindgen_",
    "__externref_",
    "wasm_bindgen_",
    "main",
    "memory",
];

/// The short names that wasm-opt has chosen.
#[derive(serde::Deserialize)]
struct Renamed {
    /// Module, name before, name now.
    imports: Vec<(String, String, String)>,
    /// Name before, name now.
    exports: Vec<(String, String)>,
}

/// The wasm and the script that wasm-bindgen wrote for it, with short names between them. `scratch` is a folder for files on
/// the way.
pub(super) fn bindings(
    wasm: &[u8],
    js: &str,
    scratch: &Path,
) -> Result<(Vec<u8>, String), Failure> {
    let before = write(scratch.join("before.wasm"), wasm)?;
    let (optimised, after) = (scratch.join("optimised.wasm"), scratch.join("after.wasm"));
    tools::program_of_node("wasm-opt")
        .args(WASM)
        .args([before.as_os_str(), "-o".as_ref(), optimised.as_os_str()])
        .run()?;
    // A pass of its own: until nothing changes would be for ever.
    let renamed = tools::program_of_node("wasm-opt")
        .args(["--minify-imports-and-exports-and-modules"])
        .args([optimised.as_os_str(), "-o".as_ref(), after.as_os_str()])
        .output()?;
    let renamed: Renamed = serde_json::from_slice(&renamed)
        .map_err(|error| Failure::plain(format!("wasm-opt's list of names: {error}")))?;
    let js = script(&with_module(js, &renamed)?, &names(&renamed, js)?, scratch)?;
    let mut wasm = fs::read(&after).map_err(Failure::io(after.display()))?;
    blank_sources(&mut wasm);
    Ok((wasm, js))
}

/// What the paths of source files begin with, in the order to look for them.
const SOURCES: [&[u8]; 4] = [b"cargo/registry/", b"/rustc/", b"/rust/deps/", b"src/"];

/// Writes spaces over the names of source files, which stand in the data for the messages of panics. The application shows
/// none of these.
fn blank_sources(wasm: &mut [u8]) {
    let is_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-".contains(byte);
    for start in SOURCES {
        let mut at = 0;
        while let Some(found) = wasm
            .get(at..)
            .and_then(|rest| rest.windows(start.len()).position(|window| window == start))
        {
            at += found;
            let rest = wasm.get_mut(at..).unwrap_or_default();
            let length = rest.iter().take_while(|byte| is_path(byte)).count();
            let name = rest.get_mut(..length).unwrap_or_default();
            // Other texts may follow without a gap.
            if let Some(end) = name.windows(3).position(|window| window == b".rs") {
                name.get_mut(..end + 3).unwrap_or_default().fill(b' ');
            }
            at += start.len();
        }
    }
}

/// The script, with the name of the module that it hands its functions to the wasm in.
fn with_module(js: &str, renamed: &Renamed) -> Result<String, Failure> {
    /// wasm-opt's name of all modules.
    const MODULE: &str = "\"a\"";
    let Some((module, ..)) = renamed.imports.first() else {
        return Ok(js.to_owned());
    };
    let quoted = format!("\"{module}\"");
    let is_only_one = renamed.imports.iter().all(|(other, ..)| other == module);
    if is_only_one && js.matches(&quoted).count() == 1 {
        Ok(js.replace(&quoted, MODULE))
    } else {
        Err(Failure::plain(format!(
            "the wasm is expected to import from one module only, {module}, which the script names once"
        )))
    }
}

/// New names by old ones, of what the script calls or is called by.
fn names<'a>(renamed: &'a Renamed, js: &str) -> Result<BTreeMap<&'a str, &'a str>, Failure> {
    let imports = renamed.imports.iter().map(|(_, old, new)| (old, new));
    let exports = renamed.exports.iter().map(|(old, new)| (old, new));
    let mut names = BTreeMap::new();
    for (old, new) in imports.chain(exports) {
        let is_known = NAMES.iter().any(|known| match *known {
            "main" | "memory" => old == known,
            prefix => old.starts_with(prefix),
        });
        if !is_known && !js.contains(old) {
            continue; // the linker's, and nobody's
        }
        if !is_known || names.insert(old.as_str(), new.as_str()).is_some() {
            return Err(Failure::plain(format!(
                "{old}: a name between wasm and script of a kind that bundle/minify.rs does not know"
            )));
        }
    }
    Ok(names)
}

/// A script with new names for its properties.
fn script(js: &str, names: &BTreeMap<&str, &str>, scratch: &Path) -> Result<String, Failure> {
    let chosen = serde_json::to_vec(names)
        .map_err(|error| Failure::plain(format!("names for esbuild: {error}")))?;
    let chosen = write(scratch.join("names.json"), &chosen)?;
    let pattern = format!("^({})", NAMES.join("|")).replace("main|memory", "main$|memory$");
    minify(
        "js",
        js,
        &[
            "--format=esm".to_owned(),
            format!("--mangle-props={pattern}"),
            format!("--mangle-cache={}", chosen.display()),
        ],
        scratch,
    )
}

/// A script or a style that stands in the page; `kind` is `js` or `css`.
pub(super) fn inline(kind: &str, source: &str, scratch: &Path) -> Result<String, Failure> {
    // A page that works without the application does so in browsers that are too old for it: they must be able to read this.
    let syntax = ["--target=es2017", "--supported:dynamic-import=true"].map(str::to_owned);
    let options = if kind == "js" { &syntax[..] } else { &[] };
    let small = minify(kind, source, options, scratch)?;
    Ok(small.trim_end().to_owned())
}

fn minify(kind: &str, source: &str, options: &[String], scratch: &Path) -> Result<String, Failure> {
    let before = scratch.join(format!("before.{kind}"));
    let before = write(before, source.as_bytes())?;
    let after = scratch.join(format!("after.{kind}"));
    tools::program_of_node("esbuild")
        .args(["--minify", "--log-level=warning"])
        .args(options)
        .args([
            before.display().to_string(),
            format!("--outfile={}", after.display()),
        ])
        .run()?;
    fs::read_to_string(&after).map_err(Failure::io(after.display()))
}

fn write(path: PathBuf, content: &[u8]) -> Result<PathBuf, Failure> {
    fs::write(&path, content).map_err(Failure::io(path.display()))?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::{Renamed, names, with_module};

    fn renamed(imports: &[[&str; 3]], exports: &[[&str; 2]]) -> Renamed {
        let imports = imports.iter().map(|it| it.map(str::to_owned).into());
        let exports = exports.iter().map(|it| it.map(str::to_owned).into());
        Renamed {
            imports: imports.collect(),
            exports: exports.collect(),
        }
    }

    #[test]
    fn script_and_wasm_get_the_same_names() {
        let renamed = renamed(
            &[["./app_bg.js", "__wbg_log_0123", "b"]],
            &[["memory", "a"], ["__wbindgen_malloc", "c"]],
        );
        assert_eq!(
            names(&renamed, "").unwrap().into_iter().collect::<Vec<_>>(),
            [
                ("__wbg_log_0123", "b"),
                ("__wbindgen_malloc", "c"),
                ("memory", "a")
            ]
        );
        assert_eq!(
            with_module("return { \"./app_bg.js\": import0 }", &renamed).unwrap(),
            "return { \"a\": import0 }"
        );
    }

    #[test]
    fn a_name_that_the_script_would_keep_is_refused() {
        let renamed = renamed(&[], &[["mainly", "a"]]);
        assert!(names(&renamed, "wasm.mainly()").is_err());
        assert!(names(&renamed, "wasm.main()").unwrap().is_empty());
    }

    #[test]
    fn names_of_source_files_go_and_everything_else_stays() {
        let mut data = *b"ab src/ui/flow.rsSign in /rustc/59f/library/core/src/str.rs\0src/none";
        super::blank_sources(&mut data);
        assert_eq!(
            data.as_slice(),
            b"ab               Sign in                                   \0src/none"
        );
    }

    #[test]
    fn a_second_module_is_refused() {
        let renamed = renamed(
            &[["./a.js", "__wbg_a", "a"], ["./b.js", "__wbg_b", "b"]],
            &[],
        );
        assert!(with_module("\"./a.js\", \"./b.js\"", &renamed).is_err());
    }
}
