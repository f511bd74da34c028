//! Journeys: what browsers with their own cookies send, and the rules that have to hold.

mod code;
mod cookie;
mod passkey;
mod recovery;
mod registration;
mod second_factor;
mod transport;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use base64::Engine as _;
use serde_json::{Map, Value, json};

use crate::config::Config;
use crate::exchange::Exchange;
use crate::reply::Reply;
use crate::request::Request;
use crate::store::Store;

pub(super) const PASSWORD: &str = "correct-horse-battery-9";

/// A server without a network.
pub(super) struct Bench {
    config: Config,
    store: RefCell<Store>,
}

/// A client with cookies of its own.
pub(super) struct Browser<'a> {
    bench: &'a Bench,
    pub(super) cookies: BTreeMap<String, String>,
}

/// An answer with its body read.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
    pub(super) location: String,
    /// The names of the cookies it sets.
    pub(super) sets: Vec<String>,
}

impl Bench {
    /// A server with every method of this crate; more settings are laid over.
    pub(super) fn new(over: Value) -> Self {
        let schema = json!({
            "type": "object",
            "properties": {"traits": {"type": "object", "required": ["email"], "properties": {
                "email": {"type": "string", "format": "email", "title": "E-Mail", "ory.sh/kratos": {
                    "credentials": {
                        "password": {"identifier": true},
                        "code": {"identifier": true, "via": "email"},
                        "passkey": {"display_name": true},
                    },
                    "verification": {"via": "email"},
                    "recovery": {"via": "email"},
                }},
                "age": {"type": "integer", "minimum": 18},
            }}},
        });
        let encoded = base64::engine::general_purpose::STANDARD.encode(schema.to_string());
        let hooks = json!({"hooks": [{"hook": "session"}]});
        let mut tree = json!({
            "identity": {
                "default_schema_id": "person",
                "schemas": [{"id": "person", "url": format!("base64://{encoded}")}],
            },
            "selfservice": {
                "default_browser_return_url": "http://localhost:4455/",
                "allowed_return_urls": ["http://localhost:4455"],
                "flows": {
                    "login": {"ui_url": "http://localhost:4455/login"},
                    "registration": {"ui_url": "http://localhost:4455/registration", "style": "unified", "after": hooks},
                    "verification": {"enabled": true, "ui_url": "http://localhost:4455/verification"},
                },
                "methods": {
                    "code": {"passwordless_enabled": true},
                    "passkey": {"enabled": true, "config": {"rp": {
                        "id": "localhost", "display_name": "Test", "origins": ["http://localhost:4455"],
                    }}},
                },
            },
        });
        crate::config::merge(&mut tree, over);
        let config = Config::from_tree(tree, Path::new("."), true).unwrap();
        Self {
            config,
            store: RefCell::default(),
        }
    }

    pub(super) fn browser(&self) -> Browser<'_> {
        Browser {
            bench: self,
            cookies: BTreeMap::new(),
        }
    }

    /// An account with a password.
    pub(super) fn account(&self, email: &str) {
        let password = json!({"config": {"password": PASSWORD}});
        let body = json!({"schema_id": "person", "traits": {"email": email}, "credentials": {"password": password}});
        let request = request(Method::POST, "/admin/identities", &body.to_string(), &[]);
        let mut store = self.store.borrow_mut();
        let reply = crate::admin::answer(&mut Exchange::new(&request, &self.config, &mut store));
        assert_eq!(reply.status, 201);
    }

    /// The code in the newest message to somebody.
    pub(super) fn code(&self, recipient: &str) -> String {
        let store = self.store.borrow();
        let newest = store
            .messages
            .iter()
            .rev()
            .find(|message| message.recipient == recipient);
        let text = newest.unwrap().json()["body"].as_str().unwrap().to_owned();
        text.split_whitespace()
            .find(|word| word.len() == 6 && word.parse::<u32>().is_ok())
            .unwrap()
            .to_owned()
    }

    pub(super) fn messages(&self) -> usize {
        self.store.borrow().messages.len()
    }
}

