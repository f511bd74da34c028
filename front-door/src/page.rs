//! Page: index.html, the one document behind every route, and the policy that fits what stands inline in it.

use crate::{
    config::Config,
    headers::{self, Inline},
};
use axum::http::HeaderValue;
use base64::Engine as _;
use lol_html::{RewriteStrSettings, rewrite_str, text};
use sha2::{Digest as _, Sha256};
use std::{
    io,
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
    time::SystemTime,
};

/// index.html as it was last seen.
pub(crate) struct Page {
    path: PathBuf,
    config: Config,
    seen: RwLock<Seen>,
}

struct Seen {
    modified: SystemTime,
    policy: HeaderValue,
}

impl Page {
    /// Reads `index.html` in `dist` and computes its policy.
    pub(crate) fn open(dist: &Path, config: Config) -> io::Result<Self> {
        let path = dist.join("index.html");
        let modified = std::fs::metadata(&path)?.modified()?;
        let policy = policy(&config, &std::fs::read_to_string(&path)?)?;
        Ok(Self {
            path,
            config,
            seen: RwLock::new(Seen { modified, policy }),
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The `Content-Security-Policy` of the page that was last seen.
    pub(crate) fn policy(&self) -> HeaderValue {
        self.seen
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .policy
            .clone()
    }

    /// Computes the policy again if the file has changed, as it does while somebody works on the application
    /// and when a new build is put in place.
    pub(crate) async fn refresh(&self) -> io::Result<()> {
        let modified = tokio::fs::metadata(&self.path).await?.modified()?;
        if modified
            != self
                .seen
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .modified
        {
            let policy = policy(&self.config, &tokio::fs::read_to_string(&self.path).await?)?;
            *self.seen.write().unwrap_or_else(PoisonError::into_inner) = Seen { modified, policy };
        }
        Ok(())
    }
}

fn policy(config: &Config, html: &str) -> io::Result<HeaderValue> {
    let inline = inline(html).map_err(io::Error::other)?;
    HeaderValue::try_from(headers::content_security_policy(config, &inline))
        .map_err(io::Error::other)
}

/// The hashes of every `<style>` and of every inline `<script>` that runs.
fn inline(html: &str) -> Result<Inline, lol_html::errors::RewritingError> {
    // A browser hashes what its parser has read, and that reads every line end as \n.
    let html = html.replace("\r\n", "\n");
    let (mut styles, mut scripts) = (Hashes::default(), Hashes::default());
    let script = "script:not([src]):not([type=\"application/json\"])";
    rewrite_str(
        &html,
        RewriteStrSettings::new()
            .append_element_content_handler(text!("style", |part| {
                styles.add(part.as_str(), part.last_in_text_node());
                Ok(())
            }))
            .append_element_content_handler(text!(script, |part| {
                scripts.add(part.as_str(), part.last_in_text_node());
                Ok(())
            })),
    )?;
    Ok(Inline {
        styles: styles.done,
        scripts: scripts.done,
    })
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
    use super::inline;

    #[test]
    fn hashes_what_stands_inline_and_only_that() {
        // printf 'a{}' | openssl dgst -sha256 -binary | base64, and so on
        let html = "<!DOCTYPE html><style>a{}</style><script src=\"/x.js\"></script>\
                    <script type=\"application/json\">{}</script><script>\r\nlet a = '<b>&amp;';\r\n</script>\
                    <body><style></style><p>text</p>";
        let inline = inline(html).unwrap();
        assert_eq!(
            inline.styles,
            ["'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='"]
        );
        assert_eq!(
            inline.scripts,
            ["'sha256-wwo1kxpdmPpkTKNXEMBgFa7leF/xoalifd0rW4pY4ns='"]
        );
    }
}
