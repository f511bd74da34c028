//! Source: a file of Rust as a row of tokens, without comments, attributes and tests.

use crate::failure::Failure;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Where sources are, and what is measured only for its length.
const FOLDERS: [&str; 7] = [
    "src",
    "crates/kratos-flow/src",
    "crates/front-door/src",
    "crates/testing/fake-kratos/src",
    "crates/testing/recordings/src",
    "xtask/src",
    "examples",
];

/// One file.
pub(super) struct Source {
    /// Relative to the project, with `/`.
    pub(super) path: String,
    /// How many lines it has, tests and comments included.
    pub(super) lines: usize,
    pub(super) tokens: Vec<Token>,
    /// Modules that are compiled for tests only: their files are tests.
    test_modules: Vec<String>,
}

/// One token; a group is its two delimiters with its tokens between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// From 1.
    pub(super) line: usize,
    pub(super) kind: Kind,
    pub(super) text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Ident,
    Literal,
    Punct,
    Open,
    Close,
}

impl Token {
    pub(super) fn is(&self, text: &str) -> bool {
        self.text == text && self.kind != Kind::Literal
    }

    /// The text of a string literal, as it stands in the source.
    pub(super) fn string(&self) -> Option<&str> {
        let text = self.text.trim_start_matches(['b', 'r', '#']);
        let text = text.strip_prefix('"')?.trim_end_matches('#');
        (self.kind == Kind::Literal).then(|| text.trim_end_matches('"'))
    }
}

impl Source {
    /// `path` is relative to the project.
    pub(super) fn parse(path: &str, text: &str) -> Result<Self, Failure> {
        let stream: TokenStream = text
            .parse()
            .map_err(|error| Failure::plain(format!("{path}: {error}")))?;
        let mut source = Self {
            path: path.to_owned(),
            lines: text.lines().count(),
            tokens: Vec::new(),
            test_modules: Vec::new(),
        };
        source.flatten(stream);
        Ok(source)
    }

    /// Is it below one of these folders?
    pub(super) fn is_in(&self, folders: &[&str]) -> bool {
        let below = |folder: &&str| Path::new(&self.path).starts_with(folder);
        folders.iter().any(below)
    }

    /// `path:line`.
    pub(super) fn place(&self, token: &Token) -> String {
        format!("{}:{}", self.path, token.line)
    }

    fn flatten(&mut self, stream: TokenStream) {
        let mut trees = stream.into_iter().peekable();
        while let Some(tree) = trees.next() {
            let line = tree.span().start().line;
            match tree {
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    trees.next_if(|tree| matches!(tree, TokenTree::Punct(p) if p.as_char() == '!'));
                    let attribute = trees.next_if(|tree| matches!(tree, TokenTree::Group(_)));
                    if attribute.is_some_and(|attribute| is_for_tests(&attribute)) {
                        let item = trees.by_ref();
                        self.skip_item(item);
                    }
                }
                TokenTree::Group(group) => {
                    let end = group.span_close().start().line;
                    let (open, close) = match group.delimiter() {
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::None => ("", ""),
                    };
                    self.push(line, Kind::Open, open);
                    self.flatten(group.stream());
                    self.push(end, Kind::Close, close);
                }
                TokenTree::Ident(ident) => self.push(line, Kind::Ident, &ident.to_string()),
                TokenTree::Literal(text) => self.push(line, Kind::Literal, &text.to_string()),
                TokenTree::Punct(punct) => {
                    self.push(line, Kind::Punct, punct.as_char().encode_utf8(&mut [0; 4]));
                }
            }
        }
    }

    fn push(&mut self, line: usize, kind: Kind, text: &str) {
        let text = text.to_owned();
        self.tokens.push(Token { line, kind, text });
    }

    /// Leaves out everything up to the body of an item, or its semicolon.
    fn skip_item(&mut self, trees: impl Iterator<Item = TokenTree>) {
        let mut last = String::new();
        for tree in trees {
            match &tree {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
                TokenTree::Punct(punct) if punct.as_char() == ';' => {
                    self.test_modules.push(last);
                    return;
                }
                _ => last = tree.to_string(),
            }
        }
    }
}

/// `[cfg(test)]`, alone or with more.
fn is_for_tests(attribute: &TokenTree) -> bool {
    let text = attribute.to_string().replace(' ', "");
    text.starts_with("[cfg(test") || text.starts_with("[cfg(all(test")
}

/// Every source of the project that is no test.
pub(super) fn read(root: &Path) -> Result<Vec<Source>, Failure> {
    let mut sources = Vec::new();
    for folder in FOLDERS {
        walk(root, &root.join(folder), &mut sources)?;
    }
    let tests: BTreeSet<PathBuf> = sources
        .iter()
        .flat_map(|source| {
            let folder = module_folder(&source.path);
            source
                .test_modules
                .iter()
                .map(move |name| folder.join(name))
        })
        .collect();
    let is_test = |source: &Source| {
        let module = Path::new(&source.path).with_extension("");
        module.ancestors().any(|folder| tests.contains(folder))
    };
    sources.retain(|source| !is_test(source));
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

/// The folder of the modules in a file: `a` for `a.rs`, but the file's own for a root of a crate.
pub(super) fn module_folder(path: &str) -> PathBuf {
    let path = Path::new(path);
    match path.file_name().and_then(|name| name.to_str()) {
        Some("lib.rs" | "main.rs" | "mod.rs") => path.parent().unwrap_or(path).to_owned(),
        _ => path.with_extension(""),
    }
}

fn walk(root: &Path, folder: &Path, sources: &mut Vec<Source>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::io(folder.display()))? {
        let path = entry.map_err(Failure::io(folder.display()))?.path();
        if path.is_dir() {
            walk(root, &path, sources)?;
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = fs::read_to_string(&path).map_err(Failure::io(path.display()))?;
            let name = path.strip_prefix(root).unwrap_or(&path);
            let name = name.to_string_lossy().replace('\\', "/");
            sources.push(Source::parse(&name, &text)?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Kind, Source};

    #[test]
    fn comments_attributes_and_tests_are_left_out() {
        let text = "//! Doc 4000001\n#![recursion_limit = \"1\"]\n/// more\nfn a() { b(\"c\"); }\n\
                    #[cfg(test)]\nmod tests {\n fn d() {}\n}\n#[cfg(test)]\nmod outside;\nconst E: u8 = 1;";
        let source = Source::parse("src/a.rs", text).unwrap();
        let all: Vec<_> = source
            .tokens
            .iter()
            .map(|token| token.text.as_str())
            .collect();
        assert_eq!(all.concat(), "fna(){b(\"c\");}constE:u8=1;");
        assert_eq!(source.test_modules, ["outside"]);
        let string = source
            .tokens
            .iter()
            .find(|token| token.kind == Kind::Literal);
        assert_eq!(string.and_then(|token| token.string()), Some("c"));
        assert_eq!(string.map(|token| token.line), Some(4));
    }
}
