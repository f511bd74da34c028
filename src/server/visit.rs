//! A *visit* is one request for a page: Kratos is asked what the page shows, and either it is drawn or the person is sent on.
//! It is the same way round as in the browser, by [`step`].

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Start, draw_page, embedded};
use crate::config::Config;
use crate::flow::{Command, Event, Failure, Loading, State, step};
use crate::i18n::Catalogue;
use crate::kratos::wire::needed::{self, needed};
use crate::kratos::{Answer, Call, Outcome};
use crate::page::Place;
use crate::route::{FlowKind, FlowRequest, WANTED, encoded, error_id};
use crate::ui::Initial;
use crate::url::SafeUrl;

/// After this many flows in place of one another something is wrong.
const MOST_ASKED: usize = 4;

/// What comes of a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visit {
    /// The page.
    Page(Page),
    /// Elsewhere: a path of this application or of Kratos, or an address that Kratos has named.
    Go(String),
}

/// A page that is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The markup inside of `#app`.
    pub html: String,
    /// The title of the tab.
    pub title: String,
    /// The text of `<script type="application/json" id="flow">`, for [`Initial::read`]. No `<` stands in it, so nothing in a
    /// flow can end the element.
    pub data: String,
    /// The HTTP status that fits it.
    pub status: u16,
    /// The seconds until there is any use in coming again.
    pub retry_after: Option<u32>,
}

/// Who visits what.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Path and query of the page.
    pub page: String,
    /// The origin under which the browser sees it (`https://app.example`).
    pub origin: String,
    /// The configuration.
    pub config: Arc<Config>,
    /// The texts, in the person's language.
    pub catalogue: Arc<Catalogue>,
}

impl Visitor {
    /// Visits the page. `ask` gets this path and query below Kratos' base URL, with the visitor's cookies, and says `None`
    /// where no answer comes.
    pub async fn visit<F>(&self, ask: impl Fn(String) -> F) -> Visit
    where
        F: Future<Output = Option<Answer>>,
    {
        let kratos = Asked {
            ask,
            answers: Vec::new(),
            identifier: None,
        };
        let (path, query) = self.page.split_once('?').unwrap_or((&self.page, ""));
        match Place::new(path) {
            Place::Flow(kind) => {
                self.flow(FlowRequest::from_query(kind, query), kratos)
                    .await
            }
            Place::Home => self.home(kratos).await,
            Place::Sessions => self.sessions(kratos).await,
            Place::Error => self.error(query, kratos).await,
            Place::Nowhere => self.page(Vec::new(), kratos, 404),
        }
    }

    /// A page that goes no further. The application, where it can run, begins anew.
    pub fn stop(&self, failure: Failure) -> Page {
        let start = Start::State(Box::new(State::Stopped(failure)));
        let login = FlowRequest::new(FlowKind::Login).to_page();
        let (html, title) = draw_page(&login, &self.config, &self.catalogue, start);
        Page {
            html,
            title,
            status: 200,
            ..Page::default()
        }
    }

    async fn flow<A, F>(&self, wanted: FlowRequest, mut kratos: Asked<A>) -> Visit
    where
        A: Fn(String) -> F,
        F: Future<Output = Option<Answer>>,
    {
        let mut request = wanted.clone();
        let mut state = State::Loading(Loading::default());
        let mut outcomes = Vec::new();
        for _ in 0..MOST_ASKED {
            if request.is_oauth2_entry() {
                return Visit::Go(format!("{}{}", self.config.kratos, request.to_kratos()));
            }
            let call = Call::Load(request.kind);
            let mut outcome = kratos.answer(request.to_kratos(), call).await;
            if let Outcome::Flow(flow) = &mut outcome
                && flow.refresh
                && let Outcome::Session(session) = kratos.session().await
                && let Some(name) = session.display_name()
            {
                flow.fill_identifier(&name);
                kratos.identifier = Some(name);
            }
            outcomes.push(outcome.clone());
            let (next, command) = step(state, &request, Event::Loaded(outcome));
            state = next;
            match command {
                Some(Command::Load(next)) => request = next,
                Some(Command::Go(to)) if to == "/" => {
                    // Kratos knows the session when it makes a flow, and does not when it is asked who is signed in.
                    if let Outcome::SignedOut = kratos.session().await {
                        return Visit::Page(self.stop(Failure::Cookies { reason: None }));
                    }
                    return Visit::Go(home(&wanted));
                }
                Some(Command::Go(to) | Command::Confirm { to, .. }) => return self.go(&to),
                // Nothing is sent that nobody has pressed.
                Some(Command::Submit { .. }) | None => break,
            }
        }
        let status = match &state {
            State::Stopped(Failure::Outcome(outcome)) => status_of(outcome),
            _ => 200,
        };
        self.page(outcomes, kratos, status)
    }

