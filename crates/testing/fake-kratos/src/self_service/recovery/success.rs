//! What follows a recovery: a session, and settings to change what had been lost.

use serde_json::json;
use url::Url;
use uuid::Uuid;

use crate::exchange::Exchange;
use crate::failure::{Failure, location_change};
use crate::flow::{Flow, State};
use crate::instant::Instant;
use crate::reply::Reply;
use crate::self_service::{account_disabled, settings};
use crate::session::Session;
use crate::text;

/// Signs an account in by what proved its address: `code_recovery` or `link_recovery`.
///
/// # Errors
///
/// 401 for an account that is switched off.
pub(crate) fn recover(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    identity: Uuid,
    method: &str,
) -> Result<Reply, Failure> {
    flow.ui.messages.clear();
    flow.state = State::PassedChallenge;
    let token = exchange.csrf.regenerate();
    flow.ui.set_csrf(&token);
    flow.csrf_token = token;
    exchange.store.save(flow);
    let is_active = exchange
        .store
        .identity(identity)
        .is_some_and(|identity| identity.active);
    if !is_active {
        return Err(account_disabled(identity).into());
    }
    let mut session = Session::begin(exchange.request, exchange.config, identity);
    session.completed(method, "aal1");
    exchange.issue(&session);
    let mut settings = settings::new_flow(exchange, &session)?;
    take_over_return_to(exchange, flow, &mut settings);
    let until = Instant::now().plus(exchange.config.privileged_session_max_age());
    settings.ui.messages = vec![text::recovered(until)];
    exchange.store.save(&settings);
    let url = settings.append_to(&exchange.config.ui_url("settings"));
    let transitions = exchange
        .config
        .flag("feature_flags.use_continue_with_transitions", false);
    if method == "link_recovery" || !exchange.request.is_json() {
        return Ok(Reply::redirect(303, &url));
    }
    if !transitions {
        return Ok(location_change(&url).reply());
    }
    flow.continue_with.push(json!({
        "action": "show_settings_ui",
        "flow": {"id": settings.id, "url": url},
    }));
    Ok(Reply::json(200, &flow.json()))
}

/// The settings lead where the recovery would have led.
fn take_over_return_to(exchange: &Exchange<'_>, flow: &Flow, settings: &mut Flow) {
    let after = exchange.config.find_return_to_after("recovery", "");
    let target = match flow.return_to.as_str() {
        "" => after.map(String::from),
        asked => Some(asked.to_owned()),
    };
    let (Some(target), Ok(mut url)) = (target, Url::parse(&settings.request_url)) else {
        return;
    };
    let mut pairs: Vec<(String, String)> = url
        .query_pairs()
        .into_owned()
        .filter(|(key, _)| key != "return_to")
        .collect();
    pairs.push(("return_to".into(), target.clone()));
    pairs.sort();
    url.query_pairs_mut().clear().extend_pairs(pairs);
    settings.request_url = url.into();
    settings.return_to = target;
}
