//! A *visit* is one request for a page: Kratos is asked what the page shows, and either it is rendered or the user is sent on.
//! It is the same way round as in the browser, by [`step`].

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Start, embedded, render_page};
use crate::config::Config;
use crate::flow::{Command, Event, Failure, Flow, Loading, Notice, State, step};
use crate::i18n::Catalogue;
use crate::kratos::wire::needed::{self, needed};
use crate::kratos::{Call, Outcome, Probe, Response, Session, same};
use crate::page::{ErrorSource, Route};
use crate::route::{FlowKind, FlowRequest, TARGET, encoded};
use crate::ui::{Initial, notice_text};
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
        flash: Flash,
    },
}

/// What one page leaves for the next one to say. Nothing of the user is in it, so a cookie can carry its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flash {
    /// A user has signed up, and not in.
    Registered,
    /// The change was not made.
    NotSaved,
    /// A user has signed out.
    SignedOut,
}

impl Flash {
    const ALL: [Flash; 3] = [Flash::Registered, Flash::NotSaved, Flash::SignedOut];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Flash::Registered => "registered",
            Flash::NotSaved => "not_saved",
            Flash::SignedOut => "signed_out",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Flash::ALL.into_iter().find(|flash| flash.name() == name)
    }

    fn notice(self) -> Notice {
        match self {
            Flash::Registered => Notice::Registered,
            Flash::NotSaved => Notice::NotSaved,
            Flash::SignedOut => Notice::SignedOut,
        }
    }
}

/// A page that is rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The markup inside of `#app`.
    pub html: String,
    /// The title of the tab.
    pub title: String,
    /// The page's own address, path and query, where it shows a flow (also as the response to a form): with the flow's id, so that a reload shows it
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
    pub has_flash: bool,
    /// The languages that an OAuth2 client asks for, which come before those that the user reads.
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
    /// The texts, in the user's language.
    pub catalogue: Arc<Catalogue>,
    /// What the last page has left for this one to say.
    pub flash: Option<Flash>,
}

impl Visitor {
    /// Visits the page. `fetch` gets this path and query below Kratos' base URL, with the visitor's cookies, and says `None`
    /// where no answer comes.
    pub async fn visit<F>(&self, fetch: impl Fn(String) -> F) -> Visit
    where
        F: Future<Output = Option<Response>>,
    {
        let kratos = RequestLog::new(fetch);
        let (path, query) = self.page.split_once('?').unwrap_or((&self.page, ""));
        match Route::new(path) {
            Route::Flow(kind) => {
                self.flow(path, FlowRequest::from_query(kind, query), kratos)
                    .await
            }
            Route::Home => self.home(kratos).await,
            Route::Sessions => self.sessions(kratos).await,
            Route::Logout => self.logout(kratos).await,
            Route::Error => self.error(query, kratos).await,
            Route::NotFound => self.page(Vec::new(), kratos, 404, false),
        }
    }

    /// A page that goes no further. The application, where it can run, begins again.
    pub fn stop(&self, failure: Failure) -> Page {
        self.stop_at(&FlowRequest::new(FlowKind::Login).to_page(), failure)
    }

    /// The same for a page whose address is known.
    pub(super) fn stop_at(&self, page: &str, failure: Failure) -> Page {
        let start = Start::State(Box::new(State::Stopped(failure)));
        let (html, title) = render_page(page, &self.config, &self.catalogue, start);
        Page {
            html,
            title,
            status: 200,
            ..Page::default()
        }
    }

    async fn flow<A, F>(&self, path: &str, target: FlowRequest, mut kratos: RequestLog<A>) -> Visit
    where
        A: Fn(String) -> F,
        F: Future<Output = Option<Response>>,
    {
        if target.is_unusable() {
            return Visit::Page(Page {
                status: 400,
                ..self.stop(Failure::Link)
            });
        }
        let state = State::Loading(self.loading());
        let first = Some(Command::Load(target.clone()));
        let (state, request) = match self.run(state, first, &target, &mut kratos).await {
            Ok(found) => found,
            Err(visit) => return visit,
        };
        let status = match &state {
            State::Stopped(Failure::Outcome(outcome)) => status_of(outcome),
            _ => 200,
        };
        let has_flash = self.flash.is_some() && matches!(state, State::Showing(_));
        let outcomes = std::mem::take(&mut kratos.outcomes);
        let address = match &state {
            State::Showing(showing) => Some(showing.flow.page_request(&request).to_page_at(path)),
            _ => None,
        };
        match self.page(outcomes, kratos, status, has_flash) {
            Visit::Page(page) => Visit::Page(Page { address, ..page }),
            visit => visit,
        }
    }

