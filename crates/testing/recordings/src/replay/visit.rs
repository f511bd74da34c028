//! Visit: what a browser does besides the recorded exchanges. Opening and submitting flows, signing in.

use std::time::Instant;

use serde_json::{Map, Value, json};

use super::{PASSWORD, Replay, nodes};
use crate::admin::Mailed;
use crate::browser::Sending;
use crate::recording::Response;
use crate::substitution::node_name;
use crate::{Error, one_time_password};

/// Names and values of the fields of a submit, without the CSRF token.
pub type Fields<'a> = &'a [(&'a str, &'a str)];

impl Replay<'_> {
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
        self.last_answer = Instant::now();
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
}

/// The body of an answer that must have this status.
pub(super) fn expect(step: &str, answer: &Response, status: u16) -> Result<Value, Error> {
    let body = answer.body.clone().unwrap_or_default();
    if answer.status == status {
        return Ok(body);
    }
    Err(Error::preparation(
        step,
        format!("status {}, {body}", answer.status),
    ))
}

pub(super) fn text(value: &Value, pointer: &str) -> String {
    (value.pointer(pointer).and_then(Value::as_str))
        .unwrap_or_default()
        .to_owned()
}

pub(super) fn node<'a>(flow: &'a Value, name: &str) -> Option<&'a Value> {
    nodes(flow).find(|node| node_name(node) == Some(name))
}

pub(super) fn node_value(flow: &Value, name: &str) -> String {
    node(flow, name)
        .map(|node| text(node, "/attributes/value"))
        .unwrap_or_default()
}