impl Browser<'_> {
    pub(super) fn get(&mut self, url: &str) -> Answer {
        self.send(Method::GET, url, "", &[("accept", "application/json")])
    }

    /// Creates a flow.
    pub(super) fn begin(&mut self, kind: &str) -> Value {
        let answer = self.get(&format!("/self-service/{kind}/browser"));
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// Submits a flow with its token.
    pub(super) fn submit(&mut self, kind: &str, flow: &Value, body: Value) -> Answer {
        let mut body = match body {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        body.entry("csrf_token")
            .or_insert_with(|| json!(token(flow)));
        let url = format!("/self-service/{kind}?flow={}", flow["id"].as_str().unwrap());
        let headers = [
            ("accept", "application/json"),
            ("content-type", "application/json"),
        ];
        self.send(
            Method::POST,
            &url,
            &Value::Object(body).to_string(),
            &headers,
        )
    }

    pub(super) fn send(
        &mut self,
        method: Method,
        url: &str,
        body: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let cookies = cookies.join("; ");
        let mut headers = headers.to_vec();
        if !cookies.is_empty() {
            headers.push(("cookie", &cookies));
        }
        let request = request(method, url, body, &headers);
        let mut store = self.bench.store.borrow_mut();
        let mut exchange = Exchange::new(&request, &self.bench.config, &mut store);
        let reply = crate::router::answer(&mut exchange);
        let set = exchange.cookies();
        let mut sets = Vec::new();
        for cookie in &set {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            sets.push(name.split("_token_").next().unwrap().to_owned());
            match value {
                "" => self.cookies.remove(name),
                value => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        read(reply, sets)
    }

    pub(super) fn is_signed_in(&mut self) -> bool {
        self.get("/sessions/whoami").status == 200
    }
}

impl Answer {
    /// The ids of all messages, on top and on nodes.
    pub(super) fn messages(&self) -> Vec<u64> {
        let top = self.body["ui"]["messages"].as_array().into_iter().flatten();
        let nodes = self.body["ui"]["nodes"].as_array().into_iter().flatten();
        let below = nodes.flat_map(|node| node["messages"].as_array().into_iter().flatten());
        top.chain(below)
            .filter_map(|text| text["id"].as_u64())
            .collect()
    }

    pub(super) fn error(&self) -> &str {
        self.body["error"]["id"].as_str().unwrap_or_default()
    }
}

/// A node of a flow.
pub(super) fn node<'a>(flow: &'a Value, name: &str) -> Option<&'a Value> {
    let mut nodes = flow["ui"]["nodes"].as_array()?.iter();
    nodes.find(|node| node["attributes"]["name"] == name)
}

pub(super) fn token(flow: &Value) -> String {
    let node = node(flow, "csrf_token").unwrap();
    node["attributes"]["value"].as_str().unwrap().to_owned()
}

fn request(method: Method, url: &str, body: &str, headers: &[(&str, &str)]) -> Request {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| {
            (
                name.parse::<HeaderName>().unwrap(),
                HeaderValue::from_str(value).unwrap(),
            )
        })
        .collect();
    let kind = HeaderValue::from_static("application/json");
    let mut whole = headers;
    if path.starts_with("/admin") {
        whole.insert("content-type", kind);
    }
    whole.insert("host", HeaderValue::from_static("localhost:4433"));
    Request {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        headers: whole,
        body: Some(body.as_bytes().to_vec()),
        remote: SocketAddr::from(([127, 0, 0, 1], 50_000)),
    }
}

fn read(reply: Reply, sets: Vec<String>) -> Answer {
    let location = reply.headers.iter().find(|(name, _)| *name == "location");
    Answer {
        status: reply.status,
        body: serde_json::from_slice(&reply.body).unwrap_or(Value::Null),
        location: location.map(|(_, value)| value.clone()).unwrap_or_default(),
        sets,
    }
}