    /// What a page begins with, before Kratos was asked.
    fn loading(&self) -> Loading {
        let notice = self.flash.map(Flash::notice);
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
        target: &FlowRequest,
        kratos: &mut RequestLog<A>,
    ) -> Result<(State, FlowRequest), Visit>
    where
        A: Fn(String) -> F,
        F: Future<Output = Option<Response>>,
    {
        let mut request = target.clone();
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
                    return Err(Visit::Go(home(target)));
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
                flash: Flash::Registered,
            },
            visit => visit,
        })
    }

    async fn home<A, F>(&self, mut kratos: RequestLog<A>) -> Visit
    where
        A: Fn(String) -> F,
        F: Future<Output = Option<Response>>,
    {
        let outcome = kratos.response(WHOAMI.to_owned(), Call::Session).await;
        match outcome {
            Outcome::Aal2Required | Outcome::Redirect(_) => {
                let mut login = FlowRequest::new(FlowKind::Login);
                login.aal = Some("aal2".to_owned());
                Visit::Go(login.to_page())
            }
            outcome => self.page_of(outcome, kratos),
        }
    }

    async fn logout<A, F>(&self, mut kratos: RequestLog<A>) -> Visit
    where
        A: Fn(String) -> F,
        F: Future<Output = Option<Response>>,
    {
        let outcome = kratos.response(WHOAMI.to_owned(), Call::Session).await;
        self.page_of(outcome, kratos)
    }

    async fn sessions<A, F>(&self, mut kratos: RequestLog<A>) -> Visit
    where
        A: Fn(String) -> F,
        F: Future<Output = Option<Response>>,
    {
        let sign_in = |aal: Option<&str>| {
            let mut login = FlowRequest::new(FlowKind::Login);
            login.return_to = Some("/sessions".to_owned());
            login.aal = aal.map(str::to_owned);
            Visit::Go(login.to_page())
        };
        let current = match kratos.response(WHOAMI.to_owned(), Call::Session).await {
            Outcome::Session(session) => session,
            Outcome::SignedOut => return sign_in(None),
            Outcome::Aal2Required => return sign_in(Some("aal2")),
            other => return self.page_of(other, kratos),
        };
        match kratos.response(OTHERS.to_owned(), Call::Json).await {
            Outcome::Json(Value::Array(mut others)) => {
                others.insert(0, current.json);
                let all = Value::Array(others);
                kratos.responses = vec![(
                    Call::Json,
                    Some(Response {
                        status: 200,
                        json: Some(all.clone()),
                        retry_after: None,
                    }),
                )];
                self.page_of(Outcome::Json(all), kratos)
            }
            other => {
                kratos.responses.remove(0);
                self.page_of(other, kratos)
            }
        }
    }

    async fn error<A, F>(&self, query: &str, mut kratos: RequestLog<A>) -> Visit
    where
        A: Fn(String) -> F,
        F: Future<Output = Option<Response>>,
    {
        let source = ErrorSource::read(query);
        let ErrorSource::Kratos(id) = source else {
            // What the address says is a response like any other, for the page that is rendered and for who takes it over.
            let (status, json) = match source {
                ErrorSource::OAuth2(lines) => (200, Some(Value::from(lines))),
                _ => (404, None),
            };
            let response = Response {
                status,
                json,
                retry_after: None,
            };
            let outcome = Outcome::read(Call::Json, &response);
            kratos.responses.push((Call::Json, Some(response)));
            return self.page(vec![outcome], kratos, 200, false);
        };
        let path = format!("/self-service/errors?id={}", encoded(&id));
        let outcome = kratos.response(path, Call::Json).await;
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

    fn page_of<A>(&self, outcome: Outcome, kratos: RequestLog<A>) -> Visit {
        let status = status_of(&outcome);
        self.page(vec![outcome], kratos, status, false)
    }

    fn page<A>(
        &self,
        outcomes: Vec<Outcome>,
        mut kratos: RequestLog<A>,
        status: u16,
        has_flash: bool,
    ) -> Visit {
        let retry_after = outcomes.last().and_then(Outcome::wait);
        let languages = match outcomes.last() {
            Some(Outcome::Flow(flow)) => flow.ui_locales(),
            _ => Vec::new(),
        };
        let notice = self.flash.map(Flash::notice).filter(|_| has_flash);
        kratos.notice = notice.as_ref().map(|notice| self.notice_text(notice));
        let start = Start::Response(Initial {
            outcomes,
            notice,
            page: None,
        });
        let (html, title) = render_page(&self.page, &self.config, &self.catalogue, start);
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
            has_flash,
            languages,
        })
    }

    /// A notice in the user's language.
    pub(super) fn notice_text(&self, notice: &Notice) -> String {
        let catalogue = Catalogue::clone(&self.catalogue).with(&self.config.texts);
        notice_text(&catalogue, notice)
    }

    /// The same page, rendered with the texts that this visitor has.
    #[must_use]
    pub fn rerender(&self, page: Page) -> Page {
        let Some(initial) = Initial::read(&page.data) else {
            return page;
        };
        let start = Start::Response(initial);
        let (html, title) = render_page(&self.page, &self.config, &self.catalogue, start);
        Page {
            html,
            title,
            ..page
        }
    }
}

