//! Jar: the cookies of a visitor while several questions are asked in their name. What Kratos sets with one answer goes along
//! with the next question, as it would from a browser.

use crate::proxy::{Visitor, hand_on};
use axum::http::{HeaderMap, HeaderValue, header};

/// A visitor, and what their browser is to keep.
pub(crate) struct Jar {
    visitor: Visitor,
    restored: HeaderMap,
}

impl Jar {
    pub(crate) fn new(visitor: Visitor) -> Self {
        Self {
            visitor,
            restored: HeaderMap::new(),
        }
    }

    /// The visitor, with the cookies as they are now.
    pub(crate) fn visitor(&self) -> Visitor {
        self.visitor.clone()
    }

    /// What the browser is to keep: every `Set-Cookie` so far.
    pub(crate) fn into_kept(self) -> HeaderMap {
        self.restored
    }

    /// Keeps the cookies of a response.
    pub(crate) fn keep(&mut self, response: &HeaderMap) {
        hand_on(response, &mut self.restored);
        let sent = self.visitor.headers.get_all(header::COOKIE);
        let mut cookies: Vec<(String, String)> = sent
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(pair)
            .collect();
        let before = cookies.clone();
        for set in response.get_all(header::SET_COOKIE) {
            let Ok(set) = set.to_str() else { continue };
            let mut parts = set.split(';');
            let Some((name, value)) = parts.next().and_then(pair) else {
                continue;
            };
            cookies.retain(|(other, _)| *other != name);
            let is_over = parts.filter_map(pair).any(|(name, value)| {
                name.eq_ignore_ascii_case("max-age")
                    && value.parse().is_ok_and(|seconds: i64| seconds <= 0)
            });
            if !is_over && !value.is_empty() {
                cookies.push((name, value));
            }
        }
        if cookies == before {
            return;
        }
        let cookies: Vec<String> = cookies
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if let Ok(cookies) = HeaderValue::try_from(cookies.join("; ")) {
            self.visitor.headers.insert(header::COOKIE, cookies);
        }
    }
}

fn pair(text: &str) -> Option<(String, String)> {
    let (name, value) = text.trim().split_once('=')?;
    Some((name.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::Jar;
    use crate::{edge::client::Client, proxy::Visitor};
    use axum::http::{HeaderMap, header};

    #[test]
    fn what_one_answer_sets_goes_along_with_the_next_question() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "a=1; b=2; c=3".parse().unwrap());
        let mut jar = Jar::new(Visitor {
            headers,
            client: Client::default(),
        });
        let mut response = HeaderMap::new();
        for set in ["b=4; Path=/; HttpOnly", "c=; Max-Age=0", "d=5==; Max-Age=9"] {
            response.append(header::SET_COOKIE, set.parse().unwrap());
        }
        jar.keep(&response);
        let visitor = jar.visitor();
        assert_eq!(visitor.headers[header::COOKIE], "a=1; b=4; d=5==");
        assert_eq!(
            jar.into_kept().get_all(header::SET_COOKIE).iter().count(),
            3
        );
    }
}
