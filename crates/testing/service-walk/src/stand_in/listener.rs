//! Listener: a server on a free port of loopback, on a thread of its own.

use std::{
    sync::Arc,
    thread::{self, JoinHandle},
};
use tiny_http::{Header, Request, Response, Server};

use crate::Result;

pub(super) struct Listener {
    server: Arc<Server>,
    thread: Option<JoinHandle<()>>,
    pub(super) address: String,
}

impl Listener {
    /// Responds to every request with the status and the body that `respond` returns.
    pub(super) fn start(
        respond: impl Fn(&Request) -> (u16, String) + Send + 'static,
    ) -> Result<Self> {
        let server = Arc::new(Server::http("127.0.0.1:0")?);
        let address = format!("http://{}", server.server_addr());
        let json =
            Header::from_bytes("content-type", "application/json").map_err(|()| "not a header")?;
        let requests = Arc::clone(&server);
        let thread = thread::spawn(move || {
            for request in requests.incoming_requests() {
                let (status, body) = respond(&request);
                let response = Response::from_string(body).with_status_code(status);
                // The client may have disconnected.
                let _ = request.respond(response.with_header(json.clone()));
            }
        });
        Ok(Self {
            server,
            thread: Some(thread),
            address,
        })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The value of a header of a request.
pub(super) fn header(request: &Request, name: &'static str) -> Option<String> {
    let mut headers = request.headers().iter();
    headers
        .find(|header| header.field.equiv(name))
        .map(|header| header.value.to_string())
}
