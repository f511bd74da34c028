//! A *visit* is one request for a page: Kratos is asked what the page shows, and either it is drawn or the person is sent on.
//! It is the same way round as in the browser, by [`step`].

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Start, draw_page, embedded};
use crate::config::Config;
use crate::flow::{Command, Event, Failure, Flow, Loading, Notice, State, step};
use crate::i18n::Catalogue;
use crate::kratos::wire::needed::{self, needed};
use crate::kratos::{Answer, Ask, Call, Outcome, Session, same};
use crate::page::{Place, Told};
use crate::route::{FlowKind, FlowRequest, WANTED, encoded};
use crate::ui::{Initial, words};
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
    /// Elsewhere, where something is to be said.
    Tell {
        /// A page of this application.
        to: String,
        /// What it is to say.
        said: Said,
    },
}

/// What one page leaves for the next one to say. Nothing of the person is in it, so a cookie can carry its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Somebody has signed up, and not in.
    Registered,
    /// The change was not made.
    NotSaved,
    /// Somebody has signed out.
    SignedOut,
}

impl Said {
    const ALL: [Said; 3] = [Said::Registered, Said::NotSaved, Said::SignedOut];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Said::Registered => "registered",
            Said::NotSaved => "not_saved",
            Said::SignedOut => "signed_out",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Said::ALL.into_iter().find(|said| said.name() == name)
    }

    fn notice(self) -> Notice {
        match self {
            Said::Registered => Notice::Registered,
            Said::NotSaved => Notice::NotSaved,
            Said::SignedOut => Notice::SignedOut,
        }
    }
}

/// A page that is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The markup inside of `#app`.
    pub html: String,
    /// The title of the tab.
    pub title: String,
    /// The page's own address, path and query, where it shows a flow (also as the answer to a form): with the flow's id, so that a reload shows it
    /// again, and without what is secret or personal.
    pub address: Option<String>,
    /// The text of `<script type="application/json" id="flow">`, for [`Initial::read`]. No `<` stands in it, so nothing in a
    /// flow can end the element.
    pub data: String,
    /// The HTTP status that fits it.
    pub status: u16,
    /// The seconds until there is any use in coming again.
    pub retry_after: Option<u32>,
    /// Whether it says what the last page has left to say.
    pub is_told: bool,
    /// The languages that an OAuth2 client asks for, which come before those that the person reads.
    pub languages: Vec<String>,
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
    /// What the last page has left for this one to say.
    pub said: Option<Said>,
}

impl Visitor {
    /// Visits the page. `ask` gets this path and query below Kratos' base URL, with the visitor's cookies, and says `None`
    /// where no answer comes.
    pub async fn visit<F>(&self, ask: impl Fn(String) -> F) -> Visit
    where
        F: Future<Output = Option<Answer>>,
    {
        let kratos = Asked::new(ask);
        let (path, query) = self.page.split_once('?').unwrap_or((&self.page, ""));
        match Place::new(path) {
            Place::Flow(kind) => {
                self.flow(path, FlowRequest::from_query(kind, query), kratos)
                    .await
            }
            Place::Home => self.home(kratos).await,
            Place::Sessions => self.sessions(kratos).await,
            Place::Logout => self.logout(kratos).await,
            Place::Error => self.error(query, kratos).await,
            Place::Nowhere => self.page(Vec::new(), kratos, 404, false),
        }
    }

    /// A page that goes no further. The application, where it can run, begins anew.
    pub fn stop(&self, failure: Failure) -> Page {
        self.stop_at(&FlowRequest::new(FlowKind::Login).to_page(), failure)
    }

    /// The same for a page whose address is known.
    pub(super) fn stop_at(&self, page: &str, failure: Failure) -> Page {
        let start = Start::State(Box::new(State::Stopped(failure)));
        let (html, title) = draw_page(page, &self.config, &self.catalogue, start);
        Page {
            html,
            title,
            status: 200,
            ..Page::default()
        }
    }

    async fn flow<A, F>(&self, path: &str, wanted: FlowRequest, mut kratos: Asked<A>) -> Visit
    where
        A: Fn(String) -> F,
        F: Future<Output = Option<Answer>>,
    {
        if wanted.is_unusable() {
            return Visit::Page(Page {
                status: 400,
                ..self.stop(Failure::Link)
            });
        }
        let state = State::Loading(self.loading());
        let first = Some(Command::Load(wanted.clone()));
        let (state, request) = match self.run(state, first, &wanted, &mut kratos).await {
            Ok(found) => found,
            Err(visit) => return visit,
        };
        let status = match &state {
            State::Stopped(Failure::Outcome(outcome)) => status_of(outcome),
            _ => 200,
        };
        let is_told = self.said.is_some() && matches!(state, State::Showing(_));
        let outcomes = std::mem::take(&mut kratos.outcomes);
        let address = match &state {
            State::Showing(showing) => Some(showing.flow.page_request(&request).to_page_at(path)),
            _ => None,
        };
        match self.page(outcomes, kratos, status, is_told) {
            Visit::Page(page) => Visit::Page(Page { address, ..page }),
            visit => visit,
        }
    }

