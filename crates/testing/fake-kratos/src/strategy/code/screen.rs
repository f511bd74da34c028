//! The screens of the code method: asking for a code, and typing it.

use super::Hint;
use crate::config::RegistrationStyle;
use crate::exchange::Exchange;
use crate::flow::{Flow, Kind};
use crate::node::Node;
use crate::text;

fn send_sign_in() -> Node {
    Node::submit("code", "method", "code", text::send_sign_in_code())
}

fn send_sign_up() -> Node {
    Node::submit("code", "method", "code", text::send_sign_up_code())
}

fn code_input() -> Node {
    Node::input("code", "code", "text").required()
}

fn method_hidden() -> Node {
    Node::input("code", "method", "hidden").value("code")
}

fn continue_button() -> Node {
    Node::submit("code", "method", "code", text::continue_label())
}

fn resend() -> Node {
    Node::submit("code", "resend", "code", text::resend_code())
}

fn credential_selection() -> Node {
    Node::submit("profile", "screen", "credential-selection", text::back())
}

pub(super) fn hidden_identifier(value: &str) -> Node {
    Node::input("default", "identifier", "hidden").value(value)
}

pub(crate) fn populate_login(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    if !exchange.config.passwordless_code() {
        return;
    }
    flow.ui.reset_messages();
    let label = exchange
        .schema(flow)
        .map(|schema| schema.identifier_label());
    let identifier = Node::input("default", "identifier", "text")
        .value("")
        .required();
    flow.ui
        .upsert(identifier.label(label.unwrap_or_else(text::id)));
    flow.ui.append(send_sign_in());
    flow.ui.set_csrf(&exchange.csrf.token());
}

pub(crate) fn populate_credentials(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    hint: &Hint<'_>,
) -> bool {
    if !exchange.config.passwordless_code() {
        return false;
    }
    if matches!(hint, Hint::Unknown) && !exchange.config.mitigates_enumeration() {
        return false;
    }
    flow.ui.append(send_sign_in());
    true
}

pub(crate) fn populate_registration(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    if !exchange.config.passwordless_code() {
        return;
    }
    for node in [
        resend(),
        credential_selection(),
        continue_button(),
        method_hidden(),
        code_input(),
    ] {
        flow.ui.remove_matching(&node);
    }
    flow.ui.append(send_sign_up());
    flow.ui.set_csrf(&exchange.csrf.token());
}

pub(crate) fn clear_registration(flow: &mut Flow) {
    for node in [
        send_sign_up(),
        resend(),
        credential_selection(),
        continue_button(),
        method_hidden(),
        code_input(),
    ] {
        flow.ui.remove_matching(&node);
    }
}

/// Draws the screen on which the code is typed, in the place of everything there was.
pub(crate) fn show_sent(exchange: &mut Exchange<'_>, flow: &mut Flow) {
    flow.ui.reset_messages();
    let before = std::mem::take(&mut flow.ui.nodes);
    let (label, message) = match flow.kind {
        Kind::Login => (text::login_code(), text::login_code_sent()),
        Kind::Registration => (text::registration_code(), text::registration_code_sent()),
        Kind::Verification | Kind::Recovery | Kind::Settings => {
            (text::verification_code(), text::verification_code_sent())
        }
    };
    for mut node in before {
        let keep = match flow.kind {
            Kind::Login => matches!(node.id(), "identifier" | "address"),
            Kind::Registration => {
                node.group == "default"
                    && node.as_input().is_some_and(|input| input.kind != "submit")
            }
            Kind::Verification | Kind::Recovery | Kind::Settings => false,
        };
        if keep {
            if let Some(input) = node.as_input_mut() {
                input.kind = "hidden";
                if flow.kind == Kind::Login {
                    input.name = "identifier".into();
                }
            }
            flow.ui.append(node);
        }
    }
    flow.ui.upsert(method_hidden());
    flow.ui.upsert(code_input().label(label));
    flow.ui.append(continue_button());
    if flow.kind != Kind::Verification {
        flow.ui.append(resend());
    }
    let two_steps = exchange.config.registration_style() == RegistrationStyle::ProfileFirst;
    if flow.kind == Kind::Registration && two_steps {
        flow.ui.append(credential_selection());
    }
    flow.ui.method = "POST";
    flow.ui.messages = vec![message];
    flow.ui.set_csrf(&exchange.csrf.token());
}
