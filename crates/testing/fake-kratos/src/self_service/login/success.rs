//! What follows the right credentials: the hooks, the session, and where to go.

use serde_json::json;
use uuid::Uuid;

use super::linking;
use crate::assurance;
use crate::config::Hook;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, location_change};
use crate::flow::Flow;
use crate::oauth2;
use crate::reply::Reply;
use crate::return_to;
use crate::self_service::{account_disabled, redirect_browser_to, verification};
use crate::session::Session;
use crate::strategy::Strategy;
use crate::text;

/// How much a session has to prove to be worth anything.
const REQUIRED: &str = "session.whoami.required_aal";

/// Signs somebody in.
pub(super) fn finish(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    identity: Uuid,
    strategy: Strategy,
) -> Result<Reply, Failure> {
    finish_with(exchange, flow, identity, strategy, "")
}

/// Signs somebody in whom a provider has named.
pub(crate) fn finish_with(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    identity: Uuid,
    strategy: Strategy,
    provider: &str,
) -> Result<Reply, Failure> {
    let config = exchange.config;
    let is_active = exchange
        .store
        .identity(identity)
        .is_some_and(|identity| identity.active);
    if !is_active {
        return Err(account_disabled(identity).into());
    }
    let mut session = match exchange.session() {
        // A provider begins a session anew, without the factors that there were.
        Some(mut session) if session.identity == identity && strategy != Strategy::Social => {
            session.renew(exchange.request, config);
            session
        }
        _ => Session::begin(exchange.request, config, identity),
    };
    session.completed_with(strategy.id(), strategy.level(config), provider);
    linking::link(exchange, flow, &mut session, REQUIRED)?;
    let default = config.return_to_after("login", &flow.active);
    let target = return_to::resolve(config, &flow.return_to, &default)?;
    if exchange.request.is_json() {
        flow.continue_with.push(redirect_browser_to(&target));
    }
    for hook in config.hooks_after("login", &flow.active) {
        match hook {
            Hook::RequireVerifiedAddress => require_verified_address(exchange, flow, identity)?,
            Hook::ShowVerificationUi => verification::show(exchange, flow),
            Hook::Session | Hook::Web => {}
        }
    }
    exchange.issue(&session);
    if assurance::check(exchange, &session, REQUIRED, None).is_err() {
        let mut url = assurance::second_factor_url(config, None);
        for (name, value) in [
            ("login_challenge", &flow.oauth2_challenge),
            ("return_to", &flow.return_to),
        ] {
            if !value.is_empty() {
                url.query_pairs_mut().append_pair(name, value);
            }
        }
        if flow.linking.is_some() {
            return linking::second_factor(exchange, flow, &session, &url);
        }
        if exchange.request.is_json() {
            return Ok(location_change(url.as_str()).reply());
        }
        return Ok(Reply::redirect(303, url.as_str()));
    }
    if !flow.oauth2_challenge.is_empty() {
        let target = oauth2::accept(exchange, &flow.oauth2_challenge, &session)?;
        if exchange.request.is_json() {
            return Ok(location_change(&target).reply());
        }
        return Ok(Reply::redirect(303, &target));
    }
    if !exchange.request.is_json() {
        let target = match flow.return_to_verification.as_str() {
            "" => &target,
            verification => verification,
        };
        return Ok(Reply::redirect(303, target));
    }
    let session = exchange.session_json(&session);
    Ok(Reply::json(
        200,
        &json!({"session": session, "continue_with": flow.continue_with}),
    ))
}

/// Refuses an account none of whose addresses is proven, and sends a code to prove one.
fn require_verified_address(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    identity: Uuid,
) -> Result<(), Failure> {
    let Some(who) = exchange.store.identity(identity) else {
        return Ok(());
    };
    if who
        .verifiable_addresses
        .iter()
        .any(|address| address.is_verified())
    {
        return Ok(());
    }
    if exchange
        .config
        .flag("feature_flags.legacy_require_verified_login_error", false)
    {
        flow.ui.set_csrf(&exchange.csrf.token());
        return Err(Failure::says(text::address_not_verified()));
    }
    let reason = "Your account's email or phone address are not verified yet. Please check your email or phone inbox or re-request verification.";
    let mut envelope = Envelope::new(403, reason)
        .code(400)
        .id("session_verified_address_required")
        .message("your email or phone address is not yet verified");
    if let Some(shown) = verification::after(exchange, flow, identity, false)? {
        envelope = envelope.detail("continue_with", json!([shown]));
    }
    Err(envelope.into())
}
