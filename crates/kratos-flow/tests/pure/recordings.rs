//! The recorded conversations with a real Kratos, read as the application reads them.

use std::path::Path;

use kratos_flow::flow::Flow;
use kratos_flow::kratos::{Call, Outcome, Response};
use kratos_flow::route::FlowKind;
use serde_json::Value;

/// Every answer to a call of the application's own, with a name for messages.
pub(crate) fn responses() -> Vec<(String, Call, Response)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("tests/recordings/v26.2.0"))
        .find(|folder| folder.is_dir())
        .expect("the recordings");
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the recordings") {
        let path = entry.unwrap().path();
        let scenario: Value =
            serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for (at, exchange) in scenario["exchanges"].as_array().unwrap().iter().enumerate() {
            let request = &exchange["request"];
            let asks_json = request["headers"]["accept"].as_str() == Some("application/json");
            let path = request["path"].as_str().unwrap();
            let Some(kind) = path
                .strip_prefix("/self-service/")
                .and_then(|rest| FlowKind::from_name(rest.split('/').next()?))
            else {
                continue;
            };
            let call = match request["method"].as_str() {
                Some("GET") if path.ends_with("/browser") || path.ends_with("/flows") => {
                    Call::Load(kind)
                }
                Some("POST") => Call::Submit(kind),
                _ => continue,
            };
            if !asks_json {
                continue;
            }
            let response = &exchange["response"];
            let response = Response {
                status: u16::try_from(response["status"].as_u64().unwrap()).unwrap(),
                json: response.get("body").cloned(),
                retry_after: None,
            };
            out.push((format!("{} #{at}", scenario["scenario"]), call, response));
        }
    }
    assert!(out.len() > 500, "only {} answers found", out.len());
    out
}

/// Every flow among them.
pub(crate) fn flows() -> Vec<(String, Flow)> {
    responses()
        .into_iter()
        .filter_map(
            |(name, call, response)| match Outcome::read(call, &response) {
                Outcome::Flow(flow) => Some((name, *flow)),
                _ => None,
            },
        )
        .collect()
}