    async fn home<A, F>(&self, mut kratos: Asked<A>) -> Visit
    where
        A: Fn(String) -> F,
        F: Future<Output = Option<Answer>>,
    {
        let outcome = kratos.answer(WHOAMI.to_owned(), Call::Session).await;
        match outcome {
            Outcome::Aal2Required | Outcome::Redirect(_) => {
                let mut login = FlowRequest::new(FlowKind::Login);
                login.aal = Some("aal2".to_owned());
                Visit::Go(login.to_page())
            }
            outcome => self.page_of(outcome, kratos),
        }
    }

    async fn sessions<A, F>(&self, mut kratos: Asked<A>) -> Visit
    where
        A: Fn(String) -> F,
        F: Future<Output = Option<Answer>>,
    {
        let sign_in = |aal: Option<&str>| {
            let mut login = FlowRequest::new(FlowKind::Login);
            login.return_to = Some("/sessions".to_owned());
            login.aal = aal.map(str::to_owned);
            Visit::Go(login.to_page())
        };
        let current = match kratos.answer(WHOAMI.to_owned(), Call::Session).await {
            Outcome::Session(session) => session,
            Outcome::SignedOut => return sign_in(None),
            Outcome::Aal2Required => return sign_in(Some("aal2")),
            other => return self.page_of(other, kratos),
        };
        match kratos.answer(OTHERS.to_owned(), Call::Json).await {
            Outcome::Json(Value::Array(mut others)) => {
                others.insert(0, current.json);
                let all = Value::Array(others);
                kratos.answers = vec![(
                    Call::Json,
                    Some(Answer {
                        status: 200,
                        json: Some(all.clone()),
                        retry_after: None,
                    }),
                )];
                self.page_of(Outcome::Json(all), kratos)
            }
            other => {
                kratos.answers.remove(0);
                self.page_of(other, kratos)
            }
        }
    }

    async fn error<A, F>(&self, query: &str, mut kratos: Asked<A>) -> Visit
    where
        A: Fn(String) -> F,
        F: Future<Output = Option<Answer>>,
    {
        let Some(id) = error_id(query) else {
            let none = Answer {
                status: 404,
                json: None,
                retry_after: None,
            };
            kratos.answers.push((Call::Json, Some(none)));
            return self.page(vec![Outcome::NotFound], kratos, 200);
        };
        let path = format!("/self-service/errors?id={}", encoded(&id));
        let outcome = kratos.answer(path, Call::Json).await;
        self.page_of(outcome, kratos)
    }

    /// Where Kratos has said to go: the page of ours that stands for it, or away.
    fn go(&self, to: &str) -> Visit {
        let to = SafeUrl::new(to, &self.origin).map(|url| {
            url.page(&self.origin, &self.config.kratos)
                .unwrap_or_else(|| url.as_str().to_owned())
        });
        // What is no address to follow is not followed.
        Visit::Go(to.unwrap_or_else(|| "/error".to_owned()))
    }

    fn page_of<A>(&self, outcome: Outcome, kratos: Asked<A>) -> Visit {
        let status = status_of(&outcome);
        self.page(vec![outcome], kratos, status)
    }

