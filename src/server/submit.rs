//! To *submit* is to send a form to Kratos in the name of a browser that has sent it by itself: what comes of it is decided
//! by [`step`], as in the application.

use std::sync::Arc;

use serde_json::Value;

use super::visit::{Flash, Page, RequestLog, Visit, Visitor, read, status_of};
use super::{Start, render_page, resubmit, t};
use crate::flow::{
    Command, Event, Failure, Flow, FormValues, Group, InputKind, Loading, Notice, Showing, State,
    Step, Submitter, body, find_trait, plain, rendered, restored, step,
};
use crate::i18n::phrases;
use crate::kratos::{Call, Outcome, Response, reconcile};
use crate::route::{FlowKind, FlowRequest, pairs};
use crate::ui::Initial;

/// A form that a browser has sent by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Which flow it belongs to, and what that was created with, as far as the browser tells.
    pub request: FlowRequest,
    /// The names and values, in their order.
    pub fields: FormValues,
    /// How often in a row its flow has replaced another.
    pub restarts: u8,
}

/// The name of [`Form::restarts`] in the address that a form is sent to.
const RESTARTS: &str = "restarts";

impl Form {
    /// Reads the query of the address that the form was sent to, the address of the page that it stood on, if it is known,
    /// and the body.
    pub fn read(kind: FlowKind, query: &str, page: Option<&str>, body: &str) -> Self {
        let mut request = FlowRequest::from_query(kind, query);
        if let Some(page) = page.and_then(FlowRequest::from_page)
            && page.kind == kind
            && (page.flow.is_none() || page.flow == request.flow)
        {
            request = made_with(&request, page);
        }
        let restarts = pairs(query).find(|(name, _)| name == RESTARTS);
        Form {
            request,
            fields: pairs(body).collect(),
            restarts: restarts.map_or(0, |(_, times)| times.parse().unwrap_or(1)),
        }
    }
}

/// The request for the same flow, with what `made` says and `request` does not.
fn made_with(request: &FlowRequest, made: FlowRequest) -> FlowRequest {
    let request = request.clone();
    FlowRequest {
        kind: request.kind,
        flow: request.flow,
        return_to: request.return_to.or(made.return_to),
        aal: request.aal.or(made.aal),
        refresh: request.refresh || made.refresh,
        via: request.via.or(made.via),
        login_challenge: request.login_challenge.or(made.login_challenge),
        organization: request.organization.or(made.organization),
        identity_schema: request.identity_schema.or(made.identity_schema),
        after_verification_return_to: request
            .after_verification_return_to
            .or(made.after_verification_return_to),
    }
}

