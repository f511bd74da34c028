//! `i18n`: by id with context, by key, and otherwise as it comes. And the languages in `locales/` are whole.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use vestibule::flow::{Text, TextKind};
use vestibule::i18n::{Catalogue, choose, is_from_right, is_tag, phrases};

fn german() -> Catalogue {
    let json = json!({
        "1010002": "Mit {provider} anmelden",
        "4000003": "Mindestens {min_length} Zeichen, nicht {actual_length}{",
        "sign_in": "Anmelden",
        "signed_in_as": "Angemeldet als {name}.",
    });
    Catalogue::new("de", json.as_object().unwrap().clone())
}

fn text(id: u32, context: serde_json::Value) -> Text {
    Text {
        id,
        text: "Kratos' own words".to_owned(),
        kind: TextKind::Info,
        context,
    }
}

/// UX-36: the id is translated, with the values of the context; what has no translation is said in Kratos' own words.
#[test]
fn messages_go_by_their_id_with_their_context() {
    let german = german();
    assert_eq!(
        german.text(&text(1_010_002, json!({"provider": "Acme {x}"}))),
        "Mit Acme {x} anmelden"
    );
    assert_eq!(
        german.text(&text(4_000_003, json!({"min_length": 8}))),
        "Mindestens 8 Zeichen, nicht {actual_length}{"
    );
    assert_eq!(german.text(&text(1, json!(null))), "Kratos' own words");
    let english = Catalogue::default();
    assert_eq!(
        english.text(&text(1_010_002, json!({"provider": "Acme"}))),
        "Kratos' own words"
    );
    assert_eq!(english.language(), "en");
}

/// G-06: the titles of all traits share a message id, so none of them could be translated.
#[test]
fn a_trait_has_a_title_and_values_by_its_name() {
    let json =
        json!({"traits.colour": "Farbe", "traits.name.first": "Vorname", "traits.size.L": "Groß"});
    let german = Catalogue::new("de", json.as_object().unwrap().clone());
    let title = |name: &str| german.text(&text(1_070_002, json!({"title": "Own", "name": name})));
    assert_eq!(title("traits.colour"), "Farbe");
    assert_eq!(title("traits.name.first"), "Vorname");
    assert_eq!(title("traits.name"), "Kratos' own words");
    // Only a title goes by a name.
    let other = text(1_010_002, json!({"name": "traits.colour"}));
    assert_eq!(german.text(&other), "Kratos' own words");
    let untitled = german.text(&text(1_070_002, json!({"title": "Own"})));
    assert_eq!(untitled, "Kratos' own words");
    assert_eq!(german.value("traits.size", "L"), "Groß");
    assert_eq!(german.value("traits.size", "M"), "M");
    let own = json!({"traits.colour": "Lieblingsfarbe"});
    let own = german.with(own.as_object().unwrap());
    let colour = json!({"title": "Own", "name": "traits.colour"});
    assert_eq!(own.text(&text(1_070_002, colour)), "Lieblingsfarbe");
}

#[test]
fn phrases_go_by_their_key() {
    let german = german();
    assert_eq!(german.t(phrases::SIGN_IN), "Anmelden");
    assert_eq!(german.t(phrases::SIGN_OUT), "Sign out");
    assert_eq!(
        german.t_with(phrases::SIGNED_IN_AS, &[("name", "a@example.com")]),
        "Angemeldet als a@example.com."
    );
}

