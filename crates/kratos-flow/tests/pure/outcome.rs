//! `kratos::outcome`: every row of the table of statuses and error ids has its meaning.

use kratos_flow::flow::ContinueWith;
use kratos_flow::kratos::{Call, Outcome, Response};
use kratos_flow::route::FlowKind;
use serde_json::{Value, json};

const LOAD: Call = Call::Load(FlowKind::Login);
const SUBMIT: Call = Call::Submit(FlowKind::Login);

fn read(call: Call, status: u16, json: Value) -> Outcome {
    let response = Response {
        status,
        json: Some(json),
        retry_after: Some(7),
    };
    Outcome::read(call, &response)
}

fn error(id: &str) -> Value {
    json!({"error": {"id": id, "code": 400, "reason": "why", "message": "what"}})
}

#[test]
fn every_error_id_has_its_outcome() {
    let why = || Some("why".to_owned());
    for (status, id, outcome) in [
        (400, "session_already_available", Outcome::AlreadySignedIn),
        (
            401,
            "session_aal_already_fulfilled",
            Outcome::AlreadySignedIn,
        ),
        (
            400,
            "self_service_flow_return_to_forbidden",
            Outcome::ReturnToForbidden { reason: why() },
        ),
        (400, "self_service_flow_disabled", Outcome::Disabled),
        (401, "session_inactive", Outcome::SignedOut),
        (401, "session_aal1_required", Outcome::Aal1Required),
        (
            403,
            "security_csrf_violation",
            Outcome::Csrf { reason: why() },
        ),
        (403, "session_aal2_required", Outcome::Aal2Required),
        (403, "session_refresh_required", Outcome::RefreshRequired),
        (403, "security_identity_mismatch", Outcome::IdentityMismatch),
        (404, "", Outcome::NotFound),
        (
            429,
            "",
            Outcome::RateLimited {
                retry_after: Some(7),
            },
        ),
        (
            503,
            "",
            Outcome::Unavailable {
                retry_after: Some(7),
            },
        ),
        (
            500,
            "invalid_configuration",
            Outcome::Unexpected {
                status: 500,
                reason: why(),
                request: None,
            },
        ),
        (
            400,
            "something_new",
            Outcome::Refused {
                reason: why(),
                continue_with: Vec::new(),
            },
        ),
        (
            418,
            "",
            Outcome::Unexpected {
                status: 418,
                reason: why(),
                request: None,
            },
        ),
    ] {
        for call in [LOAD, SUBMIT] {
            assert_eq!(read(call, status, error(id)), outcome, "{status} {id}");
        }
    }
}

#[test]
fn extras_are_found_at_the_top_or_in_the_details() {
    for id in [
        "self_service_flow_expired",
        "self_service_flow_replaced",
        "",
    ] {
        let gone = |rest: Value| {
            let mut json = json!({"error": {"id": id}});
            json.as_object_mut()
                .unwrap()
                .extend(rest.as_object().unwrap().clone());
            read(SUBMIT, 410, json)
        };
        assert!(
            matches!(
                gone(json!({})),
                Outcome::Expired {
                    use_flow_id: None,
                    ..
                }
            ),
            "{id}"
        );
        let outcome = gone(json!({"use_flow_id": "b"}));
        assert!(
            matches!(outcome, Outcome::Expired { use_flow_id: Some(other), .. } if other == "b"),
            "{id}"
        );
    }
    for json in [
        json!({"error": {"id": "browser_location_change_required"}, "redirect_browser_to": "https://x/"}),
        json!({"error": {"details": {"redirect_browser_to": "https://x/"}}}),
    ] {
        assert_eq!(
            read(SUBMIT, 422, json),
            Outcome::Redirect("https://x/".to_owned())
        );
    }
    // The error's own code says 400 here.
    let verify = json!({"error": {"id": "session_verified_address_required", "code": 400, "details": {
        "continue_with": [{"action": "show_verification_ui", "flow": {"id": "v"}}]}}});
    assert_eq!(
        read(SUBMIT, 403, verify),
        Outcome::AddressNotVerified {
            continue_with: vec![ContinueWith::Verification {
                flow: "v".to_owned()
            }]
        }
    );
}

