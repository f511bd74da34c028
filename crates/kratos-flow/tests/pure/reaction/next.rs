//! Where `continue_with` leads: every set of its actions, in both orders, for every kind of flow that ends in one.
//!
//! The order of the array is no order of priority: new credentials come first, then recovery, then verification, then
//! away; what a browser has no use for is passed over.

use kratos_flow::route::FlowKind;
use serde_json::{Value, json};

use super::{flow, reaction};

/// An entry of `continue_with`, by one letter.
fn entry(letter: char) -> Value {
    let url = |page: &str, id: &str| format!("https://app.example/{page}?flow={id}");
    match letter {
        'S' => {
            json!({"action": "show_settings_ui", "flow": {"id": "s", "url": url("settings", "s")}})
        }
        'R' => {
            json!({"action": "show_recovery_ui", "flow": {"id": "r", "url": url("recovery", "r")}})
        }
        'V' => json!({"action": "show_verification_ui",
            "flow": {"id": "v", "verifiable_address": "a@example.com", "url": url("verification", "v")}}),
        'D' => {
            json!({"action": "redirect_browser_to", "redirect_browser_to": "https://app.example/inbox"})
        }
        'T' => json!({"action": "set_ory_session_token", "ory_session_token": "secret"}),
        _ => json!({"action": "show_pin_entry_ui", "data": {"enc": "x", "ciphertext": "y"}}),
    }
}

/// Every set of the four actions that lead somewhere.
const SETS: [&str; 16] = [
    "", "D", "V", "VD", "R", "RD", "RV", "RVD", "S", "SD", "SV", "SVD", "SR", "SRD", "SRV", "SRVD",
];

/// What else may stand beside them: nothing, an unknown action, a token for native applications, both.
const BESIDE: [&str; 4] = ["", "U", "T", "UT"];

/// What a page does with each of [`SETS`]; the same with anything [`BESIDE`], in either order.
fn check(page: &str, expected: [&str; 16], body: impl Fn(Value) -> (u16, Value)) {
    for (set, expected) in SETS.into_iter().zip(expected) {
        for beside in BESIDE {
            let letters = format!("{beside}{set}");
            let mut entries: Vec<Value> = letters.chars().map(entry).collect();
            for order in ["as written", "reversed"] {
                let (status, body) = body(Value::from(entries.clone()));
                let found = reaction(page, status, &body);
                assert_eq!(found, expected, "{page}: {letters} {order}");
                entries.reverse();
            }
        }
    }
}

const HOME: &str = "Leaving → Go /";
const AWAY: &str = "Leaving → Go https://app.example/inbox";
const VERIFICATION: &str = "Leaving → Go /verification?flow=v";
const RECOVERY: &str = "Leaving → Go /recovery?flow=r";
const SETTINGS: &str = "Leaving → Go /settings?flow=s";

/// By set: nothing, D, V, VD, R, RD, RV, RVD, S, SD, SV, SVD, SR, SRD, SRV, SRVD.
#[rustfmt::skip]
const SIGNED_IN: [&str; 16] = [
    HOME, AWAY, VERIFICATION, VERIFICATION,
    RECOVERY, RECOVERY, RECOVERY, RECOVERY,
    SETTINGS, SETTINGS, SETTINGS, SETTINGS, SETTINGS, SETTINGS, SETTINGS, SETTINGS,
];

/// UX-27: of all actions at once the settings come first, then recovery, verification and the way back, in any order.
#[test]
fn after_a_sign_in() {
    check("submit /login?flow=f", SIGNED_IN, |next| {
        (
            200,
            json!({"session": {"id": "x", "active": true}, "continue_with": next}),
        )
    });
}

#[test]
fn after_a_sign_up_that_signs_in() {
    check("submit /registration?flow=f", SIGNED_IN, |next| {
        let session = json!({"id": "x", "active": true});
        (
            200,
            json!({"identity": {"id": "me"}, "session": session, "continue_with": next}),
        )
    });
}

#[test]
fn after_a_sign_up_that_signs_nobody_in() {
    // G-30: Kratos names where to go after a sign-up without a session; the page stopped all the same.
    const REGISTERED: &str = "Stopped Registered";
    const SIGNED_UP: &str = "Leaving → Registered https://app.example/inbox";
    #[rustfmt::skip]
    let expected = [
        REGISTERED, SIGNED_UP, VERIFICATION, VERIFICATION,
        RECOVERY, RECOVERY, RECOVERY, RECOVERY,
        SETTINGS, SETTINGS, SETTINGS, SETTINGS, SETTINGS, SETTINGS, SETTINGS, SETTINGS,
    ];
    check("submit /registration?flow=f", expected, |next| {
        (
            200,
            json!({"identity": {"id": "me"}, "continue_with": next}),
        )
    });
    check("submit /registration?flow=f", expected, |next| {
        (
            200,
            json!({"identity": {"id": "me"}, "session": null, "continue_with": next}),
        )
    });
}

