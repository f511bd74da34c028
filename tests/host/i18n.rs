//! `i18n`: by id with context, by key, and otherwise as it comes.

use std::collections::HashSet;

use serde_json::json;
use vestibule::flow::{Text, TextKind};
use vestibule::i18n::{Catalogue, phrases};

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

#[test]
fn phrases_go_by_their_key() {
    let german = german();
    assert_eq!(german.say(phrases::SIGN_IN), "Anmelden");
    assert_eq!(german.say(phrases::SIGN_OUT), "Sign out");
    assert_eq!(
        german.say_with(phrases::SIGNED_IN_AS, &[("name", "a@example.com")]),
        "Angemeldet als a@example.com."
    );
}

#[test]
fn every_key_stands_for_one_phrase() {
    let keys: HashSet<_> = phrases::ALL.iter().map(|phrase| phrase.key).collect();
    assert_eq!(keys.len(), phrases::ALL.len());
}
