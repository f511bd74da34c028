//! The *sessions* page: where one is signed in, and a way to end that.

use crate::ui::element::{element, fragment};
use leptos::prelude::*;
use serde_json::Value;

use crate::Fetch;
use crate::browser;
use crate::browser::history;
use crate::i18n::{Phrase, phrases};
use crate::kratos::{Kratos, Outcome, Session};
use crate::machine::Problem;
use crate::route::{FlowKind, FlowRequest};
use crate::ui::{
    ProblemView, Vestibule, first_response, local_time, page_title, rx, use_vestibule,
};

/// What the button is worth that ends all other sessions; each of theirs has its id.
const OTHERS: &str = "others";

/// Lists this session and the others, and ends one or all of the others.
#[component]
pub(super) fn Sessions() -> impl IntoView {
    let vestibule = use_vestibule();
    // Once everything is known: `[this session, another, …]`.
    let known = RwSignal::new(first_response());
    let status_text = RwSignal::new(None::<Phrase>);
    let fetch = {
        let vestibule = vestibule.clone();
        Callback::new(move |()| {
            let vestibule = vestibule.clone();
            rx::spawn(async move {
                let next = find(&vestibule.kratos()).await;
                let sent = match &next {
                    Outcome::SignedOut => sign_in(&vestibule, None),
                    Outcome::Aal2Required => sign_in(&vestibule, Some("aal2")),
                    _ => false,
                };
                // What has not changed is not rendered again: the focus may be on it.
                let is_same = known.try_with_untracked(|known| match (known, &next) {
                    (Outcome::Json(known), Outcome::Json(next)) => shown(known) == shown(next),
                    _ => false,
                });
                if !sent && is_same == Some(false) {
                    known.try_set(next);
                }
            });
        })
    };
    let mut is_known = known.with_untracked(|known| !matches!(known, Outcome::Empty));
    rx::effect(move || {
        if known.with(|known| matches!(known, Outcome::Json(_))) {
            browser::local_storage::confirm_method();
        }
    });
    rx::effect(move || {
        if !std::mem::take(&mut is_known) {
            fetch.run(());
        }
    });
    for event in ["visibilitychange", "online"] {
        browser::on(event, move |_| {
            if browser::is_visible() {
                fetch.run(());
            }
        });
    }
    browser::on("pagehide", move |_| known.set(Outcome::Empty));
    browser::on("pageshow", move |event| {
        if browser::is_persisted(&event) {
            fetch.run(());
        }
    });
    let end = {
        let vestibule = vestibule.clone();
        Callback::new(move |id: Option<String>| {
            let kratos = vestibule.kratos();
            // The same words are heard again.
            status_text.set(None);
            rx::spawn(async move {
                let done = matches!(kratos.revoke(id.as_deref()).await, Outcome::Empty);
                status_text.try_set(Some(match (done, id) {
                    (false, _) => phrases::SIGN_OUT_FAILED,
                    (true, Some(_)) => phrases::REVOKED,
                    (true, None) => phrases::REVOKED_OTHERS,
                }));
                // The button that was pressed goes with its session.
                browser::focus("title");
                fetch.run(());
            });
        })
    };
    let i18n = vestibule.clone();
    let body = rx::view(move || match known.get() {
        Outcome::Empty => element("p")
            .attr("role", "status")
            .child(i18n.t(phrases::LOADING))
            .into_any(),
        Outcome::Json(Value::Array(list)) => {
            let mut sessions = list.iter().filter_map(Session::read);
            let current = sessions.next().map(|session| card(&i18n, &session, true));
            let others: Vec<Session> = sessions.collect();
            let all = (!others.is_empty()).then(|| {
                let name = i18n.t(phrases::REVOKE_OTHERS);
                revoke("revoke-others".to_owned(), OTHERS.to_owned(), None, name)
            });
            let none = others.is_empty().then(|| {
                element("p")
                    .child(i18n.t(phrases::NO_OTHER_SESSIONS))
                    .into_any()
            });
            let others: Vec<AnyView> = others
                .iter()
                .map(|session| card(&i18n, session, false))
                .collect();
            let question = i18n.t(phrases::REVOKE_OTHERS_CONFIRM);
            let no = i18n.t(phrases::CANCEL);
            let submit = rx::submit(move |event| {
                let Some(button) = event.submitter() else {
                    return;
                };
                match button.get_attribute("value") {
                    Some(value) if value != OTHERS => end.run(Some(value)),
                    _ => {
                        let (question, no) = (question.clone(), no.clone());
                        rx::spawn(async move {
                            if browser::question::confirm(&button, &question, &no).await {
                                end.run(None);
                            }
                        });
                    }
                }
            });
            element("form")
                .class("sessions")
                .attr("method", "post")
                .attr("action", "/sessions")
                .on_submit(submit)
                .child(current)
                .child(
                    element("h2")
                        .class("part-title")
                        .child(i18n.t(phrases::OTHER_SESSIONS)),
                )
                .child(none)
                .child(others)
                .child(all)
                .into_any()
        }
        Outcome::SignedOut | Outcome::Aal2Required => {
            view! { <ProblemView failure=Problem::Loop retry=fetch page="/sessions"/> }.into_any()
        }
        outcome => {
            view! { <ProblemView failure=outcome.into() retry=fetch page="/sessions"/> }.into_any()
        }
    });
    let i18n = vestibule.clone();
    let failed = i18n.t(phrases::SIGN_OUT_FAILED);
    let has_failed = move || status_text.get() == Some(phrases::SIGN_OUT_FAILED);
    let failed = rx::optional(move || has_failed().then(|| failed.clone()));
    let done = rx::optional(move || {
        let phrase = status_text.get().filter(|_| !has_failed());
        phrase.map(|phrase| i18n.t(phrase))
    });
    fragment(vec![
        page_title(phrases::SESSIONS).into_any(),
        element("div")
            .class("messages")
            .attr("role", "alert")
            .child(element("p").class("message message-error").child(failed))
            .into_any(),
        element("div")
            .class("messages")
            .attr("role", "status")
            .child(element("p").class("message message-success").child(done))
            .into_any(),
        body.into_any(),
        element("nav")
            .class("footer")
            .child(
                element("a")
                    .attr("href", "/settings")
                    .child(vestibule.t(phrases::SETTINGS)),
            )
            .child(
                element("a")
                    .attr("href", "/")
                    .child(vestibule.t(phrases::TO_HOME)),
            )
            .into_any(),
    ])
}

