//! Shell: the document with room in it for a page that is drawn for one visitor.

use lol_html::{RewriteStrSettings, element, html_content::ContentType, rewrite_str};
use std::io;
use vestibule::{
    i18n::{Catalogue, is_from_right},
    server::Page,
};

/// A document, cut where a page goes into it.
pub(super) struct Shell {
    /// What stands between, and which part goes behind it; at last nothing.
    pieces: Vec<(String, Option<Part>)>,
}

#[derive(Clone, Copy)]
enum Part {
    Title,
    App,
    Data,
}

/// What no document has in it.
const CUT: char = '\u{f8ff}';

impl Shell {
    /// `without` is what is left out, and before the element `data` stands what the page brings along.
    pub(super) fn new(
        html: &str,
        catalogue: &Catalogue,
        without: &str,
        data: &str,
    ) -> io::Result<Self> {
        let language = catalogue.language();
        let mark = |name| format!("{CUT}{name}{CUT}");
        let (title, app, before) = (mark("title"), mark("app"), mark("data"));
        let html = rewrite_str(
            html,
            RewriteStrSettings::new()
                .append_element_content_handler(element!("html", |root| {
                    root.set_attribute("lang", language)?;
                    if is_from_right(language) {
                        root.set_attribute("dir", "rtl")?;
                    }
                    Ok(())
                }))
                .append_element_content_handler(element!("title", |element| {
                    element.set_inner_content(&title, ContentType::Text);
                    Ok(())
                }))
                .append_element_content_handler(element!("#app", |element| {
                    element.set_inner_content(&app, ContentType::Html);
                    Ok(())
                }))
                .append_element_content_handler(element!(data, |element| {
                    element.before(&before, ContentType::Html);
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
                Some("title") => Some(Part::Title),
                Some("app") => Some(Part::App),
                Some(_) => Some(Part::Data),
                None => None,
            };
            pieces.push((text.to_owned(), part));
        }
        if pieces.len() == 4 {
            Ok(Self { pieces })
        } else {
            Err(io::Error::other(
                "the document is not one of this application",
            ))
        }
    }

    /// The document with a page in it, and what the application begins with.
    pub(super) fn page(&self, page: &Page) -> String {
        if page.data.is_empty() {
            return self.around(&page.title, &page.html, "");
        }
        let address = page.address.as_ref().map_or_else(String::new, |address| {
            format!(" data-page=\"{}\"", escaped(address))
        });
        let data = format!(
            "<script type=\"application/json\" id=\"flow\"{address}>{}</script>",
            page.data
        );
        self.around(&page.title, &page.html, &data)
    }

    /// The document with this in it.
    pub(super) fn around(&self, title: &str, app: &str, data: &str) -> String {
        let length: usize = self.pieces.iter().map(|(text, _)| text.len()).sum();
        let mut html = String::with_capacity(length + app.len() + data.len() + 512);
        for (text, part) in &self.pieces {
            html.push_str(text);
            match part {
                Some(Part::Title) => html.push_str(&escaped(title)),
                Some(Part::App) => html.push_str(app),
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
