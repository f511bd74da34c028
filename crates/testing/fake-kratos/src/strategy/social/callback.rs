//! The callback: somebody comes back from a provider, to sign in, to sign up or to link it.

use serde_json::{Map, Value};

use super::{WAITS_AS, find};
use crate::continuity::{self, Pause};
use crate::exchange::Exchange;
use crate::failure::{Envelope, Failure};
use crate::flow::{Flow, Kind};
use crate::identity::Identity;
use crate::node::Node;
use crate::openid;
use crate::reply::Reply;
use crate::return_to;
use crate::schema::Schema;
use crate::self_service::{login, registration, settings};
use crate::strategy::{Strategy, flatten};
use crate::text;

/// `GET /self-service/methods/oidc/callback/{provider}`
pub(crate) fn answer(exchange: &mut Exchange<'_>, provider: &str) -> Reply {
    let state = exchange.request.parameter("state");
    let refuse = |why: &str| {
        let reason = format!("Unable to complete OpenID Connect flow because {why}");
        Envelope::new(400, reason)
    };
    if state.is_empty() {
        let why = "the OpenID Provider did not return the state query parameter.";
        return exchange.forward(refuse(why));
    }
    let pause = continuity::peek(exchange, WAITS_AS);
    let pause = pause.filter(|pause| {
        pause.payload.text("state") == state && pause.payload.text("provider") == provider
    });
    let Some((pause, mut flow)) =
        pause.and_then(|pause| Some((pause.clone(), exchange.store.flow(pause.flow)?)))
    else {
        return exchange.forward(refuse("the state parameter is invalid."));
    };
    flow.active = "oidc".into();
    match come_back(exchange, &mut flow, &pause, provider) {
        Ok(reply) | Err(Failure::Completed(reply)) => reply,
        Err(failure) => match flow.kind {
            Kind::Login => login::write_error(exchange, flow, failure),
            Kind::Registration => registration::write_error(exchange, flow, failure),
            _ => settings::fail(exchange, flow, failure),
        },
    }
}

fn come_back(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    pause: &Pause,
    provider: &str,
) -> Result<Reply, Failure> {
    flow.valid()?;
    let error = exchange.request.parameter("error");
    if !error.is_empty() {
        let description = exchange.request.parameter("error_description");
        let reason = format!(
            "Unable to complete OpenID Connect flow because the OpenID Provider returned error \"{error}\": {description}"
        );
        return Err(Envelope::new(400, reason).into());
    }
    let code = exchange.request.parameter("code");
    if code.is_empty() {
        let reason = "Unable to complete OpenID Connect flow because the OpenID Provider did not return the code query parameter.";
        return Err(Envelope::new(400, reason).into());
    }
    let session = exchange.session();
    if session.is_some() && flow.kind != Kind::Settings && !flow.refresh {
        let config = exchange.config;
        let url = return_to::resolve(config, &flow.return_to, &config.default_return_to)?;
        return Ok(Reply::redirect(303, &url));
    }
    let provider = find(exchange, provider)?;
    let claims = openid::claims(exchange, &provider, &code)?;
    let subject = claims
        .get("sub")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let link = (provider.id.clone(), subject.to_owned());
    flow.transient_payload = pause.payload.transient();
    if flow.kind == Kind::Settings {
        let (Some(mut session), Some(id)) = (session, flow.identity) else {
            return Err(Envelope::new(401, "No active session was found.").into());
        };
        let Some(mut who) = exchange.store.identity(id).cloned() else {
            return Err(Failure::NotResponsible);
        };
        who.credentials.social.push(link);
        session.completed_with("oidc", "aal1", &provider.id);
        return settings::finish(exchange, flow, &session, who, "oidc");
    }
    let identifier = format!("{}:{}", link.0, link.1);
    if let Some(known) = exchange.store.by_social(&identifier) {
        let id = known.id;
        if flow.kind == Kind::Registration {
            let mut new = login::flow_for(exchange, flow)?;
            new.active = "oidc".into();
            return login::finish_with(exchange, &mut new, id, Strategy::Social, &provider.id);
        }
        exchange.store.save(flow);
        return login::finish_with(exchange, flow, id, Strategy::Social, &provider.id);
    }
    if flow.kind == Kind::Login {
        // Nobody has this account yet, so this is a sign-up.
        let mut new = registration::flow_for(exchange, flow)?;
        new.active = "oidc".into();
        std::mem::swap(flow, &mut new);
    }
    sign_up(exchange, flow, pause, &claims, link)
}

fn sign_up(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    pause: &Pause,
    claims: &Value,
    link: (String, String),
) -> Result<Reply, Failure> {
    let Some(schema) = exchange.schema(flow) else {
        return Err(Failure::NotResponsible);
    };
    let mut identity = Identity::new(&schema.id);
    identity.traits = traits(schema, claims);
    crate::config::merge(&mut identity.traits, pause.payload.traits());
    let complaints = schema.complaints(&identity.traits);
    if !complaints.is_empty() {
        return Ok(ask_for_more(exchange, flow, &link.0, &identity, complaints));
    }
    identity.apply(schema);
    let provider = link.0.clone();
    identity.credentials.social.push(link);
    registration::finish_with(exchange, flow, identity, Strategy::Social, &provider)
}

/// Shows the form for what the provider did not tell, with its button alone.
fn ask_for_more(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    provider: &str,
    identity: &Identity,
    complaints: Vec<crate::failure::Complaint>,
) -> Reply {
    flow.ui.nodes.clear();
    flow.ui.messages.clear();
    flow.ui.set_csrf(&exchange.csrf.token());
    let schema = exchange.schema(flow);
    for node in schema.map(Schema::nodes).unwrap_or_default() {
        flow.ui.append(node);
    }
    for (name, value) in flatten("traits", &identity.traits) {
        flow.ui.set_value(&name, value);
    }
    let label = text::continue_with_provider();
    flow.ui
        .append(Node::submit("oidc", "provider", provider, label));
    flow.ui.complain(complaints);
    registration::sort(exchange, flow);
    exchange.store.save(flow);
    let page = exchange.config.ui_url("registration");
    Reply::redirect(302, &flow.append_to(&page))
}

/// Claims go to the traits that mean the same, as far as the schema has them.
fn traits(schema: &Schema, claims: &Value) -> Value {
    let pairs = [
        ("email", "traits.email"),
        ("given_name", "traits.name.first"),
        ("family_name", "traits.name.last"),
        ("phone_number", "traits.phone"),
        ("website", "traits.website"),
    ];
    let keys = schema.keys();
    let mut traits = Map::new();
    for (claim, name) in pairs {
        let Some(value) = claims.get(claim) else {
            continue;
        };
        if !keys.iter().any(|key| key == name) {
            continue;
        }
        match name.trim_start_matches("traits.").split_once('.') {
            None => {
                traits.insert(name.trim_start_matches("traits.").to_owned(), value.clone());
            }
            Some((parent, key)) => {
                let place = traits
                    .entry(parent)
                    .or_insert_with(|| Value::Object(Map::new()));
                if let Some(map) = place.as_object_mut() {
                    map.insert(key.to_owned(), value.clone());
                }
            }
        }
    }
    Value::Object(traits)
}
