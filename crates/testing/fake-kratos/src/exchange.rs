//! An exchange: one request being answered, with everything an answer may need.

use uuid::Uuid;

use crate::config::Config;
use crate::continuity::Continuity;
use crate::csrf::{self, Csrf};
use crate::failure::{Envelope, Failure, not_found};
use crate::flow::Flow;
use crate::identity::Identity;
use crate::payload::Payload;
use crate::reply::Reply;
use crate::request::Request;
use crate::schema::Schema;
use crate::session::{self, Session};
use crate::store::Store;

/// One request, the store it works on, and the cookies its answer sets.
pub(crate) struct Exchange<'a> {
    pub(crate) request: &'a Request,
    pub(crate) config: &'a Config,
    pub(crate) store: &'a mut Store,
    pub(crate) csrf: Csrf,
    cookie: Option<String>,
    removes_session: bool,
    pub(crate) continuity: Continuity,
}

impl<'a> Exchange<'a> {
    pub(crate) fn new(request: &'a Request, config: &'a Config, store: &'a mut Store) -> Self {
        let csrf = Csrf::of(request, config);
        Self {
            request,
            config,
            store,
            csrf,
            cookie: None,
            removes_session: false,
            continuity: Continuity::default(),
        }
    }

    /// The cookies of the answer, in the order Kratos sets them.
    pub(crate) fn cookies(&self) -> Vec<String> {
        let removal = self
            .removes_session
            .then(|| session::removal_cookie(self.config));
        let mut cookies: Vec<String> = removal.into_iter().collect();
        cookies.extend(self.csrf.cookie(self.config));
        cookies.extend(self.continuity.cookies(self.config));
        cookies.extend(self.cookie.clone());
        cookies
    }

    /// The session the request came with, when it is valid.
    pub(crate) fn session(&self) -> Option<Session> {
        let token = self.request.cookie(session::cookie_name(self.config))?;
        self.store.session_by_token(token).cloned()
    }

    /// Hands a session to the browser. Signing in as somebody new replaces the CSRF secret.
    pub(crate) fn issue(&mut self, session: &Session) {
        if self
            .session()
            .is_none_or(|old| old.identity != session.identity)
        {
            self.csrf.regenerate();
        }
        self.store.save_session(session);
        self.cookie = Some(session.cookie(self.config));
    }

    /// Takes the session away from the browser.
    pub(crate) fn remove_session(&mut self) {
        self.removes_session = true;
    }

    /// The flow a submit is for.
    pub(crate) fn submitted_flow(&self) -> Result<Flow, Failure> {
        let id = Uuid::parse_str(&self.request.parameter("flow"))
            .map_err(|_| Envelope::new(400, "The flow query parameter is missing or malformed."))?;
        Ok(self.store.flow(id).ok_or_else(not_found)?)
    }

    /// Checks the token of a submit against the cookie.
    pub(crate) fn ensure_csrf(&self, payload: &Payload) -> Result<(), Failure> {
        if self.csrf.verify(payload.text("csrf_token")) {
            return Ok(());
        }
        Err(csrf::violation(self.request, self.config).into())
    }

    /// The identity schema of a flow.
    pub(crate) fn schema(&self, flow: &Flow) -> Option<&'a Schema> {
        let id = match flow.identity_schema.as_str() {
            "" => self.config.default_schema.as_str(),
            id => id,
        };
        self.config.schema(id)
    }

    /// The JSON of a flow, with whatever of it is kept elsewhere.
    pub(crate) fn flow_json(&self, flow: &Flow) -> serde_json::Value {
        let mut json = flow.json();
        let identity = flow.identity.and_then(|id| self.store.identity(id));
        if let (Some(map), Some(identity)) = (json.as_object_mut(), identity) {
            map.insert("identity".into(), self.identity_json(identity));
        }
        json
    }

    /// The JSON of an identity, as the public API shows it.
    pub(crate) fn identity_json(&self, identity: &Identity) -> serde_json::Value {
        identity.json(&self.schema_url(&identity.schema_id))
    }

    pub(crate) fn schema_url(&self, id: &str) -> String {
        self.config
            .schema(id)
            .map(|schema| {
                self.config
                    .public(&format!("/schemas/{}", schema.encoded_id()))
                    .into()
            })
            .unwrap_or_default()
    }

    /// The JSON of a session with its identity.
    pub(crate) fn session_json(&self, session: &Session) -> serde_json::Value {
        let identity = self.store.identity(session.identity);
        session.json(identity.map(|identity| self.identity_json(identity)))
    }

    /// An error outside of a flow: an envelope, or for a page the error screen.
    pub(crate) fn forward(&mut self, envelope: Envelope) -> Reply {
        if self.request.is_json() {
            return envelope.reply();
        }
        let id = self.store.save_error(envelope);
        let url = self.config.ui_url("error");
        Reply::redirect(
            303,
            &crate::flow::with_parameter(&url, "id", &id.to_string()),
        )
    }
}
