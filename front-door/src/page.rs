//! Page: index.html, the one document behind every route, with the configuration in it, and the policy that fits what
//! stands inline in it.
//!
//! The look that the operator has chosen is there before the first paint, and without scripts: a style sheet, an attribute for
//! the layout, and the frame around the card as the application itself draws it. The application finds the configuration
//! in the page and need not ask for it.

use crate::{
    config::Configuration,
    document::Document,
    headers::{self, Inline},
};
use axum::{
    http::{HeaderMap, HeaderValue},
    response::Response,
};
use base64::Engine as _;
use lol_html::{RewriteStrSettings, element, html_content::ContentType, rewrite_str, text};
use sha2::{Digest as _, Sha256};
use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::SystemTime,
};
use vestibule::server;

/// index.html as it was last seen.
pub(crate) struct Page {
    path: PathBuf,
    configuration: Configuration,
    seen: RwLock<Seen>,
}

struct Seen {
    modified: SystemTime,
    policy: HeaderValue,
    document: Document,
}

impl Page {
    /// Reads `index.html` in `dist`, puts the configuration into it and computes its policy.
    pub(crate) fn open(dist: &Path, configuration: Configuration) -> io::Result<Self> {
        let path = dist.join("index.html");
        let modified = std::fs::metadata(&path)?.modified()?;
        let seen = Seen::new(modified, &configuration, &std::fs::read_to_string(&path)?)?;
        Ok(Self {
            path,
            configuration,
            seen: RwLock::new(seen),
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

    /// Reads the file again if it has changed, as it does while somebody works on the application and when a new build is put
    /// in place.
    pub(crate) async fn refresh(&self) -> io::Result<()> {
        let modified = tokio::fs::metadata(&self.path).await?.modified()?;
        if modified
            != self
                .seen
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .modified
        {
            let html = tokio::fs::read_to_string(&self.path).await?;
            let seen = Seen::new(modified, &self.configuration, &html)?;
            *self.seen.write().unwrap_or_else(PoisonError::into_inner) = seen;
        }
        Ok(())
    }

    /// The page, in the best encoding that the browser takes.
    pub(crate) fn answer(&self, asked: &HeaderMap) -> Response {
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        seen.document.answer(asked)
    }
}

impl Seen {
    fn new(modified: SystemTime, configuration: &Configuration, html: &str) -> io::Result<Self> {
        let html = configured(html, configuration).map_err(io::Error::other)?;
        let inline = inline(&html).map_err(io::Error::other)?;
        let policy = headers::content_security_policy(&configuration.config, &inline);
        Ok(Self {
            modified,
            policy: HeaderValue::try_from(policy).map_err(io::Error::other)?,
            document: Document::new(html)?,
        })
    }
}

/// The page with what the operator has chosen.
fn configured(
    html: &str,
    configuration: &Configuration,
) -> Result<String, lol_html::errors::RewritingError> {
    let config = Arc::new(configuration.config.clone());
    let (brand, links) = server::frame(&config);
    let json = server::embedded(&configuration.json);
    let css = config.theme.css();
    rewrite_str(
        html,
        RewriteStrSettings::new()
            .append_element_content_handler(element!("html", |root| {
                root.set_attribute("data-kratos", &config.kratos)?;
                root.set_attribute("data-layout", config.theme.layout.as_str())?;
                Ok(())
            }))
            .append_element_content_handler(element!("title", |title| {
                title.set_inner_content(&config.brand, ContentType::Text);
                Ok(())
            }))
            .append_element_content_handler(element!("head", |head| {
                let mut last =
                    format!("<script type=\"application/json\" id=\"config\">{json}</script>");
                if !css.is_empty() {
                    last.push_str(&format!("<style>{css}</style>"));
                }
                head.append(&last, ContentType::Html);
                Ok(())
            }))
            .append_element_content_handler(element!("#app > header", |header| {
                header.replace(&brand, ContentType::Html);
                Ok(())
            }))
            .append_element_content_handler(element!("#app > main", |main| {
                main.after(&links, ContentType::Html);
                Ok(())
            })),
    )
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
