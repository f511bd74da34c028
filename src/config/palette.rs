//! A *palette* is all colours of one scheme: the four that a theme has, and what `style/tokens.css` mixes from them. Whatever
//! is read on something else needs a contrast.

use super::ConfigError;
use super::contrast::Color;

/// Two colours that people have to tell apart, and cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooClose {
    /// The key to change.
    pub key: &'static str,
    /// What cannot be made out, and on what.
    pub what: &'static str,
    /// `light` or `dark`.
    pub scheme: &'static str,
    /// Their contrast, in hundredths.
    pub ratio: u32,
    /// What it has to be, in hundredths.
    pub needed: u32,
}

/// What text needs, in hundredths (WCAG 1.4.3).
const TEXT: u32 = 450;
/// What borders and marks need (WCAG 1.4.11).
const MARK: u32 = 300;

/// The colours that `style/tokens.css` has: main, page, card, text, errors, successes. A test holds the two together.
pub(super) const LIGHT: [u32; 6] = [
    0x003a_4fc4,
    0x00f3_f4f7,
    0x00ff_ffff,
    0x0019_1c24,
    0x00b3_241f,
    0x001a_6b3c,
];
pub(super) const DARK: [u32; 6] = [
    0x0093_a5ff,
    0x0010_1218,
    0x0019_1c24,
    0x00ec_eef4,
    0x00ff_9a92,
    0x007f_d6a3,
];

/// Every two colours of a scheme of which one is read on the other, mixed as `style/tokens.css` does it.
pub(super) fn check(
    scheme: &'static str,
    chosen: [Option<u32>; 4],
    own: [u32; 6],
) -> Result<(), ConfigError> {
    const KEYS: [&str; 4] = [
        "theme.colors.main",
        "theme.colors.page",
        "theme.colors.card",
        "theme.colors.text",
    ];
    let [of_main, of_page, of_card, of_text] = KEYS;
    let [own_main, own_page, own_card, own_text, error, success] = own;
    let [main, page, card, text] = chosen;
    let color = |chosen: Option<u32>, own| Color::new(chosen.unwrap_or(own));
    let (main, page) = (color(main, own_main), color(page, own_page));
    let (card, text) = (color(card, own_card), color(text, own_text));
    let (error, success) = (Color::new(error), Color::new(success));
    let muted = text.mix(72.0, card);
    let line = text.mix(50.0, card);
    let strong = main.mix(82.0, text);
    let field = page.mix(30.0, card);
    let (info_soft, error_soft) = (main.mix(10.0, card), error.mix(10.0, card));
    let success_soft = success.mix(10.0, card);
    for (key, ground, what, needed, a, b) in [
        (of_text, of_card, "text on the card", TEXT, text, card),
        (of_text, of_page, "text on the page", TEXT, text, page),
        (of_text, of_page, "text in fields", TEXT, text, field),
        (of_text, of_card, "hints on the card", TEXT, muted, card),
        (of_text, of_page, "hints on the page", TEXT, muted, page),
        (of_text, of_page, "hints in fields", TEXT, muted, field),
        (of_text, of_card, "borders of fields", MARK, line, card),
        (of_text, of_page, "borders around fields", MARK, line, field),
        (of_main, of_card, "links on the card", TEXT, main, card),
        (of_main, of_page, "links on the page", TEXT, main, page),
        (
            of_main,
            of_card,
            "links under the pointer",
            TEXT,
            strong,
            card,
        ),
        (
            of_main,
            of_page,
            "links under the pointer",
            TEXT,
            strong,
            page,
        ),
        (of_main, of_main, "words on buttons", TEXT, main.ink(), main),
        (
            of_main,
            of_text,
            "words on buttons under the pointer",
            TEXT,
            main.ink(),
            strong,
        ),
        (of_text, of_main, "words of a notice", TEXT, text, info_soft),
        (
            of_text,
            of_card,
            "words of an error",
            TEXT,
            text,
            error_soft,
        ),
        (
            of_text,
            of_card,
            "words of a success",
            TEXT,
            text,
            success_soft,
        ),
        (of_card, of_card, "errors at a field", TEXT, error, card),
        (
            of_card,
            of_card,
            "marks of an error",
            TEXT,
            error,
            error_soft,
        ),
        (of_card, of_card, "successes", TEXT, success, card),
        (
            of_card,
            of_card,
            "marks of a success",
            TEXT,
            success,
            success_soft,
        ),
    ] {
        let ratio = (a.contrast(b) * 100.0) as u32;
        if ratio < needed {
            // Whoever has chosen one of the two can change that one only.
            let is_chosen = |key: &str| {
                let mut keys = KEYS.iter().zip(chosen);
                keys.any(|(other, tone)| *other == key && tone.is_some())
            };
            let key = [key, ground].into_iter().find(|key| is_chosen(key));
            return Err(ConfigError::TooClose(TooClose {
                key: key.unwrap_or("theme.colors"),
                what,
                scheme,
                ratio,
                needed,
            }));
        }
    }
    Ok(())
}
