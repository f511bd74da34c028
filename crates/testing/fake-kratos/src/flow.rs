//! A flow: one attempt at something, from its first screen to its end.

use std::time::Duration;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::container::Container;
use crate::failure::Failure;
use crate::instant::Instant;
use crate::passkey::{AuthenticationState, RegistrationState};
use crate::security_key;

/// What a flow is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Login,
    Registration,
    Verification,
    Recovery,
    Settings,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Registration => "registration",
            Self::Verification => "verification",
            Self::Recovery => "recovery",
            Self::Settings => "settings",
        }
    }
}

/// How far a flow has come. The last four before `ShowForm` are those of a recovery that lets people choose an address
/// (`feature_flags.choose_recovery_address`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    ChooseMethod,
    SentEmail,
    PassedChallenge,
    AwaitingAddress,
    AwaitingAddressChoice,
    ConfirmingAddress,
    AwaitingCode,
    ShowForm,
    Success,
}

impl State {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ChooseMethod => "choose_method",
            Self::SentEmail => "sent_email",
            Self::PassedChallenge => "passed_challenge",
            Self::AwaitingAddress => "recovery_awaiting_address",
            Self::AwaitingAddressChoice => "recovery_awaiting_address_choice",
            Self::ConfirmingAddress => "recovery_confirming_address",
            Self::AwaitingCode => "recovery_awaiting_code",
            Self::ShowForm => "show_form",
            Self::Success => "success",
        }
    }
}

/// A provider's account that waits for its owner to sign in to the account it belongs to.
#[derive(Debug, Clone)]
pub(crate) struct Linking {
    pub(crate) provider: String,
    pub(crate) subject: String,
    /// What both accounts have in common.
    pub(crate) identifier: String,
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
    /// Whose settings these are.
    pub(crate) identity: Option<Uuid>,
    pub(crate) security_key_login: Option<security_key::AuthenticationState>,
    pub(crate) security_key_registration: Option<security_key::RegistrationState>,
    /// The secret an authenticator app is offered, in base32.
    pub(crate) totp_secret: Option<String>,
    /// Backup codes that are shown and not yet confirmed.
    pub(crate) new_lookup_secrets: Vec<String>,
    /// The challenge of an OAuth2 server on whose behalf this is.
    pub(crate) oauth2_challenge: String,
    /// What that server wants to know.
    pub(crate) oauth2_request: Option<Value>,
    /// The provider that is linked to the account this login leads to.
    pub(crate) linking: Option<Linking>,
    /// An administrator made it: whoever knows the id may use it, with any cookies.
    pub(crate) by_administrator: bool,
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
            identity: None,
            security_key_login: None,
            security_key_registration: None,
            totp_secret: None,
            new_lookup_secrets: Vec::new(),
            oauth2_challenge: String::new(),
            oauth2_request: None,
            linking: None,
            by_administrator: false,
        }
    }

    /// Shows the form of another flow, and keeps what that form was made with.
    pub(crate) fn take_form_of(&mut self, other: Self) {
        self.ui = other.ui;
        self.passkey_registration = other.passkey_registration;
        self.security_key_registration = other.security_key_registration;
        self.totp_secret = other.totp_secret;
        self.new_lookup_secrets = other.new_lookup_secrets;
        self.verification = None;
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
        if !self.oauth2_challenge.is_empty() {
            map.insert(
                "oauth2_login_challenge".into(),
                json!(self.oauth2_challenge),
            );
        }
        if let Some(request) = &self.oauth2_request {
            map.insert("oauth2_login_request".into(), request.clone());
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
            Kind::Verification | Kind::Recovery | Kind::Settings => {}
        }
        map.insert("state".into(), json!(self.state.name()));
        if matches!(self.kind, Kind::Recovery | Kind::Settings) && !self.continue_with.is_empty() {
            map.insert("continue_with".into(), json!(self.continue_with));
        }
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
