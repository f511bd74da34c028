//! Login: from the first screen to a session.

mod linking;
mod success;

pub(crate) use linking::link_instead;

pub(crate) use success::finish_with;

use crate::config::LoginStyle;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, not_found};
use crate::flow::{Flow, Kind};
use crate::oauth2;
use crate::reply::Reply;
use crate::return_to;
use crate::self_service::{already_signed_in, begin, choose_schema, created, fetch, replaced};
use crate::strategy::{Strategy, code};
use crate::text;

/// `GET /self-service/login/browser`
pub(crate) fn create(exchange: &mut Exchange<'_>) -> Reply {
    match new_flow(exchange) {
        Ok(flow) => created(exchange, &flow),
        Err(Failure::Rejected(envelope)) if envelope.id == "session_already_available" => {
            if exchange.request.accepts_json() {
                return envelope.reply();
            }
            if let Some(reply) = skip_to_application(exchange) {
                return reply;
            }
            let config = exchange.config;
            let asked = exchange.request.parameter("return_to");
            match return_to::resolve(config, &asked, &config.default_return_to) {
                Ok(url) => Reply::redirect(303, &url),
                Err(envelope) => exchange.forward(*envelope),
            }
        }
        Err(Failure::Rejected(envelope)) => exchange.forward(*envelope),
        Err(_) => exchange.forward(not_found()),
    }
}

/// `GET /self-service/login/flows`
pub(crate) fn get(exchange: &mut Exchange<'_>) -> Reply {
    fetch(exchange, Kind::Login)
}

fn new_flow(exchange: &mut Exchange<'_>) -> Result<Flow, Failure> {
    let mut flow = begin(exchange, Kind::Login)?;
    let request = exchange.request;
    flow.refresh = request.flag("refresh");
    if !flow.oauth2_challenge.is_empty() {
        let wanted = oauth2::request(exchange, &flow.oauth2_challenge)?;
        if !oauth2::skips(&wanted) {
            flow.refresh = true;
            flow.request_url = refreshing(&flow.request_url);
        }
        flow.oauth2_request = Some(wanted);
    }
    flow.organization_id = uuid::Uuid::parse_str(&request.parameter("organization")).ok();
    flow.requested_aal = match request.parameter("aal").to_lowercase().as_str() {
        "" | "aal1" => "aal1".into(),
        "aal2" => "aal2".into(),
        other => {
            let reason = format!(
                "Unable to parse AuthenticationMethod Assurance Level (AAL): expected one of [aal1, aal2] but got {other}"
            );
            return Err(Envelope::new(400, reason).into());
        }
    };
    if flow.requested_aal == "aal1" {
        choose_schema(exchange, &mut flow)?;
    }
    let session = exchange.session();
    let level = session.as_ref().map(|session| session.level());
    if session.is_none() {
        if flow.requested_aal != "aal1" {
            return Err(aal1_required().into());
        }
        flow.refresh = false;
    } else if !flow.refresh && (flow.requested_aal == "aal1" || level == Some("aal2")) {
        return Err(already_signed_in(Kind::Login).into());
    }
    let who = session.and_then(|session| exchange.store.identity(session.identity).cloned());
    populate(exchange, &mut flow, who.as_ref());
    if flow.refresh {
        flow.ui.messages = vec![text::confirm_it_is_you()];
    }
    if level == Some("aal1") && flow.requested_aal != "aal1" {
        flow.ui.messages.push(text::second_factor_wanted());
    }
    sort(&mut flow);
    flow.ui.set_csrf(&exchange.csrf.token());
    exchange.store.save(&flow);
    if let Some(who) = &who {
        code::send_second_factor_at_once(exchange, &mut flow, who);
    }
    Ok(flow)
}

fn populate(exchange: &mut Exchange<'_>, flow: &mut Flow, who: Option<&crate::identity::Identity>) {
    // Organizations are no part of the open-source server: a flow of one has no way in.
    if flow.organization_id.is_some() {
        return;
    }
    let identifier_first = exchange.config.login_style() == LoginStyle::IdentifierFirst;
    for strategy in Strategy::ALL {
        if !strategy.is_enabled(exchange.config) {
            continue;
        }
        match who {
            Some(who) if flow.requested_aal != "aal1" => {
                strategy.populate_second_factor(exchange, flow, who);
            }
            Some(who) if flow.refresh => strategy.populate_refresh(exchange, flow, who),
            _ if identifier_first => strategy.populate_identification(exchange, flow),
            _ => strategy.populate_login(exchange, flow),
        }
    }
}

/// One screen with every method, whatever the style.
fn populate_first_screen(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    for strategy in Strategy::ALL {
        if strategy.is_enabled(exchange.config) {
            strategy.populate_login(exchange, flow);
        }
    }
}

/// An address that also asks to sign in once more.
fn refreshing(address: &str) -> String {
    let Ok(mut url) = url::Url::parse(address) else {
        return address.to_owned();
    };
    let mut pairs: Vec<(String, String)> = url
        .query_pairs()
        .into_owned()
        .filter(|(key, _)| key != "refresh")
        .collect();
    pairs.push(("refresh".into(), "true".into()));
    pairs.sort();
    url.query_pairs_mut().clear().extend_pairs(pairs);
    url.into()
}