/// What tells one list from another: which sessions, and since when.
fn shown(list: &Value) -> Vec<(String, Option<String>)> {
    let sessions = list.as_array().into_iter().flatten();
    sessions
        .filter_map(Session::read)
        .map(|session| (session.id, session.authenticated_at))
        .collect()
}

/// This session and the others, in one array.
async fn find(kratos: &Kratos<Fetch>) -> Outcome {
    let current = match kratos.session().await {
        Outcome::Session(session) => session,
        other => return other,
    };
    match kratos.other_sessions().await {
        Outcome::Json(Value::Array(mut others)) => {
            others.insert(0, current.json);
            Outcome::Json(Value::Array(others))
        }
        other => other,
    }
}

/// Sends the user to the sign-in page, and says whether they are on their way: not in circles.
fn sign_in(vestibule: &Vestibule, aal: Option<&str>) -> bool {
    let mut login = FlowRequest::new(FlowKind::Login);
    login.return_to = Some("/sessions".to_owned());
    login.aal = aal.map(str::to_owned);
    !history::is_loop(&login.to_page()) && vestibule.follow(&login.to_page())
}

/// One session: the device, the place, since when; and the button that ends it, unless it is this one.
fn card(vestibule: &Vestibule, session: &Session, is_current: bool) -> AnyView {
    let device = session
        .json
        .get("devices")
        .and_then(|devices| devices.get(0));
    let of_device = |key: &str| {
        device
            .and_then(|device| device.get(key).and_then(Value::as_str))
            .filter(|text| !text.is_empty())
    };
    let agent = of_device("user_agent").map_or_else(
        || vestibule.t(phrases::UNKNOWN_DEVICE),
        |agent| match browser_of(agent) {
            Some(short) => short,
            None => agent.to_owned(),
        },
    );
    let location: Vec<&str> = [
        of_device("location"),
        of_device("ip_address").map(without_port),
    ]
    .into_iter()
    .flatten()
    .collect();
    let location = location.join(" · ");
    let since = session.authenticated_at.clone().map(|time| {
        let plain = in_short(&time);
        local_time(
            time,
            plain,
            phrases::SINCE,
            "time",
            browser::time::to_local_text,
        )
    });
    let button = if is_current {
        let name = vestibule.t(phrases::THIS_SESSION);
        element("p")
            .test_id("session-current")
            .class("badge")
            .child(name)
            .into_any()
    } else {
        let name = format!("{} – {agent}", vestibule.t(phrases::REVOKE));
        revoke(
            format!("revoke/{}", session.id),
            session.id.clone(),
            Some(name),
            vestibule.t(phrases::REVOKE),
        )
    };
    element("div")
        .test_id(format!("session/{}", session.id))
        .class("credential")
        .child(element("p").class("credential-name").child(agent))
        .child(element("p").class("hint").child(location))
        .child(since)
        .child(button)
        .into_any()
}

/// A button that ends what it is worth: a session by its id, or all others.
fn revoke(id: String, value: String, name: Option<String>, caption: String) -> AnyView {
    let class = if value == OTHERS {
        "button button-danger"
    } else {
        "button"
    };
    element("button")
        .test_id(id)
        .class(class)
        .attr("type", "submit")
        .attr("name", "revoke")
        .attr("value", value)
        .attr("aria-label", name)
        .child(caption)
        .into_any()
}

/// `2026-03-01 09:30 UTC` for a time of Kratos that is in UTC, as they are; any other as it came.
fn in_short(time: &str) -> String {
    match time.strip_suffix('Z').and_then(|time| time.get(..16)) {
        Some(minute) => format!("{} UTC", minute.replace('T', " ")),
        None => time.to_owned(),
    }
}

/// Kratos notes the address with its port.
fn without_port(address: &str) -> &str {
    match address.rsplit_once(':') {
        Some((host, port))
            if port.bytes().all(|b| b.is_ascii_digit())
                && (!host.contains(':') || host.ends_with(']')) =>
        {
            host
        }
        _ => address,
    }
}

/// "Firefox, Linux" for what browsers say of themselves.
fn browser_of(agent: &str) -> Option<String> {
    let find = |names: &[(&str, &str)]| {
        names
            .iter()
            .find(|(sign, _)| agent.contains(sign))
            .map(|(_, name)| (*name).to_owned())
    };
    let browser = find(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ])?;
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ])?;
    Some(format!("{browser}, {system}"))
}
