//! A strategy: one way to prove who somebody is, as part of login and registration.
//!
//! Strategies are asked in Kratos' order; the first that feels responsible for a submit has it.

pub(crate) mod code;
pub(crate) mod identifier_first;
pub(crate) mod link;
pub(crate) mod lookup;
pub(crate) mod passkey;
pub(crate) mod password;
pub(crate) mod profile;
pub(crate) mod social;
pub(crate) mod totp;
pub(crate) mod webauthn;

use uuid::Uuid;

use crate::config::Config;
use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::flow::Flow;
use crate::identity::Identity;
use crate::payload::Payload;
use crate::session::Session;

/// The strategies of login and registration, in the order they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strategy {
    Profile,
    Password,
    Social,
    Code,
    Totp,
    Passkey,
    Webauthn,
    Lookup,
    IdentifierFirst,
}

/// What the second screen of identifier-first is drawn for.
pub(crate) enum Hint<'a> {
    Known(&'a Identity),
    Unknown,
}

impl Strategy {
    pub(crate) const ALL: [Self; 9] = [
        Self::Profile,
        Self::Password,
        Self::Social,
        Self::Code,
        Self::Totp,
        Self::Passkey,
        Self::Webauthn,
        Self::Lookup,
        Self::IdentifierFirst,
    ];

