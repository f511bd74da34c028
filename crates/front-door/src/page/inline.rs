//! Inline: the hashes by which the policy lets run what stands in the document itself.

use base64::Engine as _;
use lol_html::{RewriteStrSettings, errors::RewritingError, rewrite_str, text};
use sha2::{Digest as _, Sha256};

/// The hashes of every `<style>`.
pub(super) fn styles(html: &str) -> Result<Vec<String>, RewritingError> {
    hashes(html, "style")
}

/// The hashes of every inline `<script>` that runs.
pub(super) fn scripts(html: &str) -> Result<Vec<String>, RewritingError> {
    hashes(html, "script:not([src]):not([type=\"application/json\"])")
}

fn hashes(html: &str, selector: &str) -> Result<Vec<String>, RewritingError> {
    // A browser hashes what its parser has read, and that reads every line end as \n.
    let html = html.replace("\r\n", "\n");
    let mut hashes = Hashes::default();
    rewrite_str(
        &html,
        RewriteStrSettings::new().append_element_content_handler(text!(selector, |part| {
            hashes.add(part.as_str(), part.last_in_text_node());
            Ok(())
        })),
    )?;
    Ok(hashes.done)
}

/// CSP hashes of texts that arrive in parts.
#[derive(Default)]
struct Hashes {
    begun: Sha256,
    done: Vec<String>,
}

impl Hashes {
    fn add(&mut self, part: &str, last: bool) {
        self.begun.update(part);
        if last {
            let hash = base64::prelude::BASE64_STANDARD.encode(self.begun.finalize_reset());
            self.done.push(format!("'sha256-{hash}'"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{scripts, styles};

    #[test]
    fn hashes_what_stands_inline_and_only_that() {
        // printf 'a{}' | openssl dgst -sha256 -binary | base64, and so on
        let html = "<!DOCTYPE html><style>a{}</style><script src=\"/x.js\"></script>\
                    <script type=\"application/json\">{}</script><script>\r\nlet a = '<b>&amp;';\r\n</script>\
                    <body><style></style><p>text</p>";
        assert_eq!(
            styles(html).unwrap(),
            ["'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='"]
        );
        assert_eq!(
            scripts(html).unwrap(),
            ["'sha256-wwo1kxpdmPpkTKNXEMBgFa7leF/xoalifd0rW4pY4ns='"]
        );
    }
}
