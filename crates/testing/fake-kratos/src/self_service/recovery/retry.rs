//! Trying again: a new flow in the place of a recovery that cannot go on.

use serde_json::json;

use super::{flow_by, new_flow, to_the_page};
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, not_found};
use crate::flow::Flow;
use crate::instant::Instant;
use crate::reply::Reply;
use crate::text::{self, Text};

/// A new flow by code, for the reason an envelope gives. With `feature_flags.use_continue_with_transitions` it is named
/// in an error, otherwise a fetch follows to it.
///
/// # Errors
///
/// The envelope itself, when it is none that a flow could show.
pub(crate) fn retry(exchange: &mut Exchange<'_>, why: Envelope) -> Result<Reply, Failure> {
    exchange.csrf.regenerate();
    if why.status != 400 {
        return Err(why.into());
    }
    let mut new = flow_by(exchange, "code")?;
    new.ui.messages.push(text::generic(&why.reason));
    exchange.store.save(&new);
    if !exchange.request.is_json() {
        return Ok(to_the_page(exchange, &new));
    }
    let transitions = exchange
        .config
        .flag("feature_flags.use_continue_with_transitions", false);
    if !transitions {
        return Ok(to_the_flow(exchange, &new));
    }
    let shown = json!([{"action": "show_recovery_ui", "flow": {"id": new.id}}]);
    Ok(why.detail("continue_with", shown).reply())
}

/// A new flow by link with a message, on its page.
///
/// # Errors
///
/// When the request's `return_to` is not allowed.
pub(crate) fn retry_on_the_page(
    exchange: &mut Exchange<'_>,
    message: Text,
) -> Result<Reply, Failure> {
    exchange.csrf.regenerate();
    let mut new = flow_by(exchange, "link")?;
    new.ui.messages.push(message);
    exchange.store.save(&new);
    Ok(to_the_page(exchange, &new))
}

/// The flow was over: a new one, which a fetch follows to.
pub(super) fn write_expired(exchange: &mut Exchange<'_>, old: &Flow, at: Instant) -> Reply {
    let new = match old.active.as_str() {
        "link" => flow_by(exchange, "link"),
        "code" => flow_by(exchange, "code"),
        _ => new_flow(exchange),
    };
    let Ok(mut new) = new else {
        return exchange.forward(not_found());
    };
    new.request_url.clone_from(&old.request_url);
    new.return_to.clone_from(&old.return_to);
    new.ui.messages.push(text::recovery_flow_expired(at));
    exchange.store.save(&new);
    if exchange.request.is_json() {
        to_the_flow(exchange, &new)
    } else {
        to_the_page(exchange, &new)
    }
}

fn to_the_flow(exchange: &Exchange<'_>, flow: &Flow) -> Reply {
    let mut url = exchange.config.public("/self-service/recovery/flows");
    url.query_pairs_mut()
        .append_pair("id", &flow.id.to_string());
    Reply::redirect(303, url.as_str())
}
