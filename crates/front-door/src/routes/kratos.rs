//! Kratos' own paths. Whoever opens one as a page, or sends a form to it by the browser, gets a page also where Kratos has none for
//! them.

use crate::{
    app::{AppState, with_status},
    edge::refusal::Refusal,
    native,
    proxy::{self, Visitor},
};
use axum::{
    extract::{Request, State},
    http::{Method, header},
    response::Response,
};
use std::sync::Arc;
use vestibule::{route::FlowKind, url::SafeUrl};

/// Hands a request to Kratos, and its response back.
pub(crate) async fn pass(State(app): State<Arc<AppState>>, request: Request) -> Response {
    let visitor = Visitor::before(&request);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    if app.renderer.is_some()
        && let Some(kind) = native::form_kind(&method, request.uri(), &visitor.headers)
    {
        let submitting = Arc::clone(&app);
        return app
            .draw(async move { submit(&submitting, kind, request).await })
            .await;
    }
    let mut response = app.kratos.pass(request).await;
    native::signed_out(&path, &mut response);
    if leads_astray(&response) {
        return app.leave("", response.headers(), &visitor);
    }
    if app.renderer.is_none() || !native::is_page_request(&visitor.headers) {
        return response;
    }
    if method == Method::POST
        && let Some(to) = native::redirect(&response)
    {
        let origin = visitor.client.origin.to_string();
        let is_own = SafeUrl::to_follow(to).is_some_and(|to| native::stays(&to, &origin));
        return if is_own {
            response
        } else {
            app.leave(to, response.headers(), &visitor)
        };
    }
    if response.status().as_u16() < 400 || has_page(&response) {
        return response;
    }
    let mut page = with_status(
        app.wall(response.status(), &path, &visitor.headers),
        response.status(),
    );
    proxy::hand_on(response.headers(), page.headers_mut());
    page
}

/// Whether a redirect leads to an address that runs something, or that two parsers read differently.
fn leads_astray(response: &Response) -> bool {
    let has_location = response.headers().contains_key(header::LOCATION);
    response.status().is_redirection()
        && has_location
        && native::redirect(response).is_none_or(|to| SafeUrl::to_follow(to).is_none())
}

/// Whether a response is for a user to read.
fn has_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html"))
}

/// A flow's form, sent by the browser itself.
async fn submit(app: &AppState, kind: FlowKind, request: Request) -> Response {
    let uri = request.uri().clone();
    let (visitor, body) = Visitor::of(request);
    let Some(renderer) = &app.renderer else {
        return app.page.response(&visitor.headers);
    };
    // The edge has collected it, and knows how long it may be.
    let Ok(body) = axum::body::to_bytes(body, usize::MAX).await else {
        return app.refuse(&Refusal::Malformed, uri.path(), &visitor.headers);
    };
    let form = native::form(kind, &uri, &visitor, &String::from_utf8_lossy(&body));
    let rendered = renderer.submit(form, &visitor, app.page.catalogues()).await;
    app.respond(rendered, &visitor, true)
}
