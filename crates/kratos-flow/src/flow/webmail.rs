//! A *mailbox* is where a user reads the mail of an address: for a few large providers that is known.

/// The providers, their pages, and the domains of their addresses.
const PROVIDERS: [(&str, &str, &[&str]); 8] = [
    (
        "Gmail",
        "https://mail.google.com/",
        &["gmail.com", "googlemail.com"],
    ),
    (
        "Outlook",
        "https://outlook.live.com/mail/",
        &["outlook.com", "hotmail.com", "live.com", "msn.com"],
    ),
    (
        "Yahoo Mail",
        "https://mail.yahoo.com/",
        &["yahoo.com", "ymail.com"],
    ),
    (
        "iCloud Mail",
        "https://www.icloud.com/mail",
        &["icloud.com", "me.com", "mac.com"],
    ),
    (
        "Proton Mail",
        "https://mail.proton.me/",
        &["proton.me", "protonmail.com", "pm.me"],
    ),
    ("GMX", "https://www.gmx.net/", &["gmx.net", "gmx.de"]),
    ("WEB.DE", "https://web.de/", &["web.de"]),
    ("Fastmail", "https://app.fastmail.com/", &["fastmail.com"]),
];

/// What the provider of an address calls itself, and its page. An address whose domain is masked has none.
pub fn webmail(address: &str) -> Option<(&'static str, &'static str)> {
    let (_, domain) = address.rsplit_once('@')?;
    PROVIDERS
        .iter()
        .find(|(_, _, domains)| domains.iter().any(|own| domain.eq_ignore_ascii_case(own)))
        .map(|(name, page, _)| (*name, *page))
}
