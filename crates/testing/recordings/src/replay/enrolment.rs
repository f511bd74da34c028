//! Enrolment: credentials that an account got before the recording began.

use serde_json::Value;

use super::Replay;
use super::visit::{Fields, expect, node, node_value, text};
use crate::admin::Mailed;
use crate::{Error, one_time_password};

/// The origin of the imagined front end.
const ORIGIN: &str = "http://localhost:5455";

impl Replay<'_> {
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

    /// Links an OpenID provider to the account of a signed-in browser.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn link_provider(
        &mut self,
        client: &str,
        provider: &str,
        claims: Value,
    ) -> Result<(), Error> {
        let flow = self.open(client, "settings", "")?;
        let answer = self.submit(client, "settings", &flow, &[("link", provider)])?;
        let sent = expect(&format!("{client} links {provider}"), &answer, 422)?;
        let address = text(&sent, "/redirect_browser_to");
        let state = address
            .split(['?', '&'])
            .find_map(|pair| pair.strip_prefix("state="));
        let code = "a-code-that-was-not-recorded";
        self.stand_ins().provider.lay_down(code, claims);
        let target = format!(
            "/self-service/methods/oidc/callback/{provider}?code={code}&state={}",
            state.unwrap_or_default()
        );
        self.send(client, &target, None).map(drop)
    }

    /// Verifies an address by a mailed code.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn verify(&mut self, client: &str, email: &str) -> Result<(), Error> {
        let flow = self.open(client, "verification", "")?;
        let sent = self.submit(
            client,
            "verification",
            &flow,
            &[("method", "code"), ("email", email)],
        )?;
        expect(&format!("send a code to {email}"), &sent, 200)?;
        let code = self
            .server
            .admin()
            .mailed(email, "verification", Mailed::Code)?;
        let passed = self.submit(
            client,
            "verification",
            &flow,
            &[("method", "code"), ("code", &code)],
        )?;
        expect(&format!("verify {email}"), &passed, 200).map(drop)
    }
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
