//! Long files: those over 250 lines, with their tests.

use super::source::Source;

const MOST: usize = 250;

/// The files.
pub(super) fn find(sources: &[Source]) -> Vec<String> {
    let long = sources.iter().filter(|source| source.lines > MOST);
    long.map(|source| format!("{} {}", source.path, source.lines))
        .collect()
}
