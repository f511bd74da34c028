//! `config`: what is wrong is named.

use serde_json::json;
use vestibule::config::{Config, ConfigError, Passkeys};

#[test]
fn what_is_missing_has_its_default() {
    assert_eq!(Config::read(&json!({})), Ok(Config::default()));
    let config = Config::read(&json!({
        "brand": {"name": "Acme"}, "kratos": "https://id.example/", "passkeys": "native", "languages": ["de"],
    }))
    .unwrap();
    assert_eq!(config.brand, "Acme");
    assert_eq!(config.kratos, "https://id.example");
    assert_eq!(config.passkeys, Passkeys::Native);
    assert_eq!(config.languages, ["de"]);
}

#[test]
fn a_mistake_names_its_key() {
    for (json, error) in [
        (json!([]), ConfigError::NotAnObject),
        (
            json!({"brnad": {}}),
            ConfigError::Unknown("brnad".to_owned()),
        ),
        (
            json!({"brand": {"logo": 1}}),
            ConfigError::Unknown("brand.logo".to_owned()),
        ),
        (
            json!({"brand": {"name": 1}}),
            ConfigError::Invalid("brand.name"),
        ),
        (
            json!({"kratos": "id.example"}),
            ConfigError::Invalid("kratos"),
        ),
        (
            json!({"kratos": "https://id.example?x"}),
            ConfigError::Invalid("kratos"),
        ),
        (
            json!({"passkeys": "magic"}),
            ConfigError::Invalid("passkeys"),
        ),
        (
            json!({"languages": "de"}),
            ConfigError::Invalid("languages"),
        ),
    ] {
        assert_eq!(Config::read(&json), Err(error), "{json}");
    }
}
