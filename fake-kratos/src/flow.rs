//! A flow: one attempt at something, from its first screen to its end (contract §7.1).

use std::time::Duration;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::container::Container;
use crate::failure::Failure;
use crate::instant::Instant;
use crate::passkey::{AuthenticationState, RegistrationState};

/// What a flow is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Login,
    Registration,
    Verification,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Registration => "registration",
            Self::Verification => "verification",
        }
    }
}

/// How far a flow has come (contract §7.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    ChooseMethod,
    SentEmail,
    PassedChallenge,
}

impl State {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ChooseMethod => "choose_method",
            Self::SentEmail => "sent_email",
            Self::PassedChallenge => "passed_challenge",
        }
    }
}

/// One flow of whichever kind.
#[derive(Debug, Clone)]
pub(crate) struct Flow {
    pub(crate) id: Uuid,
    pub(crate) kind: Kind,
    pub(crate) expires_at: Instant,
    issued_at: Instant,
    pub(crate) request_url: String,
    pub(crate) return_to: String,
    pub(crate) active: String,
    pub(crate) ui: Container,
    pub(crate) state: State,
    /// The token the flow was made with; reading the flow needs the cookie it belongs to.
    pub(crate) csrf_token: String,
    pub(crate) transient_payload: Option<Value>,
    pub(crate) organization_id: Option<Uuid>,
    pub(crate) identity_schema: String,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) refresh: bool,
    pub(crate) requested_aal: String,
    pub(crate) continue_with: Vec<Value>,
    /// How often a code was tried.
    pub(crate) submissions: u64,
    pub(crate) passkey_login: Option<AuthenticationState>,
    pub(crate) passkey_registration: Option<RegistrationState>,
    /// The verification flow a hook has made.
    pub(crate) verification: Option<Value>,
    /// Where a page navigation goes to prove an address, before anything else.
    pub(crate) return_to_verification: String,
}

impl Flow {
    /// A flow without any nodes.
    pub(crate) fn new(
        kind: Kind,
        lifespan: Duration,
        action: &url::Url,
        csrf_token: String,
    ) -> Self {
        let id = Uuid::new_v4();
        let now = Instant::now();
        let mut action = action.clone();
        action
            .query_pairs_mut()
            .append_pair("flow", &id.to_string());
        Self {
            id,
            kind,
            expires_at: now.plus(lifespan),
            issued_at: now,
            request_url: String::new(),
            return_to: String::new(),
            active: String::new(),
            ui: Container::new(action.into()),
            state: State::ChooseMethod,
            csrf_token,
            transient_payload: None,
            organization_id: None,
            identity_schema: String::new(),
            created_at: Instant::stored(),
            updated_at: Instant::stored(),
            refresh: false,
            requested_aal: "aal1".into(),
            continue_with: Vec::new(),
            submissions: 0,
            passkey_login: None,
            passkey_registration: None,
            verification: None,
            return_to_verification: String::new(),
        }
    }

    /// Fails when the flow is over.
    pub(crate) fn valid(&self) -> Result<(), Failure> {
        if self.expires_at.is_past() {
            return Err(Failure::Expired(self.expires_at));
        }
        Ok(())
    }

    /// An address with this flow's id.
    pub(crate) fn append_to(&self, ui_url: &str) -> String {
        with_parameter(ui_url, "flow", &self.id.to_string())
    }

    /// The JSON of a flow, its members in Kratos' order.
    pub(crate) fn json(&self) -> Value {
        let mut map = Map::new();
        map.insert("id".into(), json!(self.id));
        if self.kind == Kind::Login {
            map.insert("organization_id".into(), json!(self.organization_id));
        }
        map.insert("type".into(), json!("browser"));
        map.insert("expires_at".into(), json!(self.expires_at));
        map.insert("issued_at".into(), json!(self.issued_at));
        map.insert("request_url".into(), json!(self.request_url));
        if !self.return_to.is_empty() {
            map.insert("return_to".into(), json!(self.return_to));
        }
        if !self.active.is_empty() {
            map.insert("active".into(), json!(self.active));
        }
        map.insert("ui".into(), json!(self.ui));
        match self.kind {
            Kind::Login => {
                map.insert("created_at".into(), json!(self.created_at));
                map.insert("updated_at".into(), json!(self.updated_at));
                map.insert("refresh".into(), json!(self.refresh));
                map.insert("requested_aal".into(), json!(self.requested_aal));
            }
            Kind::Registration => {
                map.insert("organization_id".into(), json!(self.organization_id));
            }
            Kind::Verification => {}
        }
        map.insert("state".into(), json!(self.state.name()));
        if let Some(payload) = &self.transient_payload {
            map.insert("transient_payload".into(), payload.clone());
        }
        if !self.identity_schema.is_empty() {
            map.insert("identity_schema".into(), json!(self.identity_schema));
        }
        Value::Object(map)
    }
}

/// An address with one more query parameter, kept as it was otherwise.
pub(crate) fn with_parameter(address: &str, name: &str, value: &str) -> String {
    match url::Url::parse(address) {
        Ok(mut url) => {
            url.query_pairs_mut().append_pair(name, value);
            url.into()
        }
        Err(_) => format!("{address}?{name}={value}"),
    }
}
