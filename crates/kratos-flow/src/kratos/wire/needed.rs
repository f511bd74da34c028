//! What of a response is *needed*: the members that this module reads. A server puts nothing else into a page, since Kratos
//! sends more than the world should see: the address it is asked under, what it keeps for itself.

use serde_json::{Map, Value};

use super::kind_of;

const FLOW: &[&str] = &[
    "id",
    "state",
    "active",
    "refresh",
    "requested_aal",
    "return_to",
    "oauth2_login_challenge",
    "oauth2_login_request",
    "continue_with",
    "identity",
    "identity_schema",
    "issued_at",
    "expires_at",
    "typed",
];
const UI: &[&str] = &["action", "method", "nodes", "messages"];
const NODE: &[&str] = &["type", "group", "attributes", "meta", "messages"];
const ERROR: &[&str] = &["id", "reason", "message", "request", "details"];
const DETAILS: &[&str] = &["return_to", "redirect_browser_to", "continue_with"];

const SESSION: &[&str] = &[
    "id",
    "active",
    "authenticator_assurance_level",
    "authenticated_at",
    "expires_at",
    "authentication_methods",
    "devices",
    "identity",
];
const DEVICE: &[&str] = &["user_agent", "location", "ip_address"];

/// A session in a list of them: whose they are is no question there.
pub fn listed(json: &Value) -> Value {
    let mut session = session(json);
    if let Some(members) = session.as_object_mut() {
        members.remove("identity");
    }
    session
}

/// A session with nothing but what is read of it: the traits only where no address says whose it is.
pub fn session(json: &Value) -> Value {
    let mut session = only(json, SESSION);
    put(&mut session, json, "authentication_methods", |methods| {
        each(methods, |method| only(method, &["method"]).into())
    });
    put(&mut session, json, "devices", |devices| {
        each(devices, |device| only(device, DEVICE).into())
    });
    put(&mut session, json, "identity", |identity| {
        let mut kept = only(identity, &["id"]);
        let mut names = 0;
        for list in ["verifiable_addresses", "recovery_addresses"] {
            put(&mut kept, identity, list, |addresses| {
                each(addresses, |address| only(address, &["value"]).into())
            });
            names += kept.get(list).and_then(Value::as_array).map_or(0, Vec::len);
        }
        if names == 0 {
            kept.extend(only(identity, &["traits"]));
        }
        kept.into()
    });
    session.into()
}

/// A flow or an error with nothing but what is read of it.
pub fn needed(json: &Value) -> Value {
    let Some(ui) = json.get("ui") else {
        return error(json);
    };
    let mut flow = only(json, FLOW);
    put(&mut flow, json, "identity", |identity| {
        only(identity, &["id", "schema_id", "traits"]).into()
    });
    // Where it was requested is nobody's business, only which kind of flow that was.
    let begun = json.get("request_url").and_then(Value::as_str);
    if let Some(kind) = begun.and_then(kind_of) {
        let path = format!("/self-service/{}", kind.as_str());
        flow.insert("request_url".to_owned(), path.into());
    }
    let mut rendered = only(ui, UI);
    put(&mut rendered, ui, "nodes", |nodes| each(nodes, node));
    flow.insert("ui".to_owned(), rendered.into());
    flow.into()
}

fn node(json: &Value) -> Value {
    let mut node = only(json, NODE);
    put(&mut node, json, "meta", |meta| {
        only(meta, &["label"]).into()
    });
    node.into()
}

fn error(json: &Value) -> Value {
    let mut response = only(json, &["redirect_browser_to", "use_flow_id"]);
    put(&mut response, json, "error", |inner| {
        let mut error = only(inner, ERROR);
        put(&mut error, inner, "details", |details| {
            only(details, DETAILS).into()
        });
        error.into()
    });
    response.into()
}

/// The members with these names.
fn only(json: &Value, names: &[&str]) -> Map<String, Value> {
    let member = |name: &&str| Some(((*name).to_owned(), json.get(*name)?.clone()));
    names.iter().filter_map(member).collect()
}

/// Changes the member with this name, if there is one.
fn put(into: &mut Map<String, Value>, json: &Value, name: &str, change: impl Fn(&Value) -> Value) {
    if let Some(value) = json.get(name) {
        into.insert(name.to_owned(), change(value));
    }
}

fn each(json: &Value, change: impl Fn(&Value) -> Value) -> Value {
    match json {
        Value::Array(list) => list.iter().map(change).collect(),
        other => other.clone(),
    }
}
