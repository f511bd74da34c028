//! Delivery: a code on its way to an address, and what reading it proves.

use uuid::Uuid;

use crate::code::Code;
use crate::courier::{Message, Template};
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure};
use crate::flow::Flow;
use crate::identity::Identity;
use crate::reply::Reply;

/// The answer to a step: the flow as 400, or the page it is shown on.
pub(super) fn answer(exchange: &Exchange<'_>, flow: &Flow) -> Failure {
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
pub(super) fn deliver(exchange: &mut Exchange<'_>, code: Code, template: Template<'_>) {
    let minutes = exchange.config.code_lifespan().as_secs() / 60;
    let message = Message::with_code(template, &code.via, &code.address, &code.digits, minutes);
    exchange.store.messages.push(message);
    exchange.store.codes.push(code);
}

/// Whoever types a code has read it at that address, which proves it.
pub(super) fn verify(identity: &mut Identity, code: &Code) {
    let mut addresses = identity.verifiable_addresses.iter();
    let proven = addresses
        .find(|known| !known.is_verified() && known.value == code.address && known.via == code.via);
    if let Some(id) = proven.map(|known| known.id) {
        identity.verify(id);
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
    let Some((via, value)) = exchange
        .store
        .identity_mut(identity)
        .and_then(|identity| identity.sent(address))
    else {
        return Err(Envelope::new(404, "The address does not exist.").into());
    };
    let mut code = Code::new(flow.id, &via, &value, lifespan);
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
