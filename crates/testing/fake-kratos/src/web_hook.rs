//! Web hooks: others are asked before a registration is saved, and may interrupt it with messages of their own.

use serde_json::{Value, json};

use crate::config::Config;
use crate::failure::{Complaint, Envelope, Failure};
use crate::identity::Identity;
use crate::text::Text;

/// So often a receiver that fails is asked.
const ATTEMPTS: usize = 3;

/// Asks every web hook of a flow whether an account may be saved.
///
/// # Errors
///
/// The messages of one that says no; 500 when one does not answer.
pub(crate) fn ask(
    config: &Config,
    flow: &str,
    method: &str,
    identity: &Identity,
) -> Result<(), Failure> {
    for url in config.web_hooks_after(flow, method) {
        let (status, answer) = post(&url, &json!({"identity": {"traits": identity.traits}}))
            .ok_or_else(|| {
                let message = format!("POST {url} giving up after {ATTEMPTS} attempt(s)");
                Envelope::new(500, "").message(message)
            })?;
        if status >= 400 {
            return Err(Failure::Invalid(complaints(&answer)));
        }
    }
    Ok(())
}

fn post(url: &str, body: &Value) -> Option<(u16, Value)> {
    for _ in 0..ATTEMPTS {
        let answer = ureq::post(url)
            .config()
            .http_status_as_error(false)
            .build()
            .header("content-type", "application/json")
            .send(&body.to_string());
        let Ok(mut answer) = answer else { continue };
        let status = answer.status().as_u16();
        if status < 500 {
            let text = answer.body_mut().read_to_string().unwrap_or_default();
            return Some((status, serde_json::from_str(&text).unwrap_or_default()));
        }
    }
    None
}

/// Each message, on the node its pointer names.
fn complaints(answer: &Value) -> Vec<Complaint> {
    let groups = answer.get("messages").and_then(Value::as_array);
    let mut found = Vec::new();
    for group in groups.into_iter().flatten() {
        let pointer = group.get("instance_ptr").and_then(Value::as_str);
        let pointer = pointer.unwrap_or_default().trim_start_matches("#/");
        let node = pointer.trim_start_matches('#').replace('/', ".");
        let messages = group.get("messages").and_then(Value::as_array);
        for message in messages.into_iter().flatten() {
            found.push((node.clone(), Text::from_outside(message)));
        }
    }
    found
}
