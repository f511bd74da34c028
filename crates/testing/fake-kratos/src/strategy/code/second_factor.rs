//! A one-time code as a second factor: one button for each address of the account.

use super::send;
use crate::assurance;
use crate::exchange::Exchange;
use crate::flow::{Flow, State};
use crate::identity::Identity;
use crate::node::Node;
use crate::text;

pub(in crate::strategy) fn populate_second_factor(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    who: &Identity,
) {
    if !exchange.config.second_factor_code() {
        return;
    }
    flow.ui.reset_messages();
    for (channel, address) in &who.credentials.code {
        let label = text::send_code_to(channel, address);
        flow.ui
            .append(Node::submit("code", "address", address, label));
    }
    flow.ui.set_csrf(&exchange.csrf.token());
}

/// When a code to a single address is the only second factor, it goes out as soon as the flow is made.
pub(crate) fn send_second_factor_at_once(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    who: &Identity,
) {
    let serves = exchange.config.method("code") && exchange.config.second_factor_code();
    if !serves || flow.requested_aal != "aal2" || flow.state != State::ChooseMethod {
        return;
    }
    if assurance::has_other_second_factor(who) {
        return;
    }
    if let [(_, address)] = who.credentials.code.as_slice() {
        send(exchange, flow, who, &address.clone());
    }
}
