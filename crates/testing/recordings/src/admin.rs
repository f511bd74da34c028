//! Admin API: what prepares a scenario. Accounts are made here, and messages are read instead of delivered.

use serde_json::{Value, json};
use ureq::Agent;

use crate::Error;
use crate::browser::{Browser, Sending};
use crate::recording::Response;

/// The admin API of one server.
#[derive(Debug, Clone)]
pub struct Admin {
    agent: Agent,
    base: String,
}

/// Where a recovery that an administrator made begins.
#[derive(Debug, Clone)]
pub struct AdminRecovery {
    /// Id of the recovery flow.
    pub flow: String,
    /// The code, or the token of the link.
    pub secret: String,
}

impl Admin {
    /// The admin API at `base`, for instance `http://127.0.0.1:4434`.
    pub(crate) fn new(agent: Agent, base: impl Into<String>) -> Self {
        Self {
            agent,
            base: base.into(),
        }
    }

    fn call(&self, method: &str, target: &str, body: Option<&Value>) -> Result<Response, Error> {
        let sending = Sending {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: vec![
                ("accept".into(), "application/json".into()),
                ("content-type".into(), "application/json".into()),
            ],
            body: body.map(|body| body.to_string().into_bytes()),
        };
        Browser::new("admin").send(&self.agent, &self.base, &sending, |_| false)
    }

    fn expect(&self, method: &str, target: &str, body: Option<&Value>) -> Result<Value, Error> {
        let answer = self.call(method, target, body)?;
        match (answer.status, answer.body) {
            (200..=299, Some(body)) => Ok(body),
            (status, body) => Err(Error::preparation(
                format!("admin API: {method} {target}"),
                format!("status {status}, {}", body.unwrap_or_default()),
            )),
        }
    }

    /// Whether the server is ready (`GET /health/ready` answers 200).
    pub(crate) fn ready(&self) -> bool {
        (self.call("GET", "/health/ready", None)).is_ok_and(|answer| answer.status == 200)
    }

    /// Makes an account with a password and returns the id of its identity.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn create_identity(
        &self,
        schema: &str,
        traits: &Value,
        password: &str,
    ) -> Result<String, Error> {
        let body = json!({
            "schema_id": schema,
            "traits": traits,
            "credentials": {"password": {"config": {"password": password}}},
        });
        let identity = self.expect("POST", "/admin/identities", Some(&body))?;
        member(&identity, "/id")
    }

    /// Switches an account off.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn switch_off(&self, identity: &str) -> Result<(), Error> {
        let patch = json!([{"op": "replace", "path": "/state", "value": "inactive"}]);
        self.expect(
            "PATCH",
            &format!("/admin/identities/{identity}"),
            Some(&patch),
        )
        .map(drop)
    }

    /// Makes a recovery code for an account.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn recovery_code(&self, identity: &str, lifespan: &str) -> Result<AdminRecovery, Error> {
        let body = json!({"identity_id": identity, "expires_in": lifespan});
        let made = self.expect("POST", "/admin/recovery/code", Some(&body))?;
        Ok(AdminRecovery {
            flow: parameter(&member(&made, "/recovery_link")?, "flow"),
            secret: member(&made, "/recovery_code")?,
        })
    }

    /// Makes a recovery link for an account.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn recovery_link(&self, identity: &str, lifespan: &str) -> Result<AdminRecovery, Error> {
        let body = json!({"identity_id": identity, "expires_in": lifespan});
        let made = self.expect("POST", "/admin/recovery/link", Some(&body))?;
        let link = member(&made, "/recovery_link")?;
        Ok(AdminRecovery {
            flow: parameter(&link, "flow"),
            secret: parameter(&link, "token"),
        })
    }

    /// The code or link token of the newest message to an address whose template belongs to `purpose`
    /// (`login`, `registration`, `recovery` or `verification`).
    ///
    /// # Errors
    /// When there is no such message.
    pub fn mailed(&self, address: &str, purpose: &str, what: Mailed) -> Result<String, Error> {
        let query =
            percent_encoding::utf8_percent_encode(address, percent_encoding::NON_ALPHANUMERIC);
        let target = format!("/admin/courier/messages?page_size=250&recipient={query}");
        let messages = self.expect("GET", &target, None)?;
        let mut messages: Vec<_> = messages.as_array().into_iter().flatten().collect();
        let text = |message: &Value, name: &str| {
            (message.get(name).and_then(Value::as_str))
                .unwrap_or_default()
                .to_owned()
        };
        messages.retain(|message| {
            text(message, "recipient") == address
                && text(message, "template_type").starts_with(purpose)
        });
        messages.sort_by_key(|message| text(message, "created_at"));
        (messages.iter().rev())
            .find_map(|message| what.find_in(&text(message, "body")))
            .ok_or_else(|| {
                Error::preparation(
                    format!("read the {purpose} message to {address}"),
                    format!("{} messages, none with {what:?}", messages.len()),
                )
            })
    }
}

/// What to read from a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mailed {
    /// A one-time code of six digits.
    Code,
    /// The `token` of a link.
    Token,
}

impl Mailed {
    fn find_in(self, body: &str) -> Option<String> {
        match self {
            Self::Code => (body.split(|character: char| !character.is_ascii_alphanumeric()))
                .find(|word| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit()))
                .map(str::to_owned),
            Self::Token => Some(parameter(body, "token")).filter(|token| !token.is_empty()),
        }
    }
}

fn member(value: &Value, pointer: &str) -> Result<String, Error> {
    (value.pointer(pointer).and_then(Value::as_str))
        .map(str::to_owned)
        .ok_or_else(|| Error::preparation(format!("read {pointer}"), value.to_string()))
}

/// The query parameter `name` of the first address in a text, or nothing.
fn parameter(text: &str, name: &str) -> String {
    let after = text
        .split_once(&format!("{name}="))
        .map_or("", |(_, after)| after);
    after
        .chars()
        .take_while(|character| character.is_ascii_alphanumeric() || *character == '-')
        .collect()
}
