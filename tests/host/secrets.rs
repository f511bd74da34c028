//! Secrets that are shown once, and the credentials that an account has, as the settings page renders them.

use serde_json::{Value, json};
use vestibule::route::FlowKind;

use super::arbitrary::input;
use super::markup::Element;
use super::pages;

/// The settings page over these nodes.
fn page(nodes: &[Value]) -> Element {
    let action = "http://localhost/self-service/settings?flow=f";
    let mut all = vec![input("default", "csrf_token", "hidden", &json!("t"))];
    all.extend_from_slice(nodes);
    let flow = json!({
        "id": "f", "state": "show_form",
        "identity": {"id": "me", "traits": {"age": 41, "email": "a+b@example.com"}},
        "ui": {"action": action, "method": "POST", "nodes": all},
    });
    pages::drawn_page("/settings", FlowKind::Settings, &flow)
}

fn text_node(group: &str, id: &str, text: &Value) -> Value {
    let label = json!({"id": 1_050_010, "text": "Label", "type": "info"});
    json!({"type": "text", "group": group, "meta": {"label": label}, "messages": [],
           "attributes": {"node_type": "text", "id": id, "text": text}})
}

/// A list of backup codes: unused ones by their words, `None` for one that is used up.
fn codes(secrets: &[Option<&str>]) -> Value {
    let secret = |secret: &Option<&str>| match secret {
        Some(secret) => {
            json!({"id": 1_050_009, "text": secret, "type": "info", "context": {"secret": secret}})
        }
        None => {
            json!({"id": 1_050_014, "text": "Secret was used at 2026-01-01T00:00:00Z", "type": "info",
            "context": {"used_at": "2026-01-01T00:00:00Z", "used_at_unix": 1_767_225_600}})
        }
    };
    let list: Vec<Value> = secrets.iter().map(secret).collect();
    let text = json!({"id": 1_050_015, "text": "a, b, used", "type": "info", "context": {"secrets": list}});
    text_node("lookup_secret", "lookup_secret_codes", &text)
}

#[test]
fn every_backup_code_is_a_code_of_its_own() {
    let page = page(&[codes(&[
        Some("aaaa1111"),
        None,
        Some("bbbb2222"),
        Some("cccc3333"),
    ])]);
    let list = page.one("node/text/lookup_secret_codes/text");
    let shown: Vec<String> = list.tags("code").iter().map(|code| code.text()).collect();
    assert_eq!(shown, ["aaaa1111", "Used", "bbbb2222", "cccc3333"]);
    let used = list.with(&[("class", "used")]);
    assert_eq!(used.len(), 1);
    // G-32: as Kratos says it; the browser puts the time into the user's own zone and words.
    let times = list.tags("time");
    assert_eq!(times.len(), 1);
    assert_eq!(times[0].get("datetime"), Some("2026-01-01T00:00:00Z"));
    assert_eq!(times[0].text(), "Secret was used at 2026-01-01");
    // The list of Kratos' own, with commas, stands nowhere.
    assert!(!page.text().contains("a, b, used"));
    for action in ["copy-codes", "download-codes", "print-codes"] {
        assert!(page.one(action).is(&[("type", "button")]), "{action}");
        assert_eq!(
            page.one(action).get("name"),
            None,
            "{action} is no button of the flow"
        );
    }
}

#[test]
fn without_backup_codes_there_is_nothing_to_keep() {
    for context in [
        json!({}),
        json!({"secrets": []}),
        json!({"secrets": null}),
        Value::Null,
    ] {
        let mut node = codes(&[]);
        node["attributes"]["text"]["context"] = context;
        let page = page(&[node]);
        assert!(page.test_id("copy-codes").is_empty());
        assert!(
            page.test_id("node/text/lookup_secret_codes/text")
                .is_empty()
        );
    }
}

