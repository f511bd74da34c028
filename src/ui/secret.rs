//! A *secret* that is shown once to be kept: the key of an authenticator app, backup codes. With it come the ways to
//! keep it: copying, a file, paper, a link to the app.

use crate::ui::element::{element, fragment};
use leptos::prelude::*;
use serde_json::Value;

use super::credential::local_time;
use super::form::FormContext;
use super::{rx, use_vestibule};
use crate::browser;
use crate::flow::{Flow, Text};
use crate::i18n::{Phrase, phrases};
use crate::kratos::message;
use crate::kratos::wire::string;

/// The key of an authenticator app: as code, to copy, and as a link that opens the app on this device.
pub(super) fn totp(text: &Text, id: String) -> AnyView {
    let vestibule = use_vestibule();
    let secret = text
        .context
        .get("secret")
        .and_then(Value::as_str)
        .unwrap_or(&text.text)
        .to_owned();
    let flow = FormContext::find().form.and_then(|form| form.flow());
    let link = otpauth(&secret, &vestibule.config.brand, flow.as_deref()).map(|url| {
        let label = vestibule.t(phrases::OPEN_AUTHENTICATOR);
        element("a")
            .test_id("otpauth")
            .class("button")
            .attr("href", url)
            .child(label)
            .into_any()
    });
    let hint = vestibule.t(phrases::TOTP_HINT);
    fragment(vec![
        element("p").class("hint").child(hint).into_any(),
        element("code")
            .test_id(id)
            .class("secret")
            .child(secret.clone())
            .into_any(),
        element("div")
            .class("ways")
            .child(action(
                "copy-secret",
                phrases::COPY,
                Some(phrases::COPIED),
                {
                    let secret = secret.clone();
                    move || Action::Copy(secret.clone())
                },
            ))
            .child(link)
            .into_any(),
    ])
}

/// The address that authenticator apps read (the key URI format): only for a key that is plain Base32.
fn otpauth(secret: &str, issuer: &str, flow: Option<&Flow>) -> Option<String> {
    let plain = !secret.is_empty()
        && secret
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'=');
    let account = flow.and_then(Flow::account).unwrap_or_default();
    let encode = crate::route::encoded;
    plain.then(|| {
        format!(
            "otpauth://totp/{}:{}?secret={}&issuer={}",
            encode(issuer),
            encode(&account),
            encode(secret.trim_end_matches('=')),
            encode(issuer)
        )
    })
}

/// Backup codes, each on its own, with the ways to keep them.
pub(super) fn codes(text: &Text, id: String) -> AnyView {
    let vestibule = use_vestibule();
    let secrets = secrets(&text.context);
    if secrets.is_empty() {
        return ().into_any();
    }
    let unused: Vec<String> = secrets
        .iter()
        .filter(|(_, used)| used.is_none())
        .map(|(secret, _)| secret.clone())
        .collect();
    let list: Vec<AnyView> = secrets
        .into_iter()
        .map(|(secret, used)| {
            // Of one that is used up Kratos only tells when that was.
            let (class, shown, time) = match used {
                Some(time) => {
                    let day: String = time.chars().take(10).collect();
                    let own = browser::time::to_local_text;
                    let time = local_time(time, day, phrases::USED_AT, "time", own);
                    ("used", vestibule.t(phrases::USED), Some(time))
                }
                None => ("fresh", secret, None),
            };
            element("li")
                .child(element("code").class(class).child(shown))
                .child(time)
                .into_any()
        })
        .collect();
    let all = unused.join("\n");
    let copy = {
        let all = all.clone();
        move || Action::Copy(all.clone())
    };
    let download = move || Action::Download(format!("{all}\n"));
    let hint = vestibule.t(phrases::CODES_HINT);
    // They count once they are confirmed. A box to tick would stand between Kratos' button and who presses it.
    let flow = FormContext::find().form.and_then(|form| form.flow());
    let fresh = flow.is_some_and(|flow| flow.node("lookup_secret_confirm").is_some());
    let saved = fresh.then(|| {
        let caption = vestibule.t(phrases::CODES_SAVED);
        element("p")
            .test_id("codes-saved")
            .class("message message-info")
            .child(caption)
            .into_any()
    });
    fragment(vec![
        element("p").class("hint").child(hint).into_any(),
        element("ol")
            .test_id(id)
            .class("codes")
            .child(list)
            .into_any(),
        element("div")
            .class("ways")
            .child(action(
                "copy-codes",
                phrases::COPY,
                Some(phrases::COPIED),
                copy,
            ))
            .child(action(
                "download-codes",
                phrases::DOWNLOAD,
                Some(phrases::DOWNLOADED),
                download,
            ))
            .child(action("print-codes", phrases::PRINT, None, || {
                Action::Print
            }))
            .into_any(),
        saved.into_any(),
    ])
}

/// The secrets of a list of backup codes in their order, each with the time when it was used.
fn secrets(context: &Value) -> Vec<(String, Option<String>)> {
    let list = context.get("secrets").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .map(|entry| {
            let used = entry.get("id").and_then(Value::as_u64)
                == Some(message::INFO_SELF_SERVICE_SETTINGS_LOOKUP_SECRET_USED.into());
            let context = entry.get("context").unwrap_or(&Value::Null);
            (
                string(entry, "text"),
                used.then(|| string(context, "used_at")),
            )
        })
        .collect()
}

/// What to do with a secret.
pub(crate) enum Action {
    Copy(String),
    Download(String),
    Print,
}

/// A button that keeps something, and says that it did.
pub(crate) fn action(
    id: &'static str,
    label: Phrase,
    done: Option<Phrase>,
    what: impl Fn() -> Action + 'static,
) -> AnyView {
    let vestibule = use_vestibule();
    let status_text = RwSignal::new(None::<Phrase>);
    let i18n = vestibule.clone();
    let text = rx::optional(move || status_text.get().map(|phrase| i18n.t(phrase)));
    let click = rx::click(move |_| {
        let what = what();
        rx::spawn(async move {
            let worked = match what {
                Action::Copy(text) => browser::copy(&text).await,
                Action::Download(text) => {
                    browser::download("backup-codes.txt", &text);
                    true
                }
                Action::Print => {
                    browser::print();
                    true
                }
            };
            status_text.try_set(if worked {
                done
            } else {
                Some(phrases::NOT_COPIED)
            });
        });
    });
    fragment(vec![
        element("button")
            .test_id(id)
            .class("button scripted")
            .attr("type", "button")
            .on_click(click)
            .child(vestibule.t(label))
            .into_any(),
        element("p")
            .class("hint")
            .attr("role", "status")
            .child(text)
            .into_any(),
    ])
}
