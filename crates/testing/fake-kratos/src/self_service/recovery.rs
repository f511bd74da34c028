//! Recovery: getting back into an account through an address it is known to have, by a code or by a mailed link.

mod retry;
mod success;

use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, not_found};
use crate::flow::{Flow, Kind, State};
use crate::node::Node;
use crate::reply::Reply;
use crate::return_to;
use crate::self_service::{already_signed_in, begin, created, fetch};
use crate::strategy::{code, link};
use crate::text;

pub(crate) use retry::{retry, retry_on_the_page};
pub(crate) use success::recover;

fn disabled() -> Envelope {
    Envelope::new(400, "Recovery is not allowed because it was disabled.")
}

/// `GET /self-service/recovery/browser`
pub(crate) fn create(exchange: &mut Exchange<'_>) -> Reply {
    if exchange.session().is_some() {
        return signed_in_already(exchange);
    }
    if !exchange.config.flow_enabled("recovery") {
        return exchange.forward(disabled());
    }
    match new_flow(exchange) {
        Ok(flow) => {
            exchange.store.save(&flow);
            created(exchange, &flow)
        }
        Err(Failure::Rejected(envelope)) => exchange.forward(*envelope),
        Err(_) => exchange.forward(not_found()),
    }
}

/// The answer to somebody who needs no recovery.
pub(crate) fn signed_in_already(exchange: &mut Exchange<'_>) -> Reply {
    if exchange.request.is_json() {
        return already_signed_in(Kind::Recovery).reply();
    }
    let config = exchange.config;
    let asked = exchange.request.parameter("return_to");
    match return_to::resolve(config, &asked, &config.default_return_to) {
        Ok(url) => Reply::redirect(303, &url),
        Err(envelope) => exchange.forward(*envelope),
    }
}

/// `GET /self-service/recovery/flows`
pub(crate) fn get(exchange: &mut Exchange<'_>) -> Reply {
    if !exchange.config.flow_enabled("recovery") {
        return exchange.forward(disabled());
    }
    fetch(exchange, Kind::Recovery)
}

/// A flow on its first screen, by the configured method. It is not stored yet.
pub(crate) fn new_flow(exchange: &mut Exchange<'_>) -> Result<Flow, Failure> {
    let method = match exchange.config.text("selfservice.flows.recovery.use") {
        Some("link") => "link",
        _ => "code",
    };
    flow_by(exchange, method)
}

/// A flow on its first screen, by a method.
pub(crate) fn flow_by(exchange: &mut Exchange<'_>, method: &'static str) -> Result<Flow, Failure> {
    let mut flow = begin(exchange, Kind::Recovery)?;
    flow.active = method.into();
    let chooses = exchange
        .config
        .flag("feature_flags.choose_recovery_address", false);
    flow.ui.set_csrf(&exchange.csrf.token());
    if chooses && method == "code" {
        flow.state = State::AwaitingAddress;
        flow.ui.append(code::address_input());
    } else {
        flow.ui.append(email_input(method));
    }
    flow.ui.append(Node::submit(
        method,
        "method",
        method,
        text::continue_label(),
    ));
    Ok(flow)
}

/// The field of the first screen.
pub(crate) fn email_input(group: &'static str) -> Node {
    Node::input(group, "email", "email")
        .required()
        .label(text::email())
}

/// `POST /self-service/recovery`, and the mailed link's `GET`
pub(crate) fn submit(exchange: &mut Exchange<'_>) -> Reply {
    let mut flow = match exchange.submitted_flow() {
        Ok(flow) if flow.kind == Kind::Recovery => flow,
        Err(Failure::Rejected(envelope)) if envelope.status == 400 => {
            return exchange.forward(*envelope);
        }
        _ => {
            let reason = "The recovery request could not be found. Please restart the flow.";
            return exchange.forward(Envelope::new(404, reason));
        }
    };
    let mut group = "default";
    match try_submit(exchange, &mut flow, &mut group) {
        Ok(()) if exchange.request.is_json() => Reply::json(200, &flow.json()),
        Ok(()) => to_the_page(exchange, &flow),
        Err(Failure::Completed(reply)) => reply,
        Err(failure) => write_error(exchange, flow, failure, group),
    }
}

pub(crate) fn to_the_page(exchange: &Exchange<'_>, flow: &Flow) -> Reply {
    Reply::redirect(303, &flow.append_to(&exchange.config.ui_url("recovery")))
}

fn try_submit(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    group: &mut &'static str,
) -> Result<(), Failure> {
    flow.valid()?;
    *group = "code";
    match code::recover(exchange, flow) {
        Err(Failure::NotResponsible) => {}
        other => return other,
    }
    *group = "link";
    match link::recover(exchange, flow) {
        Err(Failure::NotResponsible) => {}
        other => return other,
    }
    *group = "default";
    Err(Failure::says(text::no_recovery_strategy()))
}

/// Answers a submit that did not succeed: mostly with the flow, as 400.
fn write_error(
    exchange: &mut Exchange<'_>,
    mut flow: Flow,
    failure: Failure,
    group: &'static str,
) -> Reply {
    if let Failure::Expired(at) = failure {
        return retry::write_expired(exchange, &flow, at);
    }
    flow.ui.reset_messages();
    match failure {
        Failure::Rejected(envelope) if envelope.status != 400 => {
            return exchange.forward(*envelope);
        }
        Failure::Rejected(envelope) => flow.ui.messages.push(text::generic(&envelope.reason)),
        Failure::Invalid(complaints) => flow.ui.complain(complaints),
        _ => {}
    }
    // A submit nobody claims spoils the flow: no strategy is called `default`.
    flow.active = group.into();
    exchange.store.save(&flow);
    if !exchange.request.is_json() {
        return to_the_page(exchange, &flow);
    }
    flow.transient_payload = None;
    Reply::json(400, &flow.json())
}
