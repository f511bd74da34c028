//! Circles: files of a crate that import each other, straight or by way of others, through `crate::` and `super::` paths.

use super::source::{Kind, Source, Token, module_folder};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// The crates.
const CRATES: [&str; 5] = [
    "src",
    "crates/kratos-flow/src",
    "crates/front-door/src",
    "crates/testing/fake-kratos/src",
    "crates/testing/recordings/src",
];

/// Which files each file imports.
type Graph<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// The files in circles, each with a file of its own circle that it imports.
pub(super) fn find(sources: &[Source]) -> Vec<String> {
    let mut places = Vec::new();
    for root in CRATES {
        let files: Vec<&Source> = sources
            .iter()
            .filter(|source| source.is_in(&[root]))
            .collect();
        let graph = graph(root, &files);
        for (file, imports) in &graph {
            let is_circle = |import: &&&str| reached(&graph, import).contains(file);
            if let Some(import) = imports.iter().find(is_circle) {
                places.push(format!("{file} → {import} → …"));
            }
        }
    }
    places
}

fn graph<'a>(root: &str, files: &[&'a Source]) -> Graph<'a> {
    // The roots of a crate have no name: what they hold is found by going up as far as there is nothing else.
    let modules: BTreeMap<PathBuf, &str> = files
        .iter()
        .map(|source| (module_folder(&source.path), source.path.as_str()))
        .collect();
    let mut graph = Graph::new();
    for source in files {
        let imports = graph.entry(source.path.as_str()).or_default();
        for path in paths(Path::new(root), source) {
            let file = path.ancestors().find_map(|module| modules.get(module));
            imports.extend(file.filter(|file| **file != source.path));
        }
    }
    graph
}

/// Everything that is imported from here on.
fn reached<'a>(graph: &Graph<'a>, from: &'a str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::from([from]);
    let mut next = vec![from];
    while let Some(file) = next.pop() {
        for import in graph.get(file).into_iter().flatten() {
            if reached.insert(import) {
                next.push(import);
            }
        }
    }
    reached
}

/// The `crate::` and `super::` paths in a file, as if modules were folders; what is nothing but a module's is its folder.
fn paths(root: &Path, source: &Source) -> Vec<PathBuf> {
    let module = module_folder(&source.path);
    let mut paths = Vec::new();
    for (at, token) in source.tokens.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| source.tokens.get(at));
        let start = match token.text.as_str() {
            "crate" => root.to_owned(),
            "super" => module.parent().unwrap_or(&module).to_owned(),
            _ => continue,
        };
        let rest = source.tokens.get(at + 1..).unwrap_or_default();
        // `pub(crate)` is no path, and the second `super` of one is read with the first.
        if token.kind == Kind::Ident && !before.is_some_and(|before| before.is(":")) {
            tree(&start, rest, &mut paths);
        }
    }
    paths
}

/// Reads what follows the start of a path, `::a::{b, c::d}`; returns how many tokens that were.
fn tree(start: &Path, tokens: &[Token], paths: &mut Vec<PathBuf>) -> usize {
    let mut path = start.to_owned();
    let mut at = 0;
    while let Some([first, second, next]) = tokens.get(at..at + 3) {
        if !(first.is(":") && second.is(":")) {
            break;
        }
        at += 3;
        if next.is("super") {
            path.pop();
        } else if next.kind == Kind::Ident {
            path.push(&next.text);
        } else if next.is("{") {
            return at + group(&path, tokens.get(at..).unwrap_or_default(), paths);
        } else {
            break;
        }
    }
    if at > 0 {
        paths.push(path);
    }
    at
}

/// Reads the branches of a tree up to its closing brace; returns how many tokens that were.
fn group(start: &Path, tokens: &[Token], paths: &mut Vec<PathBuf>) -> usize {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        if token.is("}") {
            break;
        }
        if token.kind == Kind::Ident {
            let branch = if token.is("self") {
                start.to_owned()
            } else {
                start.join(&token.text)
            };
            let read = tree(&branch, tokens.get(at..).unwrap_or_default(), paths);
            if read == 0 {
                paths.push(branch);
            }
            at += read;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{Source, find};

    fn sources(files: &[(&str, &str)]) -> Vec<Source> {
        let parse = |(path, text): &(&str, &str)| Source::parse(path, text).unwrap();
        files.iter().map(parse).collect()
    }

    #[test]
    fn a_circle_may_be_long_and_its_paths_nested() {
        let files = [
            ("src/lib.rs", "mod a; mod b;"),
            ("src/a.rs", "use crate::{b::c::{D, e}, f};"),
            ("src/b.rs", "mod c; mod g;"),
            ("src/b/c.rs", "fn h() { super::g::i() }"),
            ("src/b/g.rs", "use super::super::a::J;"),
            ("src/k.rs", "use crate::a::J;"),
        ];
        assert_eq!(
            find(&sources(&files)),
            [
                "src/a.rs → src/b/c.rs → …",
                "src/b/c.rs → src/b/g.rs → …",
                "src/b/g.rs → src/a.rs → …"
            ]
        );
    }

    #[test]
    fn a_child_that_takes_from_its_parent_is_no_circle_by_itself() {
        let files = [
            ("src/lib.rs", "mod a;"),
            ("src/a.rs", "mod b; pub(crate) struct C; use b::D;"),
            ("src/a/b.rs", "use super::C; pub(in crate::a) struct D;"),
        ];
        assert!(find(&sources(&files)).is_empty());
    }
}
