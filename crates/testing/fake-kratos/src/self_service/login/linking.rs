//! Linking: somebody signed up by a provider with an address that has an account, and signs in to that account instead.

use super::{populate_first_screen, sort};
use crate::assurance;
use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::flow::{Flow, Kind, Linking};
use crate::identity::Identity;
use crate::reply::Reply;
use crate::self_service::{begin, created};
use crate::session::Session;
use crate::strategy::Strategy;
use crate::text;

/// A login flow in the place of a registration that met an account; signing in links the provider.
pub(crate) fn link_instead(
    exchange: &mut Exchange<'_>,
    old: &Flow,
    other: &Identity,
    linking: Linking,
) -> Result<Reply, Failure> {
    let mut flow = begin(exchange, Kind::Login)?;
    flow.request_url.clone_from(&old.request_url);
    flow.return_to.clone_from(&old.return_to);
    flow.active = "oidc".into();
    populate_first_screen(exchange, &mut flow);
    let providers = exchange.config.providers();
    let label = |id: &str| {
        let found = providers.iter().find(|provider| provider.id == id);
        found.map_or_else(|| id.to_owned(), |provider| provider.label.clone())
    };
    let hints = exchange
        .config
        .flag("selfservice.flows.registration.login_hints", false);
    flow.ui.nodes.retain(|node| {
        let value = node.as_input().and_then(|input| input.value.as_str());
        match (node.group, value) {
            ("oidc", Some(provider)) if provider == linking.provider => false,
            ("oidc", Some(provider)) => !hints || other.is_linked(provider),
            ("password", _) => !hints || other.has_password(),
            ("code", _) => !hints || !other.credentials.code.is_empty(),
            ("passkey", _) => !hints || other.has_passkey(),
            _ => true,
        }
    });
    for node in &mut flow.ui.nodes {
        let is_identifier = node.id() == "identifier";
        let Some(input) = node.as_input_mut() else {
            continue;
        };
        if is_identifier {
            input.kind = "hidden";
            input.value = linking.identifier.as_str().into();
        } else if input.name == "provider" {
            let provider = input.value.as_str().unwrap_or_default().to_owned();
            node.label = Some(text::confirm_with(&label(&provider)));
        }
    }
    let (mut types, mut linked) = (Vec::new(), Vec::new());
    if hints {
        types = other.ways_in();
        linked.extend(other.credentials.social.iter().map(|(id, _)| id.as_str()));
    }
    let page = exchange.config.ui_url("login");
    let message = text::link_by_signing_in(
        &linking.identifier,
        &label(&linking.provider),
        &page,
        &types,
        &linked,
    );
    flow.ui.messages = vec![message];
    flow.linking = Some(linking);
    sort(&mut flow);
    flow.ui.set_csrf(&exchange.csrf.token());
    exchange.store.save(&flow);
    let target = crate::flow::with_parameter(&flow.append_to(&page), "no_org_ui", "true");
    Ok(Reply::redirect(303, &target))
}

/// Links the provider that waits, as soon as the session has proven enough.
pub(super) fn link(
    exchange: &mut Exchange<'_>,
    flow: &Flow,
    session: &mut Session,
    key: &str,
) -> Result<(), Failure> {
    let Some(linking) = &flow.linking else {
        return Ok(());
    };
    if assurance::check(exchange, session, key, None).is_err() {
        return Ok(());
    }
    let Some(who) = exchange.store.identity_mut(session.identity) else {
        return Ok(());
    };
    let has = |(_, identifier): &(&str, String)| *identifier == linking.identifier;
    if !who.identifiers().iter().any(has) {
        return Err(Failure::says(text::linked_credentials_do_not_match()));
    }
    let link = (linking.provider.clone(), linking.subject.clone());
    who.credentials.social.push(link);
    session.completed_with("oidc", "aal1", &linking.provider);
    Ok(())
}

/// A flow for the second factor that goes on with the linking.
pub(super) fn second_factor(
    exchange: &mut Exchange<'_>,
    old: &Flow,
    session: &Session,
    url: &url::Url,
) -> Result<Reply, Failure> {
    let mut flow = begin(exchange, Kind::Login)?;
    flow.request_url = url.to_string();
    flow.requested_aal = "aal2".into();
    flow.linking.clone_from(&old.linking);
    let who = exchange.store.identity(session.identity).cloned();
    for strategy in Strategy::ALL {
        if let Some(who) = &who
            && strategy.is_enabled(exchange.config)
        {
            strategy.populate_second_factor(exchange, &mut flow, who);
        }
    }
    flow.ui.messages.push(text::second_factor_wanted());
    sort(&mut flow);
    flow.ui.set_csrf(&exchange.csrf.token());
    exchange.store.save(&flow);
    Ok(created(exchange, &flow))
}
