//! Verification: proving that an address is read by whoever has the account by a code or by a mailed link.

mod hook;
mod retry;

use crate::code::{self, Outcome};
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, not_found};
use crate::flow::{Flow, Kind, State};
use crate::node::Node;
use crate::payload::Payload;
use crate::reply::Reply;
use crate::return_to;
use crate::self_service::{begin, created, fetch, recovery};
use crate::strategy::code::{send_verification, show_sent};
use crate::strategy::link;
use crate::text;

pub(crate) use hook::{after, show};
pub(crate) use retry::retry_on_the_page;
use retry::{retry, retry_expired, write_expired};

fn disabled() -> Envelope {
    Envelope::new(400, "Verification is not allowed because it was disabled.")
}

/// `GET /self-service/verification/browser`
pub(crate) fn create(exchange: &mut Exchange<'_>) -> Reply {
    if !exchange.config.flow_enabled("verification") {
        return exchange.forward(disabled());
    }
    match new_flow(exchange) {
        Ok(flow) => {
            exchange.store.save(&flow);
            created(exchange, &flow)
        }
        Err(Failure::Rejected(envelope)) => envelope.reply(),
        Err(_) => not_found().reply(),
    }
}

/// `GET /self-service/verification/flows`
pub(crate) fn get(exchange: &mut Exchange<'_>) -> Reply {
    if !exchange.config.flow_enabled("verification") {
        return exchange.forward(disabled());
    }
    fetch(exchange, Kind::Verification)
}

/// A flow on its first screen. It is not stored yet.
fn new_flow(exchange: &mut Exchange<'_>) -> Result<Flow, Failure> {
    let mut flow = begin(exchange, Kind::Verification)?;
    let method = method(exchange);
    if method == "link" {
        flow.ui.set_csrf(&exchange.csrf.token());
    }
    flow.active = method.into();
    flow.ui.append(recovery::email_input(method));
    flow.ui.append(Node::submit(
        method,
        "method",
        method,
        text::continue_label(),
    ));
    flow.ui.set_csrf(&exchange.csrf.token());
    Ok(flow)
}

