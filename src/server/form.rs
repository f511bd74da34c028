//! A *native form* is one that a browser has sent by itself: which flow it belongs to, and what was in it.

use serde_json::Value;

use crate::flow::{Flow, FormValues, Group, InputKind, find_trait, rendered};
use crate::route::{FlowKind, FlowRequest, pairs};

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
pub(super) const RESTARTS: &str = "restarts";

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
pub(super) fn made_with(request: &FlowRequest, made: FlowRequest) -> FlowRequest {
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

/// What a browser sends, as the application reads it from a form: with `false` for boxes that are not ticked, and with the
/// zone of a time, which a browser's control does not know. In settings every group is a form of its own.
pub(super) fn typed(flow: &Flow, mut fields: FormValues, group: Option<&Group>) -> FormValues {
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