const WHOAMI: &str = "/sessions/whoami";
const OTHERS: &str = "/sessions?per_page=250";

/// The home page for a user who is signed in already and wanted something else.
fn home(target: &FlowRequest) -> String {
    if target.return_to.is_none() && target.kind != FlowKind::Recovery {
        return "/".to_owned();
    }
    format!("/?{TARGET}={}", encoded(&target.without_flow().to_page()))
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
pub(super) struct RequestLog<A> {
    fetch: A,
    /// What it has answered, for the application to begin with.
    pub(super) responses: Vec<(Call, Option<Response>)>,
    /// What the responses about flows mean.
    pub(super) outcomes: Vec<Outcome>,
    /// What whoever confirms who they are is called by.
    pub(super) identifier: Option<String>,
    /// What is said besides the flow's own messages.
    pub(super) notice: Option<String>,
}

impl<A> RequestLog<A> {
    pub(super) fn new(fetch: A) -> Self {
        RequestLog {
            fetch,
            responses: Vec::new(),
            outcomes: Vec::new(),
            identifier: None,
            notice: None,
        }
    }
}

impl<A, F> RequestLog<A>
where
    A: Fn(String) -> F,
    F: Future<Output = Option<Response>>,
{
    /// A flow. Whoever confirms who they are need not say it again.
    pub(super) async fn flow(&mut self, request: &FlowRequest) -> Outcome {
        let call = Call::Load(request.kind);
        let mut outcome = self.response(request.to_kratos(), call).await;
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

    pub(super) async fn response(&mut self, path: String, call: Call) -> Outcome {
        let response = (self.fetch)(path).await;
        let outcome = read(call, response.as_ref());
        self.responses.push((call, response));
        outcome
    }

    /// What the user signs in with.
    async fn identifier(&self, session: &Session) -> Option<String> {
        let schema = match session.schema_path() {
            Some(path) => (self.fetch)(path).await.and_then(|response| response.json),
            None => None,
        };
        session.identifier(schema.as_ref())
    }

    /// Who is signed in, for the server only.
    pub(super) async fn session(&self) -> Outcome {
        read(
            Call::Session,
            (self.fetch)(WHOAMI.to_owned()).await.as_ref(),
        )
    }
}

impl<A, F> Probe for RequestLog<A>
where
    A: Fn(String) -> F,
    F: Future<Output = Option<Response>>,
{
    async fn session(&self) -> Outcome {
        RequestLog::session(self).await
    }

    async fn now(&self, flow: &Flow) -> Outcome {
        let response = (self.fetch)(same(flow).to_kratos()).await;
        read(Call::Load(flow.kind), response.as_ref())
    }
}

impl<A> RequestLog<A> {
    /// What the browser is to know of the responses, and which flow was `requested` for: nothing but what is read of them, unless
    /// users may see `details`.
    pub(super) fn data(&self, requested: Option<&FlowRequest>, details: bool) -> String {
        let responses = self.responses.iter().map(|(call, response)| {
            let name = match call {
                Call::Load(kind) | Call::Submit(kind) => kind.as_str(),
                Call::Session => "session",
                Call::Json => "json",
            };
            let mut json = Map::from_iter([("call".to_owned(), Value::from(name))]);
            let status = response
                .as_ref()
                .map_or(SILENCE, |response| response.status);
            let is_good = (200..300).contains(&status);
            json.insert("status".to_owned(), status.into());
            if let Some(Response {
                json: Some(body), ..
            }) = response
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
            if let Some(Response {
                retry_after: Some(seconds),
                ..
            }) = response
            {
                json.insert("retry_after".to_owned(), (*seconds).into());
            }
            Value::from(json)
        });
        let mut data = json!({ "answers": responses.collect::<Value>() });
        let page = requested.map(FlowRequest::to_page);
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

pub(super) fn read(call: Call, response: Option<&Response>) -> Outcome {
    match response {
        Some(response) => Outcome::read(call, response),
        None => Outcome::Unavailable { retry_after: None },
    }
}
