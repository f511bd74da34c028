//! Native: what a page without JavaScript sends as plain forms and the application does by itself otherwise, and how Kratos'
//! answers to native forms reach the user.

use crate::{
    flash,
    proxy::{Kratos, Visitor, hand_on},
    render::see_other,
};
use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header},
    response::Response,
};
use vestibule::{
    kratos::Endpoint,
    route::{FlowKind, pairs},
    server::{Flash, Form},
    url::SafeUrl,
};

pub(crate) const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// Whether the request is a browser's own navigation: it wants a page.
pub(crate) fn is_page_request(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT).iter().any(|value| {
        value
            .to_str()
            .is_ok_and(|value| value.contains("text/html"))
    })
}

/// Which kind of flow a browser sends a form of by itself.
pub(crate) fn form_kind(method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<FlowKind> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let is_form = kind.starts_with("application/x-www-form-urlencoded");
    let name = uri.path().strip_prefix("/self-service/")?;
    let kind = FlowKind::ALL.into_iter().find(|kind| kind.as_str() == name);
    kind.filter(|_| *method == Method::POST && is_form && is_page_request(headers))
}

/// The form that a browser has sent by itself.
pub(crate) fn form(kind: FlowKind, uri: &Uri, visitor: &Visitor, body: &str) -> Form {
    let origin = visitor.client.origin.to_string();
    let page = visitor
        .headers
        .get(header::REFERER)
        .and_then(|page| page.to_str().ok()?.strip_prefix(&origin));
    Form::read(kind, uri.query().unwrap_or_default(), page, body)
}

/// Signs the visitor out, and sends them to where the form says. `None`: it did not work.
pub(crate) async fn sign_out(kratos: &Kratos, visitor: &Visitor, form: &str) -> Option<Response> {
    let (_, to) = pairs(form)
        .find(|(name, _)| name == "to")
        .filter(|(_, to)| to.starts_with('/') && SafeUrl::to_follow(to).is_some())
        .unwrap_or_else(|| (String::new(), "/login".to_owned()));
    let mut headers = end_session(kratos, visitor).await?;
    if headers.contains_key(CLEAR_SITE_DATA) {
        headers.append(header::SET_COOKIE, flash::leave(Flash::SignedOut));
    }
    Some(see_other(&to, headers))
}

/// Ends the visitor's session, and says what their browser is told of it. `None`: it did not work.
pub(crate) async fn end_session(kratos: &Kratos, visitor: &Visitor) -> Option<HeaderMap> {
    let reply = kratos
        .fetch(Method::GET, &Endpoint::LogoutToken.path(), visitor)
        .await?;
    let mut headers = HeaderMap::new();
    if reply.status.as_u16() == 401 {
        // Nobody is signed in, whatever the browser still has.
        forget_session(&mut headers);
        return Some(headers);
    }
    let json: serde_json::Value = serde_json::from_slice(&reply.body).ok()?;
    let token = json.get("logout_token")?.as_str()?;
    let path = Endpoint::Logout(token).path();
    let done = kratos.fetch(Method::GET, &path, visitor).await?;
    if !done.status.is_success() {
        return None;
    }
    hand_on(&done.headers, &mut headers);
    clear(&mut headers);
    Some(headers)
}

/// What Kratos answers to a sign-out, with what the browser has to forget besides.
pub(crate) fn signed_out(path: &str, response: &mut Response) {
    let status = response.status();
    let ends_session = || {
        let cookies = response.headers().get_all(header::SET_COOKIE);
        let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
        cookies
            .iter()
            .any(|value| text(value).contains("Max-Age=0"))
    };
    let is_over = status.is_success() || status.is_redirection();
    if path == "/self-service/logout" && is_over && ends_session() {
        clear(response.headers_mut());
    } else if path == "/self-service/logout/browser" && status.as_u16() == 401 {
        forget_session(response.headers_mut());
    }
}

/// Takes pages of who has left from the cache, also from the one that Back takes them from. What the browser remembers of itself
/// stays: how users sign in here, and that they want no passkey.
fn clear(headers: &mut HeaderMap) {
    headers.insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"cache\""));
}

/// Deletes a session cookie that Kratos does not know, where it has the name that Kratos gives it by default.
fn forget_session(headers: &mut HeaderMap) {
    let gone =
        HeaderValue::from_static("ory_kratos_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    headers.append(header::SET_COOKIE, gone);
}

/// Ends the session that the form names, or all others, and shows the list again. `None`: it did not work.
pub(crate) async fn revoke(kratos: &Kratos, visitor: &Visitor, form: &str) -> Option<Response> {
    let (_, which) = pairs(form).find(|(name, _)| name == "revoke")?;
    let path = match which.as_str() {
        "others" => Endpoint::Sessions.path(),
        id if id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') => {
            Endpoint::Session(id).path()
        }
        _ => return None,
    };
    let done = kratos.fetch(Method::DELETE, &path, visitor).await?;
    done.status
        .is_success()
        .then(|| see_other("/sessions", HeaderMap::new()))
}

/// Where a redirect leads.
pub(crate) fn redirect(response: &Response) -> Option<&str> {
    let to = response.headers().get(header::LOCATION)?.to_str().ok()?;
    response.status().is_redirection().then_some(to)
}

/// Whether a browser follows a redirect to this address after a form: `form-action` names this origin only, and Kratos' own
/// addresses lead on to others.
pub(crate) fn stays(to: &SafeUrl, origin: &str) -> bool {
    to.local(origin)
        .is_some_and(|path| !path.starts_with("/self-service/"))
}
