//! Configurations of Kratos: each is read, started on the embedded server where that knows its keys, and on a real Kratos where
//! `KRATOS_BIN` names one.

use serde_json::Value as Json;
use serde_yaml_ng::Value;
use service_walk::{IdentityServer, get};
use std::{
    collections::BTreeSet,
    env,
    path::{Path, PathBuf},
};

use crate::recipe;

const PRODUCTION: &str = "production";
/// Each folder, what its login page offers, and what it does not.
const CONFIGURATIONS: [(&str, &[&str], &[&str]); 7] = [
    ("", &["password", "code", "passkey"], &["oidc"]),
    ("password", &["password"], &["code", "passkey"]),
    ("code", &["code"], &["password", "passkey"]),
    ("passkeys", &["passkey"], &["password", "code"]),
    ("one-door", &["identifier_first", "passkey"], &["password"]),
    ("everything", &["password", "code", "passkey", "oidc"], &[]),
    (PRODUCTION, &["password", "passkey"], &["code", "oidc"]),
];
/// What stands in no file in production.
const SECRETS: [(&str, &str); 4] = [
    ("DSN", "memory"),
    ("SECRETS_COOKIE", "not-a-secret-only-for-this-test-1"),
    ("SECRETS_CIPHER", "not-a-secret-32-characters-long1"),
    ("COURIER_SMTP_CONNECTION_URI", "smtp://localhost:1025/"),
];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("kratos")
        .join(name)
}

fn read(name: &str) -> Value {
    let file = Path::new("kratos").join(name).join("kratos.yml");
    serde_yaml_ng::from_str(&recipe(file.to_str().unwrap())).unwrap()
}

/// Makes one login flow and looks at what it offers.
fn offers(server: &IdentityServer, name: &str, offered: &[&str], others: &[&str]) {
    let ready = get(&format!("{}/health/ready", server.admin), &[]).unwrap();
    assert_eq!(ready.status, 200, "{name}");
    let url = format!("{}/self-service/login/browser", server.public);
    let flow = get(&url, &[]).unwrap();
    assert_eq!(flow.status, 200, "{name}: {flow:?}");
    let config = read(name);
    let base = config["serve"]["public"]["base_url"].as_str().unwrap();
    assert!(flow.text("/ui/action").starts_with(base), "{name}");
    let nodes = flow.body.pointer("/ui/nodes").and_then(Json::as_array);
    let groups: BTreeSet<_> = (nodes.unwrap().iter())
        .filter_map(|node| node["group"].as_str())
        .collect();
    for group in offered {
        assert!(groups.contains(group), "{name}: {group} {groups:?}");
    }
    for group in others {
        assert!(!groups.contains(group), "{name}: {group} {groups:?}");
    }
    let cookie = flow.header("set-cookie");
    assert_eq!(cookie.contains("Secure"), name == PRODUCTION, "{name}");
}

#[test]
fn every_configuration_is_whole() {
    for (name, _, _) in CONFIGURATIONS {
        let config = read(name);
        let base = config["serve"]["public"]["base_url"].as_str().unwrap();
        let flows = &config["selfservice"]["flows"];
        for page in [
            "error",
            "login",
            "registration",
            "settings",
            "recovery",
            "verification",
        ] {
            let url = flows[page]["ui_url"].as_str();
            assert_eq!(url, Some(format!("{base}{page}").as_str()), "{name}");
        }
        let file = folder(name).join("person.schema.json");
        let schema: Json = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let url = &config["identity"]["schemas"][0]["url"];
        assert_eq!(*url, "file://person.schema.json", "{name}");
        let methods = "/properties/traits/properties/email/ory.sh~1kratos/credentials";
        let methods = schema.pointer(methods).and_then(Json::as_object).unwrap();
        for method in methods.keys() {
            let is_on = &config["selfservice"]["methods"][method.as_str()]["enabled"];
            assert_eq!(*is_on, true, "{name}: {method} is in the schema");
        }
    }
}

#[test]
fn production_has_no_secret_in_its_file() {
    let config = read(PRODUCTION);
    for key in ["dsn", "secrets"] {
        assert!(config[key].is_null(), "{key}");
    }
    assert!(config["courier"]["smtp"]["connection_uri"].is_null());
    assert_eq!(config["security"]["account_enumeration"]["mitigate"], true);
    let password = &config["selfservice"]["methods"]["password"]["config"];
    assert_eq!(password["haveibeenpwned_enabled"], true);
    assert_eq!(config["log"]["leak_sensitive_values"], false);
    for url in config["selfservice"]["allowed_return_urls"]
        .as_sequence()
        .unwrap()
    {
        let url = url.as_str().unwrap();
        assert!(url.starts_with("https://") && url.ends_with('/'), "{url}");
    }
}

#[test]
fn the_embedded_server_starts_with_each_but_production() {
    for (name, offered, others) in CONFIGURATIONS {
        if name != PRODUCTION {
            let server = IdentityServer::embedded(&[folder(name).join("kratos.yml")]);
            let server = server.unwrap_or_else(|error| panic!("{name}: {error}"));
            offers(&server, name, offered, others);
        }
    }
}

#[test]
fn a_real_kratos_starts_with_each() {
    let Some(program) = env::var_os("KRATOS_BIN") else {
        println!("skipped: KRATOS_BIN names no Kratos");
        return;
    };
    for (name, offered, others) in CONFIGURATIONS {
        let file = [folder(name).join("kratos.yml")];
        let (flags, environment) = match name {
            PRODUCTION => (["--sqa-opt-out"], SECRETS.as_slice()),
            _ => (["--dev"], [].as_slice()),
        };
        let server = IdentityServer::kratos(Path::new(&program), &file, &flags, environment);
        let server = server.unwrap_or_else(|error| panic!("{name}: {error}"));
        offers(&server, name, offered, others);
    }
}
