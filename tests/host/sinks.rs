//! No text becomes markup or code: every function that would make it so is on the list in `clippy.toml`. Clippy looks at this
//! file as well, and an expectation that is not met is an error: the list bites.

use leptos::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use web_sys::{Element, HtmlIFrameElement, HtmlScriptElement, ShadowRoot, Window};

/// One function for each entry that can be called here. None of them is ever called.
macro_rules! bites {
    ($($name:ident($($argument:ident: $kind:ty),*) $body:block)*) => {
        $(
            #[expect(dead_code, clippy::disallowed_methods, reason = "shows that clippy refuses it")]
            fn $name($($argument: $kind),*) $body
        )*
        const CALLED: &[&str] = &[$(stringify!($name)),*];
    };
}

bites! {
    element_set_inner_html(element: &Element) { element.set_inner_html("") }
    element_set_outer_html(element: &Element) { element.set_outer_html("") }
    element_insert_adjacent_html(element: &Element) { drop(element.insert_adjacent_html("", "")) }
    shadow_root_set_inner_html(root: &ShadowRoot) { root.set_inner_html("") }
    html_i_frame_element_set_srcdoc(frame: &HtmlIFrameElement) { frame.set_srcdoc("") }
    html_script_element_set_text(script: &HtmlScriptElement) { drop(script.set_text("")) }
    html_script_element_set_src(script: &HtmlScriptElement) { script.set_src("") }
    window_set_timeout_with_str(window: &Window) { drop(window.set_timeout_with_str("")) }
    window_set_timeout_with_str_and_timeout_and_unused_0(window: &Window) {
        drop(window.set_timeout_with_str_and_timeout_and_unused_0("", 0))
    }
    window_set_interval_with_str(window: &Window) { drop(window.set_interval_with_str("")) }
    window_set_interval_with_str_and_timeout_and_unused_0(window: &Window) {
        drop(window.set_interval_with_str_and_timeout_and_unused_0("", 0))
    }
    eval() { drop(js_sys::eval("")) }
    function_new_no_args() { drop(js_sys::Function::new_no_args("")) }
    function_new_with_args() { drop(js_sys::Function::new_with_args("", "")) }
    inner_html_attribute_inner_html() { drop(view! { <p inner_html=""/> }) }
}

/// SR-30, T-06: what clippy refuses is what is tried above.
#[test]
fn every_way_to_make_markup_of_texts_is_refused() {
    let list = fs::read_to_string(root().join("clippy.toml")).unwrap();
    let paths: Vec<String> = list
        .lines()
        .filter_map(|line| line.split_once("path = \"")?.1.split_once('"'))
        .map(|(path, _)| path.to_owned())
        .collect();
    assert!(paths.len() >= CALLED.len(), "{paths:?}");
    let snake = |path: &str| {
        let mut parts: Vec<&str> = path.rsplit("::").take(2).collect();
        parts.reverse();
        let mut name = String::new();
        for part in parts.into_iter().filter(|part| *part != "js_sys") {
            for c in part.chars() {
                if c.is_ascii_uppercase() && !name.is_empty() && !name.ends_with('_') {
                    name.push('_');
                }
                name.push(c.to_ascii_lowercase());
            }
            name.push('_');
        }
        name.trim_end_matches('_').to_owned()
    };
    let names: Vec<String> = paths.iter().map(|path| snake(path)).collect();
    for called in CALLED {
        assert!(
            names.iter().any(|name| name == called),
            "{called} is not in {names:?}"
        );
    }
    // The others are in parts of web-sys that nobody here has.
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    for (path, name) in paths.iter().zip(&names) {
        if !CALLED.contains(&name.as_str()) {
            let class = path.split("::").nth(1).unwrap();
            assert!(
                !manifest.contains(&format!("\"{class}\"")),
                "call {path} above"
            );
        }
    }
}

/// SR-30, T-01, T-06: nor by a name in a text, which clippy does not see.
#[test]
fn no_source_names_a_way_to_make_markup_of_texts() {
    let mut files = Vec::new();
    for folder in ["src", "crates/kratos-flow/src", "crates/front-door/src"] {
        collect(&root().join(folder), &mut files);
    }
    assert!(files.len() > 80, "{}", files.len());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for sink in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "setHTMLUnsafe",
            "createContextualFragment",
            "parseFromString",
            "srcdoc",
            "document.write",
            "new Function",
            "eval(",
            "inner_html=",
        ] {
            let mut code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            assert!(
                !code.any(|line| line.contains(sink)),
                "{sink} in {}",
                file.display()
            );
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path
            .extension()
            .is_some_and(|kind| kind == "rs" || kind == "js")
        {
            files.push(path);
        }
    }
}
