//! The request: what an application asks for, as Hydra has it.

use super::super::{client::Client, scope::texts};
use serde_json::Value;
use vestibule::{
    route::{FlowKind, FlowRequest, encoded},
    url::SafeUrl,
};

/// What a request of an application says.
pub(super) struct ConsentRequest {
    pub(super) client: Client,
    pub(super) challenge: String,
    pub(super) json: Value,
}

impl ConsentRequest {
    /// Reads what Hydra has of this challenge.
    pub(super) fn new(challenge: &str, json: Value) -> Self {
        Self {
            client: Client::read(json.get("client").unwrap_or(&Value::Null)),
            challenge: challenge.to_owned(),
            json,
        }
    }

    /// Whose consent is wanted.
    pub(super) fn subject(&self) -> Option<&str> {
        self.json.get("subject").and_then(Value::as_str)
    }

    /// Whether the operator or an earlier consent has decided.
    pub(super) fn is_skipped(&self) -> bool {
        let skip = self.json.get("skip").and_then(Value::as_bool);
        skip == Some(true) || self.client.skips_consent
    }

    /// What is asked for.
    pub(super) fn scopes(&self) -> Vec<String> {
        texts(self.json.get("requested_scope"))
    }

    /// The languages that the application asks for, the dearest first.
    pub(super) fn languages(&self) -> Vec<String> {
        texts(self.json.pointer("/oidc_context/ui_locales"))
    }

    /// The page's own address.
    pub(super) fn address(&self) -> String {
        format!("/consent?consent_challenge={}", encoded(&self.challenge))
    }

    /// Where the application's request begins, with a sign-in.
    pub(super) fn again(&self) -> String {
        let url = self.json.get("request_url").and_then(Value::as_str);
        let url = url.filter(|url| url.contains('?') && SafeUrl::to_follow(url).is_some());
        match url.and_then(|url| url.split_once('?')) {
            Some((path, query)) => {
                let is_other = |pair: &&str| !pair.starts_with("prompt=");
                let pairs: Vec<&str> = query.split('&').filter(is_other).collect();
                format!("{path}?{}&prompt=login", pairs.join("&"))
            }
            None => FlowRequest::new(FlowKind::Login).to_page(),
        }
    }
}