    /// The name in `method`, in credentials and in the configuration.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Password => "password",
            Self::Social => "oidc",
            Self::Code => "code",
            Self::Totp => "totp",
            Self::Passkey => "passkey",
            Self::Webauthn => "webauthn",
            Self::Lookup => "lookup_secret",
            Self::IdentifierFirst => "identifier_first",
        }
    }

    /// Whether it draws anything.
    pub(crate) fn is_enabled(self, config: &Config) -> bool {
        self == Self::IdentifierFirst || config.method(self.id())
    }

    pub(crate) fn populate_login(self, exchange: &mut Exchange<'_>, flow: &mut Flow) {
        match self {
            Self::Password => password::populate_login(exchange, flow),
            Self::Social => social::populate_login(exchange, flow),
            Self::Code => code::populate_login(exchange, flow),
            Self::Passkey => passkey::populate_login(exchange, flow),
            Self::Webauthn => webauthn::populate_login(exchange, flow),
            _ => {}
        }
    }

    pub(crate) fn populate_refresh(
        self,
        exchange: &mut Exchange<'_>,
        flow: &mut Flow,
        who: &Identity,
    ) {
        match self {
            Self::Password => password::populate_refresh(exchange, flow, who),
            Self::Code => code::populate_login(exchange, flow),
            Self::Passkey => passkey::populate_refresh(exchange, flow, who),
            Self::Social => social::populate_refresh(exchange, flow, who),
            Self::Webauthn => webauthn::populate_ceremony(exchange, flow, who, true),
            _ => {}
        }
    }

    /// What asks for a second factor.
    pub(crate) fn populate_second_factor(
        self,
        exchange: &mut Exchange<'_>,
        flow: &mut Flow,
        who: &Identity,
    ) {
        match self {
            Self::Code => code::populate_second_factor(exchange, flow, who),
            Self::Totp => totp::populate_second_factor(exchange, flow, who),
            Self::Lookup => lookup::populate_second_factor(exchange, flow, who),
            Self::Webauthn => webauthn::populate_ceremony(exchange, flow, who, false),
            _ => {}
        }
    }

    /// The first screen of identifier-first.
    pub(crate) fn populate_identification(self, exchange: &mut Exchange<'_>, flow: &mut Flow) {
        match self {
            Self::Social => social::populate_login(exchange, flow),
            Self::Passkey => passkey::populate_identification(exchange, flow),
            Self::IdentifierFirst => identifier_first::populate(exchange, flow),
            _ => {}
        }
    }

    /// The second screen of identifier-first; says whether there was anything to draw.
    pub(crate) fn populate_credentials(
        self,
        exchange: &mut Exchange<'_>,
        flow: &mut Flow,
        hint: &Hint<'_>,
    ) -> bool {
        match self {
            Self::Password => password::populate_credentials(exchange, flow, hint),
            Self::Code => code::populate_credentials(exchange, flow, hint),
            Self::Passkey => passkey::populate_credentials(exchange, flow, hint),
            Self::Webauthn => webauthn::populate_credentials(exchange, flow, hint),
            Self::Social => social::populate_credentials(flow, hint),
            _ => false,
        }
    }

    /// What the settings offer.
    pub(crate) fn populate_settings(
        self,
        exchange: &mut Exchange<'_>,
        flow: &mut Flow,
        who: &Identity,
    ) {
        match self {
            Self::Profile => profile::populate_settings(exchange, flow, who),
            Self::Password => password::populate_settings(exchange, flow),
            Self::Social => social::populate_settings(exchange, flow, who),
            Self::Totp => totp::populate_settings(exchange, flow, who),
            Self::Lookup => lookup::populate_settings(exchange, flow, who),
            Self::Passkey => passkey::populate_settings(exchange, flow, who),
            Self::Webauthn => webauthn::populate_settings(exchange, flow, who),
            _ => {}
        }
    }

    /// Tries to change an account: what it becomes.
    pub(crate) fn settings(
        self,
        exchange: &mut Exchange<'_>,
        flow: &mut Flow,
        session: &mut Session,
        resumed: Option<Payload>,
    ) -> Result<Identity, Failure> {
        match self {
            Self::Profile => profile::settings(exchange, flow, session, resumed),
            Self::Password => password::settings(exchange, flow, session, resumed),
            Self::Social => social::settings(exchange, flow, session, resumed),
            Self::Totp => totp::settings(exchange, flow, session, resumed),
            Self::Lookup => lookup::settings(exchange, flow, session, resumed),
            Self::Passkey => passkey::settings(exchange, flow, session, resumed),
            Self::Webauthn => webauthn::settings(exchange, flow, session, resumed),
            _ => Err(Failure::NotResponsible),
        }
    }

    /// Tries to sign somebody in.
    pub(crate) fn login(
        self,
        exchange: &mut Exchange<'_>,
        flow: &mut Flow,
    ) -> Result<Uuid, Failure> {
        match self {
            Self::Password => password::login(exchange, flow),
            Self::Social => social::login(exchange, flow),
            Self::Code => code::login(exchange, flow),
            Self::Passkey => passkey::login(exchange, flow),
            Self::IdentifierFirst => identifier_first::login(exchange, flow),
            Self::Totp => totp::login(exchange, flow),
            Self::Webauthn => webauthn::login(exchange, flow),
            Self::Lookup => lookup::login(exchange, flow),
            Self::Profile => Err(Failure::NotResponsible),
        }
    }

    /// The level of assurance that passing it stands for.
    pub(crate) fn level(self, config: &Config) -> &'static str {
        match self {
            Self::Totp | Self::Lookup => "aal2",
            Self::Webauthn if !config.passwordless_webauthn() => "aal2",
            Self::Code if config.second_factor_code() => "aal2",
            _ => "aal1",
        }
    }

    /// The one screen of a unified registration.
    pub(crate) fn populate_registration(self, exchange: &mut Exchange<'_>, flow: &mut Flow) {
        match self {
            Self::Profile => profile::populate_unified(exchange, flow),
            _ => self.populate_registration_credentials(exchange, flow),
        }
    }

    /// The second screen of a registration that begins with the profile.
    pub(crate) fn populate_registration_credentials(
        self,
        exchange: &mut Exchange<'_>,
        flow: &mut Flow,
    ) {
        match self {
            Self::Profile => profile::populate_credentials(flow),
            Self::Password => password::populate_registration(flow),
            Self::Code => code::populate_registration(exchange, flow),
            Self::Passkey => passkey::populate_registration(exchange, flow),
            Self::Webauthn => webauthn::populate_registration(exchange, flow),
            Self::Social => social::populate_registration(exchange, flow),
            _ => {}
        }
    }

    /// The first screen of a registration that begins with the profile.
    pub(crate) fn populate_registration_profile(
        self,
        exchange: &mut Exchange<'_>,
        flow: &mut Flow,
    ) {
        match self {
            Self::Profile => profile::populate_profile(exchange, flow),
            Self::Password => password::clear_registration(flow),
            Self::Code => code::clear_registration(flow),
            Self::Passkey => passkey::clear_registration(exchange, flow),
            Self::Webauthn => webauthn::clear_registration(exchange, flow),
            Self::Social => social::populate_registration(exchange, flow),
            _ => {}
        }
    }

    /// Tries to sign somebody up: fills the identity.
    pub(crate) fn register(
        self,
        exchange: &mut Exchange<'_>,
        flow: &mut Flow,
        identity: &mut Identity,
    ) -> Result<(), Failure> {
        match self {
            Self::Profile => profile::register(exchange, flow, identity),
            Self::Password => password::register(exchange, flow, identity),
            Self::Social => social::register(exchange, flow),
            Self::Code => code::register(exchange, flow, identity),
            Self::Passkey => passkey::register(exchange, flow, identity),
            Self::Webauthn => webauthn::register(exchange, flow, identity),
            _ => Err(Failure::NotResponsible),
        }
    }
}

/// Values of traits go to the nodes that exist for them.
pub(crate) fn echo_traits(flow: &mut Flow, traits: &serde_json::Value) {
    for (name, value) in flatten("traits", traits) {
        flow.ui.set_value(&name, value);
    }
}

/// The leaves of a value, by their dotted names.
pub(crate) fn flatten(name: &str, value: &serde_json::Value) -> Vec<(String, serde_json::Value)> {
    match value {
        serde_json::Value::Object(map) => map
            .iter()
            .flat_map(|(key, child)| flatten(&format!("{name}.{key}"), child))
            .collect(),
        serde_json::Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(index, child)| flatten(&format!("{name}.{index}"), child))
            .collect(),
        // Kratos keeps the numbers of its fields as floating-point ones, and those of traits to the last digit.
        serde_json::Value::Number(number) if number.to_string().len() > 15 => {
            let rounded = number.as_f64().and_then(serde_json::Number::from_f64);
            vec![(name.to_owned(), rounded.map_or(value.clone(), Into::into))]
        }
        leaf => vec![(name.to_owned(), leaf.clone())],
    }
}