    /// What a page begins with, before Kratos was asked.
    fn loading(&self) -> Loading {
        let notice = self.said.map(Said::notice);
        Loading {
            restarts: u8::from(notice.is_some()),
            notice,
            ..Loading::default()
        }
    }

    /// Goes on from a state until there is something to show, or somewhere else to go.
    pub(super) async fn run<A, F>(
        &self,
        mut state: State,
        mut command: Option<Command>,
        wanted: &FlowRequest,
        kratos: &mut Asked<A>,
    ) -> Result<(State, FlowRequest), Visit>
    where
        A: Fn(String) -> F,
        F: Future<Output = Option<Answer>>,
    {
        let mut request = wanted.clone();
        for _ in 0..MOST_ASKED {
            match command {
                Some(Command::Load(next)) if next.is_oauth2_entry() => {
                    let to = format!("{}{}", self.config.kratos, next.to_kratos());
                    return Err(Visit::Go(to));
                }
                Some(Command::Load(next)) => {
                    request = next;
                    let outcome = kratos.flow(&request).await;
                    (state, command) = step(state, &request, Event::Loaded(outcome));
                }
                Some(Command::Go(to)) if to == "/" => {
                    // Kratos knows the session when it makes a flow, and does not when it is asked who is signed in.
                    if let Outcome::SignedOut = kratos.session().await {
                        let page = request.without_flow().to_page();
                        let failure = Failure::Cookies { reason: None };
                        return Err(Visit::Page(self.stop_at(&page, failure)));
                    }
                    return Err(Visit::Go(home(wanted)));
                }
                Some(Command::Go(to) | Command::Confirm { to, .. }) => return Err(self.go(&to)),
                Some(Command::Registered(to)) => match self.registered(&to) {
                    Some(visit) => return Err(visit),
                    None => return Ok((State::Stopped(Failure::Registered), request)),
                },
                // Nothing is sent that nobody has pressed.
                Some(Command::Submit { .. }) | None => break,
            }
        }
        Ok((state, request))
    }

