//! Replay: the browsers' part of a scenario, said again to a running server.

mod enrolment;
mod preparation;
mod request;
mod visit;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Instant;

use serde_json::Value;

use crate::authenticator::Authenticator;
use crate::browser::{Browser, Sending};
use crate::comparison::{self, Difference};
use crate::recording::{Exchange, Response, Scenario};
use crate::scenario::Prepare;
use crate::server::Server;
use crate::substitution::{Substitution, node_name};
use crate::{Error, Omitted};

pub use preparation::PASSWORD;
pub use visit::Fields;

/// One replay of one scenario against one server.
#[derive(Debug)]
pub struct Replay<'a> {
    server: &'a Server,
    scenario: &'a Scenario,
    browsers: BTreeMap<String, Browser>,
    /// The browsers' cookies before each exchange.
    earlier: Vec<BTreeMap<String, Browser>>,
    substitution: Substitution,
    authenticator: Authenticator,
    identities: HashMap<String, String>,
    /// The address each browser named last, and the address named last in each recorded flow.
    addresses: HashMap<String, String>,
    /// The newest CSRF token of each recorded flow.
    csrf_tokens: HashMap<String, String>,
    /// The secret of the authenticator app that was enrolled, and the one on offer in a settings flow.
    totp_secret: Option<String>,
    offered_totp_secret: Option<String>,
    /// Where the code of the next exchange was sent, if the scenario says so.
    code_sent_to: Option<String>,
    /// Cookies that only omitted exchanges would have set, by browser.
    never_set: BTreeSet<(String, String)>,
    /// Before which exchange the cookies of the next one were current.
    cookies_of: Option<usize>,
    last_answer: Instant,
}

/// What a replay brought: the differences, and the conversation as it went this time.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Where the server answered differently.
    pub differences: Vec<Difference>,
    /// The exchanges with this server's requests and responses; omitted ones as they were recorded.
    pub exchanges: Vec<Exchange>,
    /// Why the replay came to an end early, if it did.
    pub ended: Option<Error>,
}

impl<'a> Replay<'a> {
    /// A replay of `scenario` that has not begun.
    #[must_use]
    pub fn new(server: &'a Server, scenario: &'a Scenario) -> Self {
        Self {
            server,
            scenario,
            browsers: BTreeMap::new(),
            earlier: Vec::new(),
            substitution: Substitution::default(),
            authenticator: Authenticator::default(),
            identities: HashMap::new(),
            addresses: HashMap::new(),
            csrf_tokens: HashMap::new(),
            totp_secret: None,
            offered_totp_secret: None,
            code_sent_to: None,
            never_set: BTreeSet::new(),
            cookies_of: None,
            last_answer: Instant::now(),
        }
    }

    /// Runs the whole scenario: before each exchange `prepare` does what was not recorded.
    /// Exchanges in `omitted` are not sent.
    #[must_use]
    pub fn run(mut self, prepare: Prepare, omitted: &Omitted) -> Outcome {
        let mut outcome = Outcome::default();
        let scenario = self.scenario;
        for (number, recorded) in scenario.exchanges.iter().enumerate() {
            self.earlier.push(self.browsers.clone());
            let exchanged = if omitted.covers(&scenario.scenario, number) {
                self.pass_over(recorded)
                    .map(|()| (Vec::new(), recorded.clone()))
            } else {
                prepare(&mut self, number)
                    .and_then(|()| self.exchange(number, recorded, &omitted.nodes))
            };
            match exchanged {
                Ok((differences, exchange)) => {
                    outcome.differences.extend(differences);
                    outcome.exchanges.push(exchange);
                }
                Err(error) => {
                    outcome.ended = Some(error);
                    break;
                }
            }
        }
        outcome
    }

    /// Leaves an exchange out. If it gave its browser the CSRF cookie, an unrecorded login flow does so instead.
    fn pass_over(&mut self, recorded: &Exchange) -> Result<(), Error> {
        let client = recorded.client.as_str();
        for cookie in recorded.response.set_cookies() {
            let name = cookie.split('=').next().unwrap_or_default();
            if !name.starts_with("csrf_token_") {
                self.never_set.insert((client.to_owned(), name.to_owned()));
            } else if !self.browser(client).cookie_names().any(|held| held == name) {
                self.open(client, "login", "")?;
            }
        }
        Ok(())
    }

