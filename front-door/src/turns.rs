//! Turns: where this server has sent a visitor by itself in the last moments. Whoever is sent to one place over and over (a
//! session that one address of Kratos knows and another does not) is shown a page that says so.

use axum::http::{HeaderMap, HeaderValue, header};
use std::time::{SystemTime, UNIX_EPOCH};

const NAME: &str = "vestibule_turns";
/// Nobody is sent to one place more often than this within so many seconds.
const MOST: usize = 2;
const SOON: u64 = 10;
/// A cookie holds no more turns than these.
const LONGEST: usize = 12;

/// The turns of the last seconds: when, and where to.
#[derive(Debug, Default)]
pub(crate) struct Turns(Vec<(u64, String)>);

impl Turns {
    /// Those that the visitor's cookie tells of.
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        let mut cookies = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let Some((_, value)) = cookies.find(|(name, _)| *name == NAME) else {
            return Self::default();
        };
        let now = now();
        let turn = |text: &str| {
            let (when, place) = text.split_once('.')?;
            let when: u64 = when.parse().ok()?;
            (when + SOON > now).then(|| (when, place.to_owned()))
        };
        Self(value.split('_').take(LONGEST).filter_map(turn).collect())
    }

    /// Counts one more, and says whether it is one too many.
    pub(crate) fn is_loop(&mut self, to: &str) -> bool {
        let place: String = to
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(40)
            .collect();
        let times = self.0.iter().filter(|(_, before)| *before == place).count();
        self.0.push((now(), place));
        times >= MOST
    }

    /// The `Set-Cookie` that remembers them.
    pub(crate) fn cookie(&self) -> HeaderValue {
        let turns: Vec<String> = self
            .0
            .iter()
            .rev()
            .take(LONGEST)
            .rev()
            .map(|(when, place)| format!("{when}.{place}"))
            .collect();
        set(&turns.join("_"), SOON)
    }

    /// The `Set-Cookie` that forgets them.
    pub(crate) fn none() -> HeaderValue {
        set("", 0)
    }
}

fn set(value: &str, seconds: u64) -> HeaderValue {
    let cookie = format!("{NAME}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax");
    HeaderValue::try_from(cookie).unwrap_or(HeaderValue::from_static(""))
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::Turns;
    use axum::http::{HeaderMap, header};

    fn after(turns: &Turns) -> Turns {
        let cookie = turns.cookie();
        let pair = cookie.to_str().unwrap().split(';').next().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, format!("a=b; {pair}").parse().unwrap());
        Turns::read(&headers)
    }

    #[test]
    fn the_third_turn_to_one_place_is_one_too_many() {
        let mut turns = Turns::default();
        for place in ["/login?aal=aal2", "/", "/login?aal=aal2", "/"] {
            assert!(!turns.is_loop(place), "{place}");
            turns = after(&turns);
        }
        assert!(turns.is_loop("/login?aal=aal2"));
        assert!(!turns.is_loop("/settings"));
    }
}
