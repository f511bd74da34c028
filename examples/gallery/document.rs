//! The *document* around what is rendered: `index.html` with its styles, and without what starts the application.

use std::{error::Error, fs};

/// The pieces of `index.html`.
pub(crate) struct Shell {
    head: String,
    broken: String,
    noscript: String,
}

/// A page that `index.html` brings along for when the application is not there.
pub(crate) enum Part {
    /// The card for who runs no scripts.
    NoScript,
    /// The card for why the application could not start or go on, with what it says besides and what was typed.
    Broken(&'static str, &'static str, &'static str),
}

impl Shell {
    pub(crate) fn read() -> Result<Self, Box<dyn Error>> {
        let html = fs::read_to_string("index.html")?;
        let piece = |from, to| between(&html, from, to).ok_or(format!("index.html has no {from}"));
        let mut head = String::new();
        for line in piece("<head>", "</head>")?.lines() {
            let style = line
                .contains("type=\"css\"")
                .then(|| between(line, "href=\"", "\""))
                .flatten();
            match style {
                Some(path) => {
                    let css = fs::read_to_string(path)?;
                    head.push_str(&format!("<style>\n{css}</style>\n"));
                }
                None if line.contains("data-trunk") => {}
                None => head.push_str(&format!("{}\n", line.trim())),
            }
        }
        Ok(Self {
            head,
            broken: piece("<template id=\"broken\">", "</template>")?.to_owned(),
            noscript: piece("<noscript>", "</noscript>")?.to_owned(),
        })
    }

    /// The page with this in `#app`. Its title is its last heading, as the application would set it.
    pub(crate) fn page(&self, app: &str, faulty: bool) -> String {
        let app = app.replace("<!>", "").replace("<!--<() />-->", "");
        let heading = |tag: &str| {
            let from = app.find(&format!("<{tag} "))?;
            let text = between(app.get(from..)?, ">", &format!("</{tag}>"))?;
            Some(text.trim().to_owned())
        };
        let subtitle = heading("h2").filter(|_| app.contains("class=\"subtitle\""));
        let title = subtitle.or_else(|| heading("h1")).unwrap_or_default();
        let error = if faulty { "Error: " } else { "" };
        self.document(&format!("{error}{title} – Vestibule"), &app)
    }

    /// A page that needs no application.
    pub(crate) fn part(&self, part: &Part) -> String {
        let brand =
            "<header class=\"brand\"><a class=\"brand-name\" href=\"/\">Vestibule</a></header>";
        match part {
            Part::NoScript => self.document("Vestibule", &format!("{brand}{}", self.noscript)),
            Part::Broken(why, reason, typed) => {
                // What card.js does to the template.
                let target = |line: &&str| {
                    between(line, "data-why=\"", "\"")
                        .is_none_or(|reasons| reasons.split(' ').any(|one| one == *why))
                };
                let card: Vec<&str> = self.broken.lines().filter(target).collect();
                let card = card.join("\n").replace(
                    "id=\"broken-reason\">",
                    &format!("id=\"broken-reason\">{reason}"),
                );
                let field = between(&card, "<div class=\"field\">", "</div>")
                    .unwrap_or_default()
                    .to_owned();
                let card = if typed.is_empty() {
                    card.replace(&format!("<div class=\"field\">{field}</div>"), "")
                } else {
                    card.replace(
                        "id=\"broken-typed\"",
                        &format!("id=\"broken-typed\" value=\"{typed}\""),
                    )
                };
                self.document("Vestibule", &card)
            }
        }
    }

    fn document(&self, title: &str, app: &str) -> String {
        let head = self.head.replace(
            "<title>Vestibule</title>",
            &format!("<title>{title}</title>"),
        );
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n{head}<script src=\"page.js\"></script>\n</head>\n\
             <body>\n<div data-testid=\"app-react\"><div id=\"app\">{app}</div></div>\n</body>\n</html>\n"
        )
    }
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(from)?;
    Some(rest.split_once(to)?.0)
}
