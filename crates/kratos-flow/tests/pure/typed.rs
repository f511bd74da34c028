//! What users type, as it is meant.

use kratos_flow::flow::typed::{address, code, number, phone};
use kratos_flow::flow::{Flow, Submitter, body};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::arbitrary::{flow_of, input};

/// The digits 0 to 9 of some scripts.
const SCRIPTS: [&str; 6] = [
    "٠١٢٣٤٥٦٧٨٩",
    "۰۱۲۳۴۵۶۷۸۹",
    "०१२३४५६७८९",
    "０１２３４５６７８９",
    "০১২৩৪৫৬৭৮৯",
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
];

/// What cannot be seen, or looks like a space.
const UNSEEN: &str = "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}\u{200e}\u{200f}\u{61c}\u{202a}\u{202b}\u{202c}\
                      \u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{fe0f}\u{a0}\u{202f}\u{2009}\u{3000}\t\n ";

const DASHES: &str =
    "-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}\u{fe63}\u{ff0d}\u{58a}";

fn in_script(digits: &str, script: &str) -> String {
    let all: Vec<char> = script.chars().collect();
    let digit = |c: char| c.to_digit(10).map_or(c, |at| all[at as usize]);
    digits.chars().map(digit).collect()
}

/// A text with something between all its characters.
fn with(text: &str, between: char) -> String {
    let mut out = String::from(between);
    for c in text.chars() {
        out.push(c);
        out.push(between);
    }
    out
}

proptest! {
    /// Every decimal digit of Unicode is one of ten.
    #[test]
    fn g_14_every_digit_is_a_digit(typed in "\\p{Nd}{6}") {
        let code = code(&typed);
        prop_assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()), "{typed} {code}");
    }

    #[test]
    fn ascii_codes_addresses_and_numbers_are_sent_as_they_are(word in "[a-z0-9]{1,12}", whole in any::<i32>()) {
        prop_assert_eq!(code(&word), word.clone());
        let mail = format!("{word}.x+y@my-{word}.example.com");
        prop_assert_eq!(address(&mail), mail);
        prop_assert_eq!(number(&whole.to_string()), whole.to_string());
    }
}

#[test]
fn g_14_digits_of_all_scripts() {
    for script in SCRIPTS {
        assert_eq!(code(&in_script("012345", script)), "012345", "{script}");
        assert_eq!(number(&in_script("36", script)), "36", "{script}");
        assert_eq!(
            phone(&in_script("+49 171 2345678", script)),
            "+491712345678",
            "{script}"
        );
        assert_eq!(
            phone(&in_script("0171 2345678", script)),
            "0171 2345678",
            "{script}"
        );
        assert_eq!(
            address(&in_script("ada36@example.com", script)),
            "ada36@example.com",
            "{script}"
        );
    }
    assert_eq!(address("ａｄａ＠ｅｘａｍｐｌｅ。com"), "ada@example.com");
}

#[test]
fn g_14_what_cannot_be_seen_is_not_meant() {
    for c in UNSEEN.chars().chain(DASHES.chars()) {
        assert_eq!(code(&with("a1b2c3", c)), "a1b2c3", "{c:?}");
        assert_eq!(phone(&with("+491712345678", c)), "+491712345678", "{c:?}");
    }
    for c in UNSEEN.chars() {
        assert_eq!(number(&with("-36.5", c)), "-36.5", "{c:?}");
        assert_eq!(
            address(&with("ada@example.com", c)),
            "ada@example.com",
            "{c:?}"
        );
        assert_eq!(
            address(&format!("{c}ada lovelace{c}")),
            "ada lovelace",
            "{c:?}"
        );
    }
    for c in DASHES.chars() {
        assert_eq!(address(&format!("ada@my{c}host.com")), "ada@my-host.com");
        assert_eq!(number(&format!("{c}36")), "-36");
    }
}

#[test]
fn a_name_in_another_script_keeps_its_digits_and_joiners() {
    for name in [
        "احمد٣",
        "می\u{200c}خواهم۱",
        "jürgen@example.com",
        "\"a b\"@example.com",
    ] {
        assert_eq!(address(name), name);
    }
    assert_eq!(address("\u{feff}احمد٣\u{200f} "), "احمد٣");
    // Only digits: a user name, and no phone number.
    assert_eq!(address("0171 2345678"), "0171 2345678");
    assert_eq!(address("0049171"), "0049171");
    assert_eq!(address("+49 (0)171 234-5678"), "+491712345678");
}

