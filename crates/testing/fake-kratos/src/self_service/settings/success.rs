//! What follows a change of settings: the account as it is now, the hooks, and fresh nodes.

use url::Url;

use super::new_flow;
use crate::config::Hook;
use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::flow::{Flow, State};
use crate::identity::Identity;
use crate::instant::Instant;
use crate::reply::Reply;
use crate::return_to;
use crate::self_service::{redirect_browser_to, verification};
use crate::session::Session;
use crate::text;

/// Keeps a changed account. The flow stays in use; its form is that of a new one.
pub(crate) fn finish(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    session: &Session,
    mut identity: Identity,
    method: &str,
) -> Result<Reply, Failure> {
    let config = exchange.config;
    let own = flow.append_to(&config.ui_url("settings"));
    let default = config
        .find_return_to_after("settings", method)
        .or_else(|| Url::parse(&own).ok())
        .unwrap_or_else(|| config.default_return_to.clone());
    let target = return_to::resolve(config, &flow.return_to, &default)?;
    if exchange.store.conflict(&identity).is_some() {
        return Err(Failure::says(text::duplicate_credentials()));
    }
    identity.updated_at = Instant::stored();
    let id = identity.id;
    if let Some(known) = exchange.store.identity_mut(id) {
        *known = identity;
    }
    flow.state = State::Success;
    exchange.store.save_session(session);
    let new = new_flow(exchange, session)?;
    flow.take_form_of(new);
    flow.ui.reset_messages();
    flow.ui.messages = vec![text::saved()];
    exchange.store.save(flow);
    if config.flow_enabled("verification") {
        verification::after(exchange, flow, id, false)?;
    }
    for hook in config.hooks_after("settings", method) {
        if hook == Hook::ShowVerificationUi {
            verification::show(exchange, flow);
        }
    }
    exchange.issue(session);
    if exchange.request.is_json() {
        flow.continue_with.push(redirect_browser_to(&target));
        flow.transient_payload = None;
        return Ok(Reply::json(200, &exchange.flow_json(flow)));
    }
    let target = match flow.return_to_verification.as_str() {
        "" => &target,
        verification => verification,
    };
    Ok(Reply::redirect(303, target))
}
