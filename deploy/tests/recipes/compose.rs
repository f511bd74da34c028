//! Compose: read, and validated by `docker compose` where that is installed.

use serde_yaml_ng::Value;
use std::process::Command;

use crate::{is_installed, recipe};

fn texts(list: &Value) -> Vec<&str> {
    let list = list.as_sequence().into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}

#[test]
fn only_the_pages_and_the_mails_are_published_and_on_loopback() {
    let file: Value = serde_yaml_ng::from_str(&recipe("compose/compose.yml")).unwrap();
    let services = file["services"].as_mapping().unwrap();
    let mut published = Vec::new();
    for (name, service) in services {
        let name = name.as_str().unwrap();
        let image = service["image"].as_str().unwrap();
        assert!(
            name == "vestibule" || image.contains(':'),
            "{image}: which?"
        );
        assert!(!image.ends_with(":latest"), "{image}");
        for port in texts(&service["ports"]) {
            assert!(port.starts_with("127.0.0.1:"), "{name}: {port}");
            published.push(name);
        }
    }
    assert_eq!(published, ["vestibule", "mail"]);
    assert_eq!(services["kratos"]["image"], services["migrate"]["image"]);
}

#[test]
fn vestibule_has_no_more_rights_than_it_needs() {
    let file: Value = serde_yaml_ng::from_str(&recipe("compose/compose.yml")).unwrap();
    let vestibule = &file["services"]["vestibule"];
    assert_eq!(vestibule["read_only"], true);
    assert_eq!(vestibule["user"], "65532:65532");
    assert_eq!(texts(&vestibule["cap_drop"]), ["ALL"]);
    assert_eq!(
        texts(&vestibule["security_opt"]),
        ["no-new-privileges:true"]
    );
    let port = recipe("Containerfile").contains("EXPOSE 4455");
    assert!(port && texts(&vestibule["ports"]) == ["127.0.0.1:4455:4455"]);
}

#[test]
fn vestibule_has_the_address_of_kratos() {
    let file: Value = serde_yaml_ng::from_str(&recipe("compose/compose.yml")).unwrap();
    let kratos: Value = serde_yaml_ng::from_str(&recipe("kratos/kratos.yml")).unwrap();
    let port = kratos["serve"]["public"]["port"].as_u64().unwrap();
    let address = &file["services"]["vestibule"]["environment"]["VESTIBULE_KRATOS"];
    assert_eq!(*address, format!("http://kratos:{port}").as_str());
    let published = "http://localhost:4455/";
    assert_eq!(kratos["serve"]["public"]["base_url"], published);
}

#[test]
fn docker_compose_takes_it() {
    if !is_installed("docker") {
        return;
    }
    let compose = |args: &[&str]| {
        let mut command = Command::new("docker");
        command.arg("compose").args(args);
        command
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap()
    };
    if !compose(&["version"]).status.success() {
        println!("skipped: docker has no compose");
        return;
    }
    let read = compose(&["-f", "compose/compose.yml", "config", "--quiet"]);
    assert!(read.status.success(), "{read:?}");
}