#[test]
fn numbers_as_they_are_written() {
    for (typed, meant) in [
        ("1,75", "1.75"),
        ("٣٦٫٥", "36.5"),
        ("1 000", "1000"),
        ("1’000", "1000"),
        ("+5", "5"),
        (".5", "0.5"),
        ("-,5", "-0.5"),
        ("1,234", "1,234"),
        ("many", "many"),
        ("", ""),
    ] {
        assert_eq!(number(typed), meant, "{typed}");
    }
}

#[test]
fn g_13_a_domain_is_ascii_in_every_field() {
    for (typed, sent) in [
        ("info@müller.de", "info@xn--mller-kva.de"),
        ("info@MÜLLER.de", "info@xn--mller-kva.de"),
        ("info@xn--mller-kva.de", "info@xn--mller-kva.de"),
        ("a@mail.bücher.example", "a@mail.xn--bcher-kva.example"),
        ("a@中国", "a@xn--fiqs8s"),
        ("a@аррӏе.com", "a@xn--80ak6aa92e.com"),
        ("a@مثال.إختبار", "a@xn--mgbh0fb.xn--kgbechtv"),
        ("a@faß.de", "a@xn--fa-hia.de"),
        ("a@büro-über.de", "a@xn--bro-ber-n2ad.de"),
        ("jürgen@example.com", "jürgen@example.com"),
        ("jürgen", "jürgen"),
    ] {
        assert_eq!(address(typed), sent);
    }
}

fn profile(traits: Vec<serde_json::Value>) -> Flow {
    let mut nodes = traits;
    nodes.push(input("profile", "method", "submit", &json!("profile")));
    flow_of(&nodes)
}

fn sent(flow: &Flow, name: &str, typed: &str) -> Value {
    let submitter = Submitter::button(flow, "method", "profile");
    let fields = [(name.to_owned(), typed.to_owned())];
    body(flow, &fields, &submitter)
        .remove(name)
        .unwrap_or_default()
}

#[test]
fn g_14_each_field_has_its_meaning_and_a_password_has_none() {
    let none = Value::Null;
    let typed = "\u{200b}٠١-٢\u{a0}";
    for (name, kind, meant) in [
        ("code", "text", json!("012")),
        ("totp_code", "text", json!("012")),
        ("lookup_secret", "text", json!("012")),
        ("traits.age", "number", json!("01-2")),
        ("traits.phone", "tel", json!("01-2")),
        ("traits.email", "email", json!("01-2")),
        ("identifier", "text", json!("01-2")),
        ("recovery_address", "text", json!("01-2")),
        ("traits.username", "text", json!("01-2")),
        ("password", "password", json!(typed)),
        ("traits.password", "password", json!(typed)),
        ("traits.name.first", "text", json!(typed)),
        ("traits.street", "text", json!(typed)),
    ] {
        let flow = profile(vec![input("profile", name, kind, &none)]);
        let value = sent(&flow, name, typed);
        if name == "traits.age" {
            assert_eq!(value, json!(typed), "no number: Kratos says so");
        } else {
            assert_eq!(value, meant, "{name}");
        }
    }
    let flow = profile(vec![input("profile", "traits.age", "number", &none)]);
    assert_eq!(sent(&flow, "traits.age", "\u{200f}٣٦"), json!(36));
    assert_eq!(sent(&flow, "traits.age", " "), Value::Null);
}

#[test]
fn g_14_what_kratos_has_put_there_is_sent_back_as_it_is() {
    for (name, kind, value) in [
        ("traits.email", "email", "a@xn--mller-kva.de"),
        ("traits.phone", "tel", "+49 171 2345678"),
        ("traits.username", "text", "ada\u{200b}٣"),
        ("identifier", "hidden", " ada "),
    ] {
        let flow = profile(vec![input("profile", name, kind, &json!(value))]);
        assert_eq!(sent(&flow, name, value), json!(value), "{name}");
    }
}