impl Visitor {
    /// Sends a form. `fetch` gets a path and query below Kratos' base URL and, where something is to be sent, the JSON; it says
    /// `None` where no answer comes.
    pub async fn submit<F>(&self, form: Form, fetch: impl Fn(String, Option<Value>) -> F) -> Visit
    where
        F: Future<Output = Option<Response>>,
    {
        let Form {
            mut request,
            fields,
            restarts,
        } = form;
        let mut kratos = RequestLog::new(|path| fetch(path, None));
        let fetched = match request.flow {
            Some(_) => kratos.flow(&request).await,
            None => Outcome::NotFound,
        };
        let (flow, fields, submitter, outcome) = match fetched {
            Outcome::Flow(flow) => {
                request.kind = flow.kind;
                if let Some(made) = kratos.made_with(flow.kind) {
                    request = made_with(&request, made);
                }
                let Some(submitter) = Submitter::sent(&flow, &fields) else {
                    // Nothing was requested: the form stands there again, with what was typed.
                    let fields = typed(&flow, fields, None);
                    let restored = restored(&flow, &fields, None);
                    let showing = showing(*flow, restored, restarts);
                    return self.show(&showing, &request, kratos, 200);
                };
                let fields = typed(&flow, fields, Some(&submitter.group));
                let json = Value::Object(body(&flow, &fields, &submitter));
                let response = fetch(flow.action(""), Some(json)).await;
                let outcome = read(Call::Submit(flow.kind), response.as_ref());
                let mut outcome = reconcile(&kratos, &flow, outcome).await;
                if self.config.one_door
                    && let Outcome::Flow(response) = &mut outcome
                {
                    let identifier = fields.iter().find(|(name, _)| name == "identifier");
                    match identifier {
                        Some((_, address)) if response.is_unknown_account() => {
                            return self.sign_up(address, &request, kratos).await;
                        }
                        _ => response.hide_unknown_address(),
                    }
                }
                (*flow, fields, submitter, outcome)
            }
            other => {
                let flow = unread(&request);
                let method = |(name, _): &&(String, String)| name == "method";
                let value = fields.iter().find(method).map(|(_, value)| value.clone());
                let submitter = Submitter::button(&flow, "method", &value.unwrap_or_default());
                (flow, fields, submitter, other)
            }
        };
        let needs_refresh = matches!(outcome, Outcome::RefreshRequired);
        let is_flow = matches!(outcome, Outcome::Flow(_));
        let status = status_of(&outcome);
        let retry_after = outcome.wait();
        let action = flow.action("");
        let typed = restored(&flow, &fields, None);
        let before = showing(flow, typed, restarts);
        let event = Event::Submitted {
            outcome,
            fields: fields.clone(),
            submitter,
        };
        let (state, command) = step(State::Showing(Box::new(before)), &request, event);
        match command {
            // Kratos has the change, and makes it when the user comes back by way of this address of its own.
            Some(Command::Confirm { to, .. }) if needs_refresh => {
                let mut login = FlowRequest::from_page(&to).unwrap_or_else(|| request.clone());
                login.return_to = Some(action);
                return Visit::Go(login.to_page());
            }
            Some(Command::Confirm { to, .. }) => {
                return Visit::Tell {
                    to,
                    flash: Flash::NotSaved,
                };
            }
            _ => {}
        }
        let loads = matches!(command, Some(Command::Load(_)));
        let (state, request) = match self.run(state, command, &request, &mut kratos).await {
            Ok(found) => found,
            Err(visit) => return visit,
        };
        match state {
            State::Showing(showing) if showing.flow.nodes.is_empty() => {
                let notice = showing.notice.clone().unwrap_or(Notice::Renewed);
                Visit::Page(self.again(&request, &notice, fields, status, retry_after))
            }
            State::Showing(showing) => {
                // Kratos has what it has answered, with what was typed.
                let is_stored = is_flow && !loads;
                let differs = |(name, value): &(String, String)| {
                    let mut inputs = showing.flow.nodes.iter().filter_map(|node| node.field());
                    inputs.any(|input| {
                        let own = input.text_value();
                        let is_off = value == "false" && own.is_empty();
                        input.name == *name && own != *value && !is_off
                    })
                };
                let restored = plain(Some(&showing.flow), showing.restored.clone());
                if showing.notice.is_none() && (is_stored || !restored.iter().any(differs)) {
                    return Visit::Go(request.with_flow(&showing.flow.id).to_page());
                }
                self.show(&showing, &request, kratos, status)
            }
            State::Stopped(failure) => {
                let status = match &failure {
                    Failure::Outcome(outcome) => status_of(outcome),
                    _ => 200,
                };
                let page = request.without_flow().to_page();
                Visit::Page(Page {
                    status,
                    retry_after,
                    address: Some(page.clone()),
                    ..self.stop_at(&page, failure)
                })
            }
            State::Loading(_) | State::Leaving => {
                let page = request.without_flow().to_page();
                Visit::Page(Page {
                    address: Some(page.clone()),
                    ..self.stop_at(&page, Failure::Loop)
                })
            }
        }
    }

    /// The sign-up page, with the address that has no account.
    async fn sign_up<A, F>(
        &self,
        address: &str,
        request: &FlowRequest,
        mut kratos: RequestLog<A>,
    ) -> Visit
    where
        A: Fn(String) -> F,
        F: Future<Output = Option<Response>>,
    {
        let pending = State::Loading(Loading {
            address: Some(address.to_owned()),
            ..Loading::default()
        });
        let request = request.to_kind(FlowKind::Registration);
        let load = Some(Command::Load(request.clone()));
        match self.run(pending, load, &request, &mut kratos).await {
            Ok((State::Showing(showing), request)) => self.show(&showing, &request, kratos, 200),
            Ok(_) => Visit::Go(request.to_page()),
            Err(visit) => visit,
        }
    }

