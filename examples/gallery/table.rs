//! The *table* of all entries: a name, the page's path, and what the page shows.
//!
//! Not here, because a server cannot render it without the browser: a form that is being sent, dialogs of a passkey and what
//! comes of them, a running countdown. The journeys in `tests/e2e` show these.

use serde_json::Value;
use vestibule::kratos::{Call, Outcome};
use vestibule::machine::Problem;
use vestibule::route::FlowKind;

use crate::change;
use crate::document::Part;
use crate::recording::Recordings;

/// One page in one state.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) page: &'static str,
    pub(crate) shows: Shows,
    /// With `"entry": "one_door"` in the configuration.
    pub(crate) one_door: bool,
    /// With all texts longer.
    pub(crate) long: bool,
}

/// What a page shows.
pub(crate) enum Shows {
    /// What comes of these answers of a recording, one after the other.
    Flow(&'static str, &'static [usize]),
    /// The same, with a change made to the responses.
    Changed(&'static str, &'static [usize], fn(&mut Value)),
    /// The same, and then the form was sent again and this came.
    Then(&'static str, &'static [usize], fn() -> Outcome),
    /// What comes of a response that is no flow.
    Response(fn(&Recordings) -> Option<Outcome>),
    /// A failure.
    Stopped(fn() -> Problem),
    /// What is there before anything is known.
    Nothing,
    /// What `index.html` says without the application.
    Part(Part),
}
use Shows::{Changed, Flow, Nothing, Response, Stopped, Then};

const fn entry(name: &'static str, page: &'static str, shows: Shows) -> Entry {
    Entry {
        name,
        page,
        shows,
        one_door: false,
        long: false,
    }
}

const fn one_door(mut entry: Entry) -> Entry {
    entry.one_door = true;
    entry
}

const fn long(mut entry: Entry) -> Entry {
    entry.long = true;
    entry
}

