//! Catalogues: the texts of every language that the operator offers, for visitors who say which ones they read.

use axum::http::{HeaderMap, header};
use std::{collections::BTreeMap, io, path::Path, sync::Arc};
use vestibule::i18n::{Catalogue, choose};

/// The texts, by language.
pub(crate) struct Catalogues {
    languages: Vec<String>,
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
            languages: catalogues.keys().cloned().collect(),
            catalogues,
            english: Arc::default(),
        })
    }

    /// The texts in the language that the visitor reads best (`Accept-Language`, RFC 9110, 12.5.4).
    pub(crate) fn choose(&self, headers: &HeaderMap) -> Arc<Catalogue> {
        let wanted = wanted(headers);
        let language = choose(&wanted, &self.languages);
        let found = language.and_then(|language| self.catalogues.get(language));
        Arc::clone(found.unwrap_or(&self.english))
    }

    /// All of them, English first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Catalogue>> {
        std::iter::once(&self.english).chain(self.catalogues.values())
    }
}

/// The languages that the visitor reads, the preferred one first.
fn wanted(headers: &HeaderMap) -> Vec<String> {
    let mut languages: Vec<(f32, String)> = headers
        .get_all(header::ACCEPT_LANGUAGE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|one| {
            let (name, weight) = one.split_once(';').unwrap_or((one, "q=1"));
            let weight = weight.trim().strip_prefix("q=")?.parse().ok()?;
            (weight > 0.0).then(|| (weight, name.trim().to_owned()))
        })
        .collect();
    languages.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    languages.into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::wanted;
    use axum::http::{HeaderMap, header};

    #[test]
    fn the_languages_come_by_weight_and_then_in_their_order() {
        let mut headers = HeaderMap::new();
        let value = "en;q=0.5, de-CH, fr;q=0.9, it;q=0, de;q=0.9";
        headers.insert(header::ACCEPT_LANGUAGE, value.parse().unwrap());
        assert_eq!(wanted(&headers), ["de-CH", "fr", "de", "en"]);
        assert!(wanted(&HeaderMap::new()).is_empty());
    }
}
