//! A response that was lost on its way: what is found out about it before the user is asked to send again.

use kratos_flow::flow::resolve;
use kratos_flow::kratos::{Call, Outcome, wire};
use kratos_flow::route::FlowKind;
use serde_json::{Value, json};

use super::{error, flow, nameless, read};

const ISSUED: &str = "2026-03-01T09:00:00.25Z";

fn of(kind: FlowKind, members: &Value) -> Value {
    let mut json = flow(kind, "f");
    json["issued_at"] = json!(ISSUED);
    let members = members.as_object().unwrap().clone();
    json.as_object_mut().unwrap().extend(members);
    json
}

fn session(aal: &str, at: &str) -> Outcome {
    let session = json!({"id": "s", "active": true, "authenticated_at": at, "authenticator_assurance_level": aal});
    read(Call::Session, 200, &session)
}

fn found(kind: FlowKind, members: &Value, session: &Outcome, fetched: Outcome) -> String {
    let flow = wire::flow(&of(kind, members), kind).unwrap();
    resolve(&flow, session, fetched).map_or_else(|| "nothing".to_owned(), |found| super::of(&found))
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
        (FlowKind::Login, json!({}), Outcome::Aal2Required, "Aal2Required"),
        (FlowKind::Login, json!({"refresh": true}), session("aal1", earlier), "nothing"),
        (FlowKind::Login, json!({"refresh": true}), session("aal1", ISSUED), "nothing"),
        (FlowKind::Login, json!({"refresh": true}), session("aal1", later), "Done"),
        (FlowKind::Login, json!({"requested_aal": "aal2"}), session("aal1", later), "nothing"),
        (FlowKind::Login, json!({"requested_aal": "aal2"}), session("aal2", later), "Done"),
        (FlowKind::Recovery, json!({"state": "sent_email"}), session("aal1", later), "Redirect"),
        (FlowKind::Recovery, json!({"state": "sent_email"}), session("aal1", earlier), "nothing"),
        (FlowKind::Recovery, json!({}), session("aal1", later), "nothing"),
        (FlowKind::Settings, json!({}), session("aal1", later), "nothing"),
        (FlowKind::Login, json!({}), Outcome::SignedOut, "nothing"),
    ];
    for (kind, members, session, expected) in rows {
        assert_eq!(found(kind, &members, &session, Outcome::Unreachable), expected, "{kind:?} {members} {session:?}");
    }
}

#[test]
fn the_flow_tells_what_has_become_of_it() {
    for kind in FlowKind::ALL {
        let same = read(Call::Load(kind), 200, &of(kind, &json!({})));
        let none = || Outcome::SignedOut;
        assert_eq!(found(kind, &json!({}), &none(), same), "nothing");
        let sent = read(
            Call::Load(kind),
            200,
            &of(kind, &json!({"state": "sent_email"})),
        );
        assert_eq!(found(kind, &json!({}), &none(), sent), "Flow");
        let mut refused = of(kind, &json!({}));
        refused["ui"]["messages"] = json!([{"id": 4_000_006, "type": "error", "text": "wrong"}]);
        let refused = read(Call::Load(kind), 400, &refused);
        assert_eq!(found(kind, &json!({}), &none(), refused), "Flow");
        for (status, body, expected) in [
            (403, error("security_csrf_violation"), "Csrf(why)"),
            (404, nameless(), "NotFound"),
            (410, nameless(), "Expired"),
            (503, nameless(), "nothing"),
        ] {
            let fetched = read(Call::Load(kind), status, &body);
            assert_eq!(found(kind, &json!({}), &none(), fetched), expected);
        }
    }
}
