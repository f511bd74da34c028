//! What follows a registration that is complete: the identity, the hooks, and where to go.

use serde_json::{Value, json};

use crate::config::Hook;
use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::flow::{Flow, Linking};
use crate::identity::Identity;
use crate::oauth2;
use crate::reply::Reply;
use crate::return_to;
use crate::self_service::{login, redirect_browser_to, verification};
use crate::session::Session;
use crate::strategy::{Strategy, echo_traits};
use crate::text::{self, Text};
use crate::web_hook;

/// Signs somebody up.
pub(super) fn finish(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    identity: Identity,
    strategy: Strategy,
) -> Result<Reply, Failure> {
    finish_with(exchange, flow, identity, strategy, "")
}

/// Signs somebody up whom a provider has named.
pub(crate) fn finish_with(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    identity: Identity,
    strategy: Strategy,
    provider: &str,
) -> Result<Reply, Failure> {
    let config = exchange.config;
    if let Err(failure) = web_hook::ask(config, "registration", strategy.id(), &identity) {
        echo_traits(flow, &identity.traits);
        flow.ui.set_csrf(&exchange.csrf.token());
        return Err(failure);
    }
    if let Some((other, identifier)) = exchange.store.conflict(&identity) {
        if let Some((provider, subject)) = identity.credentials.social.first() {
            let linking = Linking {
                provider: provider.clone(),
                subject: subject.clone(),
                identifier,
            };
            let other = other.clone();
            return login::link_instead(exchange, flow, &other, linking);
        }
        let hints = config.flag("selfservice.flows.registration.login_hints", false);
        let text = if hints {
            hint(other, &identifier)
        } else {
            text::duplicate_credentials()
        };
        return Err(Failure::says(text));
    }
    let id = identity.id;
    exchange.store.identities.push(identity);
    let default = config.return_to_after("registration", strategy.id());
    let mut target = return_to::resolve(config, &flow.return_to, &default)?;
    let json = exchange.request.is_json();
    if json {
        flow.continue_with.push(redirect_browser_to(&target));
    }
    let mut session = Session::begin(exchange.request, config, id);
    session.completed_with(strategy.id(), "aal1", provider);
    exchange.store.save_session(&session);
    if config.flow_enabled("verification") {
        verification::after(exchange, flow, id, true)?;
    }
    for hook in config.hooks_after("registration", strategy.id()) {
        match hook {
            Hook::ShowVerificationUi => verification::show(exchange, flow),
            Hook::Session => {
                exchange.issue(&session);
                // With an address to prove first, the application has to wait.
                let waits = flow
                    .continue_with
                    .iter()
                    .any(|item| item.get("action") == Some(&json!("show_verification_ui")));
                if !flow.oauth2_challenge.is_empty() && !waits {
                    target = oauth2::accept(exchange, &flow.oauth2_challenge, &session)?;
                    if let Some(first) = flow.continue_with.first_mut() {
                        *first = redirect_browser_to(&target);
                    }
                }
                if json {
                    return Ok(answer(exchange, flow, &session, true));
                }
            }
            Hook::RequireVerifiedAddress | Hook::Web => {}
        }
    }
    if json {
        return Ok(answer(exchange, flow, &session, false));
    }
    let target = match flow.return_to_verification.as_str() {
        "" => &target,
        verification => verification,
    };
    Ok(Reply::redirect(303, target))
}

fn answer(exchange: &Exchange<'_>, flow: &Flow, session: &Session, with_session: bool) -> Reply {
    let identity = exchange.store.identity(session.identity);
    let identity = identity.map(|identity| exchange.identity_json(identity));
    let mut body = serde_json::Map::new();
    if with_session {
        body.insert("session".into(), exchange.session_json(session));
    }
    body.insert("identity".into(), identity.unwrap_or(Value::Null));
    body.insert("continue_with".into(), json!(flow.continue_with));
    Reply::json(200, &body)
}

/// Says how the account that has the identifier signs in.
fn hint(other: &Identity, identifier: &str) -> Text {
    let types = other.ways_in();
    let ways: Vec<&str> = [
        (other.has_password(), "your password"),
        (other.has_passkey(), "your passkey"),
    ]
    .into_iter()
    .filter_map(|(has, way)| has.then_some(way))
    .collect();
    let ways = match ways.is_empty() {
        true => String::new(),
        false => format!(" You can sign in using {}.", ways.join(" or ")),
    };
    text::duplicate_credentials_with_hints(identifier, &types, &ways)
}
