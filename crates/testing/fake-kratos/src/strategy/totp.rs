//! The authenticator app: time-based one-time passwords (RFC 6238) as a second factor.

use base64::Engine as _;
use totp_rs::{Algorithm, Builder, Secret, Totp};
use uuid::Uuid;

use crate::exchange::Exchange;
use crate::failure::{Failure, method_disabled};
use crate::flow::Flow;
use crate::identity::Identity;
use crate::node::Node;
use crate::payload::Payload;
use crate::random;
use crate::session::Session;
use crate::text;

const GROUP: &str = "totp";

/// What Kratos and authenticator apps agree on: SHA-1, six digits, thirty seconds.
fn generator(secret: &str, issuer: Option<&str>, account: &str) -> Option<Totp> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_secret(Secret::try_from_base32(secret).ok()?)
        .with_issuer(issuer)
        .with_account_name(account)
        .build()
        .ok()
}

fn fits(secret: &str, code: &str) -> bool {
    generator(secret, None, "").is_some_and(|totp| totp.check_current(code.trim()).is_some())
}

pub(super) fn populate_second_factor(exchange: &mut Exchange<'_>, flow: &mut Flow, who: &Identity) {
    if who.credentials.totp.is_none() {
        return;
    }
    flow.ui.set_csrf(&exchange.csrf.token());
    let field = Node::input(GROUP, "totp_code", "text").value("").required();
    flow.ui.upsert(field.label(text::totp_label()));
    flow.ui
        .append(Node::submit(GROUP, "method", GROUP, text::use_totp()));
}

pub(super) fn login(exchange: &mut Exchange<'_>, flow: &mut Flow) -> Result<Uuid, Failure> {
    if flow.requested_aal != "aal2" || !exchange.config.method(GROUP) {
        return Err(Failure::NotResponsible);
    }
    let names = ["csrf_token", "method", "totp_code"];
    let payload = Payload::decode(exchange.request, &names, None)?;
    if payload.text("method") != GROUP {
        return Err(Failure::NotResponsible);
    }
    let result = check(exchange, flow, &payload);
    if result.is_err() {
        flow.ui.reset_node("totp_code");
        flow.ui.set_csrf(&exchange.csrf.token());
    }
    result
}

fn check(exchange: &mut Exchange<'_>, flow: &mut Flow, payload: &Payload) -> Result<Uuid, Failure> {
    let code = payload.text("totp_code");
    if code.is_empty() {
        return Err(Failure::on("totp_code", text::required("totp_code")));
    }
    flow.transient_payload = payload.transient();
    exchange.ensure_csrf(payload)?;
    let who = exchange
        .session()
        .and_then(|session| exchange.store.identity(session.identity).cloned());
    let Some((who, secret)) = who.and_then(|who| {
        let secret = who.credentials.totp.clone()?;
        Some((who.id, secret))
    }) else {
        return Err(Failure::says(text::no_totp_device()));
    };
    if !fits(&secret, code) {
        return Err(Failure::says(text::assertion_invalid()));
    }
    flow.active = GROUP.into();
    exchange.store.save(flow);
    Ok(who)
}

pub(super) fn populate_settings(exchange: &mut Exchange<'_>, flow: &mut Flow, who: &Identity) {
    flow.ui.set_csrf(&exchange.csrf.token());
    if who.credentials.totp.is_some() {
        let button = Node::submit(GROUP, "totp_unlink", "true", text::unlink_totp());
        flow.ui.upsert(button.required());
        return;
    }
    let secret = Secret::from(random::bytes::<20>().to_vec()).to_base32();
    let issuer = exchange
        .config
        .text("selfservice.methods.totp.config.issuer");
    let issuer = issuer
        .map(str::to_owned)
        .or_else(|| exchange.config.public_url.host_str().map(str::to_owned));
    let schema = exchange.config.schema(&who.schema_id);
    let account = schema.and_then(|schema| schema.totp_account_name(&who.traits));
    let account = account.unwrap_or_else(|| who.id.to_string());
    let picture = generator(&secret, issuer.as_deref(), &account)
        .and_then(|totp| totp.to_qr_png().ok())
        .map(|png| base64::engine::general_purpose::STANDARD.encode(png))
        .unwrap_or_default();
    let key = Node::text(GROUP, "totp_secret_key", text::totp_secret(&secret));
    flow.ui.upsert(key.label(text::totp_secret_label()));
    let src = format!("data:image/png;base64,{picture}");
    let picture = Node::image(GROUP, "totp_qr", src, 256);
    flow.ui.upsert(picture.label(text::totp_qr()));
    let field = Node::input(GROUP, "totp_code", "text").required();
    flow.ui.upsert(field.label(text::verify_code()));
    flow.ui
        .append(Node::submit(GROUP, "method", GROUP, text::save()));
    flow.totp_secret = Some(secret);
}

pub(super) fn settings(
    exchange: &mut Exchange<'_>,
    flow: &mut Flow,
    session: &mut Session,
    resumed: Option<Payload>,
) -> Result<Identity, Failure> {
    let names = ["csrf_token", "method", "totp_code", "totp_unlink"];
    let payload = match resumed {
        Some(payload) => payload,
        None => Payload::decode(exchange.request, &names, None)?,
    };
    let unlink = payload.text("totp_unlink") == "true";
    if !unlink && payload.text("method") != GROUP {
        return Err(Failure::NotResponsible);
    }
    if !exchange.config.method(GROUP) {
        return Err(method_disabled().into());
    }
    exchange.ensure_csrf(&payload)?;
    if !session.is_privileged(exchange.config) {
        return Err(Failure::Stale(Box::new(payload)));
    }
    let Some(mut who) = exchange.store.identity(session.identity).cloned() else {
        return Err(Failure::NotResponsible);
    };
    flow.transient_payload = payload.transient();
    if who.credentials.totp.is_some() {
        if unlink {
            who.credentials.totp = None;
        }
        return Ok(who);
    }
    let code = payload.text("totp_code");
    if code.is_empty() {
        return Err(Failure::on("totp_code", text::required("totp_code")));
    }
    let offered = flow.totp_secret.clone();
    let Some(secret) = offered.filter(|secret| fits(secret, code)) else {
        return Err(Failure::on("totp_code", text::assertion_invalid()));
    };
    who.credentials.totp = Some(secret);
    session.completed(GROUP, "aal2");
    Ok(who)
}
