//! Comparison: where an answer differs from the recorded one in what a front end can notice.
//!
//! Compared are status, kind of content, redirects (address without ids), cookies set and cleared, the names of the top-level
//! members, error ids, `continue_with` actions in order, the session's assurance, and of a flow everything that is drawn
//! (`flow`). Ids, tokens, times and texts are not: they differ from run to run, and texts go by their message id.

mod address;
mod cookie;
mod flow;
#[cfg(test)]
mod tests;

use std::fmt;

use serde_json::Value;

use self::address::address;
use self::cookie::cookies;
use crate::recording::Response;

pub use cookie::same_cookie;

/// One place where the server answered differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Name of the scenario.
    pub scenario: String,
    /// Number of the exchange in it, from 0.
    pub exchange: usize,
    /// What differs.
    pub path: String,
    /// What Kratos answered in the recording.
    pub expected: String,
    /// What this server answered.
    pub got: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            scenario,
            exchange,
            path,
            expected,
            got,
        } = self;
        write!(
            f,
            "{scenario} #{exchange} {path}: expected {expected}, got {got}"
        )
    }
}

/// Collects differences as path, expected and got.
#[derive(Debug, Default)]
struct Findings(Vec<(String, String, String)>);

impl Findings {
    fn compare<T: PartialEq + fmt::Debug>(&mut self, path: &str, expected: T, got: T) {
        if expected != got {
            self.0
                .push((path.to_owned(), format!("{expected:?}"), format!("{got:?}")));
        }
    }

    /// Compares what stands at a JSON pointer; `path` is the pointer itself.
    fn compare_at(&mut self, pointer: &str, expected: &Value, got: &Value) {
        let read = |value: &Value| {
            value
                .pointer(pointer)
                .map(Value::to_string)
                .unwrap_or_default()
        };
        self.compare(pointer.trim_start_matches('/'), read(expected), read(got));
    }
}

/// The differences of an answer from the recorded one, as path, expected and got. UI nodes named in `undrawn` are passed over.
#[must_use]
pub fn responses(
    expected: &Response,
    got: &Response,
    undrawn: &[&str],
) -> Vec<(String, String, String)> {
    let mut findings = Findings::default();
    if expected.status != got.status {
        // Everything else differs as well then, and would only hide this.
        findings.compare("status", summary(expected), summary(got));
        return findings.0;
    }
    findings.compare(
        "content-type",
        expected.header("content-type"),
        got.header("content-type"),
    );
    let location = |response: &Response| response.header("location").map(address);
    findings.compare("location", location(expected), location(got));
    findings.compare("cookies", cookies(expected), cookies(got));
    let null = Value::Null;
    let body = |response: &Response| match (&response.body, &response.body_text) {
        (Some(Value::Array(items)), _) => format!("a list of {}", items.len()),
        (Some(Value::Object(_)), _) => "an object".to_owned(),
        (Some(_), _) => "another JSON value".to_owned(),
        (None, Some(_)) => "text".to_owned(),
        (None, None) => "nothing".to_owned(),
    };
    findings.compare("body", body(expected), body(got));
    if let (Some(expected), Some(got)) = (&expected.body, &got.body) {
        bodies(&mut findings, expected, got, undrawn);
        let first = |value: &Value| value.get(0).cloned().unwrap_or(null.clone());
        if expected.is_array() && got.is_array() {
            members(&mut findings, "[0]", &first(expected), &first(got));
        }
    }
    findings.0
}

/// Status, and what the body says about it.
fn summary(response: &Response) -> String {
    let body = response.body.as_ref();
    let error = body.and_then(|body| {
        let read = |name: &str| body.pointer(&format!("/error/{name}"))?.as_str();
        read("id")
            .or_else(|| read("reason"))
            .or_else(|| read("message"))
    });
    let flow = body
        .filter(|body| body.get("ui").is_some())
        .map(flow::summary);
    let status = response.status.to_string();
    let told = [
        error.map(str::to_owned),
        flow,
        response.header("location").map(address),
    ];
    let told = told.into_iter().flatten();
    std::iter::once(status)
        .chain(told)
        .collect::<Vec<_>>()
        .join(", ")
}

fn bodies(findings: &mut Findings, expected: &Value, got: &Value, undrawn: &[&str]) {
    members(findings, "members", expected, got);
    for pointer in [
        "/error/id",
        "/error/code",
        "/active",
        "/count",
        "/session_token",
    ] {
        if pointer != "/active" || expected.get("ui").is_none() {
            findings.compare_at(pointer, expected, got);
        }
    }
    if let Some(details) = expected.pointer("/error/details") {
        let got = got.pointer("/error/details").cloned().unwrap_or_default();
        members(findings, "error/details", details, &got);
    }
    for pointer in [
        "/redirect_browser_to",
        "/error/details/redirect_browser_to",
        "/error/details/redirect_to",
        "/error/details/return_to",
        "/return_to",
        "/logout_url",
    ] {
        let read = |value: &Value| value.pointer(pointer).and_then(Value::as_str).map(address);
        findings.compare(pointer.trim_start_matches('/'), read(expected), read(got));
    }
    for pointer in ["/continue_with", "/error/details/continue_with"] {
        let read = |value: &Value| actions(value.pointer(pointer));
        findings.compare(pointer.trim_start_matches('/'), read(expected), read(got));
    }
    for session in ["", "/session"] {
        if expected
            .pointer(&format!("{session}/authentication_methods"))
            .is_some()
        {
            findings.compare_at(
                &format!("{session}/authenticator_assurance_level"),
                expected,
                got,
            );
            let read = |value: &Value| {
                methods(value.pointer(&format!("{session}/authentication_methods")))
            };
            findings.compare("authentication_methods", read(expected), read(got));
        }
    }
    if expected.get("ui").is_some() {
        flow::compare(findings, expected, got, undrawn);
    }
}

fn members(findings: &mut Findings, path: &str, expected: &Value, got: &Value) {
    let names = |value: &Value| {
        let mut names: Vec<_> = value
            .as_object()
            .into_iter()
            .flat_map(|o| o.keys().cloned())
            .collect();
        // Which strategy touched a flow last is no promise of Kratos, so it may be there or not.
        names.retain(|name| name != "active" || value.get("ui").is_none());
        names.sort();
        names
    };
    let (expected, got) = (names(expected), names(got));
    for (what, these, those) in [("missing", &expected, &got), ("added", &got, &expected)] {
        let alone: Vec<_> = these
            .iter()
            .filter(|name| !those.contains(name))
            .cloned()
            .collect();
        let (none, path) = (Vec::new(), format!("{path} {what}"));
        match what {
            "missing" => findings.compare(&path, alone, none),
            _ => findings.compare(&path, none, alone),
        }
    }
}

/// `action` of each `continue_with` entry, with the place it leads to.
fn actions(list: Option<&Value>) -> Vec<String> {
    let entry = |entry: &Value| {
        let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
        let url = (entry.pointer("/flow/url").and_then(Value::as_str)).unwrap_or_default();
        let leads_to = [text("redirect_browser_to"), url].map(address).concat();
        format!("{} {leads_to}", text("action")).trim().to_owned()
    };
    (list.and_then(Value::as_array))
        .into_iter()
        .flatten()
        .map(entry)
        .collect()
}

fn methods(list: Option<&Value>) -> Vec<String> {
    let entry = |entry: &Value| {
        let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
        format!("{} {}", text("method"), text("aal"))
    };
    (list.and_then(Value::as_array))
        .into_iter()
        .flatten()
        .map(entry)
        .collect()
}
