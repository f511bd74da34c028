//! To *submit* is to send a form to Kratos in the name of a browser that has sent it by itself. What comes of it is decided
//! by the machine, as in the application.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::data::Data;
use super::driver::Driver;
use super::form::{Form, RESTARTS, made_with, typed};
use super::visitor::{Page, Visit, Visitor};
use super::{Start, render_page, resubmit, t};
use crate::flow::{Flow, FormValues, Step, Submission, Submitter, plain, restored};
use crate::i18n::phrases;
use crate::kratos::{Call, Endpoint, Outcome, Response};
use crate::machine::{Event, FlowForm, Model, Notice, Problem, Reply, View};
use crate::route::FlowRequest;
use crate::ui::Initial;

impl Visitor {
    /// Sends a form. `send` gets a path and query below Kratos' base URL and, where something is to be sent, the JSON; it says
    /// `None` where no response comes.
    pub async fn submit<F>(&self, form: Form, send: impl Fn(String, Option<Value>) -> F) -> Visit
    where
        F: Future<Output = Option<Response>>,
    {
        let Form {
            mut request,
            fields,
            restarts,
        } = form;
        let mut driver = Driver::new(self, send);
        let fetched = match request.flow {
            Some(_) => driver.load(&request).await,
            None => Outcome::NotFound,
        };
        let (flow, submission, outcome) = match fetched {
            Outcome::Flow(flow) => {
                request.kind = flow.kind;
                if let Some(made) = made_for(&driver, &flow) {
                    request = made_with(&request, made);
                }
                let Some(submitter) = Submitter::sent(&flow, &fields) else {
                    // Nothing was requested: the form stands there again, with what was typed.
                    let fields = typed(&flow, fields, None);
                    let form = form_of(*flow, &fields, restarts);
                    return self.show(&form, &request, &driver, 200);
                };
                let fields = typed(&flow, fields, Some(&submitter.group));
                let submission = Submission { fields, submitter };
                let payload = Map::new();
                let outcome = driver
                    .kratos
                    .submit(&flow, Some(&flow), &submission, &payload)
                    .await;
                (*flow, submission, outcome)
            }
            other => {
                let flow = unread(&request);
                let method = |(name, _): &&(String, String)| name == "method";
                let value = fields.iter().find(method).map(|(_, value)| value.clone());
                let submitter = Submitter::button(&flow, "method", &value.unwrap_or_default());
                (flow, Submission { fields, submitter }, other)
            }
        };
        let sent = Sent {
            fields: submission.fields.clone(),
            is_flow: matches!(outcome, Outcome::Flow(_)),
            status: outcome.page_status(),
            retry_after: outcome.wait(),
        };
        let mut model = driver.model(request);
        model.view = View::Form(Box::new(form_of(flow, &sent.fields, restarts)));
        let reply = Reply::Submitted {
            outcome,
            fields: submission.fields,
            submitter: submission.submitter,
        };
        let loads = driver.outcomes.len();
        let id = model.attempt();
        let ran = driver.run(&mut model, Event::Replied { id, reply }).await;
        let is_stored = sent.is_flow && driver.outcomes.len() == loads;
        match ran {
            // An address that has no account goes on to the sign-up, which begins with it.
            Err(Visit::Go(to)) if model.draft.to_code => self.sign_up(&to, model, driver).await,
            Err(visit) => visit,
            Ok(()) => self.shown(&model, &driver, sent, is_stored),
        }
    }

