//! A *typo* in an e-mail address: its domain is one slip of the finger away from one that many users have.

/// Domains that many users have their mail at.
const KNOWN: [&str; 24] = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "outlook.de",
    "hotmail.com",
    "hotmail.co.uk",
    "hotmail.fr",
    "live.com",
    "msn.com",
    "yahoo.com",
    "yahoo.co.uk",
    "yahoo.de",
    "yahoo.fr",
    "icloud.com",
    "proton.me",
    "protonmail.com",
    "aol.com",
    "gmx.de",
    "gmx.net",
    "gmx.at",
    "web.de",
    "t-online.de",
    "freenet.de",
    "orange.fr",
];

/// Domains that look like a slip and are none.
const OTHERS: [&str; 5] = ["love.com", "life.com", "line.com", "gmx.es", "gmx.ee"];

/// The address that was probably meant, if this one looks like a slip.
pub fn meant(address: &str) -> Option<String> {
    let address = address.trim();
    let (name, domain) = address.rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    let domain = domain.as_str();
    if name.is_empty() || KNOWN.contains(&domain) || OTHERS.contains(&domain) {
        return None;
    }
    let meant = KNOWN
        .iter()
        // Hardly anybody misses the first letter, and mail.com, ymail.com and email.com are no slips.
        .find(|known| {
            known.as_bytes().first() == domain.as_bytes().first()
                && is_one_slip(known.as_bytes(), domain.as_bytes())
        })?;
    Some(format!("{name}@{meant}"))
}

/// Whether one letter too many, too few or wrong, or two that have changed places, make the whole difference
/// (a Damerau-Levenshtein distance of 1).
fn is_one_slip(mut a: &[u8], mut b: &[u8]) -> bool {
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b)
        && x == y
    {
        (a, b) = (rest_a, rest_b);
    }
    while let ([rest_a @ .., x], [rest_b @ .., y]) = (a, b)
        && x == y
    {
        (a, b) = (rest_a, rest_b);
    }
    match (a, b) {
        ([_] | [], [_] | []) => true,
        ([w, x], [y, z]) => w == z && x == y,
        _ => false,
    }
}
