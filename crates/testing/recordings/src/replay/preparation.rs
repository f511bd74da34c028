//! Preparation: the steps of a scenario that were not recorded. Accounts, moments, and what neighbours do.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::Replay;
use super::visit::text;
use crate::Error;
use crate::recording::Exchange;
use crate::stand_in::StandIns;

/// The password of every account in the recordings.
pub const PASSWORD: &str = "correct-horse-battery-9";

impl<'a> Replay<'a> {
    /// Makes an account with an e-mail address, no other traits, and [`PASSWORD`].
    ///
    /// # Errors
    /// When the server refuses.
    pub fn account(&mut self, email: &str) -> Result<(), Error> {
        self.account_with(email, json!({}))
    }

    /// Makes an account with more traits than the address.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn account_with(&mut self, email: &str, traits: Value) -> Result<(), Error> {
        let mut all = Map::new();
        all.insert("email".into(), Value::from(email));
        all.extend(traits.as_object().cloned().unwrap_or_default());
        let schema = if self.scenario.config == "duo" {
            "duo"
        } else {
            "person"
        };
        let admin = self.server.admin();
        let identity = admin.create_identity(schema, &Value::Object(all), PASSWORD)?;
        self.identities.insert(email.to_owned(), identity);
        Ok(())
    }

    /// The identity of an account that [`Self::account`] made.
    fn identity(&self, email: &str) -> Result<&str, Error> {
        (self.identities.get(email).map(String::as_str))
            .ok_or_else(|| Error::preparation("find an account", format!("{email} was not made")))
    }

    /// Switches an account off.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn switch_off(&mut self, email: &str) -> Result<(), Error> {
        self.server.admin().switch_off(self.identity(email)?)
    }

    /// An administrator makes a recovery code; exchange `number` of the recording submits it.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn admin_code(&mut self, email: &str, lifespan: &str, number: usize) -> Result<(), Error> {
        let made = self
            .server
            .admin()
            .recovery_code(self.identity(email)?, lifespan)?;
        self.last_answer = Instant::now();
        let exchange = self.recorded(number)?;
        let code = exchange
            .field("code")
            .and_then(Value::as_str)
            .unwrap_or_default();
        self.substitution
            .bind(exchange.flow().unwrap_or_default(), made.flow);
        self.substitution.bind(code, made.secret);
        Ok(())
    }

    /// An administrator makes a recovery link; exchange `number` of the recording opens it.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn admin_link(&mut self, email: &str, lifespan: &str, number: usize) -> Result<(), Error> {
        let made = self
            .server
            .admin()
            .recovery_link(self.identity(email)?, lifespan)?;
        self.last_answer = Instant::now();
        let exchange = self.recorded(number)?;
        let token = exchange.request.query.get("token").and_then(Value::as_str);
        self.substitution
            .bind(exchange.flow().unwrap_or_default(), made.flow);
        self.substitution
            .bind(token.unwrap_or_default(), made.secret);
        Ok(())
    }

    /// An exchange of the recording.
    pub(super) fn recorded(&self, number: usize) -> Result<&'a Exchange, Error> {
        let missing = || Error::Request(format!("the recording has no exchange {number}"));
        self.scenario.exchanges.get(number).ok_or_else(missing)
    }

    /// The id of the credential that answers in a field of exchange `number`.
    ///
    /// # Errors
    /// When there is no such answer.
    pub fn recorded_credential(&self, number: usize, field: &str) -> Result<String, Error> {
        let answer = self
            .recorded(number)?
            .field(field)
            .and_then(Value::as_str)
            .unwrap_or_default();
        let answer: Value = serde_json::from_str(answer)
            .map_err(|error| Error::Request(format!("{field} of exchange {number}: {error}")))?;
        Ok(text(&answer, "/id"))
    }

    /// The server's neighbours.
    #[must_use]
    pub fn stand_ins(&self) -> &'a StandIns {
        self.server.stand_ins()
    }

    /// Exchange `number` comes back from the OpenID provider as the person with these claims.
    ///
    /// # Errors
    /// When the exchange brings no code.
    pub fn comes_back(&self, number: usize, claims: Value) -> Result<(), Error> {
        let code = self
            .recorded(number)?
            .request
            .query
            .get("code")
            .and_then(Value::as_str);
        let code = code.ok_or_else(|| Error::Request(format!("exchange {number} has no code")))?;
        self.stand_ins().provider.lay_down(code, claims);
        Ok(())
    }

    /// The code of the next exchange was sent to this address.
    pub fn code_sent_to(&mut self, address: &str) {
        self.code_sent_to = Some(address.to_owned());
    }

    /// The next exchange is sent with the cookies its browser had before exchange `number`.
    pub fn cookies_before(&mut self, number: usize) {
        self.cookies_of = Some(number);
    }

    /// `twin` sends a second request of the browser `of` at the same time, hence with the same cookies.
    pub fn same_moment(&mut self, of: &str, twin: &str) {
        let original = self.browser(of).clone();
        self.browser(twin).share_cookies_of(&original);
    }

    /// Waits until a lifespan has passed since the last answer.
    pub fn let_pass(&self, lifespan: Duration) {
        let margin = Duration::from_millis(50);
        thread::sleep((lifespan + margin).saturating_sub(self.last_answer.elapsed()));
    }
}
