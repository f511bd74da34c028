//! Pages of the application, and files.

use crate::{
    assets,
    door::{Door, with_status},
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
pub(crate) async fn own(State(door): State<Arc<Door>>, request: Request) -> Response {
    let path = request.uri().path();
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let refusal = Refusal::Method(&[Method::GET, Method::HEAD]);
        return door.refuse(&refusal, path, request.headers());
    }
    if !has_one_reading(path) {
        if assets::is_asset(path) {
            return assets::not_found();
        }
        let status = StatusCode::NOT_FOUND;
        return with_status(door.wall(status, path, request.headers()), status);
    }
    if assets::is_asset(path) {
        return door.assets.file(request).await;
    }
    if door.watch
        && let Err(error) = door.page.refresh().await
    {
        tracing::error!("{}: {error}", door.page.path().display());
    }
    if door.renderer.is_none() {
        let entry = render::oauth2_entry(&request, &door.base);
        return entry.unwrap_or_else(|| door.page.response(request.headers()));
    }
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let (visitor, _) = Visitor::of(request);
    let drawing = Arc::clone(&door);
    door.draw(async move {
        let Some(renderer) = &drawing.renderer else {
            return drawing.page.response(&visitor.headers);
        };
        let rendered = renderer.render(&method, &uri, &visitor, drawing.page.catalogues());
        drawing.respond(rendered.await, &visitor, uri.query().is_some())
    })
    .await
}
