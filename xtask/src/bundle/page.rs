//! Page: index.html, and what it says about script and wasm, in `<link id="glue">`.

use super::minify;
use crate::failure::Failure;
use base64::Engine as _;
use lol_html::{
    RewriteStrSettings, element,
    html_content::{ContentType, TextChunk},
    rewrite_str, text,
};
use sha2::{Digest as _, Sha384};
use std::path::Path;

/// The names of the script that wasm-bindgen wrote and of the wasm it loads, without a folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Bindings {
    pub(super) js: String,
    pub(super) wasm: String,
}

impl Bindings {
    /// Reads them from the page.
    pub(super) fn read(html: &str) -> Result<Self, Failure> {
        let mut found = Self::default();
        rewrite_str(
            html,
            RewriteStrSettings::new().append_element_content_handler(element!(
                "link#glue",
                |link| {
                    let file = |name| {
                        link.get_attribute(name)
                            .map(|path| file_name(&path).to_owned())
                    };
                    found.js = file("href").unwrap_or_default();
                    found.wasm = file("data-wasm").unwrap_or_default();
                    Ok(())
                }
            )),
        )
        .map_err(|error| Failure::plain(format!("index.html: {error}")))?;
        if found.js.is_empty() || found.wasm.is_empty() {
            return Err(Failure::plain(
                "index.html has no <link id=\"glue\" href=… data-wasm=…>: see bundle/links.rs, and pattern_preload in Trunk.toml",
            ));
        }
        Ok(found)
    }

    /// The page with these names instead of `old`, and with the integrity of both files.
    pub(super) fn write(
        &self,
        html: &str,
        old: &Self,
        js: &[u8],
        wasm: &[u8],
    ) -> Result<String, Failure> {
        let html = html
            .replace(&old.wasm, &self.wasm)
            .replace(&old.js, &self.js);
        rewrite_str(
            &html,
            RewriteStrSettings::new().append_element_content_handler(element!(
                "link#glue",
                |link| {
                    link.set_attribute("integrity", &integrity(js))?;
                    link.set_attribute("crossorigin", "anonymous")?;
                    link.set_attribute("data-integrity", &integrity(wasm))?;
                    Ok(())
                }
            )),
        )
        .map_err(|error| Failure::plain(format!("index.html: {error}")))
    }
}

/// The page of one build: without what stands between `<!-- other -->` and `<!-- /other -->`, and without these comments.
pub(super) fn only(html: &str, own: &str, other: &str) -> Result<String, Failure> {
    let (begin, end) = (format!("<!-- {other} -->"), format!("<!-- /{other} -->"));
    let mut parts = html.split(&begin);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, rest) = part
            .split_once(&end)
            .ok_or_else(|| Failure::plain(format!("index.html has no {end}")))?;
        kept.push_str(rest);
    }
    Ok(kept
        .replace(&format!("<!-- {own} -->"), "")
        .replace(&format!("<!-- /{own} -->"), ""))
}

/// The page with its styles and scripts made small.
pub(super) fn minified(html: &str, scratch: &Path) -> Result<String, Failure> {
    let shrink = |kind: &'static str| {
        let mut source = String::new();
        move |chunk: &mut TextChunk<'_>| {
            source.push_str(chunk.as_str());
            if chunk.last_in_text_node() {
                let small = minify::inline(kind, &std::mem::take(&mut source), scratch)?;
                chunk.replace(&small, ContentType::Html);
            } else {
                chunk.remove();
            }
            Ok(())
        }
    };
    rewrite_str(
        html,
        RewriteStrSettings::new()
            .append_element_content_handler(text!("style", shrink("css")))
            .append_element_content_handler(text!("script:not([src]):not([type])", shrink("js"))),
    )
    .map_err(|error| Failure::plain(format!("index.html: {error}")))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// <https://www.w3.org/TR/sri-2/>
fn integrity(content: &[u8]) -> String {
    format!(
        "sha384-{}",
        base64::prelude::BASE64_STANDARD.encode(Sha384::digest(content))
    )
}
