//! Recovery by an administrator: a code or a link that is handed over in another way than by mail.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::code::Code;
use crate::config::parse_duration;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, method_disabled, not_found};
use crate::flow::{Flow, State};
use crate::identity::Identity;
use crate::instant::Instant;
use crate::node::Node;
use crate::reply::Reply;
use crate::self_service::recovery;
use crate::strategy::code;
use crate::text;
use crate::token::Token;

/// `POST /admin/recovery/code`
pub(super) fn create_code(exchange: &mut Exchange<'_>) -> Reply {
    let (mut flow, identity) = match begin(exchange, "code") {
        Ok(begun) => begun,
        Err(reply) => return reply,
    };
    flow.by_administrator = true;
    flow.state = State::SentEmail;
    flow.ui.nodes = vec![
        code::code_input(),
        Node::submit("code", "method", "code", text::continue_label()),
    ];
    let mut code = Code::new(flow.id, "email", "", flow.expires_at.remaining());
    code.identity = Some(identity);
    let body = json!({
        "recovery_link": flow.append_to(&exchange.config.ui_url("recovery")),
        "recovery_code": code.digits,
        "expires_at": flow.expires_at,
    });
    exchange.store.codes.push(code);
    exchange.store.save(&flow);
    Reply::json(201, &body)
}

/// `POST /admin/recovery/link`
pub(super) fn create_link(exchange: &mut Exchange<'_>) -> Reply {
    let (flow, identity) = match begin(exchange, "link") {
        Ok(begun) => begun,
        Err(reply) => return reply,
    };
    let token = Token::new(flow.id, identity, None, flow.expires_at);
    let mut link = exchange.config.public("/self-service/recovery");
    link.query_pairs_mut()
        .append_pair("flow", &flow.id.to_string())
        .append_pair("token", &token.text);
    exchange.store.tokens.push(token);
    exchange.store.save(&flow);
    let body = json!({"recovery_link": link.as_str(), "expires_at": flow.expires_at});
    Reply::json(200, &body)
}

/// A flow for the account a request names, with the lifespan it asks for.
fn begin(exchange: &mut Exchange<'_>, method: &'static str) -> Result<(Flow, Uuid), Reply> {
    if !exchange.config.method(method) {
        return Err(method_disabled().reply());
    }
    let body = exchange.request.body.as_deref().unwrap_or_default();
    let body: Value = serde_json::from_slice(body)
        .map_err(|error| Envelope::new(400, error.to_string()).reply())?;
    let text = |key: &str| body.get(key).and_then(Value::as_str);
    let lifespan = match (text("expires_in"), method) {
        (None | Some(""), "link") => exchange.config.link_lifespan(),
        (None | Some(""), _) => exchange.config.code_lifespan(),
        (Some(asked), _) => parse_duration(asked).ok_or_else(|| {
            let reason = format!(
                "Unable to parse \"expires_in\" whose format should match \"[0-9]+(ns|us|ms|s|m|h)\" but did not: {asked}"
            );
            Envelope::new(400, reason).reply()
        })?,
    };
    let id = text("identity_id").and_then(|id| Uuid::parse_str(id).ok());
    let identity = id.and_then(|id| exchange.store.identity(id));
    let id = identity
        .map(|identity: &Identity| identity.id)
        .ok_or_else(|| not_found().reply())?;
    let mut flow = recovery::flow_by(exchange, method).map_err(|failure| match failure {
        Failure::Rejected(envelope) => envelope.reply(),
        _ => not_found().reply(),
    })?;
    flow.expires_at = Instant::now().plus(lifespan);
    Ok((flow, id))
}
