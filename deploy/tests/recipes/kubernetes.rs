//! Kubernetes: built by `kubectl kustomize` where that is installed, and read in any case.

use serde_yaml_ng::{Deserializer, Value};
use service_walk::get;
use std::process::Command;
use tempfile::TempDir;

use crate::{
    door::{Door, build},
    is_installed, recipe,
};

const FILES: [&str; 3] = ["deployment.yaml", "service.yaml", "ingress.yaml"];

fn documents(text: &str) -> Vec<Value> {
    use serde::Deserialize as _;
    Deserializer::from_str(text)
        .map(|document| Value::deserialize(document).unwrap())
        .collect()
}

fn of_kind(documents: &[Value], kind: &str) -> Value {
    let mut found = documents.iter().filter(|document| document["kind"] == kind);
    found.next().unwrap_or_else(|| panic!("no {kind}")).clone()
}

fn read() -> Vec<Value> {
    let texts = FILES.map(|name| recipe(&format!("kubernetes/{name}")));
    texts.iter().flat_map(|text| documents(text)).collect()
}

#[test]
fn pods_have_no_more_rights_than_they_need() {
    let deployment = of_kind(&read(), "Deployment");
    let pod = &deployment["spec"]["template"]["spec"];
    assert_eq!(pod["automountServiceAccountToken"], false);
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    assert_eq!(pod["securityContext"]["runAsUser"], 65532);
    assert!(recipe("Containerfile").contains("USER 65532:65532"));
    let seccomp = &pod["securityContext"]["seccompProfile"]["type"];
    assert_eq!(*seccomp, "RuntimeDefault");
    let containers = pod["containers"].as_sequence().unwrap();
    assert_eq!(containers.len(), 1);
    let rights = &containers[0]["securityContext"];
    assert_eq!(rights["readOnlyRootFilesystem"], true);
    assert_eq!(rights["allowPrivilegeEscalation"], false);
    assert_eq!(rights["capabilities"]["drop"][0], "ALL");
    assert!(containers[0]["resources"]["limits"]["memory"].is_string());
}

#[test]
fn a_request_finds_its_way_from_the_ingress_to_the_door() {
    let documents = read();
    let ingress = of_kind(&documents, "Ingress");
    let service = of_kind(&documents, "Service");
    let deployment = of_kind(&documents, "Deployment");
    let path = &ingress["spec"]["rules"][0]["http"]["paths"][0];
    assert_eq!(
        (&path["path"], &path["pathType"]),
        (&"/".into(), &"Prefix".into())
    );
    let backend = &path["backend"]["service"];
    assert_eq!(backend["name"], service["metadata"]["name"]);
    let port = &service["spec"]["ports"][0];
    assert_eq!(backend["port"]["name"], port["name"]);
    let container = &deployment["spec"]["template"]["spec"]["containers"][0];
    let own = &container["ports"][0];
    assert_eq!(port["targetPort"], own["name"]);
    assert_eq!(own["containerPort"], 4455);
    assert!(recipe("Containerfile").contains("VESTIBULE_LISTEN=0.0.0.0:4455"));
    let host = &ingress["spec"]["tls"][0]["hosts"][0];
    assert_eq!(*host, ingress["spec"]["rules"][0]["host"]);
}

#[test]
fn the_door_responds_to_the_probes() {
    let folder = TempDir::new().unwrap();
    build(folder.path());
    let door = Door::start(folder.path());
    let deployment = of_kind(&read(), "Deployment");
    let container = &deployment["spec"]["template"]["spec"]["containers"][0];
    for probe in ["livenessProbe", "readinessProbe"] {
        let probed = &container[probe]["httpGet"];
        assert_eq!(probed["port"], container["ports"][0]["name"], "{probe}");
        let url = format!(
            "http://{}{}",
            door.address,
            probed["path"].as_str().unwrap()
        );
        let response = get(&url, &[]).unwrap();
        assert_eq!(response.status, 200, "{url}");
        // Any path without a dot is a page.
        let kind = response.header("content-type");
        assert!(!kind.starts_with("text/html"), "{url}: {kind}");
    }
}

#[test]
fn kustomize_puts_it_together() {
    if !is_installed("kubectl") {
        return;
    }
    let built = Command::new("kubectl")
        .args(["kustomize", "kubernetes"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(built.status.success(), "{built:?}");
    let documents = documents(&String::from_utf8(built.stdout).unwrap());
    let config = of_kind(&documents, "ConfigMap");
    let deployment = of_kind(&documents, "Deployment");
    let spec = &deployment["spec"];
    let labels = &spec["template"]["metadata"]["labels"];
    assert_eq!(spec["selector"]["matchLabels"], *labels);
    assert_eq!(of_kind(&documents, "Service")["spec"]["selector"], *labels);
    let pod = &spec["template"]["spec"];
    let image = pod["containers"][0]["image"].as_str().unwrap();
    assert_eq!(image, "registry.example.com/vestibule:0.1.0");
    let mounted = &pod["volumes"][0]["configMap"]["name"];
    assert_eq!(*mounted, config["metadata"]["name"]);
    let json = config["data"]["config.json"].as_str().unwrap();
    serde_json::from_str::<serde_json::Value>(json).unwrap();
}
