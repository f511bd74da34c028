//! Settings: what somebody who is signed in may change about their account.

mod success;

pub(crate) use success::finish;

use axum::http::Method;

use crate::assurance;
use crate::continuity;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, not_found};
use crate::flow::{Flow, Kind, State};
use crate::payload::Payload;
use crate::reply::Reply;
use crate::self_service::{begin, created, gone, no_session, replaced};
use crate::session::Session;
use crate::strategy::Strategy;
use crate::text;

/// How much a session has to prove before settings are shown.
const REQUIRED: &str = "selfservice.flows.settings.required_aal";

/// `GET /self-service/settings/browser`
pub(crate) fn create(exchange: &mut Exchange<'_>) -> Reply {
    let Some(session) = exchange.session() else {
        return ask_to_sign_in(exchange);
    };
    let asked = exchange.request.parameter("return_to");
    let back = (!asked.is_empty()).then(|| exchange.request.url());
    if let Err(envelope) = assurance::check(exchange, &session, REQUIRED, back.as_deref()) {
        return step_up(exchange, *envelope);
    }
    match new_flow(exchange, &session) {
        Ok(flow) => created(exchange, &flow),
        Err(Failure::Rejected(envelope)) => exchange.forward(*envelope),
        Err(_) => exchange.forward(not_found()),
    }
}

fn ask_to_sign_in(exchange: &mut Exchange<'_>) -> Reply {
    if exchange.request.is_json() {
        return no_session().beside("CredentialsMissing", false).reply();
    }
    let mut url = exchange.config.public("/self-service/login/browser");
    let asked = exchange.request.parameter("return_to");
    if !asked.is_empty() {
        url.query_pairs_mut().append_pair("return_to", &asked);
    }
    Reply::redirect(303, url.as_str())
}

/// More proof is needed: the envelope, or for a page the way to it.
fn step_up(exchange: &Exchange<'_>, envelope: Envelope) -> Reply {
    if exchange.request.is_json() {
        return envelope.reply();
    }
    Reply::redirect(303, envelope.redirect().unwrap_or_default())
}

/// A stored flow that shows what a session's account looks like now.
pub(crate) fn new_flow(exchange: &mut Exchange<'_>, session: &Session) -> Result<Flow, Failure> {
    let mut flow = begin(exchange, Kind::Settings)?;
    flow.state = State::ShowForm;
    flow.identity = Some(session.identity);
    let Some(who) = exchange.store.identity(session.identity).cloned() else {
        return Err(not_found().into());
    };
    for strategy in Strategy::ALL {
        if strategy.is_enabled(exchange.config) {
            continuity::abort(exchange, strategy.id());
            strategy.populate_settings(exchange, &mut flow, &who);
        }
    }
    sort(exchange, &mut flow, &who.schema_id);
    exchange.store.save(&flow);
    Ok(flow)
}

/// Brings the nodes into Kratos' order.
pub(crate) fn sort(exchange: &Exchange<'_>, flow: &mut Flow, schema: &str) {
    let groups = [
        "default",
        "profile",
        "password",
        "oidc",
        "lookup_secret",
        "webauthn",
        "passkey",
        "totp",
    ];
    let schema = exchange.config.schema(schema);
    let mut keys = schema.map(|schema| schema.keys()).unwrap_or_default();
    keys.extend(
        [
            "lookup_secret_reveal",
            "lookup_secret_regenerate",
            "lookup_secret_codes",
            "lookup_secret_confirm",
            "webauthn_remove",
            "webauthn_register_displayname",
            "webauthn_register",
            "passkey_remove",
            "passkey_register",
            "totp_qr",
            "totp_secret_key",
            "totp_unlink",
            "totp_code",
        ]
        .map(String::from),
    );
    flow.ui.sort(&groups, &keys);
}

/// `GET /self-service/settings/flows`
pub(crate) fn get(exchange: &mut Exchange<'_>) -> Reply {
    let Some(session) = exchange.session() else {
        return unauthenticated(exchange);
    };
    let id = uuid::Uuid::parse_str(&exchange.request.parameter("id")).unwrap_or_default();
    let found = exchange.store.flow(id);
    let Some(flow) = found.filter(|flow| flow.kind == Kind::Settings) else {
        return not_found().reply();
    };
    if flow.identity != Some(session.identity) {
        let reason =
            "The request was made for another identity and has been blocked for security reasons.";
        return somebody_else(reason).reply();
    }
    let back = flow.append_to(&exchange.config.ui_url("settings"));
    if let Err(envelope) = assurance::check(exchange, &session, REQUIRED, Some(&back)) {
        return envelope.reply();
    }
    if flow.expires_at.is_past() {
        return gone(exchange, &flow).reply();
    }
    Reply::json(200, &exchange.flow_json(&flow))
}

fn unauthenticated(exchange: &Exchange<'_>) -> Reply {
    if exchange.request.is_json() {
        let reason = "A valid Ory Session Cookie or Ory Session Token is missing.";
        return Envelope::new(401, reason).reply();
    }
    Reply::redirect(303, &exchange.config.ui_url("login"))
}

fn somebody_else(reason: &str) -> Envelope {
    Envelope::new(403, reason).id("security_identity_mismatch")
}

