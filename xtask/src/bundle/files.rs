//! Files: the content of a folder.

use crate::failure::Failure;
use sha2::{Digest as _, Sha256};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// File names, relative to the folder, and contents.
pub(super) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Every file below `root`, but for hidden ones: those are Trunk's own, while it works.
pub(super) fn read(root: &Path) -> Result<Files, Failure> {
    let mut files = Files::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(Failure::io(folder.display()))? {
            let entry = entry.map_err(Failure::io(folder.display()))?;
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(relative) = path.strip_prefix(root) {
                let content = fs::read(&path).map_err(Failure::io(path.display()))?;
                files.insert(relative.to_owned(), content);
            }
        }
    }
    Ok(files)
}

/// Replaces what is in a folder; the documents come last, so that they never name a file that is not there.
pub(super) fn replace(folder: &Path, files: &Files) -> Result<(), Failure> {
    if folder.is_dir() {
        fs::remove_dir_all(folder).map_err(Failure::io(folder.display()))?;
    }
    let is_page = |path: &Path| path.to_str().is_some_and(|path| path.contains(".html"));
    let (pages, others): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| is_page(path));
    for (path, content) in others.into_iter().chain(pages) {
        let path = folder.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Failure::io(folder.display()))?;
        }
        fs::write(&path, content).map_err(Failure::io(path.display()))?;
    }
    Ok(())
}

/// The first 16 hexadecimal digits of SHA-256.
pub(super) fn hex(content: impl AsRef<[u8]>) -> String {
    Sha256::digest(content)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// `app-<hash>_bg.wasm` with the hash of this content, whether the name has one already or not.
pub(super) fn renamed(name: &str, content: &[u8]) -> String {
    let (stem, rest) = name.split_once('.').unwrap_or((name, ""));
    let (stem, bg) = stem
        .strip_suffix("_bg")
        .map_or((stem, ""), |stem| (stem, "_bg"));
    let is_hash = |text: &str| text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let base = match stem.rsplit_once('-') {
        Some((base, hash)) if is_hash(hash) => base,
        _ => stem,
    };
    format!("{base}-{}{bg}.{rest}", hex(content))
}

#[cfg(test)]
mod tests {
    use super::renamed;

    #[test]
    fn names_follow_the_content() {
        assert_eq!(
            renamed("my-app_bg.wasm", b"x"),
            "my-app-2d711642b726b044_bg.wasm"
        );
        assert_eq!(
            renamed("my-app-0123456789abcdef.js", b"x"),
            "my-app-2d711642b726b044.js"
        );
    }
}