/// Whoever is signed in goes on to the application, when the OAuth2 server does not want to ask again.
pub(crate) fn skip_to_application(exchange: &mut Exchange<'_>) -> Option<Reply> {
    let challenge = oauth2::challenge(exchange).ok()?;
    let session = exchange.session()?;
    if challenge.is_empty() {
        return None;
    }
    Some(match oauth2::accept(exchange, &challenge, &session) {
        Ok(target) => Reply::redirect(303, &target),
        Err(Failure::Rejected(envelope)) => exchange.forward(*envelope),
        Err(_) => exchange.forward(not_found()),
    })
}

fn aal1_required() -> Envelope {
    Envelope::new(
        401,
        "You can not requested a higher AAL (AAL2/AAL3) without an active session.",
    )
    .id("session_aal1_required")
    .message("aal2 and aal3 can only be requested if a session exists already")
}

fn sort(flow: &mut Flow) {
    let groups = [
        "oidc",
        "default",
        "webauthn",
        "passkey",
        "code",
        "password",
        "totp",
        "lookup_secret",
    ];
    flow.ui.sort(
        &groups,
        &["csrf_token", "identifier", "password"].map(String::from),
    );
}

/// A login flow in the place of a registration whose account exists already.
pub(crate) fn flow_for(exchange: &mut Exchange<'_>, old: &Flow) -> Result<Flow, Failure> {
    let mut flow = begin(exchange, Kind::Login)?;
    flow.request_url.clone_from(&old.request_url);
    flow.return_to.clone_from(&old.return_to);
    exchange.store.save(&flow);
    Ok(flow)
}

/// `POST /self-service/login`
pub(crate) fn submit(exchange: &mut Exchange<'_>) -> Reply {
    let mut flow = match exchange.submitted_flow() {
        Ok(flow) if flow.kind == Kind::Login => flow,
        Ok(_) => return exchange.forward(not_found()),
        Err(Failure::Rejected(envelope)) => return exchange.forward(*envelope),
        Err(_) => return exchange.forward(not_found()),
    };
    match try_submit(exchange, &mut flow) {
        Ok(reply) | Err(Failure::Completed(reply)) => reply,
        Err(failure) => write_error(exchange, flow, failure),
    }
}

fn try_submit(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<Reply, Failure> {
    match exchange.session() {
        Some(_) if flow.refresh || flow.requested_aal != "aal1" => {}
        Some(_) if exchange.request.is_json() => return Err(already_signed_in(Kind::Login).into()),
        Some(_) => {
            return Ok(Reply::redirect(
                303,
                exchange.config.default_return_to.as_str(),
            ));
        }
        None if flow.requested_aal != "aal1" => return Err(aal1_required().into()),
        None => {}
    }
    flow.valid()?;
    for strategy in Strategy::ALL {
        match strategy.login(exchange, flow) {
            Err(Failure::NotResponsible) => {}
            Err(failure) => return Err(failure),
            Ok(identity) => return success::finish(exchange, flow, identity, strategy),
        }
    }
    Err(Failure::says(text::no_login_strategy()))
}

/// Answers a submit that did not succeed: mostly with the flow, as 400.
pub(crate) fn write_error(exchange: &mut Exchange<'_>, mut flow: Flow, failure: Failure) -> Reply {
    if let Failure::Expired(at) = failure {
        return match new_flow(exchange) {
            Ok(new) => write_replacement(exchange, &flow, new, at),
            Err(failure) => write_error(exchange, flow, failure),
        };
    }
    flow.ui.reset_messages();
    match failure {
        Failure::Rejected(envelope) if envelope.status != 400 => {
            return exchange.forward(*envelope);
        }
        Failure::Rejected(envelope) => flow.ui.messages.push(text::generic(&envelope.reason)),
        Failure::Invalid(complaints) => flow.ui.complain(complaints),
        Failure::NotResponsible
        | Failure::Completed(_)
        | Failure::Expired(_)
        | Failure::Stale(_) => {}
    }
    sort(&mut flow);
    exchange.store.save(&flow);
    if !exchange.request.is_json() {
        return Reply::redirect(303, &flow.append_to(&exchange.config.ui_url("login")));
    }
    flow.transient_payload = None;
    Reply::json(400, &flow.json())
}

/// The replacement keeps the address and the schema of the old flow, and nothing else.
fn write_replacement(
    exchange: &mut Exchange<'_>,
    old: &Flow,
    mut new: Flow,
    at: crate::instant::Instant,
) -> Reply {
    new.request_url.clone_from(&old.request_url);
    new.return_to.clone_from(&old.return_to);
    new.identity_schema.clone_from(&old.identity_schema);
    new.ui.messages.push(text::login_flow_expired(at));
    exchange.store.save(&new);
    if exchange.request.is_json() {
        return replaced(at, &new).reply();
    }
    Reply::redirect(303, &new.append_to(&exchange.config.ui_url("login")))
}
