//! Preparation: the steps of a scenario that were not recorded. Accounts, some sign-ins, enrolments, waiting.

use std::thread;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{Replay, nodes};
use crate::admin::Mailed;
use crate::browser::Sending;
use crate::recording::{Exchange, Response};
use crate::substitution::node_name;
use crate::{Error, one_time_password};

/// The password of every account in the recordings.
pub const PASSWORD: &str = "correct-horse-battery-9";
/// The origin of the imagined front end.
const ORIGIN: &str = "http://localhost:5455";

/// What to do for one scenario before the exchange with this number.
type Fields<'a> = &'a [(&'a str, &'a str)];

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
        let exchange = self.recorded(number)?;
        let token = exchange.request.query.get("token").and_then(Value::as_str);
        self.substitution
            .bind(exchange.flow().unwrap_or_default(), made.flow);
        self.substitution
            .bind(token.unwrap_or_default(), made.secret);
        Ok(())
    }

    /// An exchange of the recording.
    fn recorded(&self, number: usize) -> Result<&'a Exchange, Error> {
        let missing = || Error::Request(format!("the recording has no exchange {number}"));
        self.scenario.exchanges.get(number).ok_or_else(missing)
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

    /// Sends an unrecorded request of a browser with all its cookies.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn send(
        &mut self,
        client: &str,
        target: &str,
        body: Option<&Value>,
    ) -> Result<Response, Error> {
        let mut headers = vec![("accept".to_owned(), "application/json".to_owned())];
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        let sending = Sending {
            method: if body.is_some() { "POST" } else { "GET" }.to_owned(),
            target: target.to_owned(),
            headers,
            body: body.map(|body| body.to_string().into_bytes()),
        };
        let (agent, public) = (self.server.agent().clone(), self.server.public());
        let response = self
            .browser(client)
            .send(&agent, public, &sending, |_| true)?;
        self.last_answer = std::time::Instant::now();
        Ok(response)
    }

    /// Opens a flow of `kind` (`login`, `settings`, …) that was not recorded; `query` as in `?refresh=true`, or empty.
    ///
    /// # Errors
    /// When the server does not make the flow.
    pub fn open(&mut self, client: &str, kind: &str, query: &str) -> Result<Value, Error> {
        let answer = self.send(
            client,
            &format!("/self-service/{kind}/browser{query}"),
            None,
        )?;
        expect(&format!("open a {kind} flow for {client}"), &answer, 200)
    }

    /// Opens the flow of `kind` that exchange `number` submits and whose creation was not recorded.
    ///
    /// # Errors
    /// When the server does not make the flow.
    pub fn open_for(&mut self, number: usize, kind: &str) -> Result<(), Error> {
        let exchange = self.recorded(number)?.clone();
        let flow = self.open(&exchange.client, kind, "")?;
        let token = exchange.field("csrf_token").and_then(Value::as_str);
        self.substitution
            .bind(exchange.flow().unwrap_or_default(), text(&flow, "/id"));
        self.substitution
            .bind(token.unwrap_or_default(), node_value(&flow, "csrf_token"));
        Ok(())
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

    /// Submits a flow without recording it.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn submit(
        &mut self,
        client: &str,
        kind: &str,
        flow: &Value,
        fields: Fields<'_>,
    ) -> Result<Response, Error> {
        let mut body = Map::new();
        body.insert(
            "csrf_token".into(),
            Value::from(node_value(flow, "csrf_token")),
        );
        for (name, value) in fields {
            body.insert((*name).to_owned(), Value::from(*value));
        }
        let target = format!("/self-service/{kind}?flow={}", text(flow, "/id"));
        self.send(client, &target, Some(&Value::Object(body)))
    }

    /// Submits the flow that exchange `number` created, without recording it.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn submit_again(
        &mut self,
        number: usize,
        kind: &str,
        fields: Fields<'_>,
    ) -> Result<Response, Error> {
        let exchange = self.recorded(number)?;
        let client = exchange.client.clone();
        let id = exchange
            .response
            .body
            .as_ref()
            .map(|body| text(body, "/id"))
            .unwrap_or_default();
        let token = self.csrf_tokens.get(&id).cloned().unwrap_or_default();
        let flow = json!({"id": self.substitution.apply(&id), "ui": {"nodes": [
            {"attributes": {"name": "csrf_token", "value": token}}
        ]}});
        self.submit(&client, kind, &flow, fields)
    }

    /// Signs a browser in with [`PASSWORD`]; a second factor that is wanted is not given.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn sign_in(&mut self, client: &str, email: &str) -> Result<(), Error> {
        let flow = self.open(client, "login", "")?;
        let fields = [
            ("method", "password"),
            ("identifier", email),
            ("password", PASSWORD),
        ];
        let answer = self.submit(client, "login", &flow, &fields)?;
        self.addresses.insert(client.to_owned(), email.to_owned());
        match answer.status {
            200 | 422 => Ok(()),
            status => Err(Error::preparation(
                format!("sign {client} in as {email}"),
                format!("status {status}, {}", answer.body.unwrap_or_default()),
            )),
        }
    }

    /// Gives the second factor of an authenticator app.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn step_up(&mut self, client: &str) -> Result<(), Error> {
        let secret = self.totp_secret.clone().unwrap_or_default();
        let code = one_time_password::current(&secret)?;
        let flow = self.open(client, "login", "?aal=aal2")?;
        let answer = self.submit(
            client,
            "login",
            &flow,
            &[("method", "totp"), ("totp_code", &code)],
        )?;
        expect(&format!("step {client} up to aal2"), &answer, 200).map(drop)
    }

    /// Gives the second factor of a one-time code, sent to the account's only address.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn step_up_with_code(&mut self, client: &str, address: &str) -> Result<(), Error> {
        let flow = self.open(client, "login", "?aal=aal2")?;
        let code = self.server.admin().mailed(address, "login", Mailed::Code)?;
        let answer = self.submit(
            client,
            "login",
            &flow,
            &[("method", "code"), ("code", &code)],
        )?;
        expect(
            &format!("step {client} up to aal2 with a code"),
            &answer,
            200,
        )
        .map(drop)
    }

    /// Saves something in a new settings flow of a signed-in browser.
    ///
    /// # Errors
    /// When the server does not save it.
    pub fn save(
        &mut self,
        client: &str,
        what: &str,
        fields: impl FnOnce(&mut Self, &Value) -> Result<Vec<(&'static str, String)>, Error>,
    ) -> Result<Value, Error> {
        let flow = self.open(client, "settings", "")?;
        let fields = fields(self, &flow)?;
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let answer = self.submit(client, "settings", &flow, &fields)?;
        expect(&format!("{client} saves {what}"), &answer, 200)
    }

    /// Enrols an authenticator app in a signed-in browser.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn enrol_totp(&mut self, client: &str) -> Result<(), Error> {
        self.save(client, "an authenticator app", |replay, flow| {
            let secret = node(flow, "totp_secret_key")
                .map(|node| text(node, "/attributes/text/text"))
                .unwrap_or_default();
            let code = one_time_password::current(&secret)?;
            replay.totp_secret = Some(secret);
            Ok(vec![("method", "totp".to_owned()), ("totp_code", code)])
        })
        .map(drop)
    }

    /// Enrols backup codes in a signed-in browser and returns them.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn enrol_backup_codes(&mut self, client: &str) -> Result<Vec<String>, Error> {
        let flow = self.open(client, "settings", "")?;
        let shown = self.submit(
            client,
            "settings",
            &flow,
            &[("lookup_secret_regenerate", "true")],
        )?;
        let shown = expect(&format!("{client} makes backup codes"), &shown, 200)?;
        let saved = self.submit(
            client,
            "settings",
            &flow,
            &[("lookup_secret_confirm", "true")],
        )?;
        expect(&format!("{client} confirms backup codes"), &saved, 200)?;
        let codes = node(&shown, "lookup_secret_codes")
            .map(|node| text(node, "/attributes/text/text"))
            .unwrap_or_default();
        Ok(codes.split(", ").map(str::to_owned).collect())
    }

    /// Adds a passkey with this credential id to the account of a signed-in browser.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn enrol_passkey(&mut self, client: &str, id: &str) -> Result<(), Error> {
        self.save(client, "a passkey", |replay, flow| {
            let options = options(flow, "passkey_create_data")?;
            let answer = replay.authenticator.create(id, &options, ORIGIN)?;
            Ok(vec![("passkey_settings_register", answer)])
        })
        .map(drop)
    }

    /// Adds a security key with this credential id and name to the account of a signed-in browser.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn enrol_security_key(&mut self, client: &str, id: &str, name: &str) -> Result<(), Error> {
        let name = name.to_owned();
        self.save(client, "a security key", |replay, flow| {
            let options = options(flow, "webauthn_register_trigger")?;
            let answer = replay.authenticator.create(id, &options, ORIGIN)?;
            Ok(vec![
                ("webauthn_register", answer),
                ("webauthn_register_displayname", name),
            ])
        })
        .map(drop)
    }

    /// Signs up with a passkey (profile first) and leaves the browser signed in.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn sign_up_with_passkey(
        &mut self,
        client: &str,
        traits: Fields<'_>,
        id: &str,
    ) -> Result<(), Error> {
        let flow = self.open(client, "registration", "")?;
        let profile = [traits, &[("method", "profile")]].concat();
        let chosen = self.submit(client, "registration", &flow, &profile)?;
        let chosen = expect(&format!("{client} enters a profile"), &chosen, 400)?;
        let options = options(&chosen, "passkey_create_data")?;
        let answer = self.authenticator.create(id, &options, ORIGIN)?;
        let passkey = [
            traits,
            &[("method", "passkey"), ("passkey_register", &answer)],
        ]
        .concat();
        let done = self.submit(client, "registration", &flow, &passkey)?;
        expect(&format!("{client} signs up with a passkey"), &done, 200).map(drop)
    }
}

/// The body of an answer that must have this status.
fn expect(step: &str, answer: &Response, status: u16) -> Result<Value, Error> {
    let body = answer.body.clone().unwrap_or_default();
    if answer.status == status {
        return Ok(body);
    }
    Err(Error::preparation(
        step,
        format!("status {}, {body}", answer.status),
    ))
}

fn text(value: &Value, pointer: &str) -> String {
    (value.pointer(pointer).and_then(Value::as_str))
        .unwrap_or_default()
        .to_owned()
}

fn node<'a>(flow: &'a Value, name: &str) -> Option<&'a Value> {
    nodes(flow).find(|node| node_name(node) == Some(name))
}

fn node_value(flow: &Value, name: &str) -> String {
    node(flow, name)
        .map(|node| text(node, "/attributes/value"))
        .unwrap_or_default()
}

/// The WebAuthn options in the value of a node.
fn options(flow: &Value, name: &str) -> Result<Value, Error> {
    let value: Value = serde_json::from_str(&node_value(flow, name)).map_err(|error| {
        Error::preparation(
            format!("read the options in the node {name}"),
            error.to_string(),
        )
    })?;
    // In registration they are one level deeper.
    Ok(value.get("credentialOptions").cloned().unwrap_or(value))
}
