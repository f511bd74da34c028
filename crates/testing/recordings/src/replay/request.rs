//! Request: a recorded request made sendable to the server under test.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::Replay;
use crate::admin::Mailed;
use crate::authenticator::FIELDS;
use crate::browser::Sending;
use crate::recording::{Exchange, Request};
use crate::{Error, one_time_password};

/// What stays as it is in queries and urlencoded bodies.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');
/// Fields that name the address a code is sent to, the most telling first.
const ADDRESSES: [&str; 7] = [
    "recovery_confirm_address",
    "address",
    "email",
    "identifier",
    "traits.email",
    "recovery_address",
    "sms",
];

impl Replay<'_> {
    /// The recorded request with every dynamic text replaced.
    pub(super) fn request(&mut self, recorded: &Exchange) -> Result<Request, Error> {
        let request = &recorded.request;
        self.note_address(recorded);
        let mut query = Map::new();
        for (name, value) in &request.query {
            let text = value.as_str().unwrap_or_default();
            query.insert(
                name.clone(),
                Value::from(self.query_value(recorded, name, text)?),
            );
        }
        let body = match &request.body {
            Some(Value::Object(fields)) => {
                let mut sent = Map::new();
                for (name, value) in fields {
                    sent.insert(name.clone(), self.field(recorded, name, value)?);
                }
                Some(Value::Object(sent))
            }
            Some(body) => Some(self.substitution.apply_to(body)),
            None => None,
        };
        let mut headers = request.headers.clone();
        for value in headers.values_mut() {
            *value = self.substitution.apply_to(value);
        }
        Ok(Request {
            method: request.method.clone(),
            path: self.substitution.apply(&request.path),
            query,
            headers,
            cookies: Vec::new(),
            body,
            body_text: request.body_text.clone(),
        })
    }

    fn query_value(
        &mut self,
        recorded: &Exchange,
        name: &str,
        text: &str,
    ) -> Result<String, Error> {
        let mailed = recorded.request.path.ends_with("/recovery")
            || recorded.request.path.ends_with("/verification");
        match name {
            "code" if mailed => self.mailed(recorded, text, Mailed::Code),
            "token" if mailed => self.mailed(recorded, text, Mailed::Token),
            _ => Ok(self.substitution.apply(text)),
        }
    }

    fn field(&mut self, recorded: &Exchange, name: &str, value: &Value) -> Result<Value, Error> {
        let Some(text) = value.as_str() else {
            return Ok(self.substitution.apply_to(value));
        };
        let sent = match name {
            "code" if is_right(text) => self.mailed(recorded, text, Mailed::Code)?,
            "totp_code" if is_right(text) => self.one_time_password(recorded)?,
            "csrf_token" => self.csrf_token(recorded, text),
            name if FIELDS.contains(&name) => {
                let spoilt = recorded.note.as_deref() == Some("bad signature");
                self.authenticator.again(text, &self.substitution, spoilt)?
            }
            _ => self.substitution.apply(text),
        };
        Ok(Value::from(sent))
    }

    /// The token that was seen in place of the recorded one, else the newest of the flow.
    fn csrf_token(&self, recorded: &Exchange, text: &str) -> String {
        let of_the_flow = || self.csrf_tokens.get(recorded.flow()?).map(String::as_str);
        let seen = self.substitution.get(text);
        match seen {
            None if text.len() == 88 => of_the_flow().unwrap_or(text).to_owned(),
            _ => seen.unwrap_or(text).to_owned(),
        }
    }

    fn one_time_password(&self, recorded: &Exchange) -> Result<String, Error> {
        let enrolling = recorded.request.path.contains("settings");
        let secret = if enrolling {
            &self.offered_totp_secret
        } else {
            &self.totp_secret
        };
        let secret = secret.as_deref().ok_or_else(|| {
            Error::Request("an authenticator app is asked but was never enrolled".into())
        })?;
        one_time_password::current(secret)
    }

    /// The code or token in place of a recorded one: known already, or in the newest message.
    fn mailed(&mut self, recorded: &Exchange, text: &str, what: Mailed) -> Result<String, Error> {
        if let Some(known) = self.substitution.get(text) {
            return Ok(known.to_owned());
        }
        let purpose = (recorded.request.path.rsplit('/').next()).unwrap_or_default();
        let address = (self.code_sent_to.as_ref())
            .or_else(|| self.addresses.get(recorded.flow()?))
            .or_else(|| self.addresses.get(&recorded.client))
            .cloned()
            .ok_or_else(|| {
                Error::Request(format!("nobody knows where the code {text} was sent"))
            })?;
        let live = self.server.admin().mailed(&address, purpose, what)?;
        self.substitution.bind(text, live.clone());
        Ok(live)
    }

    fn note_address(&mut self, recorded: &Exchange) {
        let named = ADDRESSES
            .iter()
            .find_map(|name| recorded.field(name)?.as_str());
        if let Some(address) = named.filter(|address| !address.is_empty()) {
            if let Some(flow) = recorded.flow() {
                self.addresses.insert(flow.to_owned(), address.to_owned());
            }
            self.addresses
                .insert(recorded.client.clone(), address.to_owned());
        }
    }
}

/// Wrong codes of the recordings are 000000 to 000009, 123456, and no codes at all.
fn is_right(code: &str) -> bool {
    let is_code = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    is_code && !code.starts_with("00000") && code != "123456"
}

impl From<&Request> for Sending {
    fn from(request: &Request) -> Self {
        let pairs = |fields: &Map<String, Value>| {
            let pair = |(name, value): (&String, &Value)| {
                let value = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                let [name, value] = [name, &value].map(|text| utf8_percent_encode(text, ESCAPED));
                format!("{name}={value}")
            };
            fields.iter().map(pair).collect::<Vec<_>>().join("&")
        };
        let query = pairs(&request.query);
        let separator = if query.is_empty() { "" } else { "?" };
        let kind = request
            .headers
            .get("content-type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let body = match (&request.body, &request.body_text) {
            (Some(Value::Object(fields)), _) if kind.contains("urlencoded") => Some(pairs(fields)),
            (Some(body), _) => Some(body.to_string()),
            (None, Some(text)) => Some(left_out(text).unwrap_or_else(|| text.clone())),
            (None, None) => None,
        };
        Self {
            method: request.method.clone(),
            target: format!("{}{separator}{query}", request.path),
            headers: (request.headers.iter())
                .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
                .collect(),
            body: body.map(String::into_bytes),
        }
    }
}

/// A JSON body of the length that a recording notes in place of a very long one: `(5243096 characters)`.
fn left_out(text: &str) -> Option<String> {
    let length: usize = text
        .strip_prefix('(')?
        .strip_suffix(" characters)")?
        .parse()
        .ok()?;
    let (before, after) = (r#"{"method":"password","password":""#, r#""}"#);
    let padding = length.checked_sub(before.len() + after.len())?;
    Some(format!("{before}{}{after}", "x".repeat(padding)))
}
