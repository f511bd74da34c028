//! Forms of a page without JavaScript that the application would not send as forms.

use crate::{
    app::{AppState, with_status},
    edge::refusal::Refusal,
    native,
    page::Notice,
    proxy::Visitor,
    routes::pages,
};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    response::Response,
};
use std::sync::Arc;
use vestibule::i18n::phrases;

/// The length that these forms may have.
const LONGEST: usize = 8 * 1024;

/// Signs out without JavaScript.
pub(crate) async fn sign_out(State(app): State<Arc<AppState>>, request: Request) -> Response {
    form(&app, request, "/", async |visitor, form| {
        native::sign_out(&app.kratos, &visitor, &form).await
    })
    .await
}

/// `/sessions` is a page of the application for a user, and Kratos' API for a program.
pub(crate) async fn sessions(State(app): State<Arc<AppState>>, request: Request) -> Response {
    let is_page_request = native::is_page_request(request.headers());
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = if reads && is_page_request {
        pages::own(State(app), request).await
    } else if *request.method() != Method::POST {
        app.kratos.pass(request).await
    } else if is_page_request {
        form(&app, request, "/sessions", async |visitor, form| {
            native::revoke(&app.kratos, &visitor, &form).await
        })
        .await
    } else {
        Refusal::Method(&[Method::GET, Method::HEAD, Method::DELETE]).response()
    };
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// Does what a form asks for, or says that it did not work.
async fn form(
    app: &AppState,
    request: Request,
    back: &str,
    act: impl AsyncFnOnce(Visitor, String) -> Option<Response>,
) -> Response {
    let (visitor, body) = Visitor::of(request);
    let request_headers = visitor.headers.clone();
    let done = match axum::body::to_bytes(body, LONGEST).await {
        Ok(bytes) => act(visitor, String::from_utf8_lossy(&bytes).into_owned()).await,
        Err(_) => None,
    };
    done.unwrap_or_else(|| {
        let notice = Notice {
            title: phrases::UNEXPECTED,
            text: phrases::SIGN_OUT_FAILED,
            action: (phrases::TRY_AGAIN, back),
            goes_on: false,
        };
        with_status(
            app.page.notice(&notice, &request_headers),
            StatusCode::BAD_GATEWAY,
        )
    })
}
