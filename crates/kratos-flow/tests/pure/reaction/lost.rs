//! A response that was lost on its way: what is found out about it before the user is asked to send again.

use std::future::ready;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use kratos_flow::flow::{FormValues, Submission, Submitter};
use kratos_flow::kratos::{Kratos, Outcome, Response, Transport, wire};
use kratos_flow::route::FlowKind;
use serde_json::{Map, Value, json};

use super::{error, flow, nameless};

const ISSUED: &str = "2026-03-01T09:00:00.25Z";

fn of(kind: FlowKind, members: &Value) -> Value {
    let mut json = flow(kind, "f");
    json["issued_at"] = json!(ISSUED);
    let members = members.as_object().unwrap().clone();
    json.as_object_mut().unwrap().extend(members);
    json
}

/// A Kratos that loses the response to a submit, and then says who is signed in and what the flow looks like.
struct Losing {
    session: Option<Response>,
    flow: Option<Response>,
}

impl Transport for Losing {
    fn get(&self, path: String) -> impl Future<Output = Option<Response>> {
        ready(if path == "/sessions/whoami" {
            self.session.clone()
        } else {
            self.flow.clone()
        })
    }

    fn post(&self, _: String, _: Value) -> impl Future<Output = Option<Response>> {
        ready(None)
    }
}

fn said(status: u16, body: Value) -> Option<Response> {
    Some(Response {
        status,
        json: Some(body),
        retry_after: None,
    })
}

fn signed_out() -> Option<Response> {
    said(401, error("session_inactive"))
}

fn session(aal: &str, at: &str) -> Option<Response> {
    let session = json!({"id": "s", "active": true, "authenticated_at": at, "authenticator_assurance_level": aal});
    said(200, session)
}

/// What a submit comes to whose response was lost.
fn found(
    kind: FlowKind,
    members: &Value,
    session: Option<Response>,
    flow: Option<Response>,
) -> String {
    let sent = wire::flow(&of(kind, members), kind).unwrap();
    let kratos = Kratos::over(Losing { session, flow });
    let submission = Submission {
        fields: FormValues::default(),
        submitter: Submitter::button(&sent, "method", "password"),
    };
    let payload = Map::new();
    let submitting = pin!(kratos.submit(&sent, Some(&sent), &submission, &payload));
    match submitting.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Outcome::Unreachable) => "nothing".to_owned(),
        Poll::Ready(outcome) => super::of(&outcome),
        Poll::Pending => panic!("nothing is waited for"),
    }
}

#[test]
#[rustfmt::skip]
fn a_session_tells_that_a_sign_in_has_worked() {
    let earlier = "2026-03-01T09:00:00.2Z";
    let later = "2026-03-01T09:00:00.251Z";
    let rows = [
        (FlowKind::Login, json!({}), session("aal1", earlier), "Done"),
        (FlowKind::Registration, json!({}), session("aal1", later), "Done"),
        // The first factor was right, and a second one is wanted.
        (FlowKind::Login, json!({}), said(403, error("session_aal2_required")), "Aal2Required"),
        (FlowKind::Login, json!({"refresh": true}), session("aal1", earlier), "nothing"),
        (FlowKind::Login, json!({"refresh": true}), session("aal1", ISSUED), "nothing"),
        (FlowKind::Login, json!({"refresh": true}), session("aal1", later), "Done"),
        (FlowKind::Login, json!({"requested_aal": "aal2"}), session("aal1", later), "nothing"),
        (FlowKind::Login, json!({"requested_aal": "aal2"}), session("aal2", later), "Done"),
        (FlowKind::Recovery, json!({"state": "sent_email"}), session("aal1", later), "Redirect"),
        (FlowKind::Recovery, json!({"state": "sent_email"}), session("aal1", earlier), "nothing"),
        (FlowKind::Recovery, json!({}), session("aal1", later), "nothing"),
        (FlowKind::Settings, json!({}), session("aal1", later), "nothing"),
        (FlowKind::Login, json!({}), signed_out(), "nothing"),
    ];
    for (kind, members, session, expected) in rows {
        assert_eq!(found(kind, &members, session.clone(), None), expected, "{kind:?} {members} {session:?}");
    }
}

#[test]
fn the_flow_tells_what_has_become_of_it() {
    for kind in FlowKind::ALL {
        let same = said(200, of(kind, &json!({})));
        assert_eq!(found(kind, &json!({}), signed_out(), same), "nothing");
        let sent = said(200, of(kind, &json!({"state": "sent_email"})));
        assert_eq!(found(kind, &json!({}), signed_out(), sent), "Flow");
        let mut refused = of(kind, &json!({}));
        refused["ui"]["messages"] = json!([{"id": 4_000_006, "type": "error", "text": "wrong"}]);
        let refused = said(400, refused);
        assert_eq!(found(kind, &json!({}), signed_out(), refused), "Flow");
        for (status, body, expected) in [
            (403, error("security_csrf_violation"), "Csrf(why)"),
            (404, nameless(), "NotFound"),
            (410, nameless(), "Expired"),
            (503, nameless(), "nothing"),
        ] {
            let fetched = said(status, body);
            assert_eq!(found(kind, &json!({}), signed_out(), fetched), expected);
        }
    }
}