#[test]
fn an_unauthorised_answer_means_what_was_asked() {
    let disabled = json!({"error": {"code": 401, "reason": "The account is disabled."}});
    let off = Outcome::AccountOff {
        reason: Some("The account is disabled.".to_owned()),
    };
    assert_eq!(read(SUBMIT, 401, disabled.clone()), off);
    assert_eq!(
        read(Call::Submit(FlowKind::Settings), 401, disabled.clone()),
        Outcome::SignedOut
    );
    assert_eq!(read(Call::Session, 401, disabled), Outcome::SignedOut);
}

#[test]
fn success_is_told_by_its_body() {
    let next = json!([{"action": "redirect_browser_to", "redirect_browser_to": "/x"}]);
    let redirect = vec![ContinueWith::Redirect {
        to: "/x".to_owned(),
    }];
    assert_eq!(
        read(
            SUBMIT,
            200,
            json!({"session": {"id": "s"}, "continue_with": next})
        ),
        Outcome::Done {
            signed_in: true,
            continue_with: redirect.clone()
        }
    );
    assert_eq!(
        read(
            Call::Submit(FlowKind::Registration),
            200,
            json!({"identity": {}, "continue_with": next})
        ),
        Outcome::Done {
            signed_in: false,
            continue_with: redirect
        }
    );
    assert!(matches!(
        read(Call::Session, 200, json!({"id": "s", "active": true})),
        Outcome::Session(session) if session.id == "s"
    ));
    assert_eq!(
        read(
            Call::Session,
            200,
            json!({"logout_url": "u", "logout_token": "t"})
        ),
        Outcome::Logout("t".to_owned())
    );
    // Hydra lets a signed-in person skip the registration.
    assert_eq!(
        read(Call::Load(FlowKind::Registration), 200, Value::Null),
        Outcome::AlreadySignedIn
    );
    assert!(matches!(
        read(SUBMIT, 200, json!({"what": 1})),
        Outcome::Unexpected { status: 200, .. }
    ));
    // A flow is one whether it comes as 200 or as 400.
    for status in [200, 400] {
        let flow = json!({"id": "a", "ui": {"nodes": []}});
        assert!(
            matches!(read(SUBMIT, status, flow), Outcome::Flow(_)),
            "{status}"
        );
    }
}

#[test]
fn what_is_not_json_is_not_kratos() {
    for (status, outcome) in [
        (200, Outcome::NotKratos { status: 200 }),
        (204, Outcome::Empty),
        (205, Outcome::Empty),
        (302, Outcome::NotKratos { status: 302 }),
        (403, Outcome::NotKratos { status: 403 }),
        (404, Outcome::NotFound),
        (429, Outcome::RateLimited { retry_after: None }),
        (502, Outcome::Unavailable { retry_after: None }),
        (
            500,
            Outcome::Unexpected {
                status: 500,
                reason: None,
                request: None,
            },
        ),
        (503, Outcome::Unavailable { retry_after: None }),
    ] {
        let response = Response {
            status,
            json: None,
            retry_after: None,
        };
        assert_eq!(Outcome::read(LOAD, &response), outcome, "{status}");
    }
}

/// G-34: Kratos sends a content type with 204, and no body: the page said that signing out had not worked.
#[test]
fn an_empty_body_is_no_json() {
    for status in [204, 205, 304] {
        for body in [None, Some(""), Some("\r\n")] {
            let response = Response::new(status, body, None).unwrap();
            assert_eq!(response.json, None, "{status} {body:?}");
        }
    }
    let empty = Response::new(204, Some(""), None).unwrap();
    assert_eq!(Outcome::read(Call::Json, &empty), Outcome::Empty);
    assert_eq!(Response::new(200, Some("{\"ui\":"), None), None);
    let response = Response::new(200, Some("{}"), Some(3)).unwrap();
    assert_eq!(
        (response.json, response.retry_after),
        (Some(json!({})), Some(3))
    );
}
