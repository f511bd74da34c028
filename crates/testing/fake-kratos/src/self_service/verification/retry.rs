//! Trying again: a new flow in the place of one that cannot be used any more.

use super::{new_flow, to_the_page};
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, not_found};
use crate::flow::Flow;
use crate::instant::Instant;
use crate::reply::Reply;
use crate::self_service::replaced;
use crate::text::{self, Text};

/// A new flow in the place of one that cannot be used any more.
pub(super) fn retry(
    exchange: &mut Exchange<'_>,
    message: Text,
    reason: &str,
) -> Result<Reply, Failure> {
    let new = retry_flow(exchange, message)?;
    if !exchange.request.is_json() {
        return Ok(to_the_page(exchange, &new));
    }
    let envelope = Envelope::new(410, reason)
        .id("self_service_flow_replaced")
        .message("self-service flow replaced")
        .beside("use_flow_id", new.id.to_string());
    Ok(envelope.reply())
}

/// A new flow after a code that was typed too late.
pub(super) fn retry_expired(exchange: &mut Exchange<'_>, at: Instant) -> Result<Reply, Failure> {
    let new = retry_flow(exchange, text::verification_flow_expired(at))?;
    if exchange.request.is_json() {
        return Ok(replaced(at, &new).reply());
    }
    Ok(to_the_page(exchange, &new))
}

/// A new flow with a message, on its page, as a mailed link wants it.
///
/// # Errors
///
/// When the request's `return_to` is not allowed.
pub(crate) fn retry_on_the_page(
    exchange: &mut Exchange<'_>,
    message: Text,
) -> Result<Reply, Failure> {
    let new = retry_flow(exchange, message)?;
    Ok(to_the_page(exchange, &new))
}

fn retry_flow(exchange: &mut Exchange<'_>, message: Text) -> Result<Flow, Failure> {
    exchange.csrf.regenerate();
    let mut new = new_flow(exchange)?;
    new.ui.messages.push(message);
    exchange.store.save(&new);
    Ok(new)
}

/// The flow was over: a new one, which a fetch follows to.
pub(super) fn write_expired(exchange: &mut Exchange<'_>, old: &Flow, at: Instant) -> Reply {
    let mut new = match retry_flow(exchange, text::verification_flow_expired(at)) {
        Ok(new) => new,
        Err(_) => return exchange.forward(not_found()),
    };
    new.request_url.clone_from(&old.request_url);
    new.return_to.clone_from(&old.return_to);
    exchange.store.save(&new);
    if !exchange.request.is_json() {
        return to_the_page(exchange, &new);
    }
    let mut url = exchange.config.public("/self-service/verification/flows");
    url.query_pairs_mut().append_pair("id", &new.id.to_string());
    Reply::redirect(303, url.as_str())
}
