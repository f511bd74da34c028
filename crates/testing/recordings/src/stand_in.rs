//! Stand-in: a neighbour of Kratos, as much of it as the recordings need, on a free port of this machine.
//!
//! The stored configurations name neighbours on fixed ports. A started server gets stand-ins on free ports instead, and its
//! answers are read as if they stood on the recorded ones.

mod oauth2;
mod provider;
mod receiver;

use std::fmt;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use serde_json::Value;
use tiny_http::{Header, Response, Server};

use crate::Error;

pub use oauth2::OAuth2Server;
pub use provider::Provider;
pub use receiver::Receiver;

/// What a neighbour is asked.
#[derive(Debug)]
struct Asked {
    method: String,
    path: String,
    query: String,
    body: String,
}

/// A small HTTP server that answers JSON until it is dropped.
struct StandIn {
    port: u16,
    server: Arc<Server>,
    thread: Option<JoinHandle<()>>,
}

impl StandIn {
    /// Listens on a free port and answers with status and body from `answer`, which is also told the port.
    fn start(answer: impl Fn(u16, &Asked) -> (u16, Value) + Send + 'static) -> Result<Self, Error> {
        let failed = |error: &dyn std::fmt::Display| Error::Start(format!("a stand-in: {error}"));
        let server = Server::http("127.0.0.1:0").map_err(|error| failed(&error))?;
        let port = server.server_addr().to_ip().map(|address| address.port());
        let port = port.ok_or_else(|| failed(&"it has no port"))?;
        let server = Arc::new(server);
        let requests = Arc::clone(&server);
        let thread = thread::spawn(move || {
            for mut request in requests.incoming_requests() {
                let mut body = String::new();
                // A body that cannot be read is answered like an empty one.
                let _ = request.as_reader().read_to_string(&mut body);
                let (path, query) = request.url().split_once('?').unwrap_or((request.url(), ""));
                let asked = Asked {
                    method: request.method().to_string(),
                    path: path.to_owned(),
                    query: query.to_owned(),
                    body,
                };
                let (status, body) = answer(port, &asked);
                let kind = Header::from_bytes("content-type", "application/json");
                let response = Response::from_string(body.to_string()).with_status_code(status);
                // Whoever asked may have gone.
                let _ = match kind {
                    Ok(kind) => request.respond(response.with_header(kind)),
                    Err(()) => request.respond(response),
                };
            }
        });
        Ok(Self {
            port,
            server,
            thread: Some(thread),
        })
    }
}

impl fmt::Debug for StandIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StandIn")
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            // It only ends early by a panic, which was reported already.
            let _ = thread.join();
        }
    }
}

/// The value of a parameter in an urlencoded text, or nothing.
fn parameter(text: &str, name: &str) -> String {
    let value = text
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    percent_encoding::percent_decode_str(value.unwrap_or_default())
        .decode_utf8_lossy()
        .into_owned()
}

/// The neighbours of one server.
#[derive(Debug)]
pub struct StandIns {
    /// The OpenID provider on port 5599.
    pub provider: Provider,
    /// The admin API of the OAuth2 server on port 5597.
    pub oauth2: OAuth2Server,
    /// The receiver of web hooks on port 5598.
    pub receiver: Receiver,
}

impl StandIns {
    /// Starts all of them.
    ///
    /// # Errors
    /// When one cannot listen.
    pub fn start() -> Result<Self, Error> {
        Ok(Self {
            provider: Provider::start()?,
            oauth2: OAuth2Server::start()?,
            receiver: Receiver::start()?,
        })
    }

    /// Recorded and actual authority of each, also as they stand in a query.
    fn authorities(&self) -> [[String; 2]; 6] {
        let ports = [
            (5597, self.oauth2.port()),
            (5598, self.receiver.port()),
            (5599, self.provider.port()),
        ];
        let [a, b, c] = ports.map(|(recorded, actual)| {
            ["127.0.0.1:", "127.0.0.1%3A"]
                .map(|host| [format!("{host}{recorded}"), format!("{host}{actual}")])
        });
        let ([a, b], [c, d], [e, f]) = (a, b, c);
        [a, b, c, d, e, f]
    }

    /// A configuration with the addresses of these stand-ins.
    #[must_use]
    pub fn configured(&self, text: &str) -> String {
        self.authorities()
            .iter()
            .fold(text.to_owned(), |text, [recorded, actual]| {
                text.replace(recorded, actual)
            })
    }

    /// An answer with the recorded addresses.
    #[must_use]
    pub fn as_recorded(&self, text: &str) -> String {
        self.authorities()
            .iter()
            .fold(text.to_owned(), |text, [recorded, actual]| {
                text.replace(actual, recorded)
            })
    }
}
