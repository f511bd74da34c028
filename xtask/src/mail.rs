//! Mail: shows in the terminal what the identity server would have mailed, read from its admin API.

use crate::servers;
use std::collections::HashSet;

/// The messages that were seen so far.
pub(crate) struct Mail {
    url: String,
    seen: HashSet<String>,
}

/// A message of `GET /admin/courier/messages`.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Message {
    id: String,
    recipient: String,
    subject: String,
    body: String,
}

impl Mail {
    /// Watches the courier of the server whose admin API is at `admin`; what is there already counts as seen.
    pub(crate) fn watch(admin: &str) -> Self {
        let url = format!(
            "{}/admin/courier/messages?page_size=50",
            admin.trim_end_matches('/')
        );
        let mut mail = Self {
            url,
            seen: HashSet::new(),
        };
        mail.fresh();
        mail
    }

    /// Prints what is new.
    pub(crate) fn show(&mut self) {
        for message in self.fresh() {
            println!(
                "\n  Mail to {}: {}",
                message.recipient,
                message.subject.trim()
            );
            match code(&message.body) {
                Some(code) => println!("  Code {code}\n"),
                None => println!("{}\n", message.body.trim()),
            }
        }
    }

    /// The messages that were not seen before, the oldest first.
    fn fresh(&mut self) -> Vec<Message> {
        let answer = servers::agent().get(&self.url).call();
        let Ok(messages) = answer
            .map_err(drop)
            .and_then(|mut answer| answer.body_mut().read_json::<Vec<Message>>().map_err(drop))
        else {
            return Vec::new(); // asked again soon
        };
        let fresh = messages
            .into_iter()
            .filter(|message| self.seen.insert(message.id.clone()));
        let mut fresh: Vec<Message> = fresh.collect();
        fresh.reverse();
        fresh
    }
}

/// The one-time code in a message: six digits that stand alone.
fn code(body: &str) -> Option<&str> {
    let words = body.split(|c: char| !c.is_alphanumeric());
    words
        .into_iter()
        .find(|word| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn finds_six_digits_that_stand_alone() {
        assert_eq!(code("Sign in with this code:\n\n012345\n"), Some("012345"));
        assert_eq!(code("x?flow=a1234567b&code=654321."), Some("654321"));
        assert_eq!(code("No 1234567, a123456 or 12345."), None);
    }
}
