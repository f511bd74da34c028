//! Identifier first: who is it, before how do they prove it.

use uuid::Uuid;

use super::{Hint, Strategy, code};
use crate::config::LoginStyle;
use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::flow::Flow;
use crate::node::Node;
use crate::payload::Payload;
use crate::reply::Reply;
use crate::text;

fn submit() -> Node {
    Node::submit(
        "identifier_first",
        "method",
        "identifier_first",
        text::continue_label(),
    )
}

pub(super) fn populate(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    flow.ui.set_csrf(&exchange.csrf.token());
    let label = exchange
        .schema(flow)
        .map(|schema| schema.identifier_label());
    let identifier = Node::input("identifier_first", "identifier", "text")
        .value("")
        .required()
        .with(|input| input.autocomplete = "username webauthn")
        .label(label.unwrap_or_else(text::id));
    flow.ui.upsert(identifier);
    flow.ui.append(submit());
}

/// Takes any submit with an identifier that nobody before it wanted.
pub(super) fn login(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<Uuid, Failure> {
    if exchange.config.login_style() != LoginStyle::IdentifierFirst || flow.requested_aal != "aal1"
    {
        return Err(Failure::NotResponsible);
    }
    let names = ["csrf_token", "method", "identifier"];
    let payload = Payload::decode(exchange.request, &names, None)?;
    let identifier = payload.text("identifier");
    let failure = match show_credentials(exchange, flow, &payload) {
        Ok(reply) => return Err(Failure::Completed(reply)),
        Err(failure @ Failure::Completed(_)) => return Err(failure),
        Err(failure) => failure,
    };
    flow.ui.set_value("identifier", identifier.into());
    flow.ui.set_csrf(&exchange.csrf.token());
    Err(failure)
}

fn show_credentials(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    payload: &Payload,
) -> Result<Reply, Failure> {
    flow.transient_payload = payload.transient();
    exchange.ensure_csrf(payload)?;
    let identifier = payload.text("identifier");
    let known = exchange.store.by_any_identifier(identifier).cloned();
    let mitigates = exchange.config.mitigates_enumeration();
    // Whoever hides which accounts exist does not look at the credentials of one.
    let hint = match &known {
        Some(identity) if !mitigates => Hint::Known(identity),
        _ => Hint::Unknown,
    };
    flow.ui.reset_messages();
    flow.ui.set_value("identifier", identifier.into());
    let mut populated = false;
    for strategy in Strategy::ALL {
        if !strategy.is_enabled(exchange.config) {
            continue;
        }
        if strategy.populate_credentials(exchange, flow, &hint) {
            populated = true;
            if strategy == Strategy::Code {
                code::send_at_once(exchange, flow, identifier, known.as_ref())?;
            }
        }
    }
    if !populated && !mitigates {
        return Err(Failure::on("identifier", text::account_not_found()));
    }
    flow.ui.remove_matching(&submit());
    for node in flow
        .ui
        .nodes
        .iter_mut()
        .filter(|node| node.id() == "identifier")
    {
        if let Some(input) = node.as_input_mut() {
            input.autocomplete = "username webauthn";
            input.kind = "hidden";
        }
    }
    flow.active = "identifier_first".into();
    exchange.store.save(flow);
    if exchange.request.is_json() {
        return Ok(Reply::json(400, &flow.json()));
    }
    Ok(Reply::redirect(
        303,
        &flow.append_to(&exchange.config.ui_url("login")),
    ))
}
