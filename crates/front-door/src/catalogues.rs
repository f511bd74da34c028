//! Catalogues: the texts of every language that the operator offers, for visitors who say which ones they read.

use crate::headers::wishes;
use axum::http::{HeaderMap, header};
use std::{collections::BTreeMap, io, path::Path, sync::Arc};
use vestibule::{
    config::Config,
    i18n::{Catalogue, ENGLISH, choose, file},
};

/// The texts, by language.
pub(crate) struct Catalogues {
    /// In the operator's order.
    languages: Vec<String>,
    catalogues: BTreeMap<String, Arc<Catalogue>>,
    english: Arc<Catalogue>,
}

impl Catalogues {
    /// Reads the files of the languages in `dist`.
    ///
    /// # Errors
    /// The file that cannot be read, with what is wrong with it.
    pub(crate) fn open(dist: &Path, config: &Config) -> io::Result<Self> {
        let read = |language: Option<&str>| -> io::Result<Arc<Catalogue>> {
            let Some(file) = file(language, config.wording) else {
                return Ok(Arc::default());
            };
            let path = dist.join(file.trim_start_matches('/'));
            let parse = |text: String| serde_json::from_str(&text).map_err(io::Error::other);
            let patterns = std::fs::read_to_string(&path).and_then(parse);
            let patterns = patterns
                .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
            let language = language.unwrap_or(ENGLISH);
            Ok(Arc::new(Catalogue::new(language, patterns)))
        };
        let mut catalogues = BTreeMap::new();
        for language in config.languages.iter().filter(|one| *one != ENGLISH) {
            catalogues.insert(language.clone(), read(Some(language))?);
        }
        Ok(Self {
            languages: config.languages.clone(),
            catalogues,
            english: read(None)?,
        })
    }

    /// None, for a page that the browser renders.
    pub(crate) fn none() -> Self {
        Self {
            languages: Vec::new(),
            catalogues: BTreeMap::new(),
            english: Arc::default(),
        }
    }

    /// The texts in the best of some languages, else in the one that the visitor reads best (`Accept-Language`, RFC 9110, 12.5.4).
    pub(crate) fn choose(&self, first: &[String], headers: &HeaderMap) -> Arc<Catalogue> {
        let mut target = first.to_vec();
        target.extend(wishes(headers, &header::ACCEPT_LANGUAGE));
        let language = choose(&target, &self.languages);
        let found = language.and_then(|language| self.catalogues.get(language));
        Arc::clone(found.unwrap_or(&self.english))
    }

    /// All of them, English first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Catalogue>> {
        std::iter::once(&self.english).chain(self.catalogues.values())
    }
}
