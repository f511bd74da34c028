//! Page: the documents of the application with the configuration in them, and the policy that fits what stands inline in
//! them: index.html, whose page the browser renders, and server.html, whose page is rendered here.
//!
//! The look that the operator has chosen is there before the first paint, and without scripts: a style sheet, an attribute for
//! the layout, and the frame around the card as the application itself renders it. The application finds the configuration
//! in the page and need not ask for it.
//!
//! A page that is rendered here goes into a [`Shell`], of which there is one for each language.

mod inline;
mod notice;
mod shell;

pub(crate) use notice::Notice;

use crate::{
    catalogues::Catalogues,
    config::Configuration,
    document::{self, Document},
    headers::{self, Inline},
    settings::{Allowed, Render},
};
use axum::{
    http::{HeaderMap, HeaderValue},
    response::Response,
};
use inline::{scripts, styles};
use lol_html::{
    RewriteStrSettings, element, errors::RewritingError, html_content::ContentType, rewrite_str,
};
use notice::Notices;
use shell::{Autocomplete, Content, Shell};
use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::SystemTime,
};
use vestibule::{
    config::Config,
    i18n::Catalogue,
    server::{self, Page as Drawn},
};

/// The documents as they were last seen.
pub(crate) struct Page {
    dist: PathBuf,
    path: PathBuf,
    render: Render,
    configuration: Configuration,
    allowed: Allowed,
    catalogues: Catalogues,
    seen: RwLock<Arc<Seen>>,
}

struct Seen {
    modified: SystemTime,
    policy: HeaderValue,
    document: Document,
    shells: BTreeMap<String, Shell>,
    notices: Notices,
}

