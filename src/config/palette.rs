//! A *palette* is all colours of one scheme: the four that a theme has, and what `style/tokens.css` mixes from them. Whatever
//! is read on something else needs a contrast.

use super::ConfigError;
use super::contrast::Color;

/// Two colours that users have to tell apart, and cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LowContrast {
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
const WORDS: u32 = 450;
/// What borders and marks need (WCAG 1.4.11).
const MARKS: u32 = 300;

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

/// The keys of a theme's colours.
const KEYS: [&str; 4] = [
    "theme.colors.main",
    "theme.colors.page",
    "theme.colors.card",
    "theme.colors.text",
];
const MAIN: usize = 0;
const PAGE: usize = 1;
const CARD: usize = 2;
const TEXT: usize = 3;
const ERROR: usize = 4;
const SUCCESS: usize = 5;
const MUTED: usize = 6;
const LINE: usize = 7;
const STRONG: usize = 8;
const FIELD: usize = 9;
const INFO_SOFT: usize = 10;
const ERROR_SOFT: usize = 11;
const SUCCESS_SOFT: usize = 12;
const INK: usize = 13;

/// What `style/tokens.css` mixes: so many per cent of one colour with another.
const MIXED: [(usize, f64, usize); 7] = [
    (TEXT, 72.0, CARD),
    (TEXT, 50.0, CARD),
    (MAIN, 82.0, TEXT),
    (PAGE, 30.0, CARD),
    (MAIN, 10.0, CARD),
    (ERROR, 10.0, CARD),
    (SUCCESS, 10.0, CARD),
];

/// Every two colours of a scheme of which one is read on the other: the keys to change, what is read, and the two.
const READ: [(usize, usize, &str, u32, usize, usize); 21] = [
    (TEXT, CARD, "text on the card", WORDS, TEXT, CARD),
    (TEXT, PAGE, "text on the page", WORDS, TEXT, PAGE),
    (TEXT, PAGE, "text in fields", WORDS, TEXT, FIELD),
    (TEXT, CARD, "hints on the card", WORDS, MUTED, CARD),
    (TEXT, PAGE, "hints on the page", WORDS, MUTED, PAGE),
    (TEXT, PAGE, "hints in fields", WORDS, MUTED, FIELD),
    (TEXT, CARD, "borders of fields", MARKS, LINE, CARD),
    (TEXT, PAGE, "borders around fields", MARKS, LINE, FIELD),
    (MAIN, CARD, "links on the card", WORDS, MAIN, CARD),
    (MAIN, PAGE, "links on the page", WORDS, MAIN, PAGE),
    (MAIN, CARD, "links under the pointer", WORDS, STRONG, CARD),
    (MAIN, PAGE, "links under the pointer", WORDS, STRONG, PAGE),
    (MAIN, MAIN, "words on buttons", WORDS, INK, MAIN),
    (
        MAIN,
        TEXT,
        "words on buttons under the pointer",
        WORDS,
        INK,
        STRONG,
    ),
    (TEXT, MAIN, "words of a notice", WORDS, TEXT, INFO_SOFT),
    (TEXT, CARD, "words of an error", WORDS, TEXT, ERROR_SOFT),
    (TEXT, CARD, "words of a success", WORDS, TEXT, SUCCESS_SOFT),
    (CARD, CARD, "errors at a field", WORDS, ERROR, CARD),
    (CARD, CARD, "marks of an error", WORDS, ERROR, ERROR_SOFT),
    (CARD, CARD, "successes", WORDS, SUCCESS, CARD),
    (
        CARD,
        CARD,
        "marks of a success",
        WORDS,
        SUCCESS,
        SUCCESS_SOFT,
    ),
];

/// Whether the colours of a scheme can be told apart wherever one is read on another.
pub(super) fn check(
    scheme: &'static str,
    chosen: [Option<u32>; 4],
    own: [u32; 6],
) -> Result<(), ConfigError> {
    let mut colors: Vec<Color> = own.iter().map(|own| Color::new(*own)).collect();
    for (color, chosen) in colors.iter_mut().zip(chosen) {
        if let Some(chosen) = chosen {
            *color = Color::new(chosen);
        }
    }
    let color = |colors: &[Color], at: usize| colors.get(at).copied().unwrap_or(Color::new(0));
    for (a, percent, b) in MIXED {
        colors.push(color(&colors, a).mix(percent, color(&colors, b)));
    }
    colors.push(color(&colors, MAIN).on_color());
    for (key, ground, what, needed, a, b) in READ {
        let ratio = (color(&colors, a).contrast(color(&colors, b)) * 100.0) as u32;
        if ratio < needed {
            // Whoever has chosen one of the two can change that one only.
            let is_chosen = |key: &usize| matches!(chosen.get(*key), Some(Some(_)));
            let key = [key, ground].into_iter().find(is_chosen);
            let key = key.and_then(|key| KEYS.get(key).copied());
            return Err(ConfigError::LowContrast(LowContrast {
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
