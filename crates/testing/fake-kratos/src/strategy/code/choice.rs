//! The choice among the addresses of an account: recovery with `feature_flags.choose_recovery_address`.
//!
//! Whoever knows one address sees the others masked, and has to write the one they choose in full.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::recovery::{code_input, send, use_code};
use crate::code;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure};
use crate::flow::{Flow, State};
use crate::identity::Identity;
use crate::node::Node;
use crate::payload::Payload;
use crate::text;

/// Whether a flow is in one of the states of this kind of recovery.
pub(super) fn is_state(state: State) -> bool {
    matches!(
        state,
        State::AwaitingAddress
            | State::AwaitingAddressChoice
            | State::ConfirmingAddress
            | State::AwaitingCode
    )
}

/// The field of the first screen.
pub(crate) fn address_input() -> Node {
    Node::input("code", "recovery_address", "text")
        .required()
        .label(text::recovery_address())
}

pub(super) fn recover(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    payload: Payload,
) -> Result<(), Failure> {
    let address = payload.text("recovery_address").to_owned();
    if payload.text("screen") == "previous" {
        return go_back(exchange, flow, &address);
    }
    match flow.state {
        State::AwaitingAddressChoice => {
            let chosen = payload.text("recovery_select_address");
            choose(exchange, flow, &address, chosen)
        }
        State::ConfirmingAddress => {
            let confirmed = payload.text("recovery_confirm_address");
            confirm(exchange, flow, &address, confirmed)
        }
        State::AwaitingCode if !payload.text("code").is_empty() => {
            flow.transient_payload = None;
            use_code(exchange, flow, payload.text("code"))
        }
        State::AwaitingCode => {
            let confirmed = payload.text("recovery_confirm_address");
            confirm(exchange, flow, &address, confirmed)
        }
        _ => ask(exchange, flow, &address),
    }
}

/// All addresses of the account that has this one, sorted.
fn addresses(exchange: &Exchange<'_>, address: &str) -> Vec<String> {
    let identity: Option<&Identity> = exchange.store.by_recovery_address(None, address);
    let known = identity.map(|identity| identity.recovery_addresses.as_slice());
    let mut list: Vec<String> = known
        .unwrap_or_default()
        .iter()
        .map(|known| known.value.clone())
        .collect();
    list.sort();
    list
}

fn digest(address: &str) -> String {
    STANDARD.encode(Sha256::digest(address))
}

/// As much of an address as its owner recognises.
fn masked(address: &str) -> String {
    let head = |text: &str, count: usize| text.chars().take(count).collect::<String>();
    match address.split_once('@') {
        Some((name, _)) if name.chars().count() < 2 => address.to_owned(),
        Some((name, domain)) => format!("{}****@{domain}", head(name, 2)),
        None if address.chars().count() < 6 => address.to_owned(),
        None => {
            let tail: String = address.chars().skip(address.chars().count() - 2).collect();
            format!("{}****{tail}", head(address, 3))
        }
    }
}

fn clear(flow: &mut Flow) {
    flow.ui.nodes.clear();
    flow.ui.messages.clear();
    let token = flow.csrf_token.clone();
    flow.ui.set_csrf(&token);
}

fn hidden(name: &str, value: &str) -> Node {
    Node::input("code", name, "hidden").value(value)
}

fn ask(exchange: &mut Exchange<'_>, flow: &mut Flow, address: &str) -> Result<(), Failure> {
    if address.is_empty() {
        let text = text::required("recovery_address");
        return Err(Failure::on("recovery_address", text));
    }
    let mut known = addresses(exchange, address);
    if known.is_empty() {
        // As if there were one, so that nobody learns which addresses exist.
        known.push(address.to_owned());
    }
    if known.as_slice() == [address] {
        return confirm(exchange, flow, address, address);
    }
    clear(flow);
    flow.state = State::AwaitingAddressChoice;
    flow.ui.messages = vec![text::choose_a_recovery_address()];
    for value in known {
        let label = text::plain(&masked(&value));
        let button = Node::submit("code", "recovery_select_address", &digest(&value), label);
        flow.ui.append(button);
    }
    flow.ui.append(hidden("method", "code"));
    flow.ui.append(hidden("recovery_address", address));
    exchange.store.save(flow);
    Ok(())
}

fn choose(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    address: &str,
    chosen: &str,
) -> Result<(), Failure> {
    for (name, value) in [
        ("recovery_select_address", chosen),
        ("recovery_address", address),
    ] {
        if value.is_empty() {
            return Err(Failure::on(name, text::required(name)));
        }
    }
    if digest(address) == chosen {
        return confirm(exchange, flow, address, address);
    }
    clear(flow);
    flow.state = State::ConfirmingAddress;
    flow.ui.messages = vec![text::full_address_wanted()];
    let known = addresses(exchange, address);
    let Some(value) = known.into_iter().find(|value| digest(value) == chosen) else {
        return Err(Envelope::new(400, "The selected recovery address is not valid.").into());
    };
    let (kind, label) = if value.contains('@') {
        ("email", text::email())
    } else {
        ("tel", text::phone_number())
    };
    let field = Node::input("code", "recovery_confirm_address", kind)
        .value("")
        .required()
        .label(label);
    flow.ui.append(field);
    flow.ui.append(hidden("recovery_address", address));
    let button = Node::submit("code", "method", "code", text::continue_label());
    flow.ui.append(button);
    flow.ui.append(hidden("method", "code"));
    flow.ui.append(previous());
    exchange.store.save(flow);
    Ok(())
}

fn previous() -> Node {
    Node::submit("code", "screen", "previous", text::recovery_back())
}

fn confirm(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    address: &str,
    confirmed: &str,
) -> Result<(), Failure> {
    flow.state = State::ConfirmingAddress;
    if confirmed.is_empty() {
        let text = text::required("recovery_confirm_address");
        return Err(Failure::on("recovery_confirm_address", text));
    }
    code::forget(exchange.store, flow.id);
    let via = if confirmed.contains('@') {
        "email"
    } else {
        "sms"
    };
    send(exchange, flow, via, confirmed);
    clear(flow);
    flow.state = State::AwaitingCode;
    flow.ui.messages = vec![text::recovery_code_sent_to(&masked(confirmed))];
    flow.ui.append(code_input());
    let button = Node::submit("code", "method", "code", text::continue_label());
    flow.ui.append(button);
    flow.ui.append(hidden("method", "code"));
    let label = text::resend_code();
    let resend = Node::submit("code", "recovery_confirm_address", confirmed, label);
    flow.ui.append(resend);
    flow.ui.append(hidden("recovery_address", address));
    flow.ui.append(previous());
    exchange.store.save(flow);
    Ok(())
}

fn go_back(exchange: &mut Exchange<'_>, flow: &mut Flow, address: &str) -> Result<(), Failure> {
    if addresses(exchange, address).len() > 1
        && matches!(flow.state, State::AwaitingCode | State::ConfirmingAddress)
    {
        return ask(exchange, flow, address);
    }
    flow.state = State::AwaitingAddress;
    flow.ui.nodes.clear();
    flow.ui.messages.clear();
    flow.ui.set_csrf(&exchange.csrf.token());
    flow.ui.append(address_input());
    let button = Node::submit("code", "method", "code", text::continue_label());
    flow.ui.append(button);
    exchange.store.save(flow);
    Ok(())
}
