//! Continuity: what was sent waits while the browser is elsewhere, found again by the cookie `ory_kratos_continuity`.

use uuid::Uuid;

use crate::config::Config;
use crate::csrf::is_secure;
use crate::exchange::Exchange;
use crate::instant::Instant;
use crate::payload::Payload;
use crate::random;

const COOKIE: &str = "ory_kratos_continuity";

/// How long something waits: a quarter of an hour.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(15 * 60);

/// Something that waits.
#[derive(Debug, Clone)]
pub(crate) struct Pause {
    /// The value of the browser's cookie.
    cookie: String,
    /// What it is, so that several things can wait at once.
    name: String,
    pub(crate) flow: Uuid,
    identity: Option<Uuid>,
    pub(crate) payload: Payload,
    expires_at: Instant,
}

/// What an answer does to the cookie.
#[derive(Debug, Default)]
pub(crate) struct Continuity {
    value: Option<String>,
    /// How often it is set: once for each thing that changed, as Kratos does it.
    writes: usize,
    /// What was taken up while answering.
    resumed: Vec<String>,
}

impl Continuity {
    fn write(&mut self, value: String) {
        self.value = Some(value);
        self.writes += 1;
    }

    /// The `Set-Cookie` headers this answer needs.
    pub(crate) fn cookies(&self, config: &Config) -> Vec<String> {
        let Some(value) = &self.value else {
            return Vec::new();
        };
        let secure = if is_secure(config) { "; Secure" } else { "" };
        let path = config.text("cookies.path").unwrap_or("/");
        let domain = config
            .text("cookies.domain")
            .map(|domain| format!("; Domain={domain}"))
            .unwrap_or_default();
        let seconds = 24 * 3600 * 30;
        let expires = Instant::now()
            .plus(std::time::Duration::from_secs(seconds))
            .http_date();
        let cookie = format!(
            "{COOKIE}={value}; Path={path}{domain}; Expires={expires}; Max-Age={seconds}; HttpOnly{secure}; SameSite=Lax"
        );
        vec![cookie; self.writes]
    }
}

/// Lets something wait under a name.
pub(crate) fn pause(
    exchange: &mut Exchange<'_>,
    name: &str,
    flow: Uuid,
    identity: Option<Uuid>,
    payload: Payload,
) {
    let known = exchange.request.cookie(COOKIE).map(str::to_owned);
    let cookie = known.unwrap_or_else(|| random::letters(64));
    let pauses = &mut exchange.store.pauses;
    pauses.retain(|pause| pause.cookie != cookie || pause.name != name);
    pauses.push(Pause {
        cookie: cookie.clone(),
        name: name.to_owned(),
        flow,
        identity,
        payload,
        expires_at: Instant::now().plus(PATIENCE),
    });
    exchange.continuity.write(cookie);
}

/// Looks at what waits under a name, whoever it belongs to.
pub(crate) fn peek(exchange: &Exchange<'_>, name: &str) -> Option<Pause> {
    let cookie = exchange.request.cookie(COOKIE)?;
    let mut pauses = exchange.store.pauses.iter();
    let pause = pauses.find(|pause| pause.cookie == cookie && pause.name == name)?;
    (!pause.expires_at.is_past()).then(|| pause.clone())
}

/// Takes what waits under a name, if it belongs to this browser and this account and its time is not over.
pub(crate) fn resume(
    exchange: &mut Exchange<'_>,
    name: &str,
    identity: Option<Uuid>,
) -> Option<Pause> {
    let cookie = exchange.request.cookie(COOKIE)?.to_owned();
    let pauses = &mut exchange.store.pauses;
    let place = pauses
        .iter()
        .position(|pause| pause.cookie == cookie && pause.name == name)?;
    let pause = pauses.swap_remove(place);
    exchange.continuity.write(cookie);
    exchange.continuity.resumed.push(name.to_owned());
    let is_mine = pause.identity.is_none() || pause.identity == identity;
    (is_mine && !pause.expires_at.is_past()).then_some(pause)
}

/// Forgets what waits for this browser under a name.
pub(crate) fn abort(exchange: &mut Exchange<'_>, name: &str) {
    let Some(cookie) = exchange.request.cookie(COOKIE).map(str::to_owned) else {
        return;
    };
    let pauses = &mut exchange.store.pauses;
    let before = pauses.len();
    pauses.retain(|pause| pause.cookie != cookie || pause.name != name);
    let was_resumed = exchange.continuity.resumed.iter().any(|one| one == name);
    if pauses.len() != before || was_resumed {
        exchange.continuity.write(cookie);
    }
}