#[test]
fn the_key_of_an_authenticator_app_is_shown_and_linked() {
    let text = json!({"id": 1_050_006, "text": "JBSWY3DPEHPK3PXP", "type": "info", "context": {"secret": "JBSWY3DPEHPK3PXP"}});
    let page = page(&[text_node("totp", "totp_secret_key", &text)]);
    let key = page.one("node/text/totp_secret_key/text");
    assert_eq!(
        (key.tag.as_str(), key.text().as_str()),
        ("code", "JBSWY3DPEHPK3PXP")
    );
    assert_eq!(page.tags("code").len(), 1);
    page.one("copy-secret");
    // The account goes by its address; everything is encoded.
    assert_eq!(
        page.one("otpauth").get("href"),
        Some(
            "otpauth://totp/Vestibule:a%2Bb%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Vestibule"
        )
    );
}

#[test]
fn a_key_that_is_no_key_is_not_linked() {
    for secret in [
        "",
        "not base32",
        "x&issuer=evil",
        "JBSW\"Y3DP",
        "javascript:alert(1)",
    ] {
        let text =
            json!({"id": 1_050_006, "text": secret, "type": "info", "context": {"secret": secret}});
        let page = page(&[text_node("totp", "totp_secret_key", &text)]);
        assert!(page.test_id("otpauth").is_empty(), "{secret}");
        assert_eq!(page.one("node/text/totp_secret_key/text").text(), secret);
    }
}

/// The button that removes a credential.
fn credential(name: &str, value: &str, context: Value) -> Value {
    let mut node = input(
        name.split('_').next().unwrap(),
        name,
        "submit",
        &json!(value),
    );
    node["meta"] =
        json!({"label": {"id": 1_050_018, "text": "Remove", "type": "info", "context": context}});
    node
}

#[test]
fn every_credential_is_a_card_with_its_name_day_and_button() {
    let added = json!("2026-03-04T05:06:07.123456Z");
    let page = page(&[
        credential(
            "webauthn_remove",
            "aa",
            json!({"display_name": "Blue key", "added_at": added}),
        ),
        credential(
            "webauthn_remove",
            "bb",
            json!({"display_name": "", "added_at": added}),
        ),
        credential(
            "passkey_remove",
            "cc",
            json!({"display_name": "<b>Phone</b>"}),
        ),
    ]);
    let cards = page.test_id("credential");
    let found: Vec<_> = cards
        .iter()
        .map(|card| {
            let name = card.with(&[("class", "credential-name")])[0].text();
            let time = card
                .tags("time")
                .first()
                .map(|time| (time.get("datetime").unwrap(), time.text()));
            let buttons = card.tags("button");
            assert_eq!(buttons.len(), 1);
            (
                name,
                time,
                buttons[0].get("name").unwrap(),
                buttons[0].get("value").unwrap(),
            )
        })
        .collect();
    let day = || Some(("2026-03-04T05:06:07.123456Z", "Added 2026-03-04".to_owned()));
    assert_eq!(
        found,
        [
            ("<b>Phone</b>".to_owned(), None, "passkey_remove", "cc"),
            ("Blue key".to_owned(), day(), "webauthn_remove", "aa"),
            ("Without a name".to_owned(), day(), "webauthn_remove", "bb"),
        ]
    );
}

#[test]
fn the_last_way_in_cannot_be_removed_and_it_is_said_why() {
    let mut last = credential("passkey_remove", "aa", json!({"display_name": "Phone"}));
    let card = |node: &Value| page(std::slice::from_ref(node)).one("credential").clone();
    let free = card(&last);
    assert_eq!(free.tags("button")[0].get("disabled"), None);
    last["attributes"]["disabled"] = json!(true);
    let card_of_last = card(&last);
    assert!(card_of_last.tags("button")[0].get("disabled").is_some());
    assert!(
        card_of_last.text().contains("only way in"),
        "{}",
        card_of_last.text()
    );
    assert!(!free.text().contains("only way in"));
}