    /// Where somebody goes who has signed up and not in: not to our own start page, which would not say so.
    fn registered(&self, to: &str) -> Option<Visit> {
        let url = SafeUrl::to_follow(to)?;
        if url.is_home(&self.origin, &self.config.kratos) {
            return None;
        }
        Some(match self.go(to) {
            Visit::Go(to) if to.starts_with('/') => Visit::Tell {
                to,
                said: Said::Registered,
            },
            visit => visit,
        })
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

    async fn logout<A, F>(&self, mut kratos: Asked<A>) -> Visit
    where
        A: Fn(String) -> F,
        F: Future<Output = Option<Answer>>,
    {
        let outcome = kratos.answer(WHOAMI.to_owned(), Call::Session).await;
        self.page_of(outcome, kratos)
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
        let told = Told::read(query);
        let Told::Kratos(id) = told else {
            // What the address says is an answer like any other, for the page that is drawn and for who takes it over.
            let (status, json) = match told {
                Told::OAuth2(lines) => (200, Some(Value::from(lines))),
                _ => (404, None),
            };
            let answer = Answer {
                status,
                json,
                retry_after: None,
            };
            let outcome = Outcome::read(Call::Json, &answer);
            kratos.answers.push((Call::Json, Some(answer)));
            return self.page(vec![outcome], kratos, 200, false);
        };
        let path = format!("/self-service/errors?id={}", encoded(&id));
        let outcome = kratos.answer(path, Call::Json).await;
        self.page_of(outcome, kratos)
    }

    /// Where Kratos has said to go: the page of ours that stands for it, or away.
    pub(super) fn go(&self, to: &str) -> Visit {
        let to = SafeUrl::to_follow(to).map(|url| {
            url.page(&self.origin, &self.config.kratos)
                .unwrap_or_else(|| url.as_str().to_owned())
        });
        // What is no address to follow is not followed.
        Visit::Go(to.unwrap_or_else(|| "/error".to_owned()))
    }

    fn page_of<A>(&self, outcome: Outcome, kratos: Asked<A>) -> Visit {
        let status = status_of(&outcome);
        self.page(vec![outcome], kratos, status, false)
    }

    fn page<A>(
        &self,
        outcomes: Vec<Outcome>,
        mut kratos: Asked<A>,
        status: u16,
        is_told: bool,
    ) -> Visit {
        let retry_after = outcomes.last().and_then(Outcome::wait);
        let languages = match outcomes.last() {
            Some(Outcome::Flow(flow)) => flow.ui_locales(),
            _ => Vec::new(),
        };
        let notice = self.said.map(Said::notice).filter(|_| is_told);
        kratos.notice = notice.as_ref().map(|notice| self.words(notice));
        let start = Start::Answer(Initial {
            outcomes,
            notice,
            page: None,
        });
        let (html, title) = draw_page(&self.page, &self.config, &self.catalogue, start);
        Visit::Page(Page {
            html,
            title,
            address: None,
            data: kratos.data(
                FlowRequest::from_page(&self.page).as_ref(),
                self.config.details,
            ),
            status,
            retry_after,
            is_told,
            languages,
        })
    }

    /// A notice in the person's language.
    pub(super) fn words(&self, notice: &Notice) -> String {
        let catalogue = Catalogue::clone(&self.catalogue).with(&self.config.texts);
        words(&catalogue, notice)
    }

    /// The same page, drawn with the texts that this visitor has.
    #[must_use]
    pub fn redraw(&self, page: Page) -> Page {
        let Some(initial) = Initial::read(&page.data) else {
            return page;
        };
        let start = Start::Answer(initial);
        let (html, title) = draw_page(&self.page, &self.config, &self.catalogue, start);
        Page {
            html,
            title,
            ..page
        }
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

pub(super) fn status_of(outcome: &Outcome) -> u16 {
    match outcome {
        Outcome::Unreachable | Outcome::Unavailable { .. } => 503,
        Outcome::NotKratos { .. } | Outcome::Unexpected { .. } => 502,
        Outcome::RateLimited { .. } => 429,
        _ => 200,
    }
}

/// Kratos, and what it has answered so far in this visit.
pub(super) struct Asked<A> {
    ask: A,
    /// What it has answered, for the application to begin with.
    pub(super) answers: Vec<(Call, Option<Answer>)>,
    /// What the answers about flows mean.
    pub(super) outcomes: Vec<Outcome>,
    /// What whoever confirms who they are is called by.
    pub(super) identifier: Option<String>,
    /// What is said besides the flow's own messages.
    pub(super) notice: Option<String>,
}

impl<A> Asked<A> {
    pub(super) fn new(ask: A) -> Self {
        Asked {
            ask,
            answers: Vec::new(),
            outcomes: Vec::new(),
            identifier: None,
            notice: None,
        }
    }
}

impl<A, F> Asked<A>
where
    A: Fn(String) -> F,
    F: Future<Output = Option<Answer>>,
{
    /// A flow. Whoever confirms who they are need not say it again.
    pub(super) async fn flow(&mut self, request: &FlowRequest) -> Outcome {
        let call = Call::Load(request.kind);
        let mut outcome = self.answer(request.to_kratos(), call).await;
        if let Outcome::Flow(flow) = &mut outcome
            && flow.refresh
            && let Outcome::Session(session) = self.session().await
            && let Some(name) = self.identifier(&session).await
        {
            flow.fill_identifier(&name);
            self.identifier = Some(name);
        }
        self.outcomes.push(outcome.clone());
        outcome
    }

    pub(super) async fn answer(&mut self, path: String, call: Call) -> Outcome {
        let answer = (self.ask)(path).await;
        let outcome = read(call, answer.as_ref());
        self.answers.push((call, answer));
        outcome
    }

    /// What the person signs in with.
    async fn identifier(&self, session: &Session) -> Option<String> {
        let schema = match session.schema_path() {
            Some(path) => (self.ask)(path).await.and_then(|answer| answer.json),
            None => None,
        };
        session.identifier(schema.as_ref())
    }

    /// Who is signed in, for the server only.
    pub(super) async fn session(&self) -> Outcome {
        read(Call::Session, (self.ask)(WHOAMI.to_owned()).await.as_ref())
    }
}

impl<A, F> Ask for Asked<A>
where
    A: Fn(String) -> F,
    F: Future<Output = Option<Answer>>,
{
    async fn session(&self) -> Outcome {
        Asked::session(self).await
    }

    async fn now(&self, flow: &Flow) -> Outcome {
        let answer = (self.ask)(same(flow).to_kratos()).await;
        read(Call::Load(flow.kind), answer.as_ref())
    }
}

impl<A> Asked<A> {
    /// What the browser is to know of the answers, and which flow was `asked` for: nothing but what is read of them, unless
    /// people may see `details`.
    pub(super) fn data(&self, asked: Option<&FlowRequest>, details: bool) -> String {
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
                    // What an address has said is a list of texts, all others are of sessions.
                    (Call::Json, Value::Array(list)) if list.iter().any(Value::is_object) => {
                        list.iter().map(needed::listed).collect()
                    }
                    (Call::Json, Value::Array(_)) => body.clone(),
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
        let page = asked.map(FlowRequest::to_page);
        for (key, text) in [
            ("page", &page),
            ("identifier", &self.identifier),
            ("notice", &self.notice),
        ] {
            if let (Some(text), Some(data)) = (text, data.as_object_mut()) {
                data.insert(key.to_owned(), Value::from(text.as_str()));
            }
        }
        embedded(&data)
    }
}

/// What stands for no answer: whoever sees the page has reached this server, so it is Kratos that is out of service.
const SILENCE: u16 = 503;

pub(super) fn read(call: Call, answer: Option<&Answer>) -> Outcome {
    match answer {
        Some(answer) => Outcome::read(call, answer),
        None => Outcome::Unavailable { retry_after: None },
    }
}