    fn exchange(
        &mut self,
        number: usize,
        recorded: &Exchange,
        undrawn: &[&str],
    ) -> Result<(Vec<Difference>, Exchange), Error> {
        let at = |path: &str, expected: String, got: String| Difference {
            scenario: self.scenario.scenario.clone(),
            exchange: number,
            path: path.to_owned(),
            expected,
            got,
        };
        let mut differences = Vec::new();
        let request = self.request(recorded)?;
        let names = &recorded.request.cookies;
        let sent = |held: &str| names.iter().any(|name| comparison::same_cookie(held, name));
        let mut browser = self.browser_for(recorded);
        for name in names {
            let held = browser
                .cookie_names()
                .any(|held| comparison::same_cookie(held, name));
            let absent = (recorded.client.clone(), name.clone());
            if !held && !self.never_set.contains(&absent) {
                let held = browser.cookie_names().collect::<Vec<_>>().join(", ");
                differences.push(at("the browser's cookies", name.clone(), held));
            }
        }
        let cookies = browser
            .cookie_names()
            .filter(|name| sent(name))
            .map(str::to_owned)
            .collect();
        self.code_sent_to = None;
        let (agent, public) = (self.server.agent(), self.server.public());
        let response = browser.send(agent, public, &Sending::from(&request), sent)?;
        let response = self.as_recorded(response);
        self.last_answer = Instant::now();
        differences.extend(
            comparison::responses(&recorded.response, &response, undrawn)
                .into_iter()
                .map(|(path, expected, got)| at(&path, expected, got)),
        );
        self.browsers.insert(recorded.client.clone(), browser);
        self.learn(recorded, &response);
        let exchange = Exchange {
            client: recorded.client.clone(),
            note: recorded.note.clone(),
            request: crate::recording::Request { cookies, ..request },
            response,
        };
        Ok((differences, exchange))
    }

    /// An answer as if the server's neighbours stood where they stood in the recording.
    fn as_recorded(&self, response: Response) -> Response {
        let text = serde_json::to_string(&response).unwrap_or_default();
        let recorded = self.server.stand_ins().as_recorded(&text);
        serde_json::from_str(&recorded).unwrap_or(response)
    }

    /// The browser that sends a recorded exchange, with the cookies of the moment the scenario chose.
    fn browser_for(&mut self, recorded: &Exchange) -> Browser {
        let label = recorded.client.as_str();
        let now = self.browser(label).clone();
        let earlier = (self.cookies_of.take())
            .and_then(|number| self.earlier.get(number)?.get(label).cloned());
        earlier.unwrap_or(now)
    }

    /// The browser with this label; a new one has no cookies.
    fn browser(&mut self, label: &str) -> &mut Browser {
        (self.browsers.entry(label.to_owned())).or_insert_with(|| Browser::new(label))
    }

    /// Remembers what the server under test said in place of what was recorded.
    fn learn(&mut self, recorded: &Exchange, live: &Response) {
        if let (Some(recorded), Some(live)) = (&recorded.response.body, &live.body) {
            self.substitution.learn(recorded, live);
        }
        if let (Some(recorded), Some(live)) = (
            recorded.response.header("location"),
            live.header("location"),
        ) {
            self.substitution.learn_text(recorded, live);
        }
        let Some(body) = &live.body else { return };
        let recorded_id =
            |body: &Option<Value>| Some(body.as_ref()?.get("id")?.as_str()?.to_owned());
        let flow = recorded_id(&recorded.response.body).or(recorded.flow().map(str::to_owned));
        for node in nodes(body) {
            let attribute = |pointer: &str| node.pointer(pointer).and_then(Value::as_str);
            match node_name(node) {
                Some("csrf_token") => {
                    if let (Some(flow), Some(token)) = (&flow, attribute("/attributes/value")) {
                        self.csrf_tokens.insert(flow.clone(), token.to_owned());
                    }
                }
                Some("totp_secret_key") => {
                    self.offered_totp_secret =
                        attribute("/attributes/text/text").map(str::to_owned);
                }
                _ => {}
            }
        }
    }
}

/// The UI nodes of a flow; none if the body is no flow.
fn nodes(body: &Value) -> impl Iterator<Item = &Value> {
    (body.pointer("/ui/nodes").and_then(Value::as_array))
        .into_iter()
        .flatten()
}