    fn page<A>(&self, outcomes: Vec<Outcome>, kratos: Asked<A>, status: u16) -> Visit {
        let retry_after = outcomes.last().and_then(Outcome::wait);
        let start = Start::Answer(Initial(outcomes));
        let (html, title) = draw_page(&self.page, &self.config, &self.catalogue, start);
        Visit::Page(Page {
            html,
            title,
            data: kratos.data(self.config.details),
            status,
            retry_after,
        })
    }
}

const WHOAMI: &str = "/sessions/whoami";
const OTHERS: &str = "/sessions?per_page=250";

/// The home page for somebody who is signed in already and wanted something else.
fn home(wanted: &FlowRequest) -> String {
    if wanted.return_to.is_none() && wanted.kind != FlowKind::Recovery {
        return "/".to_owned();
    }
    format!("/?{WANTED}={}", encoded(&wanted.without_flow().to_page()))
}

fn status_of(outcome: &Outcome) -> u16 {
    match outcome {
        Outcome::Unreachable | Outcome::Unavailable { .. } => 503,
        Outcome::NotKratos { .. } | Outcome::Unexpected { .. } => 502,
        Outcome::RateLimited { .. } => 429,
        _ => 200,
    }
}

/// Kratos, and what it has answered so far in this visit.
struct Asked<A> {
    ask: A,
    answers: Vec<(Call, Option<Answer>)>,
    identifier: Option<String>,
}

impl<A, F> Asked<A>
where
    A: Fn(String) -> F,
    F: Future<Output = Option<Answer>>,
{
    async fn answer(&mut self, path: String, call: Call) -> Outcome {
        let answer = (self.ask)(path).await;
        let outcome = read(call, answer.as_ref());
        self.answers.push((call, answer));
        outcome
    }

    /// Who is signed in, for the server only.
    async fn session(&self) -> Outcome {
        read(Call::Session, (self.ask)(WHOAMI.to_owned()).await.as_ref())
    }
}

impl<A> Asked<A> {
    /// Nothing but what is read of it, unless people may see `details`.
    fn data(&self, details: bool) -> String {
        let answers = self.answers.iter().map(|(call, answer)| {
            let name = match call {
                Call::Load(kind) | Call::Submit(kind) => kind.as_str(),
                Call::Session => "session",
                Call::Json => "json",
            };
            let mut json = Map::from_iter([("call".to_owned(), Value::from(name))]);
            let status = answer.as_ref().map_or(SILENCE, |answer| answer.status);
            let is_good = (200..300).contains(&status);
            json.insert("status".to_owned(), status.into());
            if let Some(Answer {
                json: Some(body), ..
            }) = answer
            {
                let body = match (call, body) {
                    (Call::Json, Value::Array(list)) => list.iter().map(needed::listed).collect(),
                    // Shown as a whole, and therefore there as a whole.
                    (Call::Json | Call::Session, _) if details && is_good => body.clone(),
                    (Call::Session, _) if body.get("active").is_some() => needed::session(body),
                    _ => needed(body),
                };
                json.insert("body".to_owned(), body);
            }
            if let Some(Answer {
                retry_after: Some(seconds),
                ..
            }) = answer
            {
                json.insert("retry_after".to_owned(), (*seconds).into());
            }
            Value::from(json)
        });
        let mut data = json!({ "answers": answers.collect::<Value>() });
        if let (Some(name), Some(data)) = (&self.identifier, data.as_object_mut()) {
            data.insert("identifier".to_owned(), Value::from(name.as_str()));
        }
        embedded(&data)
    }
}

/// What stands for no answer: whoever sees the page has reached this server, so it is Kratos that is out of service.
const SILENCE: u16 = 503;

fn read(call: Call, answer: Option<&Answer>) -> Outcome {
    match answer {
        Some(answer) => Outcome::read(call, answer),
        None => Outcome::Unavailable { retry_after: None },
    }
}
