//! `/config.json`: what lies over what, and how a mistake is named.

use crate::stage::{Stage, text};
use front_door::config::{Config, Passkeys};

#[tokio::test]
async fn defaults_are_served_and_never_stored() {
    let answer = Stage::new().get("/config.json").await;
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(answer.headers()["content-type"], "application/json");
    let config: serde_json::Value = serde_json::from_str(&text(answer).await).unwrap();
    assert_eq!(
        config,
        serde_json::json!({"brand": {"name": "Vestibule"}, "entry": "two_doors", "kratos": "", "passkeys": "script"})
    );
}

#[test]
fn the_file_lies_over_the_defaults_and_the_option_over_the_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, r#"{"brand":{"name":"Acme"},"passkeys":"native"}"#).unwrap();
    let config = Config::load(Some(file.path()), Some(r#"{"brand":{"name":"Globex"}}"#)).unwrap();
    assert_eq!(config.brand.name, "Globex");
    assert_eq!(config.passkeys, Passkeys::Native);
    assert_eq!(config.kratos, "");
}

#[test]
fn a_mistake_is_named_by_its_key() {
    let cases = [
        (
            r#"{"brnd":{}}"#,
            "unknown field `brnd`, expected one of `brand`, `kratos`, `passkeys`",
        ),
        (r#"{"brand":{"nme":"x"}}"#, "brand.nme: unknown field `nme`"),
        (
            r#"{"brand":{"name":7}}"#,
            "brand.name: invalid type: integer `7`, expected a string",
        ),
        (r#"{"brand":{"name":" "}}"#, "brand.name: must not be empty"),
        (
            r#"{"passkeys":"Native"}"#,
            "passkeys: unknown variant `Native`, expected `script` or `native`",
        ),
        (
            r#"{"kratos":"auth.example.com"}"#,
            "kratos: \"auth.example.com\" is neither empty nor like",
        ),
        (r#"{"kratos":"https://a;script-src *"}"#, "kratos: "),
        (r#"{"kratos":"https://me@auth.example.com"}"#, "kratos: "),
        (r#"{"kratos":"javascript:alert(1)"}"#, "kratos: "),
        (r#"{"brand":"#, "not JSON: EOF"),
        ("[]", "expected an object"),
    ];
    for (json, message) in cases {
        let said = Config::load(None, Some(json)).unwrap_err().to_string();
        assert!(said.starts_with("--config-json: "), "{json}: {said}");
        assert!(said.contains(message), "{json}: {said}");
    }
}

#[test]
fn a_mistake_in_the_file_names_the_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, r#"{"brnd":{}}"#).unwrap();
    let said = Config::load(Some(file.path()), None)
        .unwrap_err()
        .to_string();
    assert!(
        said.starts_with(&file.path().display().to_string()),
        "{said}"
    );
    let said = Config::load(Some("/no/such/file.json".as_ref()), None)
        .unwrap_err()
        .to_string();
    assert!(said.starts_with("/no/such/file.json: "), "{said}");
}

#[test]
fn the_door_stays_shut_on_a_wrong_setting() {
    let stage = Stage::new();
    let settings = |change: fn(&mut front_door::settings::Settings)| {
        let mut settings = stage.settings.clone();
        change(&mut settings);
        front_door::router(&settings)
            .err()
            .map(|problem| problem.to_string())
    };
    assert!(settings(|_| ()).is_none());
    assert!(
        settings(|s| s.config_json = Some("{\"x\":1}".into()))
            .unwrap()
            .contains("`x`")
    );
    assert!(
        settings(|s| s.dist = "nowhere".into())
            .unwrap()
            .contains("cargo xtask build")
    );
}