    /// The form as the response to one that was sent: with what was typed, but for what is secret.
    fn show<A>(
        &self,
        showing: &Showing,
        request: &FlowRequest,
        mut kratos: RequestLog<A>,
        status: u16,
    ) -> Visit {
        let flow = &showing.flow;
        let request = request.without_flow();
        let page = request.to_page();
        let call = Call::Load(flow.kind);
        let is_it = |json: &Value| json.get("id").and_then(Value::as_str) == Some(&flow.id);
        let responses = std::mem::take(&mut kratos.responses);
        let response = responses.into_iter().rev().find_map(|(_, response)| {
            let response = response?;
            response
                .json
                .as_ref()
                .is_some_and(is_it)
                .then_some(response)
        });
        let Some(mut response) = response else {
            // It came with the submit, and Kratos has it.
            return Visit::Go(request.with_flow(&flow.id).to_page());
        };
        if let Some(json) = &mut response.json {
            let restored = plain(Some(flow), showing.restored.clone());
            fill(json, &restored, showing.notice.is_none());
        }
        let mut outcome = Outcome::read(call, &response);
        if let (Outcome::Flow(flow), Some(name)) = (&mut outcome, &kratos.identifier) {
            flow.fill_identifier(name);
        }
        kratos.responses = vec![(call, Some(response))];
        let notice = showing
            .notice
            .as_ref()
            .map(|notice| self.notice_text(notice));
        kratos.notice.clone_from(&notice);
        let start = Start::Response(Initial {
            outcomes: vec![outcome],
            notice: notice.map(Notice::Words),
            page: None,
        });
        let (html, title) = render_page(&page, &self.config, &self.catalogue, start);
        // Cookies cannot count how often there were none.
        let action = flow.action("");
        let query = page.split_once('?').map_or("", |(_, query)| query);
        let with_query = format!("{action}&{query}&{RESTARTS}={}", showing.restarts);
        let with_query = with_query.replace("&&", "&").replace('&', "&amp;");
        Visit::Page(Page {
            html: html.replace(
                &format!("action=\"{action}\""),
                &format!("action=\"{with_query}\""),
            ),
            title,
            data: kratos.data(Some(&request), self.config.details),
            status,
            retry_after: showing.notice.as_ref().and_then(Notice::wait),
            address: Some(page),
            has_flash: false,
            languages: Vec::new(),
        })
    }

    /// Where the form cannot be shown: a button that brings it back with what was typed, but for what is secret.
    fn again(
        &self,
        request: &FlowRequest,
        notice: &Notice,
        fields: FormValues,
        status: u16,
        retry_after: Option<u32>,
    ) -> Page {
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
        let action = format!("/self-service/{}?{query}", request.kind.as_str());
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

impl<A> RequestLog<A> {
    /// What the flow that was fetched was created with: Kratos notes the address.
    fn made_with(&self, kind: FlowKind) -> Option<FlowRequest> {
        let (_, response) = self.responses.last()?;
        let json = response.as_ref()?.json.as_ref()?;
        let (_, query) = json.get("request_url")?.as_str()?.split_once('?')?;
        Some(FlowRequest::from_query(kind, query.split('#').next()?).without_flow())
    }
}

fn showing(flow: Flow, restored: FormValues, restarts: u8) -> Showing {
    Showing {
        flow: Arc::new(flow),
        response: 0,
        restored,
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

/// What a browser sends, as the application reads it from a form: with `false` for boxes that are not ticked, and with the
/// zone of a time, which a browser's control does not know. In settings every group is a form of its own.
fn typed(flow: &Flow, mut fields: FormValues, group: Option<&Group>) -> FormValues {
    let rendered = rendered(flow, &fields);
    for node in &flow.nodes {
        let Some(input) = node.field() else { continue };
        let is_there = flow.kind != FlowKind::Settings || group == Some(&node.group);
        let sent = fields.iter_mut().find(|(name, _)| *name == input.name);
        match (&input.kind, sent) {
            (InputKind::Checkbox, None) if is_there => {
                fields.push((input.name.clone(), "false".to_owned()));
            }
            (InputKind::DatetimeLocal, Some((_, time))) if !time.is_empty() => {
                let before = find_trait(&rendered, &input.name).and_then(Value::as_str);
                *time = with_zone(time, before.unwrap_or(&input.text_value()));
            }
            _ => {}
        }
    }
    fields
}

/// A time without a zone, in that of the time that the field had. What was not changed stays as it was, to the second.
fn with_zone(typed: &str, before: &str) -> String {
    if before.starts_with(typed) {
        return before.to_owned();
    }
    if typed
        .get(16..)
        .is_some_and(|rest| rest.contains(['Z', '+', '-']))
    {
        return typed.to_owned();
    }
    let zone = before.get(19..).and_then(|rest| {
        let at = rest.find(['Z', '+', '-'])?;
        rest.get(at..)
    });
    let seconds = if typed.len() == 16 { ":00" } else { "" };
    format!("{typed}{seconds}{}", zone.unwrap_or("Z"))
}

/// Puts values into the fields of a flow's JSON, and takes out what went well before.
fn fill(json: &mut Value, restored: &[(String, String)], is_said: bool) {
    if let Some(flow) = json.as_object_mut() {
        // Its traits are not the newest, but what was typed.
        flow.insert("typed".to_owned(), true.into());
    }
    let Some(ui) = json.get_mut("ui") else { return };
    if let Some(Value::Array(messages)) = ui.get_mut("messages")
        && !is_said
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
