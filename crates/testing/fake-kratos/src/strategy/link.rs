//! The link method: a mailed link recovers an account, or verifies an address.

use crate::courier::Message;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, method_disabled};
use crate::flow::{Flow, State};
use crate::instant::Instant;
use crate::payload::Payload;
use crate::self_service::{recovery, verification};
use crate::text;
use crate::token::{self, Purpose, Token};

const FIELDS: [&str; 4] = ["csrf_token", "method", "token", "email"];

fn read(exchange: &Exchange<'_>) -> Result<Payload, Failure> {
    let payload = Payload::decode_with_query(exchange.request, &FIELDS)?;
    let email = payload.text("email");
    if !email.is_empty() && !email.contains('@') {
        return Err(Failure::on("email", text::invalid_email(email)));
    }
    Ok(payload)
}

fn enabled(exchange: &Exchange<'_>) -> Result<(), Failure> {
    if exchange.config.method("link") {
        return Ok(());
    }
    Err(method_disabled().into())
}

/// Mails a link with a new token.
fn send(exchange: &mut Exchange<'_>, purpose: Purpose, token: Token, recipient: &str) {
    let path = match purpose {
        Purpose::Recovery => "/self-service/recovery",
        Purpose::Verification => "/self-service/verification",
    };
    let mut link = exchange.config.public(path);
    link.query_pairs_mut()
        .append_pair("flow", &token.flow.to_string())
        .append_pair("token", &token.text);
    let minutes = exchange.config.link_lifespan().as_secs() / 60;
    let message = Message::with_link(purpose, recipient, link.as_str(), minutes);
    exchange.store.messages.push(message);
    exchange.store.tokens.push(token);
}

/// Takes a submit of a recovery by link, or the visit to one.
pub(crate) fn recover(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<(), Failure> {
    let payload = read(exchange)?;
    flow.transient_payload = payload.transient();
    if !payload.text("token").is_empty() {
        enabled(exchange)?;
        return use_recovery(exchange, flow, payload.text("token"));
    }
    if exchange.session().is_some() {
        return Err(Failure::Completed(recovery::signed_in_already(exchange)));
    }
    if payload.text("method") != "link" {
        return Err(Failure::NotResponsible);
    }
    enabled(exchange)?;
    if flow.state == State::PassedChallenge {
        let message = text::recovery_retry_success();
        let reply = recovery::retry_on_the_page(exchange, message)?;
        return Err(Failure::Completed(reply));
    }
    let email = payload.text("email");
    let wanted = if email.is_empty() {
        Err(Failure::on("email", text::required("email")))
    } else {
        exchange.ensure_csrf(&payload)
    };
    flow.ui.set_csrf(&exchange.csrf.token());
    flow.ui.upsert(recovery::email_input("link").value(email));
    wanted?;
    if let Some(identity) = exchange.store.by_recovery_address(Some("email"), email) {
        let address = crate::identity::address(email);
        let until = Instant::now().plus(exchange.config.link_lifespan());
        let token = Token::new(flow.id, identity.id, Some(address.clone()), until);
        send(exchange, Purpose::Recovery, token, &address);
    }
    flow.active = "link".into();
    flow.state = State::SentEmail;
    flow.ui.messages = vec![text::recovery_link_sent()];
    exchange.store.save(flow);
    Ok(())
}

fn use_recovery(exchange: &mut Exchange<'_>, flow: &mut Flow, text: &str) -> Result<(), Failure> {
    let token = token::spend(exchange.store, flow.id, text);
    let message = match &token {
        None => Some(text::recovery_token_invalid()),
        Some(token) if token.expires_at.is_past() => {
            Some(text::recovery_flow_expired(token.expires_at))
        }
        Some(_) => None,
    };
    let (Some(token), None) = (token, &message) else {
        let message = message.unwrap_or_else(text::recovery_token_invalid);
        let reply = recovery::retry_on_the_page(exchange, message)?;
        return Err(Failure::Completed(reply));
    };
    if let Some(address) = &token.address
        && let Some(identity) = exchange.store.identity_mut(token.identity)
    {
        identity.verify_value(address);
    }
    let reply = recovery::recover(exchange, flow, token.identity, "link_recovery")?;
    Err(Failure::Completed(reply))
}

/// Takes a submit of a verification by link, or the visit to one.
pub(crate) fn verify(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<(), Failure> {
    let payload = read(exchange)?;
    flow.transient_payload = payload.transient();
    if !payload.text("token").is_empty() {
        enabled(exchange)?;
        return use_verification(exchange, flow, payload.text("token"));
    }
    let email = payload.text("email");
    let wanted = if payload.text("method") != "link" {
        Err(Failure::NotResponsible)
    } else if email.is_empty() {
        enabled(exchange).and(Err(Failure::on("email", text::required("email"))))
    } else {
        enabled(exchange).and_then(|()| exchange.ensure_csrf(&payload))
    };
    if flow.state == State::PassedChallenge && wanted.is_ok() {
        let message = text::verification_retry_success();
        let reply = verification::retry_on_the_page(exchange, message)?;
        return Err(Failure::Completed(reply));
    }
    flow.ui.set_csrf(&exchange.csrf.token());
    flow.ui.upsert(recovery::email_input("link").value(email));
    wanted?;
    if let Some((identity, address)) = exchange.store.by_verifiable_address("email", email) {
        send_verification(exchange, flow, identity, address)?;
    }
    flow.active = "link".into();
    flow.state = State::SentEmail;
    flow.ui.messages = vec![text::verification_link_sent()];
    exchange.store.save(flow);
    Ok(())
}

/// Mails a link that proves an address of an account.
pub(crate) fn send_verification(
    exchange: &mut Exchange<'_>,
    flow: &Flow,
    identity: uuid::Uuid,
    address: uuid::Uuid,
) -> Result<(), Failure> {
    let Some((_, value)) = exchange
        .store
        .identity_mut(identity)
        .and_then(|identity| identity.sent(address))
    else {
        return Err(Envelope::new(404, "The address does not exist.").into());
    };
    let until = Instant::now().plus(exchange.config.link_lifespan());
    let token = Token::new(flow.id, identity, Some(value.clone()), until);
    send(exchange, Purpose::Verification, token, &value);
    Ok(())
}

fn use_verification(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    text: &str,
) -> Result<(), Failure> {
    let message = match token::spend(exchange.store, flow.id, text) {
        None => text::verification_token_invalid(),
        Some(token) if token.expires_at.is_past() => {
            text::verification_flow_expired(token.expires_at)
        }
        Some(token) => {
            if let (Some(address), Some(identity)) =
                (&token.address, exchange.store.identity_mut(token.identity))
            {
                identity.verify_value(address);
            }
            verification::pass(exchange, flow, "link");
            return Ok(());
        }
    };
    let reply = verification::retry_on_the_page(exchange, message)?;
    Err(Failure::Completed(reply))
}
