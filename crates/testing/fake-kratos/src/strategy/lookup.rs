//! Backup codes: twelve secrets to look up, each good for one use as a second factor.

use uuid::Uuid;

use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, method_disabled};
use crate::flow::Flow;
use crate::identity::{Identity, LookupSecret};
use crate::instant::Instant;
use crate::node::Node;
use crate::payload::Payload;
use crate::random;
use crate::reply::Reply;
use crate::session::Session;
use crate::text::{self, Text};

const GROUP: &str = "lookup_secret";
const COUNT: usize = 12;

pub(super) fn populate_second_factor(exchange: &mut Exchange<'_>, flow: &mut Flow, who: &Identity) {
    if who.credentials.lookup_secrets.is_empty() {
        return;
    }
    flow.ui.set_csrf(&exchange.csrf.token());
    let field = Node::input(GROUP, GROUP, "text").value("").required();
    flow.ui.upsert(field.label(text::lookup_label()));
    flow.ui
        .append(Node::submit(GROUP, "method", GROUP, text::use_lookup()));
}

pub(super) fn login(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<Uuid, Failure> {
    if flow.requested_aal != "aal2" || !exchange.config.method(GROUP) {
        return Err(Failure::NotResponsible);
    }
    let names = ["csrf_token", "method", GROUP];
    let payload = Payload::decode(exchange.request, &names, None)?;
    if payload.text("method") != GROUP {
        return Err(Failure::NotResponsible);
    }
    let result = check(exchange, flow, &payload);
    if result.is_err() {
        flow.ui.reset_node(GROUP);
        flow.ui.set_csrf(&exchange.csrf.token());
    }
    result
}

fn check(exchange: &mut Exchange<'_>, flow: &mut Flow, payload: &Payload) -> Result<Uuid, Failure> {
    let code = payload.text(GROUP);
    if code.is_empty() {
        return Err(Failure::on(GROUP, text::required(GROUP)));
    }
    exchange.ensure_csrf(payload)?;
    let session = exchange.session();
    let who = session.and_then(|session| exchange.store.identity_mut(session.identity));
    let Some(who) = who.filter(|who| !who.credentials.lookup_secrets.is_empty()) else {
        return Err(Failure::says(text::no_lookup()));
    };
    let mut secrets = who.credentials.lookup_secrets.iter_mut();
    match secrets.find(|secret| secret.text == code) {
        None => return Err(Failure::says(text::lookup_invalid())),
        Some(secret) if secret.used_at.is_some() => {
            return Err(Failure::says(text::lookup_already_used()));
        }
        Some(secret) => secret.used_at = Some(Instant::whole_second()),
    }
    let id = who.id;
    flow.active = GROUP.into();
    exchange.store.save(flow);
    Ok(id)
}

fn button(name: &str, label: Text) -> Node {
    Node::submit(GROUP, name, "true", label)
}

fn reveal() -> Node {
    button("lookup_secret_reveal", text::reveal_lookup())
}

fn regenerate() -> Node {
    button("lookup_secret_regenerate", text::regenerate_lookup())
}

fn disable() -> Node {
    button("lookup_secret_disable", text::disable_lookup())
}

fn list(secrets: &[LookupSecret]) -> Node {
    Node::text(GROUP, "lookup_secret_codes", text::lookup_secrets(secrets))
        .label(text::lookup_secrets_label())
}

pub(super) fn populate_settings(exchange: &mut Exchange<'_>, flow: &mut Flow, who: &Identity) {
    flow.ui.set_csrf(&exchange.csrf.token());
    if who.credentials.lookup_secrets.is_empty() {
        flow.ui.upsert(regenerate());
    } else {
        flow.ui.upsert(reveal());
        flow.ui.upsert(disable());
    }
}

const NAMES: [&str; 5] = [
    "csrf_token",
    "lookup_secret_reveal",
    "lookup_secret_regenerate",
    "lookup_secret_confirm",
    "lookup_secret_disable",
];

pub(super) fn settings(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    session: &mut Session,
    resumed: Option<Payload>,
) -> Result<Identity, Failure> {
    let payload = match resumed {
        Some(payload) => payload,
        None => Payload::decode(exchange.request, &NAMES, None)?,
    };
    let pressed = |name: &str| payload.text(name) == "true";
    if !NAMES.into_iter().any(pressed) {
        return Err(Failure::NotResponsible);
    }
    if !exchange.config.method(GROUP) {
        return Err(method_disabled().into());
    }
    exchange.ensure_csrf(&payload)?;
    if !session.is_privileged(exchange.config) {
        return Err(Failure::Stale(Box::new(payload.clone())));
    }
    let Some(mut who) = exchange.store.identity(session.identity).cloned() else {
        return Err(Failure::NotResponsible);
    };
    flow.transient_payload = payload.transient();
    let known = &mut who.credentials.lookup_secrets;
    if pressed("lookup_secret_confirm") {
        if flow.new_lookup_secrets.len() != COUNT {
            let reason = "You must (re-)generate recovery backup codes before you can save them.";
            return Err(Envelope::new(400, reason).into());
        }
        *known = fresh(std::mem::take(&mut flow.new_lookup_secrets));
        session.completed(GROUP, "aal2");
        return Ok(who);
    }
    if pressed("lookup_secret_reveal") {
        if known.is_empty() {
            let reason = "Can not reveal lookup codes because you have none.";
            return Err(Envelope::new(400, reason).into());
        }
        let nodes = [list(known), disable(), regenerate()];
        return Err(show(exchange, flow, &nodes));
    }
    if pressed("lookup_secret_disable") {
        known.clear();
        return Ok(who);
    }
    let texts: Vec<String> = (0..COUNT).map(|_| random::small_letters(8)).collect();
    flow.new_lookup_secrets.clone_from(&texts);
    let confirm = button("lookup_secret_confirm", text::confirm_lookup());
    let nodes = [list(&fresh(texts)), confirm];
    Err(show(exchange, flow, &nodes))
}

fn fresh(texts: Vec<String>) -> Vec<LookupSecret> {
    let secret = |text| LookupSecret {
        text,
        used_at: None,
    };
    texts.into_iter().map(secret).collect()
}

/// Draws other nodes for this group, without saying that anything was saved.
fn show(exchange: &mut Exchange<'_>, flow: &mut Flow, nodes: &[Node]) -> Failure {
    flow.ui.nodes.retain(|node| node.group != GROUP);
    flow.ui.nodes.extend_from_slice(nodes);
    exchange.store.save(flow);
    flow.ui.reset_messages();
    flow.ui.set_csrf(&exchange.csrf.token());
    Failure::Completed(if exchange.request.is_json() {
        Reply::json(200, &exchange.flow_json(flow))
    } else {
        Reply::redirect(303, &flow.append_to(&exchange.config.ui_url("settings")))
    })
}
