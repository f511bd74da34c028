//! The self-service flows: what browsers talk to.

pub(crate) mod error;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod recovery;
pub(crate) mod registration;
pub(crate) mod settings;
pub(crate) mod verification;

use serde_json::{Value, json};

use crate::csrf;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, not_found};
use crate::flow::{Flow, Kind, with_parameter};
use crate::oauth2;
use crate::reply::Reply;
use crate::return_to;

/// A new flow for a request, without nodes.
///
/// # Errors
///
/// 400 when its `return_to` is not allowed.
pub(crate) fn begin(exchange: &Exchange<'_>, kind: Kind) -> Result<Flow, Failure> {
    let config = exchange.config;
    let asked = exchange.request.parameter("return_to");
    return_to::resolve(config, &asked, &config.default_return_to)?;
    let challenge = oauth2::challenge(exchange)?;
    let action = config.public(&format!("/self-service/{}", kind.name()));
    let lifespan = config.flow_lifespan(kind.name());
    let mut flow = Flow::new(kind, lifespan, &action, exchange.csrf.token());
    flow.request_url = exchange.request.url();
    flow.return_to = asked;
    if matches!(kind, Kind::Login | Kind::Registration) {
        flow.oauth2_challenge = challenge;
    }
    Ok(flow)
}

/// Reads the `identity_schema` a client asks for.
///
/// # Errors
///
/// 400 when it does not exist or is not for everybody to choose.
pub(crate) fn choose_schema(exchange: &Exchange<'_>, flow: &mut Flow) -> Result<(), Failure> {
    let asked = exchange.request.parameter("identity_schema");
    if asked.is_empty() {
        return Ok(());
    }
    match exchange.config.schema(&asked) {
        None => {
            let reason = format!("Requested identity schema \"{asked}\" does not exist.");
            Err(Envelope::new(400, reason).into())
        }
        Some(schema) if !schema.selectable => {
            let reason = format!(
                "Requested identity schema \"{asked}\" is not enabled for self-service flows."
            );
            Err(Envelope::new(400, reason).into())
        }
        Some(_) => {
            flow.identity_schema = asked;
            Ok(())
        }
    }
}

/// The answer to a created flow: itself, or the page it is shown on.
pub(crate) fn created(exchange: &Exchange<'_>, flow: &Flow) -> Reply {
    if exchange.request.accepts_json() {
        return Reply::json(200, &exchange.flow_json(flow));
    }
    Reply::redirect(
        303,
        &flow.append_to(&exchange.config.ui_url(flow.kind.name())),
    )
}

/// `GET …/flows?id=`: a flow as it was left, for the browser it belongs to.
pub(crate) fn fetch(exchange: &mut Exchange<'_>, kind: Kind) -> Reply {
    let id = uuid::Uuid::parse_str(&exchange.request.parameter("id")).unwrap_or_default();
    let Some(mut flow) = exchange.store.flow(id).filter(|flow| flow.kind == kind) else {
        return not_found().reply();
    };
    if !flow.by_administrator && !exchange.csrf.verify(&flow.csrf_token) {
        return csrf::violation(exchange.request, exchange.config).reply();
    }
    if flow.expires_at.is_past() {
        return gone(exchange, &flow).reply();
    }
    if !flow.oauth2_challenge.is_empty() {
        match oauth2::request(exchange, &flow.oauth2_challenge) {
            Ok(request) => flow.oauth2_request = Some(request),
            Err(Failure::Rejected(envelope)) => return envelope.reply(),
            Err(_) => return not_found().reply(),
        }
    }
    Reply::json(200, &flow.json())
}

/// A flow was fetched after its end.
pub(crate) fn gone(exchange: &Exchange<'_>, flow: &Flow) -> Envelope {
    let name = flow.kind.name();
    let mut redirect = exchange
        .config
        .public(&format!("/self-service/{name}/browser"))
        .to_string();
    if !flow.return_to.is_empty() {
        redirect = with_parameter(&redirect, "return_to", &flow.return_to);
    }
    let reason = format!(
        "The {name} flow has expired. Redirect the user to the {name} flow init endpoint to initialize a new {name} flow."
    );
    let envelope = Envelope::new(410, reason)
        .detail("redirect_to", redirect)
        .detail("return_to", flow.return_to.as_str());
    match flow.kind {
        Kind::Login | Kind::Registration => envelope.id("self_service_flow_expired"),
        Kind::Verification | Kind::Recovery | Kind::Settings => envelope,
    }
}

/// A submit came too late: the envelope that names the flow that takes the place of the old one.
pub(crate) fn replaced(old: crate::instant::Instant, new: &Flow) -> Envelope {
    let since = old.elapsed();
    let minutes = since.as_secs_f64() / 60.0;
    let reason =
        format!("The self-service flow expired {minutes:.2} minutes ago, initialize a new one.");
    Envelope::new(410, reason)
        .id("self_service_flow_expired")
        .message("self-service flow expired")
        .beside("expired_at", json!(old))
        .beside(
            "since",
            json!(u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)),
        )
        .beside("use_flow_id", json!(new.id))
}

/// `continue_with`: go there when all is done.
pub(crate) fn redirect_browser_to(url: &str) -> Value {
    json!({"action": "redirect_browser_to", "redirect_browser_to": url})
}

/// The account is switched off.
pub(crate) fn account_disabled(identity: uuid::Uuid) -> Envelope {
    Envelope::new(401, "This account was disabled.")
        .message("identity is disabled")
        .detail("identity_id", json!(identity))
}

/// Nobody is signed in.
pub(crate) fn no_session() -> Envelope {
    Envelope::new(401, "No active session was found in this request.")
        .id("session_inactive")
        .message("request does not have a valid authentication session")
}

/// Somebody is signed in already.
pub(crate) fn already_signed_in(kind: Kind) -> Envelope {
    let name = kind.name();
    let mut reason = format!("A valid session was detected and thus {name} is not possible.");
    if kind == Kind::Login {
        reason.push_str(" Did you forget to set `?refresh=true`?");
    }
    let envelope = Envelope::new(400, reason).id("session_already_available");
    match kind {
        Kind::Recovery => envelope,
        _ => envelope.message("you are already logged in"),
    }
}