/// All of them, in the order of the index.
#[rustfmt::skip]
pub(crate) const ENTRIES: &[Entry] = &[
    entry("login", "/login", Flow("login-password", &[0])),
    entry("login-password-only", "/login", Flow("closed", &[6])),
    entry("login-wrong-password", "/login", Flow("login-password", &[0, 1])),
    entry("login-empty", "/login", Flow("login-password", &[0, 5])),
    entry("login-too-fast", "/login", Then("login-password", &[0], || Outcome::RateLimited { retry_after: Some(60) })),
    entry("login-unreachable", "/login", Then("login-password", &[0], || Outcome::Unreachable)),
    entry("login-unknown-passkey", "/login", Flow("passkey-registration-and-login", &[6, 12])),
    entry("login-identifier", "/login", Flow("idfirst-login", &[0])),
    entry("login-identifier-unknown", "/login", Flow("idfirst-login", &[0, 1])),
    entry("login-credentials", "/login", Flow("idfirst-login", &[0, 3])),
    entry("login-credentials-wrong", "/login", Flow("idfirst-login", &[0, 3, 5])),
    entry("login-credentials-passkey", "/login", Flow("idfirst-passkey", &[2, 3])),
    entry("login-credentials-key", "/login", Flow("idfirst-webauthn-passwordless", &[2, 3])),
    entry("login-key", "/login", Flow("idfirst-webauthn-passwordless", &[5])),
    one_door(entry("login-one-door", "/login", Flow("idfirst-login", &[0]))),
    one_door(entry("login-one-door-unknown", "/login", Flow("idfirst-login", &[0, 1]))),
    entry("login-code", "/login", Flow("login-code", &[0, 3])),
    entry("login-code-wrong", "/login", Flow("login-code", &[0, 3, 5])),
    entry("login-code-empty", "/login", Flow("login-code", &[0, 3, 6])),
    entry("login-code-out-of-tries", "/login", Flow("login-code-too-many", &[0, 1, 2, 3, 4, 5, 6, 7])),
    entry("login-social-refused", "/login", Flow("social-sign-up-and-sign-in", &[17])),
    entry("login-linking", "/login", Flow("account-linking", &[3])),
    entry("login-no-way", "/login", Changed("closed", &[6], change::no_method)),
    entry("login-refresh", "/login?refresh=true", Flow("refresh-login", &[0])),
    entry("login-refresh-passkey", "/login?refresh=true", Flow("passkey-registration-and-login", &[14])),
    entry("login-aal2-totp", "/login?aal=aal2", Flow("aal2-totp", &[8])),
    entry("login-aal2-totp-wrong", "/login?aal=aal2", Flow("aal2-totp", &[8, 9])),
    entry("login-aal2-lookup", "/login?aal=aal2", Flow("settings-lookup-secrets", &[11])),
    entry("login-aal2-lookup-wrong", "/login?aal=aal2", Flow("settings-lookup-secrets", &[11, 12])),
    entry("login-aal2-key", "/login?aal=aal2", Flow("settings-webauthn", &[7])),
    entry("login-aal2-address", "/login?aal=aal2", Flow("aal2-code", &[2])),
    entry("login-aal2-code", "/login?aal=aal2", Flow("aal2-code", &[2, 4])),
    entry("login-aal2-everything", "/login?aal=aal2", Flow("everything-enrolled", &[1])),

    entry("registration", "/registration", Flow("registration-password-two-step", &[0])),
    entry("registration-errors", "/registration", Flow("registration-password-two-step", &[0, 1])),
    entry("registration-credentials", "/registration", Flow("registration-password-two-step", &[0, 3])),
    entry("registration-credentials-weak", "/registration", Flow("registration-password-two-step", &[0, 3, 8])),
    entry("registration-duplicate", "/registration", Flow("registration-duplicate", &[0, 1, 2])),
    entry("registration-code", "/registration", Flow("registration-code", &[0, 1, 2])),
    entry("registration-code-wrong", "/registration", Flow("registration-code", &[0, 1, 2, 4])),
    entry("registration-one-step", "/registration", Flow("idfirst-registration-without-session", &[0])),
    entry("registration-one-step-errors", "/registration", Flow("idfirst-registration-without-session", &[0, 1])),
    entry("registration-one-step-duplicate", "/registration", Flow("idfirst-registration-without-session", &[5, 6])),
    entry("registration-social", "/registration", Flow("social-sign-up-and-sign-in", &[11])),
    entry("registration-refused-by-hook", "/registration", Flow("webhook-interrupts", &[0, 2])),
    entry("registration-widgets", "/registration", Flow("widgets", &[0])),
    entry("registration-widgets-errors", "/registration", Flow("widgets", &[0, 4])),

    entry("recovery", "/recovery", Flow("recovery-code", &[0])),
    entry("recovery-error", "/recovery", Flow("recovery-code", &[0, 1])),
    entry("recovery-code", "/recovery", Flow("recovery-code", &[0, 3])),
    entry("recovery-code-wrong", "/recovery", Flow("recovery-code", &[0, 3, 5])),
    entry("recovery-out-of-tries", "/recovery", Flow("recovery-code-too-many", &[8])),
    entry("recovery-link-sent", "/recovery", Flow("links", &[0, 2])),
    entry("recovery-v2", "/recovery", Flow("recovery-v2-choose-address", &[0])),
    entry("recovery-v2-choose", "/recovery", Flow("recovery-v2-choose-address", &[0, 1])),
    entry("recovery-v2-confirm", "/recovery", Flow("recovery-v2-choose-address", &[0, 1, 2])),
    entry("recovery-v2-code", "/recovery", Flow("recovery-v2-choose-address", &[0, 1, 2, 3])),

    entry("verification", "/verification", Flow("verification-code", &[0])),
    entry("verification-code", "/verification", Flow("verification-code", &[0, 5])),
    entry("verification-code-wrong", "/verification", Flow("verification-code", &[0, 5, 6])),
    entry("verification-passed", "/verification", Flow("verification-code", &[0, 5, 12])),

    entry("settings", "/settings", Flow("settings-profile", &[0])),
    entry("settings-saved", "/settings", Flow("settings-profile", &[0, 3])),
    entry("settings-errors", "/settings", Flow("settings-profile", &[0, 2])),
    entry("settings-password-short", "/settings", Flow("settings-password", &[0, 1])),
    entry("settings-totp-wrong", "/settings", Flow("settings-totp", &[0, 1])),
    entry("settings-lookup-codes", "/settings", Flow("settings-lookup-secrets", &[0, 3])),
    entry("settings-lookup-used", "/settings", Flow("settings-lookup-secrets", &[16, 17])),
    entry("settings-passkeys-1", "/settings", Flow("settings-passkey", &[0])),
    entry("settings-passkeys-3", "/settings", Changed("settings-passkey", &[0], change::three_passkeys)),
    entry("settings-last-credential", "/settings", Flow("keys-passkey-last-factor", &[2, 3])),
    entry("settings-everything", "/settings", Flow("everything-enrolled", &[0])),
    entry("settings-after-recovery", "/settings", Flow("recovery-code", &[12])),
    entry("settings-widgets", "/settings", Flow("widgets", &[17])),

    entry("sessions", "/sessions", Response(|recordings| sessions(recordings, true))),
    entry("sessions-alone", "/sessions", Response(|recordings| sessions(recordings, false))),
    entry("home-signed-in", "/", Response(|recordings| recordings.outcome("sessions", 3, Call::Session))),
    entry("home-signed-out", "/", Response(|recordings| recordings.outcome("sessions", 0, Call::Session))),
    entry("home-unreachable", "/", Response(|_| Some(Outcome::Unreachable))),
    entry("error", "/error", Response(|recordings| recordings.outcome("plumbing", 0, Call::Json))),
    entry("error-gone", "/error", Response(|recordings| recordings.outcome("plumbing", 2, Call::Json))),
    entry("not-found", "/nowhere", Nothing),
    entry("loading", "/login", Nothing),

    entry("failure-unreachable", "/login", Stopped(|| Outcome::Unreachable.into())),
    entry("failure-not-kratos", "/login", Stopped(|| Outcome::NotKratos { status: 502 }.into())),
    entry("failure-rate-limited", "/login", Stopped(|| Outcome::RateLimited { retry_after: Some(60) }.into())),
    entry("failure-unavailable", "/login", Stopped(|| Outcome::Unavailable { retry_after: None }.into())),
    entry("failure-unexpected", "/login", Stopped(|| Outcome::Unexpected {
        status: 500,
        reason: Some("The server has a reason, and tells it.".to_owned()),
        request: Some("d3b07384-d9a0-4c9b-8f5a-0123456789ab".to_owned()),
    }.into())),
    entry("failure-cookies", "/login", Stopped(|| Problem::Cookies { reason: Some("The request has no CSRF cookie.".to_owned()) })),
    entry("failure-loop", "/login", Stopped(|| Problem::Loop)),
    entry("failure-registered", "/registration", Stopped(|| Problem::Registered)),
    entry("failure-disabled", "/registration", Response(|recordings| recordings.outcome("closed", 0, Call::Load(FlowKind::Registration)))),
    entry("failure-refused", "/recovery", Response(|recordings| recordings.outcome("closed", 1, Call::Load(FlowKind::Recovery)))),

    entry("no-script", "/login", Shows::Part(Part::NoScript)),
    entry("broken-blocked", "/login", Shows::Part(Part::Broken("blocked", "", ""))),
    entry("broken-config", "/login", Shows::Part(Part::Broken("config", "config.json has a wrong value at passkeys", ""))),
    entry("broken-panic", "/login", Shows::Part(Part::Broken("panic", "", "ada@example.com"))),

    entry("unknown-nodes", "/login", Changed("login-password", &[0], change::unknown)),
    entry("hundred-providers", "/login", Changed("login-password", &[0], change::hundred_providers)),
    long(entry("long-login", "/login", Flow("login-password", &[0, 1]))),
    long(entry("long-login-code", "/login", Flow("login-code", &[0, 3, 5]))),
    long(entry("long-aal2", "/login?aal=aal2", Flow("everything-enrolled", &[1]))),
    long(entry("long-registration", "/registration", Flow("registration-password-two-step", &[0, 1]))),
    long(entry("long-settings", "/settings", Flow("everything-enrolled", &[0]))),
    long(entry("long-sessions", "/sessions", Response(|recordings| sessions(recordings, true)))),
];

/// This session, and the others if wanted, as the page puts them together.
fn sessions(recordings: &Recordings, others: bool) -> Option<Outcome> {
    let Outcome::Session(current) = recordings.outcome("sessions", 3, Call::Session)? else {
        return None;
    };
    let mut list = vec![current.json];
    if let (true, Outcome::Json(Value::Array(others))) =
        (others, recordings.outcome("sessions", 5, Call::Json)?)
    {
        list.extend(others);
    }
    Some(Outcome::Json(Value::Array(list)))
}
