//! Pages of the application, and files.

use crate::{
    app::{AppState, with_status},
    assets,
    edge::{paths::has_one_reading, refusal::Refusal},
    proxy::Visitor,
    render,
};
use axum::{
    extract::{Request, State},
    http::{Method, StatusCode},
    response::Response,
};
use std::sync::Arc;

/// What this server has itself: a file, or the page for every other path.
pub(crate) async fn own(State(app): State<Arc<AppState>>, request: Request) -> Response {
    let path = request.uri().path();
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let refusal = Refusal::Method(&[Method::GET, Method::HEAD]);
        return app.refuse(&refusal, path, request.headers());
    }
    if !has_one_reading(path) {
        if assets::is_asset(path) {
            return assets::not_found();
        }
        let status = StatusCode::NOT_FOUND;
        return with_status(app.wall(status, path, request.headers()), status);
    }
    if assets::is_asset(path) {
        return app.assets.file(request).await;
    }
    if app.watch
        && let Err(error) = app.page.refresh().await
    {
        tracing::error!("{}: {error}", app.page.path().display());
    }
    if app.renderer.is_none() {
        let entry = render::oauth2_entry(&request, &app.base);
        return entry.unwrap_or_else(|| app.page.response(request.headers()));
    }
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let (visitor, _) = Visitor::of(request);
    let drawing = Arc::clone(&app);
    app.draw(async move {
        let Some(renderer) = &drawing.renderer else {
            return drawing.page.response(&visitor.headers);
        };
        let rendered = renderer.render(&method, &uri, &visitor, drawing.page.catalogues());
        drawing.respond(rendered.await, &visitor, uri.query().is_some())
    })
    .await
}