    /// The sign-up page, with the address that has no account.
    async fn sign_up<A, F>(&self, to: &str, model: Model, mut driver: Driver<'_, A>) -> Visit
    where
        A: Fn(String, Option<Value>) -> F,
        F: Future<Output = Option<Response>>,
    {
        let Some(request) = FlowRequest::from_page(to) else {
            return Visit::Go(to.to_owned());
        };
        let mut next = driver.model(request.clone());
        next.draft.address = model.draft.address;
        if let Err(visit) = driver.run(&mut next, Event::open(request)).await {
            return visit;
        }
        match &next.view {
            View::Form(form) => self.show(form, &next.request, &driver, 200),
            _ => Visit::Go(to.to_owned()),
        }
    }

    /// What is shown after a form was sent. Where Kratos has it, the browser asks for it again, so that a reload sends
    /// nothing twice.
    fn shown<A>(
        &self,
        model: &Model,
        driver: &Driver<'_, A>,
        sent: Sent,
        is_stored: bool,
    ) -> Visit {
        let request = &model.request;
        let page = request.without_flow().to_page();
        match &model.view {
            View::Form(form) if form.flow.nodes.is_empty() => {
                let notice = form.notice.clone().unwrap_or(Notice::Renewed);
                Visit::Page(self.again(request, &notice, sent))
            }
            View::Form(form) => {
                let restored = plain(Some(&form.flow), form.restored.clone());
                let is_there =
                    is_stored || !restored.iter().any(|field| differs(&form.flow, field));
                if form.notice.is_none() && is_there {
                    return Visit::Go(request.with_flow(&form.flow.id).to_page());
                }
                self.show(form, request, driver, sent.status)
            }
            View::Problem(problem) => Visit::Page(Page {
                status: problem.status(),
                retry_after: sent.retry_after,
                address: Some(page.clone()),
                ..self.stop_at(&page, problem.clone())
            }),
            View::Loading(_) | View::Navigating => Visit::Page(Page {
                address: Some(page.clone()),
                ..self.stop_at(&page, Problem::Loop)
            }),
        }
    }

    /// The form as the response to one that was sent: with what was typed, but for what is secret.
    fn show<A>(
        &self,
        form: &FlowForm,
        request: &FlowRequest,
        driver: &Driver<'_, A>,
        status: u16,
    ) -> Visit {
        let flow = &form.flow;
        let request = request.without_flow();
        let page = request.to_page();
        let call = Call::Load(flow.kind);
        let Some(mut response) = driver.loaded(&flow.id).cloned() else {
            // It came with the submit, and Kratos has it.
            return Visit::Go(request.with_flow(&flow.id).to_page());
        };
        if let Some(json) = &mut response.json {
            let restored = plain(Some(flow), form.restored.clone());
            fill(json, &restored, form.notice.is_none());
        }
        let mut outcome = Outcome::read(call, &response);
        if let (Outcome::Flow(flow), Some(name)) = (&mut outcome, &driver.identifier) {
            flow.fill_identifier(name);
        }
        let notice = form.notice.as_ref().map(|notice| self.notice_text(notice));
        let responses = [(call, Some(response))];
        let data = Data {
            responses: &responses,
            page: Some(&page),
            identifier: driver.identifier.as_deref(),
            notice: notice.as_deref(),
            details: self.config.details,
        };
        let data = data.write();
        let start = Start::Response(Initial {
            outcomes: vec![outcome],
            notice: notice.map(Notice::Text),
            page: None,
        });
        let (html, title) = render_page(&page, &self.config, &self.catalogue, start);
        // Cookies cannot count how often there were none.
        let action = flow.action("");
        let query = page.split_once('?').map_or("", |(_, query)| query);
        let with_query = format!("{action}&{query}&{RESTARTS}={}", form.restarts);
        let with_query = with_query.replace("&&", "&").replace('&', "&amp;");
        Visit::Page(Page {
            html: html.replace(
                &format!("action=\"{action}\""),
                &format!("action=\"{with_query}\""),
            ),
            title,
            data,
            status,
            retry_after: form.notice.as_ref().and_then(Notice::wait),
            address: Some(page),
            has_flash: false,
            languages: Vec::new(),
        })
    }

    /// Where the form cannot be shown: a button that brings it back with what was typed, but for what is secret.
    fn again(&self, request: &FlowRequest, notice: &Notice, sent: Sent) -> Page {
        let Sent {
            fields,
            status,
            retry_after,
            ..
        } = sent;
        let names = [
            "csrf_token",
            "method",
            "screen",
            "provider",
            "link",
            "unlink",
        ];
        let mut typed = plain(None, fields);
        typed.retain(|(name, value)| !names.contains(&name.as_str()) && !value.is_empty());
        let page = request.to_page();
        let query = page.split_once('?').map_or("", |(_, query)| query);
        let action = Endpoint::Submit(request.kind, "").path();
        let action = action.split('?').next().unwrap_or_default();
        let action = format!("{action}?{query}");
        let title = match status {
            503 => phrases::UNAVAILABLE,
            429 => phrases::RATE_LIMITED,
            _ => phrases::UNEXPECTED,
        };
        let title = t(&self.config, &self.catalogue, title);
        let label = t(&self.config, &self.catalogue, phrases::TRY_AGAIN);
        let html = resubmit(&title, &self.notice_text(notice), &label, &action, typed);
        let title = format!("{title} – {}", self.config.brand);
        Page {
            html,
            title,
            status,
            retry_after,
            address: Some(page),
            ..Page::default()
        }
    }
}

/// What was sent, and what came of it.
struct Sent {
    fields: FormValues,
    /// Whether Kratos has answered with a flow.
    is_flow: bool,
    /// The HTTP status that fits what came.
    status: u16,
    /// The seconds until there is any use in sending it again.
    retry_after: Option<u32>,
}

/// What a flow that was fetched was created with: Kratos notes the address.
fn made_for<A>(driver: &Driver<'_, A>, flow: &Flow) -> Option<FlowRequest> {
    let json = driver.loaded(&flow.id)?.json.as_ref()?;
    let (_, query) = json.get("request_url")?.as_str()?.split_once('?')?;
    Some(FlowRequest::from_query(flow.kind, query.split('#').next()?).without_flow())
}

/// Whether a field of a flow has another value than what was typed.
fn differs(flow: &Flow, (name, value): &(String, String)) -> bool {
    let mut inputs = flow.nodes.iter().filter_map(|node| node.field());
    inputs.any(|input| {
        let own = input.text_value();
        let is_off = value == "false" && own.is_empty();
        input.name == *name && own != *value && !is_off
    })
}

/// A flow's form with what was typed.
fn form_of(flow: Flow, fields: &FormValues, restarts: u8) -> FlowForm {
    FlowForm {
        restored: restored(&flow, fields, None),
        flow: Arc::new(flow),
        response: 0,
        deferred: FormValues::default(),
        notice: None,
        restarts,
        steps_to_code: 0,
        submitter: None,
        failed_attempts: 0,
    }
}

/// A flow of which nothing is known but its id.
fn unread(request: &FlowRequest) -> Flow {
    Flow {
        id: request.flow.clone().unwrap_or_default(),
        kind: request.kind,
        ui_action: String::new(),
        is_post: true,
        nodes: Vec::new(),
        messages: Vec::new(),
        step: Step::ChooseMethod,
        active: None,
        refresh: false,
        aal2: false,
        return_to: None,
        login_challenge: None,
        oauth2_login_request: None,
        continue_with: Vec::new(),
        identity: None,
        begun_by: None,
        identity_schema: None,
        issued_at: None,
        expires_at: None,
    }
}

/// Puts values into the fields of a flow's JSON, and takes out what went well before.
fn fill(json: &mut Value, restored: &[(String, String)], has_notice: bool) {
    if let Some(flow) = json.as_object_mut() {
        // Its traits are not the newest, but what was typed.
        flow.insert("typed".to_owned(), true.into());
    }
    let Some(ui) = json.get_mut("ui") else { return };
    if let Some(Value::Array(messages)) = ui.get_mut("messages")
        && !has_notice
    {
        messages.retain(|text| text.get("type").and_then(Value::as_str) != Some("success"));
    }
    let Some(Value::Array(nodes)) = ui.get_mut("nodes") else {
        return;
    };
    for node in nodes {
        let Some(attributes) = node.get_mut("attributes").and_then(Value::as_object_mut) else {
            continue;
        };
        let text = |key: &str| {
            attributes
                .get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        if matches!(text("type"), "submit" | "button" | "password") {
            continue;
        }
        let name = text("name");
        let Some((_, value)) = restored.iter().find(|(restored, _)| restored == name) else {
            continue;
        };
        let value = match (text("type"), attributes.get("value")) {
            ("checkbox", _) | (_, Some(Value::Bool(_))) => Value::Bool(value == "true"),
            ("number", _) | (_, Some(Value::Number(_))) => {
                match value.parse::<serde_json::Number>() {
                    Ok(number) => Value::Number(number),
                    Err(_) => Value::from(value.as_str()),
                }
            }
            _ => Value::from(value.as_str()),
        };
        attributes.insert("value".to_owned(), value);
    }
}
