//! The verification hooks: after a registration or a login, an address gets a flow of its own.

use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use super::{method, new_flow};
use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::flow::{Flow, Kind, State, with_parameter};
use crate::node::Node;
use crate::strategy::code::{send_verification, show_sent};
use crate::strategy::link;
use crate::text;

/// Sends a code or a link to the first address that is not proven. The flow is announced only when a hook or a flag says so.
///
/// # Errors
///
/// When the request's `return_to` is not allowed.
pub(crate) fn after(
    exchange: &mut Exchange<'_>,
    original: &mut Flow,
    identity: Uuid,
    rotates: bool,
) -> Result<Option<Value>, Failure> {
    let Some(who) = exchange.store.identity(identity) else {
        return Ok(None);
    };
    let mut addresses = who.verifiable_addresses.iter();
    // In settings only addresses that have not got any message yet.
    let is_new = original.kind == Kind::Settings;
    let Some(address) = addresses.find(|known| match is_new {
        true => known.status == "pending",
        false => !known.is_verified() && !known.value.is_empty(),
    }) else {
        return Ok(None);
    };
    let (id, value, via) = (address.id, address.value.clone(), address.via.clone());
    if rotates {
        exchange.csrf.regenerate();
    }
    let mut flow = new_flow(exchange)?;
    flow.request_url = request_url(&original.request_url);
    flow.return_to = parameter(&flow.request_url, "return_to");
    flow.state = State::SentEmail;
    let by_link = method(exchange) == "link";
    if by_link {
        // Without a word, and with the same button once more.
        flow.ui.append(Node::submit(
            "link",
            "method",
            "link",
            text::continue_label(),
        ));
    } else {
        show_sent(exchange, &mut flow);
    }
    flow.ui
        .append(Node::submit("code", &via, &value, text::resend_code()));
    exchange.store.save(&flow);
    if by_link {
        link::send_verification(exchange, &flow, identity, id)?;
    } else {
        send_verification(exchange, &flow, identity, id)?;
    }
    let url = flow.append_to(&exchange.config.ui_url("verification"));
    let shown = json!({
        "action": "show_verification_ui",
        "flow": {"id": flow.id, "verifiable_address": value, "url": url},
    });
    original.verification = Some(shown.clone());
    if exchange
        .config
        .flag("feature_flags.legacy_continue_with_verification_ui", false)
        && rotates
    {
        original.continue_with.push(shown.clone());
    }
    Ok(Some(shown))
}

/// `show_verification_ui`: announces the flow that was made.
pub(crate) fn show(exchange: &Exchange<'_>, flow: &mut Flow) {
    let Some(shown) = flow.verification.clone() else {
        return;
    };
    if exchange.request.is_browser() {
        let id = shown
            .pointer("/flow/id")
            .and_then(Value::as_str)
            .unwrap_or_default();
        flow.return_to_verification =
            with_parameter(&exchange.config.ui_url("verification"), "flow", id);
    }
    flow.continue_with.push(shown);
}

/// The address of the original flow, `after_verification_return_to` in the place of `return_to`.
fn request_url(original: &str) -> String {
    let Ok(mut url) = Url::parse(original) else {
        return original.to_owned();
    };
    let after = parameter(original, "after_verification_return_to");
    let mut pairs: Vec<(String, String)> = url
        .query_pairs()
        .into_owned()
        .filter(|(key, _)| key != "after_verification_return_to")
        .filter(|(key, _)| after.is_empty() || key != "return_to")
        .collect();
    if !after.is_empty() {
        pairs.push(("return_to".into(), after));
    }
    pairs.sort();
    url.set_query(None);
    if !pairs.is_empty() {
        url.query_pairs_mut().extend_pairs(pairs);
    }
    url.into()
}

fn parameter(url: &str, name: &str) -> String {
    let url = Url::parse(url).ok();
    let found = url
        .as_ref()
        .and_then(|url| url.query_pairs().find(|(key, _)| key == name));
    found
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}
