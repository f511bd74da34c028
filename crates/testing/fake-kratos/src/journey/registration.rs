//! Rules about sign-up and what follows it.

use serde_json::{Value, json};

use super::{Bench, PASSWORD, node};

fn profile(email: &str) -> Value {
    json!({"method": "password", "traits.email": email, "password": PASSWORD})
}

#[test]
fn the_hooks_of_a_method_take_the_place_of_the_common_ones() {
    let only_show = json!({"hooks": [{"hook": "show_verification_ui"}]});
    let config =
        json!({"selfservice": {"flows": {"registration": {"after": {"password": only_show}}}}});
    let bench = Bench::new(config);
    let mut browser = bench.browser();
    let flow = browser.begin("registration");
    let answer = browser.submit("registration", &flow, profile("ada@example.com"));
    assert_eq!(answer.status, 200);
    assert!(answer.body.get("session").is_none());
    assert!(!browser.is_signed_in());
    let actions: Vec<_> = answer.body["continue_with"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["action"])
        .collect();
    assert_eq!(actions, ["redirect_browser_to", "show_verification_ui"]);
}

#[test]
fn the_announced_flow_verifies_the_address() {
    let hooks = json!({"hooks": [{"hook": "show_verification_ui"}, {"hook": "session"}]});
    let config =
        json!({"selfservice": {"flows": {"registration": {"after": {"password": hooks}}}}});
    let bench = Bench::new(config);
    let mut browser = bench.browser();
    let flow = browser.begin("registration");
    let answer = browser.submit("registration", &flow, profile("ada@example.com"));
    assert!(browser.is_signed_in());
    let id = answer.body["continue_with"][1]["flow"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let flow = browser.get(&format!("/self-service/verification/flows?id={id}"));
    assert_eq!((flow.status, flow.messages()), (200, vec![1080003]));
    let code = json!({"method": "code", "code": bench.code("ada@example.com")});
    let passed = browser.submit("verification", &flow.body, code.clone());
    assert_eq!(
        (passed.body["state"].as_str(), passed.sets),
        (Some("passed_challenge"), Vec::new())
    );
    // A flow that is through is replaced when it is sent again.
    let again = browser.submit("verification", &flow.body, code);
    assert_eq!(
        (again.status, again.error()),
        (410, "self_service_flow_replaced")
    );
}

#[test]
fn an_account_cannot_be_made_twice() {
    let bench = Bench::new(json!({}));
    for expected in [200, 400] {
        let mut browser = bench.browser();
        let flow = browser.begin("registration");
        let answer = browser.submit("registration", &flow, profile("ada@example.com"));
        assert_eq!(answer.status, expected);
        let messages: &[u64] = if expected == 400 { &[4000007] } else { &[] };
        assert_eq!(answer.messages(), messages);
    }
}

#[test]
fn values_are_checked_on_their_nodes() {
    let bench = Bench::new(json!({}));
    let mut browser = bench.browser();
    let flow = browser.begin("registration");
    let body = json!({"method": "password", "password": "short", "traits.email": "nope", "traits.age": "12"});
    let answer = browser.submit("registration", &flow, body);
    let id = |name: &str| node(&answer.body, name).unwrap()["messages"][0]["id"].as_u64();
    assert_eq!(
        (id("traits.email"), id("traits.age")),
        (Some(4000040), Some(4000018))
    );
    let body = json!({"method": "password", "password": "short", "traits": {"email": "ada@example.com", "age": 20}});
    assert_eq!(
        browser.submit("registration", &flow, body).messages(),
        [4000032]
    );
    let body = json!({"method": "password", "password": "ada@example.com", "traits.email": "ada@example.com"});
    assert_eq!(
        browser.submit("registration", &flow, body).messages(),
        [4000031]
    );
}

#[test]
fn two_steps_go_forth_and_back() {
    let config = json!({"selfservice": {"flows": {"registration": {"style": "profile_first"}}}});
    let bench = Bench::new(config);
    let mut browser = bench.browser();
    let flow = browser.begin("registration");
    assert!(node(&flow, "password").is_none());
    let body = json!({"method": "profile", "traits.email": "ada@example.com"});
    let second = browser.submit("registration", &flow, body);
    assert_eq!((second.status, second.messages()), (400, vec![1040009]));
    assert_eq!(
        node(&second.body, "traits.email").unwrap()["attributes"]["type"],
        "hidden"
    );
    let body = json!({"screen": "previous", "traits.email": "ada@example.com"});
    let first = browser.submit("registration", &flow, body).body;
    let email = &node(&first, "traits.email").unwrap()["attributes"];
    assert_eq!(
        (&email["type"], &email["value"]),
        (&json!("email"), &json!("ada@example.com"))
    );
    assert!(node(&first, "password").is_none() && node(&first, "screen").is_none());
    let answer = browser.submit("registration", &flow, profile("ada@example.com"));
    assert_eq!(answer.status, 200);
}
