//! Registration: from the first screen to an identity.

mod success;

pub(crate) use success::finish_with;

use crate::config::RegistrationStyle;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, not_found};
use crate::flow::{Flow, Kind};
use crate::identity::Identity;
use crate::oauth2;
use crate::reply::Reply;
use crate::return_to;
use crate::schema::Schema;
use crate::self_service::{
    already_signed_in, begin, choose_schema, created, fetch, login, replaced,
};
use crate::strategy::Strategy;
use crate::text;

fn disabled() -> Envelope {
    Envelope::new(400, "Registration is not allowed because it was disabled.")
        .id("self_service_flow_disabled")
        .message("registration flow disabled")
}

/// `GET /self-service/registration/browser`
pub(crate) fn create(exchange: &mut Exchange<'_>) -> Reply {
    let flow = match new_flow(exchange) {
        Ok(flow) => flow,
        Err(Failure::Rejected(envelope)) => return exchange.forward(*envelope),
        Err(_) => return exchange.forward(not_found()),
    };
    if exchange.session().is_none() {
        return created(exchange, &flow);
    }
    if !flow.oauth2_challenge.is_empty() {
        return on_to_application(exchange, &flow.oauth2_challenge);
    }
    if exchange.request.is_json() {
        return already_signed_in(Kind::Registration).reply();
    }
    let config = exchange.config;
    match return_to::resolve(config, &flow.return_to, &config.default_return_to) {
        Ok(url) => Reply::redirect(303, &url),
        Err(envelope) => exchange.forward(*envelope),
    }
}

/// Whoever is signed in needs no sign-up to get to an application.
fn on_to_application(exchange: &mut Exchange<'_>, challenge: &str) -> Reply {
    match oauth2::request(exchange, challenge) {
        Ok(request) if oauth2::skips(&request) => {
            let reply = login::skip_to_application(exchange);
            let reply = reply.unwrap_or_else(Reply::no_such_path);
            match exchange.request.is_json() && reply.status == 303 {
                true => Reply::json(200, &serde_json::Value::Null),
                false => reply,
            }
        }
        Ok(_) => {
            let mut url = exchange.config.public("/self-service/login/browser");
            url.query_pairs_mut()
                .append_pair("login_challenge", challenge);
            Reply::redirect(302, url.as_str())
        }
        Err(Failure::Rejected(envelope)) => exchange.forward(*envelope),
        Err(_) => exchange.forward(not_found()),
    }
}

/// `GET /self-service/registration/flows`
pub(crate) fn get(exchange: &mut Exchange<'_>) -> Reply {
    if !exchange.config.flow_enabled("registration") {
        return exchange.forward(disabled());
    }
    fetch(exchange, Kind::Registration)
}

fn new_flow(exchange: &mut Exchange<'_>) -> Result<Flow, Failure> {
    if !exchange.config.flow_enabled("registration") {
        return Err(disabled().into());
    }
    let mut flow = begin(exchange, Kind::Registration)?;
    choose_schema(exchange, &mut flow)?;
    flow.organization_id = uuid::Uuid::parse_str(&exchange.request.parameter("organization")).ok();
    let passkeys = exchange.config.method("passkey") && flow.organization_id.is_none();
    let named = |schema: &Schema| schema.passkey_field().is_some();
    if passkeys && !exchange.schema(&flow).is_some_and(named) {
        let nameless = Envelope::new(500, "").message("no identifier found");
        return Err(nameless.into());
    }
    let two_steps = exchange.config.registration_style() == RegistrationStyle::ProfileFirst;
    for strategy in Strategy::ALL {
        // Organizations are no part of the open-source server: a flow of one has nothing at all.
        if !strategy.is_enabled(exchange.config) || flow.organization_id.is_some() {
            continue;
        }
        if two_steps {
            strategy.populate_registration_profile(exchange, &mut flow);
        } else {
            strategy.populate_registration(exchange, &mut flow);
        }
    }
    sort(exchange, &mut flow);
    exchange.store.save(&flow);
    Ok(flow)
}

