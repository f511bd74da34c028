//! The *purpose* of a field, as an autofill token: by it browsers fill the field in, and users who read symbols know
//! what it is for (WCAG 1.3.5).

use super::{Input, InputKind, is_code};
use crate::route::FlowKind;

/// The tokens that Kratos sends (`autocomplete` of its input nodes). Anything else could be wrong, and browsers then offer
/// nothing.
const TOKENS: [&str; 8] = [
    "username webauthn",
    "username",
    "email",
    "tel",
    "url",
    "current-password",
    "new-password",
    "one-time-code",
];

/// What traits are often called, in small letters and without anything between them, by token. A trait in another one
/// has the name of both: `name.first`.
const TRAITS: [(&str, &str); 22] = [
    ("name", "name fullname displayname"),
    (
        "given-name",
        "namefirst firstname givenname namegiven first forename",
    ),
    (
        "family-name",
        "namelast lastname familyname namefamily last surname",
    ),
    ("additional-name", "namemiddle middlename middle"),
    (
        "username",
        "username login loginname handle userid accountname account user nameuser",
    ),
    ("nickname", "nickname namenick"),
    ("email", "email mail emailaddress"),
    ("tel", "phone tel telephone mobile phonenumber mobilephone"),
    ("bday", "bday birthday birthdate dateofbirth dob born birth"),
    ("sex", "sex gender"),
    ("language", "language locale lang"),
    ("url", "website homepage url site"),
    (
        "street-address",
        "address streetaddress street addressstreet",
    ),
    ("address-line1", "addressline1 line1 addressline"),
    ("address-line2", "addressline2 line2"),
    ("address-level2", "city town locality"),
    ("address-level1", "state province region"),
    ("postal-code", "postalcode postcode zip zipcode plz"),
    ("country", "countrycode"),
    ("country-name", "country countryname"),
    (
        "organization",
        "organization organisation company employer companyname",
    ),
    ("organization-title", "jobtitle position"),
];

/// Whether a field of Kratos' own takes a name of an account: its address or its number count as well.
pub fn is_name(name: &str) -> bool {
    matches!(
        name,
        "identifier" | "recovery_address" | "recovery_confirm_address"
    )
}

/// Whether what is typed for this token is taken letter by letter: the name of an account, an address, a code, a password.
pub fn is_exact(token: &str) -> bool {
    TOKENS.contains(&token)
}

/// The autofill token of a field: Kratos' own, else the one that the field is known to want.
pub fn autocomplete(input: &Input, kind: FlowKind) -> Option<String> {
    if let Some(given) = &input.autocomplete
        && TOKENS.contains(&given.as_str())
    {
        return Some(given.clone());
    }
    let name = input.name.as_str();
    let token = match &input.kind {
        _ if is_name(name) => "username",
        _ if is_code(name) => "one-time-code",
        InputKind::Password if kind == FlowKind::Login => "current-password",
        InputKind::Password => "new-password",
        InputKind::Email => "email",
        InputKind::Tel => "tel",
        InputKind::Url => "url",
        _ => of_trait(name.strip_prefix("traits.")?)?,
    };
    Some(token.to_owned())
}

/// The token for the trait with this dotted name: by the whole of it, else by its end. What `name` names depends on
/// what it stands in.
fn of_trait(path: &str) -> Option<&'static str> {
    let plain = |name: &str| -> String {
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|c| c.to_ascii_lowercase()).collect()
    };
    let token = |name: &str| {
        let mut tokens = TRAITS.iter();
        let found = tokens.find(|(_, names)| names.split(' ').any(|known| known == name));
        found.map(|(token, _)| *token)
    };
    let (_, end) = path.rsplit_once('.').unwrap_or(("", path));
    token(&plain(path)).or_else(|| token(&plain(end)).filter(|token| *token != "name"))
}
