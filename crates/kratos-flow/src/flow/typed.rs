//! What is *typed*, as it is meant: digits are digits in every script, and nobody means what cannot be seen. There is one
//! function for each meaning. A password has none: it is sent as it is typed.

use super::{Input, autocomplete, phone};
use crate::route::FlowKind;
use crate::url;

/// The zeros of all scripts (Unicode's decimal digits, Nd), each followed by its nine others; the second list counts from
/// U+10000.
const ZEROS: [&[u16]; 2] = [
    &[
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
        0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90,
        0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
    ],
    &[
        0x4a0, 0xd30, 0xd40, 0x1066, 0x10f0, 0x1136, 0x11d0, 0x12f0, 0x1450, 0x14d0, 0x1650,
        0x16c0, 0x16d0, 0x16da, 0x1730, 0x18e0, 0x1950, 0x1bf0, 0x1c50, 0x1d50, 0x1da0, 0x1f50,
        0x6130, 0x6a60, 0x6ac0, 0x6b50, 0x6d70, 0xccf0, 0xd7ce, 0xd7d8, 0xd7e2, 0xd7ec, 0xd7f6,
        0xe140, 0xe2f0, 0xe4f0, 0xe5f1, 0xe950, 0xfbf0,
    ],
];

/// The digit that a character of any script is.
fn digit(c: char) -> Option<char> {
    let point = u32::from(c);
    let zeros = ZEROS.get((point >> 16) as usize)?;
    let at = zeros
        .iter()
        .map(|zero| (point & 0xffff).wrapping_sub(u32::from(*zero)))
        .find(|at| *at < 10)?;
    char::from_digit(at, 10)
}

/// A character as it is on every keyboard: a digit, a space, a dash, and no full width. `None`: it cannot be seen.
fn plain(c: char) -> Option<char> {
    Some(match c {
        '\u{ff01}'..='\u{ff5e}' => return char::from_u32(u32::from(c) - 0xfee0),
        '\u{58a}'
        | '\u{1806}'
        | '\u{2010}'..='\u{2015}'
        | '\u{2043}'
        | '\u{207b}'
        | '\u{2212}'
        | '\u{2e3a}'
        | '\u{2e3b}'
        | '\u{fe58}'
        | '\u{fe63}' => '-',
        '\u{3002}' | '\u{ff61}' => '.',
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' => return None,
        _ if c.is_whitespace() => ' ',
        _ => digit(c).unwrap_or(c),
    })
}

/// A text in plain characters.
pub(super) fn plainly(text: &str) -> String {
    let text: String = text.chars().filter_map(plain).collect();
    text.trim().to_owned()
}

/// A one-time code or a backup code: without what users write between its characters.
pub fn code(text: &str) -> String {
    let mut code = plainly(text);
    code.retain(|c| c != ' ' && !c.is_ascii_punctuation());
    code
}

/// A number as JSON writes it, where it is one: without spaces, with a point for the fraction.
pub fn number(text: &str) -> String {
    let mut number = plainly(text);
    number.retain(|c| !matches!(c, ' ' | '\'' | '\u{2019}' | '\u{66c}'));
    let mut number = number.replace('\u{66b}', ".");
    // Three digits behind a comma may as well be thousands: Kratos asks for another spelling.
    if !number.contains('.')
        && let Some((whole, part)) = number.split_once(',')
        && part.len() != 3
        && !part.contains(',')
    {
        number = format!("{whole}.{part}");
    }
    let (sign, amount) = match number.strip_prefix('-') {
        Some(amount) => ("-", amount),
        None => ("", number.strip_prefix('+').unwrap_or(&number)),
    };
    let zero = if amount.starts_with('.') { "0" } else { "" };
    format!("{sign}{zero}{amount}")
}

/// An e-mail address, a phone number with its `+`, or another name of an account.
pub fn address(text: &str) -> String {
    let mut address = plainly(text);
    // In a name of another script its digits are letters like the others, and joiners make a difference.
    let foreign = address
        .chars()
        .any(|c| matches!(c, '\u{370}'..='\u{1dff}' | '\u{1f00}'..='\u{1fff}' | '\u{2c00}'..));
    if foreign {
        let keep = |c: char| match c {
            '\u{200c}' | '\u{200d}' => Some(c),
            _ if digit(c).is_some() => Some(c),
            _ => plain(c),
        };
        let text: String = text.chars().filter_map(keep).collect();
        text.trim().clone_into(&mut address);
    }
    if address.contains('@') && !address.contains('"') {
        address.retain(|c| c != ' ');
    } else if address.starts_with('+')
        && let Some(number) = phone::international(&address)
    {
        address = number;
    }
    with_ascii_domain(&address).unwrap_or(address)
}

/// A phone number: international if it begins like one.
pub fn phone(text: &str) -> String {
    phone::international(text).unwrap_or_else(|| plainly(text))
}

/// The domain of a mail address in ASCII: Kratos takes no other, and browsers write it so themselves in their fields for
/// mail addresses, but in no other field.
fn with_ascii_domain(address: &str) -> Option<String> {
    let (name, domain) = address.rsplit_once('@')?;
    if domain.is_ascii() {
        return None;
    }
    Some(format!("{name}@{}", url::ascii_domain(domain)?))
}

/// What is sent for a text that a user has typed into a field. What Kratos has put there itself stays.
pub(super) fn meant(input: &Input, kind: FlowKind, text: &str) -> String {
    let means = match autocomplete(input, kind).as_deref() {
        _ if text == input.text_value() => return text.to_owned(),
        _ if input.takes_code() => code,
        Some("tel") => phone,
        Some("email" | "username" | "username webauthn") => address,
        _ => return text.to_owned(),
    };
    means(text)
}
