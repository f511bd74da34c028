//! A *language* is named by a tag (BCP 47): `de`, `pt-BR`, `zh-Hant-TW`. Tags are compared here and nowhere else.

use std::cmp::Reverse;

use crate::config::Wording;

/// The language that the page has without a catalogue.
pub const ENGLISH: &str = "en";

/// The file with the texts of a language; without one English has none, unless it is that of Kratos' own pages.
pub fn file(language: Option<&str>, wording: Wording) -> Option<String> {
    match (language, wording) {
        (Some(language), _) => Some(format!("/locales/{language}.json")),
        (None, Wording::Kratos) => Some("/data/kratos-wording.json".to_owned()),
        (None, Wording::Plain) => None,
    }
}

/// The language that suits best: of the first wish that any of them suits, what is written in the same script and names
/// most of the wish. `None`: English, because it is wished for or nothing else suits.
pub fn choose<'a>(wishes: &[String], available: &'a [String]) -> Option<&'a str> {
    wishes
        .iter()
        .find_map(|wish| {
            let wish = canonical(wish);
            let rated = available.iter().map(String::as_str).chain([ENGLISH]);
            let rated = rated.filter_map(|tag| Some((Reverse(suits(&wish, tag)?), tag)));
            // The first of those that suit equally well.
            rated.min_by_key(|(suits, _)| *suits)
        })
        .map(|(_, tag)| tag)
        .filter(|tag| *tag != ENGLISH)
}

/// How well a language suits a wish; `None`: not at all.
fn suits(wish: &str, tag: &str) -> Option<(bool, usize)> {
    let tag = canonical(tag);
    if subtags(wish).next() != subtags(&tag).next() {
        return None;
    }
    let named = match wish.strip_prefix(tag.as_str()) {
        Some(rest) if rest.is_empty() || rest.starts_with('-') => tag.len(),
        _ => 0,
    };
    let (a, b) = (script(wish), script(&tag));
    let reads = a == b || a.is_empty() || b.is_empty();
    (reads || named > 0).then_some((reads, named))
}

/// Whether who reads the one language reads the other.
pub(crate) fn is_readable(own: &str, tag: &str) -> bool {
    suits(&canonical(own), tag).is_some()
}

/// Whether a language is written from right to left.
pub fn is_from_right(tag: &str) -> bool {
    ["arab", "hebr", "thaa", "syrc", "nkoo", "adlm", "rohg"].contains(&script(&canonical(tag)))
}

/// Whether this is a tag that names a language, with script, region and variants in their order.
pub fn is_tag(tag: &str) -> bool {
    let mut last = 0;
    tag.split('-').enumerate().all(|(at, subtag)| {
        let is = |class: fn(&u8) -> bool| subtag.as_bytes().iter().all(class);
        let letters = is(u8::is_ascii_alphabetic);
        let rank = match subtag.len() {
            2 | 3 | 5..=8 if at == 0 && letters => 1,
            _ if at == 0 => 0,
            4 if letters => 2,
            2 if letters => 3,
            3 if is(u8::is_ascii_digit) => 3,
            4..=8 if is(u8::is_ascii_alphanumeric) => 4,
            _ => 0,
        };
        let is_next = rank > last || (rank == 4 && last == 4);
        last = rank;
        is_next
    })
}

/// The script that a language is written in, `""` where the tag leaves it open.
fn script(tag: &str) -> &str {
    let mut language = "";
    let mut region = "";
    for (at, subtag) in subtags(tag).enumerate() {
        match subtag.len() {
            _ if at == 0 => language = subtag,
            4 if !subtag.starts_with(|c: char| c.is_ascii_digit()) => return subtag,
            2 => region = subtag,
            _ => {}
        }
    }
    match (language, region) {
        ("zh", "tw" | "hk" | "mo") => "hant",
        ("zh", _) => "hans",
        ("ar" | "fa" | "ur" | "ps" | "sd" | "ug" | "ckb" | "prs", _)
        | ("pa", "pk")
        | ("az" | "ku", "ir" | "iq")
        | ("uz", "af") => "arab",
        ("he" | "yi", _) => "hebr",
        ("dv", _) => "thaa",
        _ => "",
    }
}

/// The subtags before an extension, whose own mean something else.
fn subtags(tag: &str) -> impl Iterator<Item = &str> {
    tag.split('-').take_while(|subtag| subtag.len() > 1)
}

/// A tag in small letters, with the name that a language has today.
fn canonical(tag: &str) -> String {
    let tag = tag.to_ascii_lowercase().replace('_', "-");
    let end = tag.find('-').unwrap_or(tag.len());
    let (language, rest) = tag.split_at(end);
    let today = match language {
        "iw" => "he",
        "in" => "id",
        "ji" => "yi",
        "tl" => "fil",
        "mo" => "ro",
        "cmn" => "zh",
        // Bokmål is what Norwegian is by itself; who reads the one reads the other.
        "nb" => "no",
        "nn" => "no-nn",
        _ => return tag,
    };
    format!("{today}{rest}")
}
