//! The one-time code method: a code is sent to an address, and typing it signs in or up (contract §3.7, §3.8, §3.11).

mod screen;

use serde_json::Value;
use uuid::Uuid;

use super::{Hint, echo_traits, flatten};
use crate::code::{self, Code, Outcome};
use crate::courier::{Message, Template};
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, method_disabled};
use crate::flow::{Flow, State};
use crate::identity::{Identity, normalize};
use crate::instant::Instant;
use crate::payload::Payload;
use crate::reply::Reply;
use crate::strategy::Strategy;
use crate::text;

pub(crate) use screen::show_sent;
pub(super) use screen::{
    clear_registration, populate_credentials, populate_login, populate_registration,
};

pub(super) fn login(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<Uuid, Failure> {
    if !exchange.config.passwordless_code() || flow.requested_aal != "aal1" {
        return disabled_login(exchange);
    }
    let names = [
        "csrf_token",
        "method",
        "identifier",
        "address",
        "code",
        "resend",
    ];
    let payload = Payload::decode(exchange.request, &names, None)?;
    if payload.text("method") != "code" {
        return Err(Failure::NotResponsible);
    }
    flow.transient_payload = payload.transient();
    let mut hide = false;
    let result = exchange.ensure_csrf(&payload).and_then(|()| {
        if payload.text("resend").eq_ignore_ascii_case("code") {
            flow.state = State::ChooseMethod;
        }
        match flow.state {
            State::ChooseMethod => {
                let identifier = normalize(payload.text("identifier"));
                let who = find(exchange, &identifier)?;
                Err(send_login(exchange, flow, &who, &identifier))
            }
            State::SentEmail => {
                hide = true;
                use_login(exchange, flow, &payload)
            }
            State::PassedChallenge => Err(Failure::says(text::no_login_strategy())),
        }
    });
    if let Err(failure) = &result
        && !matches!(failure, Failure::Completed(_))
    {
        let identifier = match payload.text("address") {
            "" => payload.text("identifier"),
            address => address,
        };
        flow.ui.set_csrf(&exchange.csrf.token());
        if hide {
            flow.ui.upsert(screen::hidden_identifier(identifier));
        }
        flow.ui.set_value("identifier", identifier.into());
    }
    result
}

/// A login submit by code where codes are off falls through to nobody.
fn disabled_login(_exchange: &Exchange<'_>) -> Result<Uuid, Failure> {
    Err(Failure::NotResponsible)
}

/// The account with a code credential of that identifier.
fn find(exchange: &Exchange<'_>, identifier: &str) -> Result<Identity, Failure> {
    if identifier.is_empty() {
        return Err(Failure::on("identifier", text::required("identifier")));
    }
    let path = "selfservice.methods.code.config.missing_credential_fallback_enabled";
    let fallback = exchange.config.flag(path, false);
    exchange
        .store
        .by_identifier("code", identifier)
        .or_else(|| {
            exchange
                .store
                .by_any_identifier(identifier)
                .filter(|_| fallback)
        })
        .cloned()
        .ok_or_else(|| Failure::says(text::no_code_user()))
}

/// Sends a code to the address typed, or to all of the account when it is none of them, and shows the code screen.
fn send_login(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    who: &Identity,
    identifier: &str,
) -> Failure {
    let known = &who.credentials.code;
    let typed: Vec<_> = known
        .iter()
        .filter(|(_, address)| address == identifier)
        .cloned()
        .collect();
    let addresses = match (typed.is_empty(), known.is_empty()) {
        (false, _) => typed,
        (true, false) => known.clone(),
        (true, true) => vec![("email".to_owned(), identifier.to_owned())],
    };
    code::forget(exchange.store, flow.id);
    for (via, address) in addresses {
        let mut code = Code::new(flow.id, &via, &address, exchange.config.code_lifespan());
        code.identity = Some(who.id);
        deliver(exchange, code, Template::Login);
    }
    flow.state = State::SentEmail;
    show_sent(exchange, flow);
    flow.ui.set_value("identifier", identifier.into());
    flow.active = "code".into();
    exchange.store.save(flow);
    answer(exchange, flow)
}

/// The answer to a step: the flow as 400, or the page it is shown on.
fn answer(exchange: &Exchange<'_>, flow: &Flow) -> Failure {
    Failure::Completed(if exchange.request.is_json() {
        Reply::json(400, &flow.json())
    } else {
        Reply::redirect(
            303,
            &flow.append_to(&exchange.config.ui_url(flow.kind.name())),
        )
    })
}

/// Puts a message into the courier and remembers its code.
fn deliver(exchange: &mut Exchange<'_>, code: Code, template: Template<'_>) {
    let minutes = exchange.config.code_lifespan().as_secs() / 60;
    let message = Message::with_code(template, &code.via, &code.address, &code.digits, minutes);
    exchange.store.messages.push(message);
    exchange.store.codes.push(code);
}

/// On the second screen of identifier-first: when a code is the only way in, it goes out at once.
pub(super) fn send_at_once(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    identifier: &str,
    known: Option<&Identity>,
) -> Result<(), Failure> {
    if flow.state != State::ChooseMethod {
        return Ok(());
    }
    let who = find(exchange, identifier)?;
    let mitigates = exchange.config.mitigates_enumeration();
    let others = Strategy::ALL.iter().any(|strategy| match strategy {
        Strategy::Password => {
            exchange.config.method("password")
                && (mitigates || known.is_some_and(Identity::has_password))
        }
        Strategy::Passkey => {
            exchange.config.method("passkey")
                && (mitigates || known.is_some_and(Identity::has_passkey))
        }
        _ => false,
    });
    if others {
        return Ok(());
    }
    Err(send_login(exchange, flow, &who, identifier))
}

fn use_login(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    payload: &Payload,
) -> Result<Uuid, Failure> {
    if payload.text("code").is_empty() {
        return Err(Failure::on("code", text::required("code")));
    }
    let identifier = normalize(payload.text("identifier"));
    let who = find(exchange, &identifier)?;
    let spent = code::spend(exchange.store, exchange.config, flow, payload.text("code"))?;
    let code = match spent {
        Outcome::Accepted(code) if code.identity == Some(who.id) => code,
        _ => return Err(Failure::says(text::login_code_invalid())),
    };
    flow.active = "code".into();
    flow.state = State::PassedChallenge;
    exchange.store.save(flow);
    if let Some(identity) = exchange.store.identity_mut(who.id) {
        verify(identity, &code);
    }
    Ok(who.id)
}

/// Whoever types a code has read it at that address, which proves it.
fn verify(identity: &mut Identity, code: &Code) {
    let mut addresses = identity.verifiable_addresses.iter();
    let proven = addresses
        .find(|known| !known.is_verified() && known.value == code.address && known.via == code.via);
    if let Some(id) = proven.map(|known| known.id) {
        identity.verify(id);
    }
}

pub(super) fn register(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    identity: &mut Identity,
) -> Result<(), Failure> {
    let schema = exchange.schema(flow);
    let names = ["csrf_token", "method", "code", "resend"];
    let payload = Payload::decode(exchange.request, &names, schema)?;
    if payload.text("method") != "code" {
        return Err(Failure::NotResponsible);
    }
    if !exchange.config.passwordless_code() {
        return Err(method_disabled().into());
    }
    let result = try_register(exchange, flow, identity, &payload);
    if !matches!(result, Ok(()) | Err(Failure::Completed(_))) {
        echo_traits(flow, &payload.traits());
        flow.ui.set_csrf(&exchange.csrf.token());
    }
    result
}

fn try_register(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    identity: &mut Identity,
    payload: &Payload,
) -> Result<(), Failure> {
    let Some(schema) = exchange.schema(flow) else {
        return Err(Failure::NotResponsible);
    };
    identity.traits = payload.traits();
    let complaints = schema.complaints(&identity.traits);
    if !complaints.is_empty() {
        return Err(Failure::Invalid(complaints));
    }
    flow.transient_payload = payload.transient();
    exchange.ensure_csrf(payload)?;
    if payload.text("resend").eq_ignore_ascii_case("code") {
        flow.state = State::ChooseMethod;
    }
    identity.apply(schema);
    match flow.state {
        State::ChooseMethod => {
            if identity.credentials.code.is_empty() {
                return Err(Failure::says(text::identifier_missing()));
            }
            Err(send_registration(
                exchange,
                flow,
                identity,
                &payload.traits(),
            ))
        }
        State::SentEmail => use_registration(exchange, flow, identity, payload),
        State::PassedChallenge => Err(Failure::says(text::no_registration_strategy())),
    }
}

fn send_registration(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    identity: &Identity,
    traits: &Value,
) -> Failure {
    code::forget(exchange.store, flow.id);
    for (via, address) in identity.credentials.code.clone() {
        let code = Code::new(flow.id, &via, &address, exchange.config.code_lifespan());
        deliver(exchange, code, Template::Registration);
    }
    flow.state = State::SentEmail;
    show_sent(exchange, flow);
    echo_traits(flow, traits);
    flow.active = "code".into();
    exchange.store.save(flow);
    answer(exchange, flow)
}

fn use_registration(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    identity: &mut Identity,
    payload: &Payload,
) -> Result<(), Failure> {
    if payload.text("code").is_empty() {
        return Err(Failure::on("code", text::required("code")));
    }
    let sent = flatten("traits", &payload.traits());
    let differs = |(name, value): &(String, Value)| {
        let node = flow.ui.find(name).and_then(|node| node.as_input());
        node.is_some_and(|input| input.value != *value)
    };
    if sent.iter().any(differs) {
        return Err(Failure::says(text::traits_mismatch()));
    }
    match code::spend(exchange.store, exchange.config, flow, payload.text("code"))? {
        Outcome::Accepted(code) => {
            verify(identity, &code);
            flow.state = State::PassedChallenge;
            exchange.store.save(flow);
            Ok(())
        }
        Outcome::Unknown => Err(Failure::says(text::registration_code_invalid())),
    }
}

/// Sends a code that proves an address of an account.
pub(crate) fn send_verification(
    exchange: &mut Exchange<'_>,
    flow: &Flow,
    identity: Uuid,
    address: Uuid,
) -> Result<(), Failure> {
    let lifespan = exchange.config.code_lifespan();
    let Some(known) = exchange.store.identity_mut(identity).and_then(|identity| {
        identity
            .verifiable_addresses
            .iter_mut()
            .find(|known| known.id == address)
    }) else {
        return Err(Envelope::new(404, "The address does not exist.").into());
    };
    if known.status == "pending" {
        known.status = "sent";
        known.updated_at = Instant::stored();
    }
    let mut code = Code::new(flow.id, &known.via, &known.value, lifespan);
    code.identity = Some(identity);
    code.verifiable = Some(address);
    let mut link = exchange.config.public("/self-service/verification");
    link.query_pairs_mut()
        .append_pair("code", &code.digits)
        .append_pair("flow", &flow.id.to_string());
    let link = link.to_string();
    deliver(exchange, code, Template::Verification(&link));
    Ok(())
}