#[test]
fn after_a_saved_change_of_settings() {
    const SAVED: &str = "FlowForm f answer=2 1050001";
    #[rustfmt::skip]
    let expected = [
        SAVED, AWAY, VERIFICATION, VERIFICATION,
        RECOVERY, RECOVERY, RECOVERY, RECOVERY,
        SETTINGS, SETTINGS, SETTINGS, SETTINGS, SETTINGS, SETTINGS, SETTINGS, SETTINGS,
    ];
    check("submit /settings?flow=f", expected, |next| {
        (200, settings(&[1_050_001], next))
    });
}

#[test]
fn after_a_change_of_settings_that_was_refused() {
    // The state stays at success, and the message of the last success may stand there too.
    check(
        "submit /settings?flow=f",
        ["FlowForm f answer=2 kept=field:typed 1050001,4000007"; 16],
        |next| (400, settings(&[1_050_001, 4_000_007], next)),
    );
}

#[test]
fn after_backup_codes_were_shown() {
    // View success from an earlier save, no message: nothing was saved now.
    check(
        "submit /settings?flow=f",
        ["FlowForm f answer=2"; 16],
        |next| (200, settings(&[], next)),
    );
}

#[test]
fn after_a_passed_recovery() {
    // The passed flow still has its code in it; it is not rendered, whatever comes next.
    check("submit /recovery?flow=f", SIGNED_IN, |next| {
        let mut flow = flow(FlowKind::Recovery, "f");
        flow["state"] = json!("passed_challenge");
        flow["continue_with"] = next;
        (200, flow)
    });
}

#[test]
fn in_the_details_of_an_error() {
    // Nothing to go on with: the reason is said at the form.
    let mut unverified = SIGNED_IN;
    unverified[0] = "FlowForm f answer=1 notice=AddressNotVerified";
    check("submit /login?flow=f", unverified, |next| {
        let details = json!({"continue_with": next});
        (
            403,
            json!({"error": {"id": "session_verified_address_required", "code": 400, "details": details}}),
        )
    });
    let mut retry = SIGNED_IN;
    retry[0] = "FlowForm f answer=1 notice=Refused(why)";
    check("submit /recovery?flow=f", retry, |next| {
        (
            400,
            json!({"error": {"code": 400, "reason": "why", "details": {"continue_with": next}}}),
        )
    });
}

#[test]
fn the_way_keeps_where_the_person_wanted_to_be() {
    let signed_in = |next: Value| json!({"session": {"id": "x"}, "continue_with": [next]});
    for (letter, expected) in [
        ('V', "Leaving → Go /verification?flow=v&return_to=%2Fx"),
        ('S', "Leaving → Go /settings?flow=s&return_to=%2Fx"),
        ('R', "Leaving → Go /recovery?flow=r&return_to=%2Fx"),
    ] {
        let found = reaction(
            "submit /login?flow=f&return_to=%2Fx",
            200,
            &signed_in(entry(letter)),
        );
        assert_eq!(found, expected);
    }
}

#[test]
fn settings_that_lead_to_their_own_page_stay_there() {
    // With nothing configured Kratos names the very page that is shown; going there would load everything again.
    for (to, expected) in [
        (
            "https://app.example/settings?flow=f",
            "FlowForm f answer=2 1050001",
        ),
        (
            "https://app.example/settings?flow=other",
            "Leaving → Go https://app.example/settings?flow=other",
        ),
    ] {
        let next = json!([{"action": "redirect_browser_to", "redirect_browser_to": to}]);
        let found = reaction(
            "submit /settings?flow=f",
            200,
            &settings(&[1_050_001], next),
        );
        assert_eq!(found, expected);
    }
}

/// A settings flow that was saved once before.
fn settings(messages: &[u32], next: Value) -> Value {
    let mut flow = flow(FlowKind::Settings, "f");
    let text = |id: &u32| {
        let kind = if *id >= 4_000_000 { "error" } else { "success" };
        json!({"id": id, "text": "text", "type": kind})
    };
    flow["state"] = json!("success");
    flow["ui"]["messages"] = messages.iter().map(text).collect();
    flow["continue_with"] = next;
    flow
}
