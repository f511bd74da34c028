//! Reading: the values of a configuration, with the defaults Kratos has for them.

use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::{
    Config, Hook, LoginStyle, Provider, RegistrationStyle, RelyingParty, at, duration, key, strings,
};
use crate::schema::Schema;

const HOUR: Duration = Duration::from_secs(3600);

impl Config {
    pub(crate) fn get(&self, path: &str) -> Option<&Value> {
        at(&self.tree, path)
    }

    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.get(path).and_then(Value::as_str)
    }

    pub(crate) fn flag(&self, path: &str, default: bool) -> bool {
        self.get(path).and_then(Value::as_bool).unwrap_or(default)
    }

    pub(crate) fn count(&self, path: &str, default: u64) -> u64 {
        self.get(path).and_then(Value::as_u64).unwrap_or(default)
    }

    pub(crate) fn strings(&self, path: &str) -> Vec<String> {
        strings(self.get(path))
    }

    pub(crate) fn duration(&self, path: &str, default: Duration) -> Duration {
        self.text(path).and_then(duration::parse).unwrap_or(default)
    }

    pub(crate) fn schema(&self, id: &str) -> Option<&Schema> {
        self.schemas.iter().find(|schema| schema.id == id)
    }

    /// Whether a method is on. Kratos' defaults: password, code, link and profile are, the others are not.
    pub(crate) fn method(&self, id: &str) -> bool {
        let default = matches!(id, "password" | "code" | "link" | "profile");
        self.flag(&format!("selfservice.methods.{id}.enabled"), default)
    }

    /// Whether a code is enough to sign in or up.
    pub(crate) fn passwordless_code(&self) -> bool {
        self.method("code") && self.flag("selfservice.methods.code.passwordless_enabled", false)
    }

    /// Whether a security key signs in by itself.
    pub(crate) fn passwordless_webauthn(&self) -> bool {
        self.flag("selfservice.methods.webauthn.config.passwordless", false)
    }

    /// Whether a code serves as a second factor.
    pub(crate) fn second_factor_code(&self) -> bool {
        self.flag("selfservice.methods.code.mfa_enabled", false)
    }

    pub(crate) fn code_lifespan(&self) -> Duration {
        self.duration("selfservice.methods.code.config.lifespan", HOUR)
    }

    pub(crate) fn flow_lifespan(&self, flow: &str) -> Duration {
        self.duration(&format!("selfservice.flows.{flow}.lifespan"), HOUR)
    }

    pub(crate) fn link_lifespan(&self) -> Duration {
        self.duration("selfservice.methods.link.config.lifespan", HOUR)
    }

    /// How long after a sign-in an account's keys may be changed.
    pub(crate) fn privileged_session_max_age(&self) -> Duration {
        self.duration(
            "selfservice.flows.settings.privileged_session_max_age",
            HOUR,
        )
    }

    pub(crate) fn session_lifespan(&self) -> Duration {
        self.duration("session.lifespan", HOUR * 24)
    }

    /// Whether a kind of flow is on: registration unless said otherwise, recovery and verification only when said.
    pub(crate) fn flow_enabled(&self, flow: &str) -> bool {
        let default = !matches!(flow, "recovery" | "verification");
        self.flag(&format!("selfservice.flows.{flow}.enabled"), default)
    }

    /// Where a kind of flow is shown.
    pub(crate) fn ui_url(&self, flow: &str) -> String {
        self.text(&format!("selfservice.flows.{flow}.ui_url"))
            .unwrap_or("https://www.ory.sh/kratos/docs/fallback/")
            .to_owned()
    }

    pub(crate) fn login_style(&self) -> LoginStyle {
        match self.text("selfservice.flows.login.style") {
            Some("identifier_first") => LoginStyle::IdentifierFirst,
            _ => LoginStyle::Unified,
        }
    }

    pub(crate) fn registration_style(&self) -> RegistrationStyle {
        let legacy = self.flag(
            "selfservice.flows.registration.enable_legacy_one_step",
            false,
        );
        match self.text("selfservice.flows.registration.style") {
            Some("unified") => RegistrationStyle::Unified,
            None if legacy => RegistrationStyle::Unified,
            _ => RegistrationStyle::ProfileFirst,
        }
    }

    /// Whether answers hide which accounts there are.
    pub(crate) fn mitigates_enumeration(&self) -> bool {
        self.flag("security.account_enumeration.mitigate", false)
    }

    /// The hooks after a flow by a method; those of the method take the place of the common ones.
    pub(crate) fn hooks_after(&self, flow: &str, method: &str) -> Vec<Hook> {
        let path = format!("selfservice.flows.{flow}.after");
        let list = |path: String| {
            self.get(&path)
                .and_then(Value::as_array)
                .filter(|hooks| !hooks.is_empty())
        };
        let hooks =
            list(format!("{path}.{method}.hooks")).or_else(|| list(format!("{path}.hooks")));
        hooks.into_iter().flatten().filter_map(key::hook).collect()
    }

    /// The addresses of the web hooks after a flow by a method.
    pub(crate) fn web_hooks_after(&self, flow: &str, method: &str) -> Vec<String> {
        let path = format!("selfservice.flows.{flow}.after");
        let list = |path: String| self.get(&path).and_then(Value::as_array);
        let hooks =
            list(format!("{path}.{method}.hooks")).or_else(|| list(format!("{path}.hooks")));
        let urls = hooks
            .into_iter()
            .flatten()
            .filter(|entry| key::hook(entry) == Some(Hook::Web))
            .filter_map(|entry| entry.pointer("/config/url")?.as_str());
        urls.map(str::to_owned).collect()
    }

    /// Where a finished flow goes when nobody asked for another place.
    pub(crate) fn return_to_after(&self, flow: &str, method: &str) -> Url {
        self.find_return_to_after(flow, method)
            .unwrap_or_else(|| self.default_return_to.clone())
    }

    /// Where a finished flow goes, if the configuration says so for this kind.
    pub(crate) fn find_return_to_after(&self, flow: &str, method: &str) -> Option<Url> {
        let path = format!("selfservice.flows.{flow}.after");
        [
            format!("{path}.{method}.default_browser_return_url"),
            format!("{path}.default_browser_return_url"),
        ]
        .iter()
        .filter_map(|path| self.text(path))
        .find_map(|text| Url::parse(text).ok())
    }

    pub(crate) fn relying_party(&self, method: &str) -> RelyingParty {
        let path = format!("selfservice.methods.{method}.config.rp");
        let text = |key: &str| {
            self.text(&format!("{path}.{key}"))
                .unwrap_or_default()
                .to_owned()
        };
        let mut origins = self.strings(&format!("{path}.origins"));
        origins.extend(self.text(&format!("{path}.origin")).map(str::to_owned));
        RelyingParty {
            id: text("id"),
            display_name: text("display_name"),
            origins,
        }
    }

    pub(crate) fn providers(&self) -> Vec<Provider> {
        if !self.method("oidc") {
            return Vec::new();
        }
        let list = self
            .get("selfservice.methods.oidc.config.providers")
            .and_then(Value::as_array);
        let text = |provider: &Value, key: &str| {
            provider.get(key).and_then(Value::as_str).map(str::to_owned)
        };
        list.into_iter()
            .flatten()
            .filter_map(|provider| {
                let id = text(provider, "id")?;
                let label = text(provider, "label").unwrap_or_else(|| id.clone());
                let setting = |key| text(provider, key).unwrap_or_default();
                Some(Provider {
                    label,
                    issuer: setting("issuer_url"),
                    client_id: setting("client_id"),
                    client_secret: setting("client_secret"),
                    scope: strings(provider.get("scope")),
                    id,
                })
            })
            .collect()
    }

    /// A public address: a path below `serve.public.base_url`.
    pub(crate) fn public(&self, path: &str) -> Url {
        let mut url = self.public_url.clone();
        let whole = format!("{}{path}", url.path().trim_end_matches('/'));
        url.set_path(&whole);
        url
    }
}