/// G-07: a language with a region was never chosen, by browser and server alike.
#[test]
fn a_language_is_chosen_by_its_whole_tag_then_by_less_of_it() {
    for (wishes, available, chosen) in [
        ("pt-BR", "pt-BR", "pt-BR"),
        ("pt-BR", "pt pt-BR", "pt-BR"),
        ("pt", "pt-BR pt", "pt"),
        ("pt-PT", "pt-BR pt", "pt"),
        ("pt-PT", "pt-BR", "pt-BR"),
        ("pt", "pt-BR", "pt-BR"),
        ("PT-br", "pt pt-BR", "pt-BR"),
        ("pt_BR", "pt pt-BR", "pt-BR"),
        ("pt-BR", "PT-br", "PT-br"),
        ("de-AT", "fr de", "de"),
        ("de-CH-1996", "de de-CH", "de-CH"),
        ("de-DE-u-co-phonebk", "de", "de"),
        ("ca-valencia", "ca ca-valencia", "ca-valencia"),
        ("es-419", "es es-419", "es-419"),
        ("es-MX", "es-419 es", "es"),
        ("zh-TW", "zh-TW", "zh-TW"),
        ("zh-Hant-TW", "zh-Hant", "zh-Hant"),
        ("zh-TW", "zh zh-Hans zh-Hant", "zh-Hant"),
        ("zh-HK", "zh zh-TW", "zh-TW"),
        ("zh-TW", "zh-CN zh-Hans", ""),
        ("zh-CN", "zh-Hant zh-TW zh-Hans", "zh-Hans"),
        ("zh", "zh-TW zh-CN", "zh-CN"),
        ("zh-TW", "zh", "zh"),
        ("sr-Latn-RS", "sr sr-Latn", "sr-Latn"),
        ("az-Arab", "az-Latn", ""),
        ("no", "nb", "nb"),
        ("nb-NO", "no", "no"),
        ("nn-NO", "nb nn", "nn"),
        ("nn", "nb", "nb"),
        ("nb", "nn no", "no"),
        ("iw", "he", "he"),
        ("he-IL", "iw", "iw"),
        ("in-ID", "id", "id"),
        ("tl", "fil", "fil"),
        // The user's order comes before how well it suits.
        ("fi fr-CA de", "de fr", "fr"),
        ("de-CH fr", "fr de", "de"),
        // English is there without a catalogue.
        ("en-US de", "de", ""),
        ("en-GB", "en-GB", "en-GB"),
        ("en-AU", "en-GB de", ""),
        ("en", "en-GB en", ""),
        ("fi", "de", ""),
        ("* de", "de", "de"),
        (" de", "de", "de"),
        ("deu", "de", ""),
        ("", "de", ""),
    ] {
        let list = |tags: &str| tags.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let (wished, there) = (list(wishes), list(available));
        let found = choose(&wished, &there).unwrap_or_default();
        assert_eq!(found, chosen, "{wishes} of {available}");
    }
}

/// G-07: the direction of writing was known of four tags alone, and only as they are written here.
#[test]
fn a_language_is_written_in_the_direction_of_its_script() {
    for tag in [
        "ar",
        "ar-EG",
        "AR",
        "he",
        "he-IL",
        "iw",
        "fa-IR",
        "ur",
        "ur-PK",
        "ps",
        "sd",
        "ug",
        "yi",
        "dv",
        "ckb-IQ",
        "az-Arab",
        "pa-Arab-PK",
        "pa-PK",
        "uz-AF",
        "ku-Arab",
        "ff-Adlm",
    ] {
        assert!(is_from_right(tag), "{tag}");
    }
    for tag in [
        "en",
        "de-AT",
        "ar-Latn",
        "az",
        "az-Latn",
        "pa",
        "uz",
        "ku",
        "zh-Hant-TW",
        "ug-Cyrl",
        "fr-u-nu-arab",
        "",
    ] {
        assert!(!is_from_right(tag), "{tag}");
    }
}

#[test]
fn a_tag_names_a_language() {
    for tag in [
        "de",
        "pt-BR",
        "zh-Hant-TW",
        "es-419",
        "ca-valencia",
        "de-CH-1996",
        "fil",
        "sr-Latn",
    ] {
        assert!(is_tag(tag), "{tag}");
    }
    for tag in [
        "",
        "d",
        "de-",
        "pt_BR",
        "../de",
        "de/at",
        "german language",
        "de-AT-Latn",
        "de-AT-CH",
        "1de",
        "*",
    ] {
        assert!(!is_tag(tag), "{tag}");
    }
}

/// The sentences that outside suites look for stand in the contract, in a fixture for those who lack it, and in the file
/// that the page reads.
#[test]
fn kratos_wording_is_that_of_the_contract() {
    let folder = env!("CARGO_MANIFEST_DIR");
    let read = |path: &str| -> BTreeMap<String, String> {
        let json = fs::read_to_string(format!("{folder}/{path}")).unwrap();
        serde_json::from_str(&json).unwrap()
    };
    let (target, file) = (
        read("tests/fixtures/wording.json"),
        read("data/kratos-wording.json"),
    );
    for (key, sentence) in &target {
        assert_eq!(file.get(key), Some(sentence), "{key}");
    }
    for key in file.keys() {
        assert!(phrases::ALL.iter().any(|phrase| phrase.key == key), "{key}");
    }
    if let Ok(contract) = fs::read_to_string(format!("{folder}/../shared/ui-contract.md")) {
        let contract = contract.split_whitespace().collect::<Vec<_>>().join(" ");
        for sentence in target.values() {
            assert!(contract.contains(sentence), "{sentence}");
        }
    }
}

#[test]
fn every_key_stands_for_one_phrase() {
    let keys: HashSet<_> = phrases::ALL.iter().map(|phrase| phrase.key).collect();
    assert_eq!(keys.len(), phrases::ALL.len());
}

/// Messages that are nothing but a value: a reason, a secret, a name from the operator's schema, an address. Kratos' own
/// text is all there is to say.
const VALUES: [u64; 8] = [
    1_050_006, 1_050_009, 1_050_015, 1_050_022, 1_070_000, 1_070_002, 4_000_001, 5_000_001,
];

