//! Shell: the document with room in it for a page that is rendered for one visitor.

use lol_html::{RewriteStrSettings, element, html_content::ContentType, rewrite_str};
use std::io;
use vestibule::i18n::{Catalogue, is_from_right, phrases};

/// A document, cut where a page goes into it.
pub(super) struct Shell {
    /// What stands between, and which part goes behind it; at last nothing.
    pieces: Vec<(String, Option<Part>)>,
}

#[derive(Clone, Copy)]
enum Part {
    Location,
    Title,
    App,
    Data,
}

/// What is rendered for one visitor.
#[derive(Default)]
pub(super) struct Content<'a> {
    /// The page's own address, for src/address.js.
    pub(super) address: &'a str,
    pub(super) title: &'a str,
    /// The markup inside of `#app`.
    pub(super) app: &'a str,
    /// JSON for the application, or markup of the head.
    pub(super) data: &'a str,
}

/// What a shell is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Autocomplete {
    /// A page that the application hydrates.
    Page,
    /// A few words, without scripts.
    Notice,
}

/// What the page says where the application does not come, or stops: phrases by `data-why`.
const LINES: [(&str, vestibule::i18n::Phrase); 2] =
    [("start", phrases::SIMPLE), ("panic", phrases::STOPPED)];

/// What no document has in it.
const CUT: char = '\u{f8ff}';

impl Shell {
    /// Cuts the document of a build for one language.
    pub(super) fn new(
        html: &str,
        catalogue: &Catalogue,
        autocomplete: Autocomplete,
    ) -> io::Result<Self> {
        let language = catalogue.language();
        let is_page = autocomplete == Autocomplete::Page;
        let without = if is_page {
            "noscript"
        } else {
            "noscript, script, template, link#glue"
        };
        let mark = |name| format!("{CUT}{name}{CUT}");
        let (address, title) = (mark("address"), mark("title"));
        let (app, data) = (mark("app"), mark("data"));
        let line = |why: Option<String>| {
            let line = LINES.iter().find(|(name, _)| Some(*name) == why.as_deref());
            line.map(|(_, phrase)| catalogue.t(*phrase))
        };
        let html = rewrite_str(
            html,
            RewriteStrSettings::new()
                .append_element_content_handler(element!("html", |root| {
                    root.set_attribute("lang", language)?;
                    if is_page {
                        root.set_attribute("data-page", &address)?;
                    }
                    if is_from_right(language) {
                        root.set_attribute("dir", "rtl")?;
                    }
                    Ok(())
                }))
                .append_element_content_handler(element!("title", |element| {
                    element.set_inner_content(&title, ContentType::Text);
                    if !is_page {
                        element.after(&data, ContentType::Html);
                    }
                    Ok(())
                }))
                .append_element_content_handler(element!("#app", |element| {
                    element.set_inner_content(&app, ContentType::Html);
                    if is_page {
                        element.after(&data, ContentType::Html);
                    }
                    Ok(())
                }))
                .append_element_content_handler(element!("#broken [data-why]", |element| {
                    if let Some(text) = line(element.get_attribute("data-why")) {
                        element.set_inner_content(&text, ContentType::Text);
                    }
                    Ok(())
                }))
                .append_element_content_handler(element!(without, |element| {
                    element.remove();
                    Ok(())
                })),
        );
        let html = html.map_err(io::Error::other)?;
        let mut pieces = Vec::new();
        let mut texts = html.split(CUT);
        while let Some(text) = texts.next() {
            let part = match texts.next() {
                Some("address") => Some(Part::Location),
                Some("title") => Some(Part::Title),
                Some("app") => Some(Part::App),
                Some(_) => Some(Part::Data),
                None => None,
            };
            pieces.push((text.to_owned(), part));
        }
        if pieces.len() == if is_page { 5 } else { 4 } {
            Ok(Self { pieces })
        } else {
            Err(io::Error::other(
                "the document is not one of this application",
            ))
        }
    }

    /// The document with this in it.
    pub(super) fn around(&self, content: &Content<'_>) -> String {
        let Content {
            address,
            title,
            app,
            data,
        } = content;
        let length: usize = self.pieces.iter().map(|(text, _)| text.len()).sum();
        let mut html = String::with_capacity(length + app.len() + data.len() + 512);
        for (text, part) in &self.pieces {
            html.push_str(text);
            match part {
                Some(Part::Location) => html.push_str(&escaped(address)),
                Some(Part::Title) => html.push_str(&escaped(title)),
                Some(Part::App) => html.push_str(app),
                Some(Part::Data) if data.starts_with('{') => {
                    html.push_str("<script type=\"application/json\" id=\"flow\">");
                    html.push_str(data);
                    html.push_str("</script>");
                }
                Some(Part::Data) => html.push_str(data),
                None => {}
            }
        }
        html
    }
}

/// A text in HTML, also in an attribute.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
