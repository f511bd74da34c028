//! Calls that are no flow: who is signed in, the list of sessions, signing out. They have no page of their own, so the
//! rows of the table of errors end in an outcome.

use kratos_flow::kratos::Call;
use serde_json::{Value, json};

use super::{error, nameless, of, read};

fn check(rows: &[(&str, Call, u16, Value, &str)]) {
    for (row, call, status, body, expected) in rows {
        assert_eq!(
            of(&read(*call, *status, body)),
            *expected,
            "{row}: {status}"
        );
    }
}

#[test]
#[rustfmt::skip]
fn every_row_of_the_table_that_is_about_sessions() {
    let (session, json) = (Call::Session, Call::Json);
    check(&[
        ("whoami: signed in", session, 200, json!({"id": "s", "active": true}), "Session"),
        ("logout create", session, 200, json!({"logout_url": "u", "logout_token": "t"}), "Logout"),
        ("GET /sessions", json, 200, json!([]), "Json"),
        ("DELETE /sessions", json, 200, json!({"count": 1}), "Json"),
        ("400 return_to_forbidden: logout create", session, 400, error("self_service_flow_return_to_forbidden"), "ReturnToForbidden(why)"),
        ("400 none: missing logout token", session, 400, nameless(), "Refused(why)"),
        ("400 none: revoke the current session", json, 400, nameless(), "Refused(why)"),
        ("401 session_inactive: logout create", session, 401, error("session_inactive"), "SignedOut"),
        ("401 none: whoami", session, 401, nameless(), "SignedOut"),
        ("401 none: sessions", json, 401, nameless(), "SignedOut"),
        ("403 session_aal2_required: whoami", session, 403, error("session_aal2_required"), "Aal2Required"),
        ("403 session_aal2_required: GET /sessions", json, 403, error("session_aal2_required"), "Aal2Required"),
        ("403 none: logout token of another session", session, 403, nameless(), "Refused(why)"),
        ("404 none: unknown error id", json, 404, nameless(), "NotFound"),
        ("500 none: whoami", session, 500, nameless(), "Unexpected(why)"),
        ("503 of a proxy", session, 503, nameless(), "Unavailable"),
    ]);
}
