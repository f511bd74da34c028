//! Recovery by a one-time code: an address first, then the code that was sent there.

use super::choice;
use super::delivery::deliver;
use crate::code::{self, Code, Outcome};
use crate::courier::Template;
use crate::csrf;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, method_disabled};
use crate::flow::{Flow, State};
use crate::node::Node;
use crate::payload::Payload;
use crate::reply::Reply;
use crate::self_service::recovery;
use crate::text;

const FIELDS: [&str; 8] = [
    "csrf_token",
    "method",
    "code",
    "email",
    "recovery_address",
    "recovery_select_address",
    "recovery_confirm_address",
    "screen",
];

/// Takes a submit of a recovery by code.
pub(crate) fn recover(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<(), Failure> {
    if flow.active != "code" {
        return Err(Failure::NotResponsible);
    }
    let payload = Payload::decode_with_query(exchange.request, &FIELDS)?;
    let email = payload.text("email");
    if !email.is_empty() && !email.contains('@') {
        return Err(Failure::on("email", text::invalid_email(email)));
    }
    flow.transient_payload = payload.transient();
    if !flow.by_administrator && !exchange.csrf.verify(payload.text("csrf_token")) {
        let violation = csrf::violation(exchange.request, exchange.config);
        return finished(recovery::retry(exchange, violation));
    }
    flow.ui.reset_messages();
    let chooses = choice::is_state(flow.state);
    if !chooses && flow.state != State::ChooseMethod && email.is_empty() {
        enabled(exchange)?;
        return use_code(exchange, flow, payload.text("code"));
    }
    if exchange.session().is_some() {
        return Err(Failure::Completed(recovery::signed_in_already(exchange)));
    }
    if chooses {
        return choice::recover(exchange, flow, payload);
    }
    if payload.text("method") != "code" {
        return Err(Failure::NotResponsible);
    }
    enabled(exchange)?;
    if flow.state == State::PassedChallenge {
        let why = Envelope::new(400, text::recovery_retry_success().text);
        return finished(recovery::retry(exchange, why));
    }
    if email.is_empty() {
        return Err(Failure::on("email", text::required("email")));
    }
    code::forget(exchange.store, flow.id);
    send(exchange, flow, "email", email);
    flow.ui.nodes.clear();
    flow.ui.set_csrf(&exchange.csrf.token());
    flow.active = "code".into();
    flow.state = State::SentEmail;
    flow.ui.messages = vec![text::recovery_code_sent()];
    let button = Node::submit("code", "method", "code", text::continue_label());
    flow.ui.append(code_input());
    flow.ui
        .append(Node::input("code", "method", "hidden").value("code"));
    flow.ui.append(button);
    flow.ui
        .append(Node::submit("code", "email", email, text::resend_code()));
    exchange.store.save(flow);
    Ok(())
}

pub(super) fn finished(result: Result<Reply, Failure>) -> Result<(), Failure> {
    Err(Failure::Completed(result?))
}

fn enabled(exchange: &Exchange<'_>) -> Result<(), Failure> {
    if exchange.config.method("code") {
        return Ok(());
    }
    Err(method_disabled().into())
}

/// The field for a code that recovers.
pub(crate) fn code_input() -> Node {
    Node::input("code", "code", "text")
        .required()
        .label(text::recovery_code())
        .with(|input| {
            input.pattern = "[0-9]+".into();
            input.max_length = Some(6);
        })
}

/// Sends a code, if an account has this address; who asks does not learn which.
pub(super) fn send(exchange: &mut Exchange<'_>, flow: &Flow, via: &str, address: &str) {
    let Some(identity) = exchange.store.by_recovery_address(Some(via), address) else {
        return;
    };
    let address = crate::identity::address(address);
    let mut code = Code::new(flow.id, via, &address, exchange.config.code_lifespan());
    code.identity = Some(identity.id);
    deliver(exchange, code, Template::Recovery);
}

/// Tries a code.
pub(super) fn use_code(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    digits: &str,
) -> Result<(), Failure> {
    let code = match code::spend(exchange.store, exchange.config, flow, digits) {
        Ok(Outcome::Accepted(code)) => code,
        // A code whose time is over is as good as a wrong one.
        Ok(Outcome::Unknown) | Err(Failure::Expired(_)) => {
            flow.ui.messages = vec![text::recovery_code_invalid()];
            exchange.store.save(flow);
            return Err(Failure::Completed(if exchange.request.is_json() {
                Reply::json(200, &flow.json())
            } else {
                recovery::to_the_page(exchange, flow)
            }));
        }
        Err(Failure::Rejected(why)) => return finished(recovery::retry(exchange, *why)),
        Err(failure) => return Err(failure),
    };
    let Some(id) = code.identity else {
        return Err(Envelope::new(404, "The account does not exist any more.").into());
    };
    if let Some(identity) = exchange.store.identity_mut(id)
        && !flow.by_administrator
    {
        identity.verify_value(&code.address);
    }
    finished(recovery::recover(exchange, flow, id, "code_recovery"))
}
