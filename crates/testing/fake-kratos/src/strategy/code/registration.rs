//! Signing up with a one-time code.

use serde_json::Value;

use super::delivery::{answer, deliver, verify};
use super::show_sent;
use crate::code::{self, Code, Outcome};
use crate::courier::Template;
use crate::exchange::Exchange;
use crate::failure::{Failure, method_disabled};
use crate::flow::{Flow, State};
use crate::identity::Identity;
use crate::payload::Payload;
use crate::strategy::{echo_traits, flatten};
use crate::text;

pub(in crate::strategy) fn register(
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
        _ => Err(Failure::says(text::no_registration_strategy())),
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