impl Page {
    /// Reads the documents in `dist`, puts the configuration into them and computes their policy.
    pub(crate) fn open(
        dist: &Path,
        render: Render,
        configuration: Configuration,
        allowed: Allowed,
    ) -> io::Result<Self> {
        let path = dist.join(match render {
            Render::Client => "index.html",
            Render::Server => "server.html",
        });
        let modified = std::fs::metadata(&path)?.modified()?;
        let catalogues = match render {
            Render::Client => Catalogues::none(),
            Render::Server => Catalogues::open(dist, &configuration.config)?,
        };
        let html = Html::read(dist, render)?;
        let seen = Seen::new(modified, &configuration, &allowed, &catalogues, &html)?;
        Ok(Self {
            dist: dist.to_owned(),
            path,
            render,
            configuration,
            allowed,
            catalogues,
            seen: RwLock::new(Arc::new(seen)),
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn config(&self) -> &Config {
        &self.configuration.config
    }

    pub(crate) fn catalogues(&self) -> &Catalogues {
        &self.catalogues
    }

    fn seen(&self) -> Arc<Seen> {
        Arc::clone(&self.seen.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The `Content-Security-Policy` of the page that was last seen.
    pub(crate) fn policy(&self) -> HeaderValue {
        self.seen().policy.clone()
    }

    /// Reads the file again if it has changed, as it does while somebody works on the application and when a new build is put
    /// in place.
    pub(crate) async fn refresh(&self) -> io::Result<()> {
        let modified = tokio::fs::metadata(&self.path).await?.modified()?;
        if modified != self.seen().modified {
            let html = Html::read(&self.dist, self.render)?;
            let seen = Seen::new(
                modified,
                &self.configuration,
                &self.allowed,
                &self.catalogues,
                &html,
            )?;
            *self.seen.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(seen);
        }
        Ok(())
    }

    /// The page before anything is known, in the best encoding that the browser takes.
    pub(crate) fn response(&self, request_headers: &HeaderMap) -> Response {
        self.seen().document.response(request_headers)
    }

    /// A page that was rendered for one visitor, in this language. Of an address with a query something stands in it.
    pub(crate) fn rendered(
        &self,
        page: &Drawn,
        language: &str,
        request_headers: &HeaderMap,
        has_query: bool,
    ) -> Response {
        let seen = self.seen();
        // The response to a form that goes no further stands at an address that is no page of the application.
        let shells = match &page.address {
            Some(_) if page.data.is_empty() => &seen.notices.shells,
            _ => &seen.shells,
        };
        match shells.get(language) {
            Some(shell) => {
                let content = Content {
                    address: page.address.as_deref().unwrap_or_default(),
                    title: &page.title,
                    app: &page.html,
                    data: &page.data,
                };
                document::once(shell.around(&content), request_headers, has_query)
            }
            None => self.response(request_headers),
        }
    }

    /// A page of a few words, which is none of the application's.
    pub(crate) fn notice(&self, notice: &Notice<'_>, request_headers: &HeaderMap) -> Response {
        let catalogue = self.catalogues.choose(&[], request_headers);
        let config = &self.configuration.config;
        let seen = self.seen();
        let response = seen
            .notices
            .response(notice, config, &catalogue, request_headers);
        response.unwrap_or_else(|| self.response(request_headers))
    }
}

/// The documents as they were built.
struct Html {
    /// The browser renders its page: also where pages are rendered here, for those that nobody sees yet.
    client: String,
    /// Its page is rendered here.
    server: Option<String>,
}

impl Html {
    fn read(dist: &Path, render: Render) -> io::Result<Self> {
        let read = |name| std::fs::read_to_string(dist.join(name));
        Ok(Self {
            client: read("index.html")?,
            server: match render {
                Render::Client => None,
                Render::Server => Some(read("server.html")?),
            },
        })
    }
}

impl Seen {
    fn new(
        modified: SystemTime,
        configuration: &Configuration,
        allowed: &Allowed,
        catalogues: &Catalogues,
        html: &Html,
    ) -> io::Result<Self> {
        let english = Arc::default();
        let plain = configured(&html.client, configuration, &english).map_err(io::Error::other)?;
        let mut inline = Inline::default();
        for html in [Some(&html.client), html.server.as_ref()]
            .into_iter()
            .flatten()
        {
            // Of scripts, only those that were built may run: no configuration can add one.
            add(
                &mut inline.scripts,
                scripts(html).map_err(io::Error::other)?,
            );
            let html = configured(html, configuration, &english).map_err(io::Error::other)?;
            add(&mut inline.styles, styles(&html).map_err(io::Error::other)?);
        }
        let render = html
            .server
            .as_ref()
            .map_or(Render::Client, |_| Render::Server);
        let policy =
            headers::content_security_policy(&configuration.config, allowed, &inline, render);
        let (mut shells, mut notices) = (BTreeMap::new(), BTreeMap::new());
        for catalogue in catalogues.all() {
            let Some(html) = &html.server else { break };
            let html = configured(html, configuration, catalogue).map_err(io::Error::other)?;
            let language = catalogue.language().to_owned();
            let catalogue = Catalogue::clone(catalogue).with(&configuration.config.texts);
            let shell = |autocomplete| Shell::new(&html, &catalogue, autocomplete);
            shells.insert(language.clone(), shell(Autocomplete::Page)?);
            notices.insert(language, shell(Autocomplete::Notice)?);
        }
        Ok(Self {
            modified,
            policy: HeaderValue::try_from(policy).map_err(io::Error::other)?,
            document: Document::new(plain)?,
            shells,
            notices: Notices::new(notices),
        })
    }
}

/// Adds the hashes that are not there yet.
fn add(hashes: &mut Vec<String>, more: Vec<String>) {
    for hash in more {
        if !hashes.contains(&hash) {
            hashes.push(hash);
        }
    }
}

/// The page with what the operator has chosen.
fn configured(
    html: &str,
    configuration: &Configuration,
    catalogue: &Arc<Catalogue>,
) -> Result<String, RewritingError> {
    let config = Arc::new(configuration.config.clone());
    let (brand, links) = server::frame(&config, catalogue);
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