/// The method in use: `code` or `link`.
fn method(exchange: &Exchange<'_>) -> &'static str {
    match exchange.config.text("selfservice.flows.verification.use") {
        Some("link") => "link",
        _ => "code",
    }
}

/// `POST /self-service/verification`, and the mailed link's `GET`
pub(crate) fn submit(exchange: &mut Exchange<'_>) -> Reply {
    let mut flow = match exchange.submitted_flow() {
        Ok(flow) if flow.kind == Kind::Verification => flow,
        Err(Failure::Rejected(envelope)) if envelope.status == 400 => {
            return exchange.forward(*envelope);
        }
        _ => {
            let reason = "The verification request could not be found. Please restart the flow.";
            return exchange.forward(Envelope::new(404, reason));
        }
    };
    match try_submit(exchange, &mut flow) {
        Ok(()) if exchange.request.is_browser() => to_the_page(exchange, &flow),
        Ok(()) => {
            flow.transient_payload = None;
            Reply::json(200, &flow.json())
        }
        Err(Failure::Completed(reply)) => reply,
        Err(failure) => write_error(exchange, flow, failure),
    }
}

fn to_the_page(exchange: &Exchange<'_>, flow: &Flow) -> Reply {
    Reply::redirect(
        303,
        &flow.append_to(&exchange.config.ui_url("verification")),
    )
}

fn try_submit(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<(), Failure> {
    flow.valid()?;
    if flow.active == "link" {
        return match link::verify(exchange, flow) {
            Err(Failure::NotResponsible) => Err(Failure::says(text::no_verification_strategy())),
            other => other,
        };
    }
    if !flow.active.is_empty() && flow.active != "code" {
        return Err(Failure::says(text::no_verification_strategy()));
    }
    let names = ["csrf_token", "method", "code", "email"];
    let payload = Payload::decode_with_query(exchange.request, &names)?;
    let email = payload.text("email");
    if !email.is_empty() && !email.contains('@') {
        return Err(Failure::on("email", text::invalid_email(email)));
    }
    flow.transient_payload = payload.transient();
    let method = match (payload.text("method"), payload.text("code")) {
        ("", "") => "",
        ("", _) => "code",
        (method, _) => method,
    };
    let result = if method == "code" {
        handle(exchange, flow, &payload)
    } else {
        Err(Failure::says(text::no_verification_strategy()))
    };
    if let Err(failure) = &result
        && !matches!(failure, Failure::Completed(_))
    {
        flow.ui.set_csrf(&exchange.csrf.token());
        // With the value that was sent, even when that was none.
        flow.ui
            .upsert(recovery::email_input("code").value(payload.text("email")));
    }
    result
}

fn handle(exchange: &mut Exchange<'_>, flow: &mut Flow, payload: &Payload) -> Result<(), Failure> {
    if !exchange.config.method("code") {
        return Err(crate::failure::method_disabled().into());
    }
    if flow.state == State::PassedChallenge {
        let reply = retry(
            exchange,
            text::verification_retry_success(),
            "An error occured, please use the new flow.",
        )?;
        return Err(Failure::Completed(reply));
    }
    let (code, email) = (payload.text("code"), payload.text("email"));
    if !code.is_empty() {
        if exchange.request.method == axum::http::Method::GET {
            return Err(Failure::Completed(follow_link(exchange, flow, code)));
        }
        return use_code(exchange, flow, code);
    }
    if email.is_empty() {
        return Err(Failure::on("email", text::required("email")));
    }
    exchange.ensure_csrf(payload)?;
    code::forget(exchange.store, flow.id);
    if let Some((identity, address)) = exchange.store.by_verifiable_address("email", email) {
        send_verification(exchange, flow, identity, address)?;
    }
    flow.state = State::SentEmail;
    show_sent(exchange, flow);
    flow.ui
        .append(Node::submit("code", "email", email, text::resend_code()));
    exchange.store.save(flow);
    Ok(())
}

/// The mailed link does not verify: it brings the code to the page, in whichever browser.
fn follow_link(exchange: &mut Exchange<'_>, flow: &mut Flow, code: &str) -> Reply {
    flow.ui.set_value("code", code.into());
    let token = exchange.csrf.regenerate();
    flow.ui.set_csrf(&token);
    flow.csrf_token = token;
    exchange.store.save(flow);
    to_the_page(exchange, flow)
}

fn use_code(exchange: &mut Exchange<'_>, flow: &mut Flow, digits: &str) -> Result<(), Failure> {
    let reason = "An error occured, please retry the flow.";
    let code = match code::spend(exchange.store, exchange.config, flow, digits) {
        Ok(Outcome::Accepted(code)) => code,
        Ok(Outcome::Unknown) => {
            flow.ui.messages = vec![text::verification_code_invalid()];
            exchange.store.save(flow);
            return Err(Failure::Completed(if exchange.request.is_browser() {
                to_the_page(exchange, flow)
            } else {
                Reply::json(200, &flow.json())
            }));
        }
        Err(Failure::Rejected(envelope)) => {
            let reply = retry(exchange, text::generic(&envelope.reason), reason)?;
            return Err(Failure::Completed(reply));
        }
        Err(Failure::Expired(at)) => {
            return Err(Failure::Completed(retry_expired(exchange, at)?));
        }
        Err(failure) => return Err(failure),
    };
    if let (Some(identity), Some(address)) = (code.identity, code.verifiable)
        && let Some(identity) = exchange.store.identity_mut(identity)
    {
        identity.verify(address);
    }
    pass(exchange, flow, "code");
    Ok(())
}

/// Draws the last screen: a link to wherever the person wanted to go.
pub(crate) fn pass(exchange: &mut Exchange<'_>, flow: &mut Flow, group: &'static str) {
    let config = exchange.config;
    let default = config.return_to_after("verification", "");
    let target = return_to::resolve(config, &flow.return_to, &default)
        .unwrap_or_else(|_| default.to_string());
    flow.state = State::PassedChallenge;
    flow.ui.nodes.clear();
    flow.ui.action.clone_from(&target);
    flow.ui.method = "GET";
    let token = exchange.csrf.token();
    flow.csrf_token.clone_from(&token);
    flow.ui.set_csrf(&token);
    flow.ui.messages = vec![text::address_verified()];
    flow.ui.append(Node::anchor(
        group,
        "continue",
        &target,
        text::continue_label(),
    ));
    exchange.store.save(flow);
}

/// Answers a submit that did not succeed. Earlier messages stay.
fn write_error(exchange: &mut Exchange<'_>, mut flow: Flow, failure: Failure) -> Reply {
    let is_unclaimed = matches!(&failure, Failure::Invalid(list)
        if list.iter().any(|(_, text)| *text == text::no_verification_strategy()));
    match failure {
        Failure::Expired(at) => return write_expired(exchange, &flow, at),
        Failure::Rejected(envelope) if envelope.status != 400 => {
            return exchange.forward(*envelope);
        }
        Failure::Rejected(envelope) => flow.ui.messages.push(text::generic(&envelope.reason)),
        Failure::Invalid(complaints) => flow.ui.complain(complaints),
        Failure::NotResponsible | Failure::Completed(_) | Failure::Stale(_) => {}
    }
    // A submit nobody claims spoils the flow: no strategy is called `default`.
    flow.active = if is_unclaimed {
        "default"
    } else {
        method(exchange)
    }
    .into();
    exchange.store.save(&flow);
    if !exchange.request.is_json() {
        return to_the_page(exchange, &flow);
    }
    flow.transient_payload = None;
    Reply::json(400, &flow.json())
}
