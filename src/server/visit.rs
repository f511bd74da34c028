//! A *visit* is one request for a page: Kratos is asked what the page shows, and either it is rendered or the user is sent on.

use serde_json::Value;

use super::data::Data;
use super::driver::Driver;
use super::visitor::{Flash, Page, Visit, Visitor};
use super::{Start, render_page};
use crate::kratos::{Call, Endpoint, Outcome, Response};
use crate::machine::{Event, Loading, Problem, View};
use crate::page::{ErrorSource, Route};
use crate::route::{FlowKind, FlowRequest};
use crate::ui::Initial;

impl Visitor {
    /// Visits the page. `fetch` gets this path and query below Kratos' base URL, with the visitor's cookies, and says `None`
    /// where no response comes.
    pub async fn visit<F>(&self, fetch: impl Fn(String) -> F) -> Visit
    where
        F: Future<Output = Option<Response>>,
    {
        let driver = Driver::new(self, |path, _: Option<Value>| fetch(path));
        let (path, query) = self.page.split_once('?').unwrap_or((&self.page, ""));
        match Route::new(path) {
            Route::Flow(kind) => {
                self.flow(path, FlowRequest::from_query(kind, query), driver)
                    .await
            }
            Route::Home => self.home(driver).await,
            Route::Sessions => self.sessions(driver).await,
            Route::Logout => self.logout(driver).await,
            Route::Error => self.error(query, driver).await,
            Route::NotFound => self.page(Vec::new(), &driver, 404, false),
        }
    }

    /// A page that goes no further. The application, where it can run, begins again.
    pub fn stop(&self, problem: Problem) -> Page {
        self.stop_at(&FlowRequest::new(FlowKind::Login).to_page(), problem)
    }

    /// The same for a page whose address is known.
    pub(super) fn stop_at(&self, page: &str, problem: Problem) -> Page {
        let start = Start::View(Box::new(View::Problem(problem)));
        let (html, title) = render_page(page, &self.config, &self.catalogue, start);
        Page {
            html,
            title,
            status: 200,
            ..Page::default()
        }
    }

    async fn flow<A, F>(&self, path: &str, request: FlowRequest, mut driver: Driver<'_, A>) -> Visit
    where
        A: Fn(String, Option<Value>) -> F,
        F: Future<Output = Option<Response>>,
    {
        if request.is_unusable() {
            return Visit::Page(Page {
                status: 400,
                ..self.stop(Problem::Link)
            });
        }
        let mut model = driver.model(request.clone());
        model.draft.flash = self.flash.map(Flash::notice);
        model.view = View::Loading(Loading {
            restarts: u8::from(self.flash.is_some()),
            ..Loading::default()
        });
        if let Err(visit) = driver.run(&mut model, Event::open(request)).await {
            return visit;
        }
        if driver.outcomes.last() == Some(&Outcome::CookieLost) {
            let page = model.request.without_flow().to_page();
            return Visit::Page(self.stop_at(&page, Problem::Cookies { reason: None }));
        }
        let status = match &model.view {
            View::Problem(problem) => problem.status(),
            _ => 200,
        };
        let is_form = matches!(model.view, View::Form(_));
        let has_flash = self.flash.is_some() && is_form;
        let outcomes = std::mem::take(&mut driver.outcomes);
        let address = is_form.then(|| model.request.to_page_at(path));
        match self.page(outcomes, &driver, status, has_flash) {
            Visit::Page(page) => Visit::Page(Page { address, ..page }),
            visit => visit,
        }
    }

    async fn home<A, F>(&self, mut driver: Driver<'_, A>) -> Visit
    where
        A: Fn(String, Option<Value>) -> F,
        F: Future<Output = Option<Response>>,
    {
        let outcome = driver.kratos.session().await;
        driver.record(&Endpoint::Whoami, Call::Session);
        match outcome {
            Outcome::Aal2Required | Outcome::Redirect(_) => {
                let mut login = FlowRequest::new(FlowKind::Login);
                login.aal = Some("aal2".to_owned());
                Visit::Go(login.to_page())
            }
            outcome => self.page_of(outcome, &driver),
        }
    }

    async fn logout<A, F>(&self, mut driver: Driver<'_, A>) -> Visit
    where
        A: Fn(String, Option<Value>) -> F,
        F: Future<Output = Option<Response>>,
    {
        let outcome = driver.kratos.session().await;
        driver.record(&Endpoint::Whoami, Call::Session);
        self.page_of(outcome, &driver)
    }

    async fn sessions<A, F>(&self, mut driver: Driver<'_, A>) -> Visit
    where
        A: Fn(String, Option<Value>) -> F,
        F: Future<Output = Option<Response>>,
    {
        let sign_in = |aal: Option<&str>| {
            let mut login = FlowRequest::new(FlowKind::Login);
            login.return_to = Some("/sessions".to_owned());
            login.aal = aal.map(str::to_owned);
            Visit::Go(login.to_page())
        };
        let current = match driver.kratos.session().await {
            Outcome::Session(session) => session,
            Outcome::SignedOut => return sign_in(None),
            Outcome::Aal2Required => return sign_in(Some("aal2")),
            other => {
                driver.record(&Endpoint::Whoami, Call::Session);
                return self.page_of(other, &driver);
            }
        };
        match driver.kratos.other_sessions().await {
            Outcome::Json(Value::Array(mut others)) => {
                others.insert(0, current.json);
                let all = Value::Array(others);
                let response = Response {
                    status: 200,
                    json: Some(all.clone()),
                    retry_after: None,
                };
                driver.responses = vec![(Call::Json, Some(response))];
                self.page_of(Outcome::Json(all), &driver)
            }
            other => {
                driver.record(&Endpoint::OtherSessions, Call::Json);
                self.page_of(other, &driver)
            }
        }
    }

    async fn error<A, F>(&self, query: &str, mut driver: Driver<'_, A>) -> Visit
    where
        A: Fn(String, Option<Value>) -> F,
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
            driver.responses.push((Call::Json, Some(response)));
            return self.page(vec![outcome], &driver, 200, false);
        };
        let outcome = driver.kratos.error(&id).await;
        driver.record(&Endpoint::Error(&id), Call::Json);
        self.page_of(outcome, &driver)
    }

    fn page_of<A>(&self, outcome: Outcome, driver: &Driver<'_, A>) -> Visit {
        let status = outcome.page_status();
        self.page(vec![outcome], driver, status, false)
    }

    fn page<A>(
        &self,
        outcomes: Vec<Outcome>,
        driver: &Driver<'_, A>,
        status: u16,
        has_flash: bool,
    ) -> Visit {
        let retry_after = outcomes.last().and_then(Outcome::wait);
        let languages = match outcomes.last() {
            Some(Outcome::Flow(flow)) => flow.ui_locales(),
            _ => Vec::new(),
        };
        let notice = self.flash.map(Flash::notice).filter(|_| has_flash);
        let told = notice.as_ref().map(|notice| self.notice_text(notice));
        let start = Start::Response(Initial {
            outcomes,
            notice,
            page: None,
        });
        let (html, title) = render_page(&self.page, &self.config, &self.catalogue, start);
        let requested = FlowRequest::from_page(&self.page).map(|request| request.to_page());
        let data = Data {
            responses: &driver.responses,
            page: requested.as_deref(),
            identifier: driver.identifier.as_deref(),
            notice: told.as_deref(),
            details: self.config.details,
        };
        Visit::Page(Page {
            html,
            title,
            address: None,
            data: data.write(),
            status,
            retry_after,
            has_flash,
            languages,
        })
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
