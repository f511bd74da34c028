//! Catalogues: the texts of every language that the operator offers, for visitors who say which ones they read.

use crate::headers::wishes;
use axum::http::{HeaderMap, header};
use std::{collections::BTreeMap, io, path::Path, sync::Arc};
use vestibule::i18n::{Catalogue, choose};

/// The texts, by language.
pub(crate) struct Catalogues {
    catalogues: BTreeMap<String, Arc<Catalogue>>,
    english: Arc<Catalogue>,
}

impl Catalogues {
    /// Reads `locales/<language>.json` in `dist`.
    ///
    /// # Errors
    /// The language whose file cannot be read, with what is wrong with it.
    pub(crate) fn open(dist: &Path, languages: &[String]) -> io::Result<Self> {
        let mut catalogues = BTreeMap::new();
        for language in languages.iter().filter(|language| *language != "en") {
            let path = dist.join("locales").join(format!("{language}.json"));
            let read = |text: String| serde_json::from_str(&text).map_err(io::Error::other);
            let patterns = std::fs::read_to_string(&path).and_then(read);
            let patterns = patterns
                .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
            catalogues.insert(
                language.clone(),
                Arc::new(Catalogue::new(language, patterns)),
            );
        }
        Ok(Self {
            catalogues,
            english: Arc::default(),
        })
    }

    /// The texts in the best of some languages, else in the one that the visitor reads best (`Accept-Language`, RFC 9110, 12.5.4).
    pub(crate) fn choose(&self, first: &[String], headers: &HeaderMap) -> Arc<Catalogue> {
        let mut wanted = first.to_vec();
        wanted.extend(wishes(headers, &header::ACCEPT_LANGUAGE));
        let language = choose(&wanted, |language| self.catalogues.contains_key(language));
        let found = language.and_then(|language| self.catalogues.get(language));
        Arc::clone(found.unwrap_or(&self.english))
    }

    /// All of them, English first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Catalogue>> {
        std::iter::once(&self.english).chain(self.catalogues.values())
    }
}
