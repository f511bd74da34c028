//! The *sessions* page: where one is signed in, and a way to end that.

use leptos::prelude::*;
use serde_json::Value;

use crate::browser;
use crate::browser::history;
use crate::flow::Failure;
use crate::i18n::{Phrase, phrases};
use crate::kratos::{Kratos, Outcome, Session};
use crate::route::{FlowKind, FlowRequest};
use crate::ui::{
    FailureView, Vestibule, erased, first_answer, moment, page_title, test_id, use_vestibule,
};

/// What the button is worth that ends all other sessions; each of theirs has its id.
const OTHERS: &str = "others";

/// Lists this session and the others, and ends one or all of the others.
#[component]
pub(super) fn Sessions() -> impl IntoView {
    let vestibule = use_vestibule();
    // Once everything is known: `[this session, another, …]`.
    let known = RwSignal::new(first_answer());
    let said = RwSignal::new(None::<Phrase>);
    let ask = {
        let vestibule = vestibule.clone();
        Callback::new(move |()| {
            let vestibule = vestibule.clone();
            erased::spawn(async move {
                let next = find(&vestibule.kratos()).await;
                let sent = match &next {
                    Outcome::SignedOut => sign_in(&vestibule, None),
                    Outcome::Aal2Required => sign_in(&vestibule, Some("aal2")),
                    _ => false,
                };
                // What has not changed is not drawn anew: the focus may be on it.
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
    erased::effect(move || {
        if known.with(|known| matches!(known, Outcome::Json(_))) {
            browser::device::confirm_method();
        }
    });
    erased::effect(move || {
        if !std::mem::take(&mut is_known) {
            ask.run(());
        }
    });
    for event in ["visibilitychange", "online"] {
        browser::on(event, move |_| {
            if browser::is_visible() {
                ask.run(());
            }
        });
    }
    browser::on("pagehide", move |_| known.set(Outcome::Empty));
    browser::on("pageshow", move |event| {
        if browser::is_put_aside(&event) {
            ask.run(());
        }
    });
    let end = {
        let vestibule = vestibule.clone();
        Callback::new(move |id: Option<String>| {
            let kratos = vestibule.kratos();
            // The same words are heard again.
            said.set(None);
            erased::spawn(async move {
                let done = matches!(kratos.revoke(id.as_deref()).await, Outcome::Empty);
                said.try_set(Some(match (done, id) {
                    (false, _) => phrases::SIGN_OUT_FAILED,
                    (true, Some(_)) => phrases::REVOKED,
                    (true, None) => phrases::REVOKED_OTHERS,
                }));
                // The button that was pressed goes with its session.
                browser::focus("title");
                ask.run(());
            });
        })
    };
    let words = vestibule.clone();
    let body = erased::view(move || match known.get() {
        Outcome::Empty => view! { <p role="status">{words.say(phrases::LOADING)}</p> }.into_any(),
        Outcome::Json(Value::Array(list)) => {
            let mut sessions = list.iter().filter_map(Session::read);
            let current = sessions.next().map(|session| card(&words, &session, true));
            let others: Vec<Session> = sessions.collect();
            let all = (!others.is_empty()).then(|| {
                let name = words.say(phrases::REVOKE_OTHERS);
                revoke("revoke-others".to_owned(), OTHERS.to_owned(), None, name)
            });
            let none = others
                .is_empty()
                .then(|| view! { <p>{words.say(phrases::NO_OTHER_SESSIONS)}</p> }.into_any());
            let others: Vec<AnyView> = others
                .iter()
                .map(|session| card(&words, session, false))
                .collect();
            let question = words.say(phrases::REVOKE_OTHERS_ASK);
            let no = words.say(phrases::CANCEL);
            let submit = erased::submit(move |event| {
                let Some(button) = event.submitter() else {
                    return;
                };
                match button.get_attribute("value") {
                    Some(value) if value != OTHERS => end.run(Some(value)),
                    _ => {
                        let (question, no) = (question.clone(), no.clone());
                        erased::spawn(async move {
                            if browser::question::ask(&button, &question, &no).await {
                                end.run(None);
                            }
                        });
                    }
                }
            });
            view! {
                <form class="sessions" method="post" action="/sessions" on:submit=submit>
                    {current}
                    <h2 class="part-title">{words.say(phrases::OTHER_SESSIONS)}</h2>
                    {none}
                    {others}
                    {all}
                </form>
            }
            .into_any()
        }
        Outcome::SignedOut | Outcome::Aal2Required => {
            view! { <FailureView failure=Failure::Loop retry=ask page="/sessions"/> }.into_any()
        }
        outcome => {
            view! { <FailureView failure=outcome.into() retry=ask page="/sessions"/> }.into_any()
        }
    });
    let words = vestibule.clone();
    let failed = words.say(phrases::SIGN_OUT_FAILED);
    let has_failed = move || said.get() == Some(phrases::SIGN_OUT_FAILED);
    let failed = erased::optional(move || has_failed().then(|| failed.clone()));
    let done = erased::optional(move || {
        let phrase = said.get().filter(|_| !has_failed());
        phrase.map(|phrase| words.say(phrase))
    });
    view! {
        {page_title(phrases::SESSIONS)}
        <div class="messages" role="alert">
            <p class="message message-error">{failed}</p>
        </div>
        <div class="messages" role="status">
            <p class="message message-success">{done}</p>
        </div>
        {body}
        <nav class="footer">
            <a href="/settings">{vestibule.say(phrases::SETTINGS)}</a>
            <a href="/">{vestibule.say(phrases::TO_HOME)}</a>
        </nav>
    }
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
async fn find(kratos: &Kratos) -> Outcome {
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

/// Sends the person to the sign-in page, and says whether they are on their way: not in circles.
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
        || vestibule.say(phrases::UNKNOWN_DEVICE),
        |agent| match browser_of(agent) {
            Some(short) => short,
            None => agent.to_owned(),
        },
    );
    let place: Vec<&str> = [
        of_device("location"),
        of_device("ip_address").map(without_port),
    ]
    .into_iter()
    .flatten()
    .collect();
    let place = place.join(" · ");
    let since = session.authenticated_at.clone().map(|time| {
        let plain = in_short(&time);
        moment(time, plain, phrases::SINCE, "time", browser::time::to_words)
    });
    let button = if is_current {
        let name = vestibule.say(phrases::THIS_SESSION);
        view! { <p {..test_id("session-current")} class="badge">{name}</p> }.into_any()
    } else {
        let name = format!("{} – {agent}", vestibule.say(phrases::REVOKE));
        revoke(
            format!("revoke/{}", session.id),
            session.id.clone(),
            Some(name),
            vestibule.say(phrases::REVOKE),
        )
    };
    view! {
        <div {..test_id(format!("session/{}", session.id))} class="credential">
            <p class="credential-name">{agent}</p>
            <p class="hint">{place}</p>
            {since}
            {button}
        </div>
    }
    .into_any()
}

/// A button that ends what it is worth: a session by its id, or all others.
fn revoke(id: String, value: String, name: Option<String>, words: String) -> AnyView {
    let class = if value == OTHERS {
        "button button-danger"
    } else {
        "button"
    };
    view! {
        <button
            {..test_id(id)}
            class=class
            type="submit"
            name="revoke"
            value=value
            aria-label=name
        >
            {words}
        </button>
    }
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
