//! Door: what every answer is made of, and how something other than a page of the application is said.

use crate::{
    assets::Assets,
    edge::{Edge, refusal::Refusal},
    headers::Profile,
    metrics::Metrics,
    native,
    oauth2::state::OAuth2,
    page::{Notice, Page},
    proxy::{self, Kratos, Visitor},
    render::{Rendered, Renderer, see_other},
    report::Reports,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;
use vestibule::{
    i18n::phrases,
    route::{FlowKind, FlowRequest},
    url::SafeUrl,
};

/// What requests are answered with.
pub(crate) struct AppState {
    pub(crate) edge: Edge,
    pub(crate) profile: Profile,
    pub(crate) page: Page,
    pub(crate) assets: Assets,
    pub(crate) kratos: Kratos,
    /// Renders the pages, where the browser does not.
    pub(crate) renderer: Option<Renderer>,
    pub(crate) config: String,
    /// The pages of OAuth2, where the operator has a Hydra.
    pub(crate) oauth2: Option<OAuth2>,
    /// The content of `/.well-known/security.txt`, where the operator has one.
    pub(crate) security_txt: Option<String>,
    pub(crate) reports: Reports,
    pub(crate) metrics: Arc<Metrics>,
    /// Whether the documents are read again when they change.
    pub(crate) watch: bool,
    /// Where the browser finds Kratos.
    pub(crate) base: String,
}

impl AppState {
    /// Renders on the threads that are there for it.
    pub(crate) async fn draw(
        &self,
        page: impl Future<Output = Response> + Send + 'static,
    ) -> Response {
        let drawn = match &self.renderer {
            Some(renderer) => renderer.pool.run(page).await,
            None => Some(page.await),
        };
        drawn.unwrap_or_else(|| StatusCode::SERVICE_UNAVAILABLE.into_response())
    }

    /// Sends a user on from a form, to an address that Kratos has named.
    pub(crate) fn leave(&self, to: &str, restored: &HeaderMap, visitor: &Visitor) -> Response {
        let mut headers = HeaderMap::new();
        proxy::hand_on(restored, &mut headers);
        let to = SafeUrl::to_follow(to);
        let to = to.as_ref();
        if to.is_none_or(|to| native::stays(to, &visitor.client.origin.to_string())) {
            return see_other(to.map_or("/error", SafeUrl::as_str), headers);
        }
        let notice = Notice {
            title: phrases::CONTINUE,
            text: phrases::LEAVING,
            action: (phrases::CONTINUE, to.map_or("/", SafeUrl::as_str)),
            goes_on: true,
        };
        let mut page = self.page.notice(&notice, &visitor.headers);
        page.headers_mut().extend(headers);
        page
    }

    /// A page for who has come to an address that has none, or could not be served there.
    pub(crate) fn wall(
        &self,
        status: StatusCode,
        path: &str,
        request_headers: &HeaderMap,
    ) -> Response {
        let kind = path
            .strip_prefix("/self-service/")
            .and_then(|rest| FlowKind::from_name(rest.split('/').next()?));
        let page = kind.map_or_else(|| "/".to_owned(), |kind| FlowRequest::new(kind).to_page());
        let (title, text) = match status.as_u16() {
            401 => (phrases::NOT_SIGNED_IN, phrases::NOT_SIGNED_IN),
            404 | 405 => (phrases::NOT_FOUND, phrases::NOT_FOUND_TEXT),
            414 => (phrases::LINK, phrases::LINK_TEXT),
            429 => (phrases::RATE_LIMITED, phrases::RATE_LIMITED_TEXT),
            502..=504 => (phrases::UNAVAILABLE, phrases::UNAVAILABLE_TEXT),
            _ => (phrases::UNEXPECTED, phrases::UNEXPECTED_TEXT),
        };
        let action = match (status.as_u16(), kind) {
            (401, _) => (phrases::TO_SIGN_IN, "/login"),
            (_, Some(_)) => (phrases::START_OVER, page.as_str()),
            _ => (phrases::TO_HOME, "/"),
        };
        let notice = Notice {
            title,
            text,
            action,
            goes_on: false,
        };
        self.page.notice(&notice, request_headers)
    }

    /// Says why a request is refused: to a user by a page, to a program in Kratos' envelope.
    pub(crate) fn refuse(&self, refusal: &Refusal, path: &str, headers: &HeaderMap) -> Response {
        if !native::is_page_request(headers) {
            return refusal.response();
        }
        let status = refusal.status();
        let page = with_status(self.wall(status, path, headers), status);
        refusal.with_headers(page)
    }

    /// The response with what was made of a request.
    pub(crate) fn respond(
        &self,
        rendered: Rendered,
        visitor: &Visitor,
        has_query: bool,
    ) -> Response {
        let request_headers = &visitor.headers;
        match rendered {
            Rendered::Response(response) => response,
            Rendered::Leave(to, restored) => self.leave(&to, &restored, visitor),
            Rendered::SkipSsr => self.page.response(request_headers),
            Rendered::Page(page, catalogue, cookies) => {
                let mut response =
                    self.page
                        .rendered(&page, catalogue.language(), request_headers, has_query);
                response.headers_mut().extend(cookies);
                if let Some(seconds) = page.retry_after {
                    response
                        .headers_mut()
                        .insert(header::RETRY_AFTER, seconds.into());
                }
                with_status(
                    response,
                    StatusCode::from_u16(page.status).unwrap_or_default(),
                )
            }
            Rendered::Overloaded => {
                let notice = Notice {
                    title: phrases::RATE_LIMITED,
                    text: phrases::RATE_LIMITED_TEXT,
                    action: (phrases::TRY_AGAIN, ""),
                    goes_on: false,
                };
                let mut response = self.page.notice(&notice, request_headers);
                let soon = HeaderValue::from_static("5");
                response.headers_mut().insert(header::RETRY_AFTER, soon);
                with_status(response, StatusCode::SERVICE_UNAVAILABLE)
            }
        }
    }
}

/// The response with another status.
pub(crate) fn with_status(mut response: Response, status: StatusCode) -> Response {
    *response.status_mut() = status;
    response
}
