//! Precompress: the compressed copies beside a file, which the server sends to whoever takes them.

use super::files::Files;
use crate::failure::Failure;
use flate2::{Compression, write::GzEncoder};
use std::{
    ffi::OsStr,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

const KINDS: [&str; 9] = [
    "css",
    "html",
    "js",
    "json",
    "mjs",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
];

/// Adds `.br` and `.gz` of every file that becomes smaller.
pub(super) fn add(files: &mut Files) -> Result<(), Failure> {
    let mut copies = Files::new();
    for (path, content) in files.iter() {
        if !path
            .extension()
            .and_then(OsStr::to_str)
            .is_some_and(|kind| KINDS.contains(&kind))
        {
            continue;
        }
        let failed = || Failure::io(path.display());
        let smaller = [
            ("br", brotli(content).map_err(failed())?),
            ("gz", gzip(content).map_err(failed())?),
        ];
        for (suffix, compressed) in smaller {
            if compressed.len() < content.len() {
                copies.insert(with_suffix(path, suffix), compressed);
            }
        }
    }
    files.append(&mut copies);
    Ok(())
}

/// `path` with one more extension.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

fn brotli(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let best = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*content, &mut compressed, &best)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}
