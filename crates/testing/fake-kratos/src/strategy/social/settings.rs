//! Social sign-in in settings: linking providers to an account, and unlinking them.

use super::{NAMES, find, lead};
use crate::assurance;
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure, method_disabled};
use crate::flow::Flow;
use crate::identity::Identity;
use crate::node::Node;
use crate::payload::Payload;
use crate::session::Session;
use crate::text;

pub(in crate::strategy) fn populate_settings(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    who: &Identity,
) {
    flow.ui.set_csrf(&exchange.csrf.token());
    let providers = exchange.config.providers();
    for provider in providers.iter().filter(|one| !who.is_linked(&one.id)) {
        let label = text::link_provider(&provider.label);
        flow.ui
            .append(Node::submit("oidc", "link", &provider.id, label));
    }
    // Without another way in, nothing can be unlinked.
    if assurance::first_factors(who, exchange.config) < 2 {
        return;
    }
    for provider in providers.iter().filter(|one| who.is_linked(&one.id)) {
        let label = text::unlink_provider(&provider.label);
        flow.ui
            .append(Node::submit("oidc", "unlink", &provider.id, label));
    }
}

pub(in crate::strategy) fn settings(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    session: &mut Session,
    resumed: Option<Payload>,
) -> Result<Identity, Failure> {
    let payload = match resumed {
        Some(payload) => payload,
        None => Payload::decode(exchange.request, &NAMES, None)?,
    };
    let (link, unlink) = (payload.text("link"), payload.text("unlink"));
    if link.is_empty() && unlink.is_empty() {
        return Err(Failure::NotResponsible);
    }
    if !exchange.config.method("oidc") {
        return Err(method_disabled().into());
    }
    exchange.ensure_csrf(&payload)?;
    if !session.is_privileged(exchange.config) {
        return Err(Failure::Stale(Box::new(payload.clone())));
    }
    let Some(mut who) = exchange.store.identity(session.identity).cloned() else {
        return Err(Failure::NotResponsible);
    };
    let refuse = |what: &str| {
        let reason =
            format!("can not {what} unknown or already existing OpenID Connect connection");
        Failure::from(Envelope::new(400, reason))
    };
    if !link.is_empty() {
        if find(exchange, link).is_err() || who.is_linked(link) {
            return Err(refuse("link"));
        }
        let provider = link.to_owned();
        return Err(lead(exchange, flow, payload, &provider)?);
    }
    let ways = assurance::first_factors(&who, exchange.config);
    if ways < 2 || !who.is_linked(unlink) {
        return Err(refuse("unlink"));
    }
    let linked = &mut who.credentials.social;
    linked.retain(|(provider, _)| provider != unlink);
    Ok(who)
}
