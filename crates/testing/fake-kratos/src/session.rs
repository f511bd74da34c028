//! A session: that somebody has signed in, how, and with which browser .

use serde::Serialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::config::Config;
use crate::csrf::is_secure;
use crate::instant::Instant;
use crate::random;
use crate::request::Request;

/// A method that was passed.
#[derive(Debug, Clone, Serialize)]
struct Method {
    method: String,
    aal: &'static str,
    completed_at: Instant,
    #[serde(skip_serializing_if = "String::is_empty")]
    provider: String,
}

/// One session.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: Uuid,
    /// The value of the cookie.
    pub(crate) token: String,
    pub(crate) logout_token: String,
    pub(crate) identity: Uuid,
    pub(crate) active: bool,
    expires_at: Instant,
    pub(crate) authenticated_at: Instant,
    issued_at: Instant,
    methods: Vec<Method>,
    devices: Vec<Value>,
}

impl Session {
    /// A session that begins now.
    pub(crate) fn begin(request: &Request, config: &Config, identity: Uuid) -> Self {
        let now = Instant::now();
        Self {
            id: Uuid::new_v4(),
            token: random::letters(64),
            logout_token: format!("ory_lo_{}", random::letters(32)),
            identity,
            active: true,
            expires_at: now.plus(config.session_lifespan()),
            authenticated_at: now,
            issued_at: now,
            methods: Vec::new(),
            devices: vec![device(request)],
        }
    }

    /// Begins again, as a refresh does: the same session, proven once more.
    pub(crate) fn renew(&mut self, request: &Request, config: &Config) {
        let now = Instant::now();
        self.expires_at = now.plus(config.session_lifespan());
        self.authenticated_at = now;
        self.devices.push(device(request));
    }

    /// Notes that a method was passed, and the assurance level it stands for.
    pub(crate) fn completed(&mut self, method: &str, level: &'static str) {
        self.completed_with(method, level, "");
    }

    /// Notes that a method was passed with the help of a provider.
    pub(crate) fn completed_with(&mut self, method: &str, level: &'static str, provider: &str) {
        self.methods.push(Method {
            method: method.to_owned(),
            aal: level,
            completed_at: Instant::now(),
            provider: provider.to_owned(),
        });
    }

    /// The assurance level: `aal2` as soon as a first and a second factor were passed.
    pub(crate) fn level(&self) -> &'static str {
        let has = |level: &str| self.methods.iter().any(|passed| passed.aal == level);
        if has("aal1") && has("aal2") {
            "aal2"
        } else {
            "aal1"
        }
    }

    /// Whether somebody proved recently enough who they are to change what an account is reached by.
    pub(crate) fn is_privileged(&self, config: &Config) -> bool {
        self.authenticated_at.elapsed() <= config.privileged_session_max_age()
    }

    pub(crate) fn is_active(&self) -> bool {
        self.active && !self.expires_at.is_past()
    }

    /// The JSON of a session, with its identity when there is one to show.
    pub(crate) fn json(&self, identity: Option<Value>) -> Value {
        let mut map = Map::new();
        map.insert("id".into(), json!(self.id));
        map.insert("active".into(), json!(self.is_active()));
        map.insert("expires_at".into(), json!(self.expires_at));
        map.insert("authenticated_at".into(), json!(self.authenticated_at));
        map.insert("authenticator_assurance_level".into(), json!(self.level()));
        map.insert("authentication_methods".into(), json!(self.methods));
        map.insert("issued_at".into(), json!(self.issued_at));
        if let Some(identity) = identity {
            map.insert("identity".into(), identity);
        }
        map.insert("devices".into(), Value::Array(self.devices.clone()));
        Value::Object(map)
    }

    /// The `Set-Cookie` header that hands the session to the browser.
    pub(crate) fn cookie(&self, config: &Config) -> String {
        let attributes = attributes(config);
        if !config.flag("session.cookie.persistent", true) {
            return format!("{}={}{attributes}", cookie_name(config), self.token);
        }
        // Counted in whole seconds from now, as the server does it, so a day is 86399.
        let seconds = self.expires_at.remaining().as_secs();
        let expires = Instant::now()
            .plus(std::time::Duration::from_secs(seconds))
            .http_date();
        let (path, rest) = attributes.split_once(FLAGS).unwrap_or((&attributes, ""));
        format!(
            "{}={}{path}; Expires={expires}; Max-Age={seconds}{FLAGS}{rest}",
            cookie_name(config),
            self.token
        )
    }
}

/// The `Set-Cookie` header that takes a session away.
pub(crate) fn removal_cookie(config: &Config) -> String {
    let attributes = attributes(config);
    let (path, rest) = attributes.split_once(FLAGS).unwrap_or((&attributes, ""));
    let name = cookie_name(config);
    format!("{name}={path}; Expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0{FLAGS}{rest}")
}

/// `ory_kratos_session`, unless the configuration has another name.
pub(crate) fn cookie_name(config: &Config) -> &str {
    config
        .text("session.cookie.name")
        .unwrap_or("ory_kratos_session")
}

const FLAGS: &str = "; HttpOnly";

fn attributes(config: &Config) -> String {
    let setting = |key: &str| {
        config
            .text(&format!("session.cookie.{key}"))
            .or_else(|| config.text(&format!("cookies.{key}")))
    };
    let secure = config.flag("session.cookie.secure", is_secure(config));
    let path = setting("path").unwrap_or("/");
    let domain = setting("domain")
        .map(|domain| format!("; Domain={domain}"))
        .unwrap_or_default();
    let flag = if secure { "; Secure" } else { "" };
    let same_site = setting("same_site").unwrap_or("Lax");
    format!("; Path={path}{domain}{FLAGS}{flag}; SameSite={same_site}")
}

fn device(request: &Request) -> Value {
    let agent = request
        .headers
        .get("user-agent")
        .and_then(|value| value.to_str().ok());
    json!({
        "id": Uuid::new_v4(),
        "ip_address": request.remote.to_string(),
        "user_agent": agent,
        "location": "",
    })
}