/// `POST /self-service/settings`, and the `GET` that goes on with what had to wait
pub(crate) fn submit(exchange: &mut Exchange<'_>) -> Reply {
    let Some(mut session) = exchange.session() else {
        return unauthenticated(exchange);
    };
    let mut flow = match exchange.submitted_flow() {
        Ok(flow) if flow.kind == Kind::Settings => flow,
        Err(Failure::Rejected(envelope)) if envelope.status == 400 => {
            return exchange.forward(*envelope);
        }
        _ => {
            let reason = "The settings request could not be found. Please restart the flow.";
            return exchange.forward(Envelope::new(404, reason));
        }
    };
    let back = exchange.request.url();
    if let Err(envelope) = assurance::check(exchange, &session, REQUIRED, Some(&back)) {
        return step_up(exchange, *envelope);
    }
    match try_submit(exchange, &mut flow, &mut session) {
        Ok(reply) | Err(Failure::Completed(reply)) => reply,
        Err(failure) => write_error(exchange, flow, &session, failure),
    }
}

fn try_submit(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    session: &mut Session,
) -> Result<Reply, Failure> {
    flow.valid()?;
    if flow.identity != Some(session.identity) {
        let reason = "The request was initiated by someone else and has been blocked for security reasons. Please go back and try again.";
        return Err(somebody_else(reason).into());
    }
    let is_get = exchange.request.method == Method::GET;
    for strategy in Strategy::ALL {
        // What waits is never taken up by a script, only by a page.
        let resumed = if exchange.request.is_json() {
            None
        } else {
            let pause = continuity::resume(exchange, strategy.id(), Some(session.identity));
            pause.filter(|pause| pause.flow == flow.id)
        };
        let resumed = resumed.map(|pause| pause.payload);
        if is_get && resumed.is_none() {
            continue;
        }
        let result = strategy.settings(exchange, flow, session, resumed);
        if result.is_err() && strategy != Strategy::Profile {
            flow.ui.reset_messages();
            flow.ui.set_csrf(&exchange.csrf.token());
        }
        match result {
            Err(Failure::NotResponsible) => {}
            Err(Failure::Stale(payload)) => {
                let (id, identity) = (flow.id, Some(session.identity));
                continuity::pause(exchange, strategy.id(), id, identity, *payload);
                return Ok(reauthenticate(exchange));
            }
            Err(failure) => return Err(failure),
            Ok(identity) => {
                return success::finish(exchange, flow, session, identity, strategy.id());
            }
        }
    }
    if is_get {
        // Nothing waited, and a `GET` carries nothing.
        flow.ui.reset_messages();
        Payload::decode(exchange.request, &[], None)?;
    }
    Err(Failure::says(text::no_settings_strategy()))
}

/// The last sign-in is too long ago: the login flow that helps, which leads back to this very submit.
fn reauthenticate(exchange: &Exchange<'_>) -> Reply {
    let mut back = exchange.config.public(&exchange.request.path);
    back.set_query(Some(&exchange.request.query));
    let mut url = exchange.config.public("/self-service/login/browser");
    url.query_pairs_mut()
        .append_pair("refresh", "true")
        .append_pair("return_to", back.as_str());
    if !exchange.request.is_json() {
        return Reply::redirect(303, url.as_str());
    }
    let reason = "The login session is too old and thus not allowed to update these fields. Please re-authenticate.";
    let envelope = Envelope::new(403, reason).id("session_refresh_required");
    envelope.beside("redirect_browser_to", url.as_str()).reply()
}

/// Answers a visit from a provider that did not succeed.
pub(crate) fn fail(exchange: &mut Exchange<'_>, flow: Flow, failure: Failure) -> Reply {
    match exchange.session() {
        Some(session) => write_error(exchange, flow, &session, failure),
        None => unauthenticated(exchange),
    }
}

/// Answers a submit that did not succeed: mostly with the flow, as 400. Earlier messages may stay.
fn write_error(
    exchange: &mut Exchange<'_>,
    mut flow: Flow,
    session: &Session,
    failure: Failure,
) -> Reply {
    let page = exchange.config.ui_url("settings");
    match failure {
        Failure::Expired(at) => {
            let Ok(mut new) = new_flow(exchange, session) else {
                return exchange.forward(not_found());
            };
            new.request_url.clone_from(&flow.request_url);
            new.return_to.clone_from(&flow.return_to);
            new.ui.messages.push(text::settings_flow_expired(at));
            exchange.store.save(&new);
            if exchange.request.is_json() {
                return replaced(at, &new).reply();
            }
            return Reply::redirect(303, &new.append_to(&page));
        }
        Failure::Rejected(envelope) if envelope.status != 400 => {
            return exchange.forward(*envelope);
        }
        Failure::Rejected(envelope) => flow.ui.messages.push(text::generic(&envelope.reason)),
        Failure::Invalid(complaints) => flow.ui.complain(complaints),
        Failure::NotResponsible | Failure::Completed(_) | Failure::Stale(_) => {}
    }
    let who = exchange.store.identity(session.identity);
    let schema = who.map(|who| who.schema_id.clone()).unwrap_or_default();
    sort(exchange, &mut flow, &schema);
    exchange.store.save(&flow);
    if !exchange.request.is_json() {
        return Reply::redirect(303, &flow.append_to(&page));
    }
    flow.transient_payload = None;
    Reply::json(400, &exchange.flow_json(&flow))
}
