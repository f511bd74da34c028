//! Turns: where this server has sent a visitor by itself in the last moments. Whoever is sent to one place over and over (a
//! session that one address of Kratos knows and another does not) is shown a page that says so.

use axum::http::{HeaderMap, HeaderValue, header};
use std::time::{SystemTime, UNIX_EPOCH};

/// By https a name that no other host can set a cookie of (RFC 6265bis, 4.1.3.2).
fn name(is_https: bool) -> &'static str {
    if is_https {
        "__Host-vestibule_turns"
    } else {
        "vestibule_turns"
    }
}

/// Nobody is sent to one place more often than this within so many seconds.
const MOST: usize = 2;
const SOON: u64 = 10;
/// A cookie holds no more turns than these.
const LONGEST: usize = 12;

/// The turns of the last seconds: when, and where to.
#[derive(Debug, Default)]
pub(crate) struct RedirectGuard {
    redirects: Vec<(u64, String)>,
    is_https: bool,
}

impl RedirectGuard {
    /// Those that the visitor's cookie tells of. Whatever else stands in it is dropped.
    pub(crate) fn read(headers: &HeaderMap, is_https: bool) -> Self {
        let mut cookies = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let value = cookies
            .find(|(found, _)| *found == name(is_https))
            .map_or("", |(_, value)| value);
        let now = now();
        let entry = |text: &str| {
            let (when, route) = text.split_once('.')?;
            let when: u64 = when.parse().ok()?;
            let age = now.checked_sub(when)?;
            (age < SOON && route == place_of(route)).then(|| (when, route.to_owned()))
        };
        let redirects = value.split('_').filter_map(entry).take(LONGEST).collect();
        Self {
            redirects,
            is_https,
        }
    }

    /// Counts one more, and says whether it is one too many.
    pub(crate) fn is_loop(&mut self, to: &str) -> bool {
        let route = place_of(to);
        let before = self.redirects.iter().filter(|(_, before)| *before == route);
        let times = before.count();
        self.redirects.push((now(), route));
        times >= MOST
    }

    /// The `Set-Cookie` that remembers them.
    pub(crate) fn cookie(&self) -> HeaderValue {
        let redirects: Vec<String> = self
            .redirects
            .iter()
            .rev()
            .take(LONGEST)
            .rev()
            .map(|(when, route)| format!("{when}.{route}"))
            .collect();
        self.set(&redirects.join("_"), SOON)
    }

    /// The `Set-Cookie` that forgets them.
    pub(crate) fn none(&self) -> HeaderValue {
        self.set("", 0)
    }

    fn set(&self, value: &str, seconds: u64) -> HeaderValue {
        let secure = if self.is_https { "; Secure" } else { "" };
        let cookie = format!(
            "{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}",
            name(self.is_https)
        );
        HeaderValue::try_from(cookie).unwrap_or(HeaderValue::from_static(""))
    }
}

/// What a cookie says of an address.
fn place_of(to: &str) -> String {
    let path = to.split(['?', '#']).next().unwrap_or_default();
    let plain = path.chars().filter(char::is_ascii_alphanumeric);
    plain.take(40).collect()
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, MOST, RedirectGuard, name, now};
    use axum::http::{HeaderMap, header};

    fn sent(cookie: &str, is_https: bool) -> RedirectGuard {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, format!("a=b; {cookie}").parse().unwrap());
        RedirectGuard::read(&headers, is_https)
    }

    fn after(redirects: &RedirectGuard) -> RedirectGuard {
        let cookie = redirects.cookie();
        let pair = cookie.to_str().unwrap().split(';').next().unwrap();
        sent(pair, redirects.is_https)
    }

    #[test]
    fn the_third_turn_to_one_place_is_one_too_many() {
        for is_https in [false, true] {
            let mut redirects = sent("", is_https);
            for route in ["/login?aal=aal2", "/", "/login?aal=aal2", "/"] {
                assert!(!redirects.is_loop(route), "{route}");
                redirects = after(&redirects);
            }
            assert!(redirects.is_loop("/login?aal=aal2"));
            assert!(!redirects.is_loop("/settings"));
        }
    }

    /// SR-13, T-26: a sibling host sets the cookie, with times that are not past, and locks users out of signing in.
    #[test]
    fn a_cookie_of_somebody_else_sends_nobody_in_circles() {
        let now = now();
        let old = now.saturating_sub(60);
        let values = [
            format!("{}.login_{}.login_{}.login", now + 5, now + 3600, u64::MAX),
            format!("{}.login_{}.login", u64::MAX - 5, u64::MAX),
            format!("{old}.login_{old}.login_0.login"),
            "-1.login_+2.login_x.login_.login_login_.".to_owned(),
            format!("{now}.log\u{131}n_{now}./login_{now}.%6cogin_{now}.login;"),
            format!("{}{now}.x", "1.login_".repeat(1_000)),
        ];
        for value in values {
            let mut redirects = sent(&format!("{}={value}", name(false)), false);
            assert!(!redirects.is_loop("/login"), "{value}");
            let cookie = redirects.cookie();
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.len() < 1_000, "{cookie}");
            let (_, restored) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            for entry in restored.split('_') {
                let (when, route) = entry.split_once('.').unwrap();
                assert!(when.parse::<u64>().unwrap().abs_diff(now) < 10, "{entry}");
                assert!(route.bytes().all(|b| b.is_ascii_alphanumeric()), "{entry}");
            }
        }
        // More than fit are not carried on.
        let many = vec![format!("{now}.x"); 1_000].join("_");
        let mut redirects = sent(&format!("{}={many}", name(false)), false);
        assert!(!redirects.is_loop("/login"));
        assert!(redirects.cookie().to_str().unwrap().split('_').count() <= LONGEST + 1);
    }

    /// SR-13, T-26: by https only a cookie of this very host counts.
    #[test]
    fn by_https_the_cookie_is_of_this_host_alone() {
        let value = vec![format!("{}.login", now()); MOST].join("_");
        let mut tossed = sent(&format!("{}={value}", name(false)), true);
        assert!(!tossed.is_loop("/login"));
        let set = tossed.cookie();
        let set = set.to_str().unwrap();
        assert!(set.starts_with("__Host-vestibule_turns="), "{set}");
        assert!(
            set.contains("; Path=/;") && set.ends_with("; Secure"),
            "{set}"
        );
        assert!(!set.contains("Domain"), "{set}");
        let mut own = sent(&format!("{}={value}", name(true)), true);
        assert!(own.is_loop("/login"));
        let gone = own.none();
        assert!(gone.to_str().unwrap().contains("Max-Age=0"), "{gone:?}");
    }
}
