//! The one-time code method: a code is sent to an address, and typing it signs in or up.

mod choice;
mod delivery;
mod recovery;
mod registration;
mod screen;
mod second_factor;

use uuid::Uuid;

use super::Hint;
use crate::code::{self, Code, Outcome};
use crate::courier::Template;
use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::flow::{Flow, State};
use crate::identity::{Identity, normalize};
use crate::payload::Payload;
use crate::strategy::Strategy;
use crate::text;

use delivery::{answer, deliver, verify};

pub(crate) use choice::address_input;
pub(crate) use delivery::send_verification;
pub(crate) use recovery::{code_input, recover};
pub(super) use registration::register;
pub(crate) use screen::show_sent;
pub(super) use screen::{
    clear_registration, populate_credentials, populate_login, populate_registration,
};
pub(super) use second_factor::populate_second_factor;
pub(crate) use second_factor::send_second_factor_at_once;

pub(super) fn login(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<Uuid, Failure> {
    let serves = match exchange.config.passwordless_code() {
        true => flow.requested_aal == "aal1",
        false => exchange.config.second_factor_code() && flow.requested_aal == "aal2",
    };
    if !serves || !exchange.config.method("code") {
        return Err(Failure::NotResponsible);
    }
    let names = [
        "csrf_token",
        "method",
        "identifier",
        "address",
        "code",
        "resend",
    ];
    let payload = Payload::decode(exchange.request, &names, None)?;
    let chooses = exchange.config.second_factor_code() && !payload.text("address").is_empty();
    if payload.text("method") != "code" && !chooses {
        return Err(Failure::NotResponsible);
    }
    flow.transient_payload = payload.transient();
    let mut hide = false;
    let result = exchange.ensure_csrf(&payload).and_then(|()| {
        if payload.text("resend").eq_ignore_ascii_case("code") {
            flow.state = State::ChooseMethod;
        }
        match flow.state {
            State::ChooseMethod => {
                let identifier = match payload.text("identifier") {
                    "" => normalize(payload.text("address")),
                    identifier => normalize(identifier),
                };
                let who = find(exchange, &identifier)?;
                Err(send_login(exchange, flow, &who, &identifier))
            }
            State::SentEmail => {
                hide = true;
                use_login(exchange, flow, &payload)
            }
            _ => Err(Failure::says(text::no_login_strategy())),
        }
    });
    if let Err(failure) = &result
        && !matches!(failure, Failure::Completed(_))
    {
        let identifier = match payload.text("address") {
            "" => payload.text("identifier"),
            address => address,
        };
        flow.ui.set_csrf(&exchange.csrf.token());
        if hide {
            flow.ui.upsert(screen::hidden_identifier(identifier));
        }
        flow.ui.set_value("identifier", identifier.into());
    }
    result
}

/// The account with a code credential of that identifier.
fn find(exchange: &Exchange<'_>, identifier: &str) -> Result<Identity, Failure> {
    if identifier.is_empty() {
        return Err(Failure::on("identifier", text::required("identifier")));
    }
    let path = "selfservice.methods.code.config.missing_credential_fallback_enabled";
    let fallback = exchange.config.flag(path, false);
    exchange
        .store
        .by_identifier("code", identifier)
        .or_else(|| {
            exchange
                .store
                .by_any_identifier(identifier)
                .filter(|_| fallback)
        })
        .cloned()
        .ok_or_else(|| Failure::says(text::no_code_user()))
}

/// Sends a code to the address typed, or to all of the account when it is none of them, and shows the code screen.
fn send_login(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    who: &Identity,
    identifier: &str,
) -> Failure {
    send(exchange, flow, who, identifier);
    answer(exchange, flow)
}

fn send(exchange: &mut Exchange<'_>, flow: &mut Flow, who: &Identity, identifier: &str) {
    let known = &who.credentials.code;
    let typed: Vec<_> = known
        .iter()
        .filter(|(_, address)| address == identifier)
        .cloned()
        .collect();
    let addresses = match (typed.is_empty(), known.is_empty()) {
        (false, _) => typed,
        (true, false) => known.clone(),
        (true, true) => vec![("email".to_owned(), identifier.to_owned())],
    };
    code::forget(exchange.store, flow.id);
    for (via, address) in addresses {
        let mut code = Code::new(flow.id, &via, &address, exchange.config.code_lifespan());
        code.identity = Some(who.id);
        deliver(exchange, code, Template::Login);
    }
    flow.state = State::SentEmail;
    show_sent(exchange, flow);
    flow.ui.set_value("identifier", identifier.into());
    flow.active = "code".into();
    exchange.store.save(flow);
}

/// On the second screen of identifier-first: when a code is the only way in, it goes out at once.
pub(super) fn send_at_once(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    identifier: &str,
    known: Option<&Identity>,
) -> Result<(), Failure> {
    if flow.state != State::ChooseMethod {
        return Ok(());
    }
    let who = find(exchange, identifier)?;
    let mitigates = exchange.config.mitigates_enumeration();
    let others = Strategy::ALL.iter().any(|strategy| match strategy {
        Strategy::Password => {
            exchange.config.method("password")
                && (mitigates || known.is_some_and(Identity::has_password))
        }
        Strategy::Webauthn => {
            exchange.config.method("webauthn")
                && exchange.config.passwordless_webauthn()
                && (mitigates || known.is_some_and(|who| !who.security_keys(true).is_empty()))
        }
        Strategy::Passkey => {
            exchange.config.method("passkey")
                && (mitigates || known.is_some_and(Identity::has_passkey))
        }
        _ => false,
    });
    if others {
        return Ok(());
    }
    Err(send_login(exchange, flow, &who, identifier))
}

fn use_login(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    payload: &Payload,
) -> Result<Uuid, Failure> {
    if payload.text("code").is_empty() {
        return Err(Failure::on("code", text::required("code")));
    }
    let signed_in = exchange.session().map(|session| session.identity);
    let signed_in = signed_in.filter(|_| flow.requested_aal == "aal2");
    let who = match signed_in.and_then(|id| exchange.store.identity(id)) {
        Some(who) => who.clone(),
        None => find(exchange, &normalize(payload.text("identifier")))?,
    };
    let spent = code::spend(exchange.store, exchange.config, flow, payload.text("code"))?;
    let code = match spent {
        Outcome::Accepted(code) if code.identity == Some(who.id) => code,
        _ => return Err(Failure::says(text::login_code_invalid())),
    };
    flow.active = "code".into();
    flow.state = State::PassedChallenge;
    exchange.store.save(flow);
    if let Some(identity) = exchange.store.identity_mut(who.id) {
        verify(identity, &code);
    }
    Ok(who.id)
}
