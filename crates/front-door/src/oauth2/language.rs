//! Language: the texts of these pages in the language that a visitor gets all pages in.

use serde_json::{Map, Value};
use std::sync::LazyLock;
use vestibule::{config::Config, i18n::Catalogue};

/// The languages besides English that these pages are translated into.
static TRANSLATIONS: LazyLock<Vec<(&str, Map<String, Value>)>> = LazyLock::new(|| {
    let files = [
        ("ar", include_str!("../../locales/oauth2/ar.json")),
        ("de", include_str!("../../locales/oauth2/de.json")),
        ("es", include_str!("../../locales/oauth2/es.json")),
        ("fr", include_str!("../../locales/oauth2/fr.json")),
    ];
    let parse = |(language, text)| (language, serde_json::from_str(text).unwrap_or_default());
    files.into_iter().map(parse).collect()
});

/// A catalogue with the texts of these pages as well, and the operator's own over them.
pub(super) fn catalogue(catalogue: &Catalogue, config: &Config) -> Catalogue {
    let language = catalogue.language().to_ascii_lowercase();
    let plain = language.split('-').next().unwrap_or_default();
    let found = TRANSLATIONS.iter().find(|(name, _)| *name == plain);
    let all = match found {
        Some((_, texts)) => catalogue.clone().with(texts),
        None => catalogue.clone(),
    };
    all.with(&config.texts)
}

#[cfg(test)]
mod tests {
    use super::super::phrases::ALL;
    use super::TRANSLATIONS;
    use std::collections::BTreeSet;

    #[test]
    fn every_language_says_all_there_is_to_say() {
        let keys: BTreeSet<&str> = ALL.iter().map(|phrase| phrase.key).collect();
        assert_eq!(keys.len(), ALL.len());
        for (language, texts) in TRANSLATIONS.iter() {
            let found: BTreeSet<&str> = texts.keys().map(String::as_str).collect();
            assert_eq!(found, keys, "{language}");
            for phrase in ALL {
                let text = texts[phrase.key].as_str().unwrap();
                for name in ["{client}", "{date}"] {
                    let says = phrase.english.contains(name);
                    assert_eq!(text.contains(name), says, "{language} {}", phrase.key);
                }
                let is_same = text == phrase.english && phrase.key != "oauth2_device_code";
                assert!(!is_same, "{language} {}", phrase.key);
            }
        }
    }
}