/// A registration flow in the place of a login whose account does not exist.
pub(crate) fn flow_for(exchange: &mut Exchange<'_>, old: &Flow) -> Result<Flow, Failure> {
    let mut flow = new_flow(exchange)?;
    flow.request_url.clone_from(&old.request_url);
    flow.return_to.clone_from(&old.return_to);
    flow.transient_payload.clone_from(&old.transient_payload);
    exchange.store.save(&flow);
    Ok(flow)
}

/// Brings the nodes into Kratos' order.
pub(crate) fn sort(exchange: &Exchange<'_>, flow: &mut Flow) {
    let groups = [
        "oidc", "saml", "default", "webauthn", "passkey", "code", "password", "captcha", "profile",
    ];
    let traits = exchange
        .schema(flow)
        .map(|schema| schema.keys())
        .unwrap_or_default();
    let mut traits = traits.into_iter();
    let mut keys = vec!["csrf_token".to_owned()];
    keys.extend(traits.next());
    keys.push("password".to_owned());
    keys.extend(traits);
    keys.extend(
        [
            "webauthn_remove",
            "webauthn_register_displayname",
            "webauthn_register",
        ]
        .map(String::from),
    );
    flow.ui.sort(&groups, &keys);
}

/// `POST /self-service/registration`
pub(crate) fn submit(exchange: &mut Exchange<'_>) -> Reply {
    let mut flow = match exchange.submitted_flow() {
        Ok(flow) if flow.kind == Kind::Registration => flow,
        Err(Failure::Rejected(envelope)) => return exchange.forward(*envelope),
        _ => return exchange.forward(not_found()),
    };
    match try_submit(exchange, &mut flow) {
        Ok(reply) | Err(Failure::Completed(reply)) => reply,
        Err(failure) => write_error(exchange, flow, failure),
    }
}

fn try_submit(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<Reply, Failure> {
    if exchange.session().is_some() {
        if exchange.request.is_json() {
            return Ok(already_signed_in(Kind::Registration).reply());
        }
        return Ok(Reply::redirect(
            303,
            exchange.config.default_return_to.as_str(),
        ));
    }
    flow.valid()?;
    let schema = exchange
        .schema(flow)
        .map(|schema| schema.id.clone())
        .unwrap_or_default();
    let mut identity = Identity::new(&schema);
    for strategy in Strategy::ALL {
        match strategy.register(exchange, flow, &mut identity) {
            Err(Failure::NotResponsible) => {}
            Err(failure) => return Err(failure),
            Ok(()) => return success::finish(exchange, flow, identity, strategy),
        }
    }
    Err(Failure::says(text::no_registration_strategy()))
}

/// Answers a submit that did not succeed: mostly with the flow, as 400.
pub(crate) fn write_error(exchange: &mut Exchange<'_>, mut flow: Flow, failure: Failure) -> Reply {
    if let Failure::Expired(at) = failure {
        let mut new = match new_flow(exchange) {
            Ok(new) => new,
            Err(_) => return exchange.forward(not_found()),
        };
        new.request_url.clone_from(&flow.request_url);
        new.return_to.clone_from(&flow.return_to);
        new.identity_schema.clone_from(&flow.identity_schema);
        new.ui.messages.push(text::registration_flow_expired(at));
        exchange.store.save(&new);
        if exchange.request.is_json() {
            return replaced(at, &new).reply();
        }
        return Reply::redirect(303, &new.append_to(&exchange.config.ui_url("registration")));
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
    sort(exchange, &mut flow);
    exchange.store.save(&flow);
    if !exchange.request.is_json() {
        return Reply::redirect(
            302,
            &flow.append_to(&exchange.config.ui_url("registration")),
        );
    }
    flow.transient_payload = None;
    Reply::json(400, &flow.json())
}