/// Words that two languages share.
const SHARED: [(&str, &str); 5] = [
    ("de", "status"),
    ("de", "passkey_settings"),
    ("de", "way_passkeys"),
    ("es", "error_prefix"),
    ("fr", "sessions"),
];

/// The patterns of every language, by language and key.
fn languages() -> BTreeMap<String, BTreeMap<String, String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
    let files = fs::read_dir(folder).unwrap();
    files
        .map(|file| {
            let path = file.unwrap().path();
            let language = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let json = fs::read_to_string(&path).unwrap();
            let patterns =
                serde_json::from_str(&json).unwrap_or_else(|error| panic!("{language}: {error}"));
            (language, patterns)
        })
        .collect()
}

/// The messages that Kratos sends, with an example of the context of each, by id.
fn messages() -> BTreeMap<String, (String, Value)> {
    let list: Vec<Value> = serde_json::from_str(include_str!("../fixtures/messages.json")).unwrap();
    list.into_iter()
        .filter(|entry| !VALUES.contains(&entry["id"].as_u64().unwrap()))
        .map(|entry| {
            let text = entry["text"].as_str().unwrap().to_owned();
            (entry["id"].to_string(), (text, entry["context"].clone()))
        })
        .filter(|(_, (text, _))| !text.starts_with("root, never sent"))
        .collect()
}

/// The names in braces.
fn names(pattern: &str) -> BTreeSet<&str> {
    let parts = pattern.split('{').skip(1);
    parts
        .map(|part| part.split_once('}').expect(pattern).0)
        .collect()
}

#[test]
fn every_language_says_every_phrase_and_every_message_and_nothing_else() {
    let messages = messages();
    let known: BTreeSet<&str> = phrases::ALL
        .iter()
        .map(|phrase| phrase.key)
        .chain(messages.keys().map(String::as_str))
        .collect();
    let languages = languages();
    assert!(languages.len() >= 4);
    for (language, patterns) in languages {
        let status_text: BTreeSet<&str> = patterns.keys().map(String::as_str).collect();
        let missing: Vec<_> = known.difference(&status_text).collect();
        let unknown: Vec<_> = status_text.difference(&known).collect();
        assert!(missing.is_empty(), "{language} lacks {missing:?}");
        assert!(unknown.is_empty(), "{language} has {unknown:?}");
    }
}

#[test]
fn every_key_stands_once_in_its_file() {
    for language in languages().keys() {
        let path = format!("{}/locales/{language}.json", env!("CARGO_MANIFEST_DIR"));
        let json = fs::read_to_string(path).unwrap();
        let mut seen = HashSet::new();
        for line in json.lines().filter_map(|line| line.split_once("\": \"")) {
            assert!(seen.insert(line.0), "{language} says {} twice", line.0);
        }
    }
}

#[test]
fn every_language_puts_the_same_values_into_a_phrase() {
    for (language, patterns) in languages() {
        for phrase in phrases::ALL {
            let Some(pattern) = patterns.get(phrase.key) else {
                continue; // another test's fault
            };
            assert_eq!(
                names(pattern),
                names(phrase.english),
                "{language} at {}",
                phrase.key
            );
        }
    }
}

#[test]
fn a_message_has_values_that_kratos_sends_and_people_can_read() {
    let languages = languages();
    for (id, (_, context)) in messages() {
        let mut first = None;
        for (language, patterns) in &languages {
            let Some(pattern) = patterns.get(&id) else {
                continue;
            };
            let names = names(pattern);
            for name in &names {
                let value = context.get(name);
                let is_text = value.is_some_and(|value| value.is_string() || value.is_number());
                // A moment would stand there as 2026-01-01T00:00:00Z.
                let is_moment = name.ends_with("_at") || name.ends_with("_unix");
                assert!(is_text && !is_moment, "{language} at {id}: {name}");
            }
            let of_first = first.get_or_insert_with(|| names.clone());
            assert_eq!(*of_first, names, "{language} at {id}");
        }
    }
}

#[test]
fn no_language_leaves_anything_in_english() {
    let messages = messages();
    let english: BTreeMap<&str, &str> = phrases::ALL
        .iter()
        .map(|phrase| (phrase.key, phrase.english))
        .chain(
            messages
                .iter()
                .map(|(id, (text, _))| (id.as_str(), text.as_str())),
        )
        .collect();
    let languages = languages();
    let same: BTreeSet<(&str, &str)> = languages
        .iter()
        .flat_map(|(language, patterns)| {
            let english = &english;
            patterns
                .iter()
                .filter(move |(key, pattern)| english.get(key.as_str()) == Some(&pattern.as_str()))
                .map(move |(key, _)| (language.as_str(), key.as_str()))
        })
        .collect();
    assert_eq!(same, BTreeSet::from(SHARED));
}
