//! Upstream: a stub that returns the headers of the request.

use serde_json::{Map, Value};
use std::{sync::Arc, thread};
use tiny_http::{Header, Response, Server};

pub(crate) struct Upstream {
    server: Arc<Server>,
    pub(crate) address: String,
}

impl Upstream {
    pub(crate) fn start() -> Self {
        let server = Arc::new(Server::http("127.0.0.1:0").unwrap());
        let address = server.server_addr().to_string();
        let requests = Arc::clone(&server);
        thread::spawn(move || {
            for request in requests.incoming_requests() {
                let headers: Map<String, Value> = (request.headers().iter())
                    .map(|header| {
                        let name = header.field.as_str().as_str().to_lowercase();
                        (name, header.value.as_str().into())
                    })
                    .collect();
                let json = Header::from_bytes("content-type", "application/json").unwrap();
                let body = Value::Object(headers).to_string();
                let _ = request.respond(Response::from_string(body).with_header(json));
            }
        });
        Self { server, address }
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.server.unblock();
    }
}
