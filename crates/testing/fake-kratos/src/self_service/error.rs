//! The error screen: errors that were kept for a page to show.

use serde_json::json;
use uuid::Uuid;

use crate::exchange::Exchange;
use crate::failure::{Envelope, not_found};
use crate::reply::Reply;

/// `GET /self-service/errors`
pub(crate) fn get(exchange: &mut Exchange<'_>) -> Reply {
    let id = match exchange.request.parameter("error").as_str() {
        "" => exchange.request.parameter("id"),
        error => error.to_owned(),
    };
    if id == "stub:500" {
        let error = Envelope::new(500, "This is a stub error.").error();
        let never = "0001-01-01T00:00:00Z";
        return Reply::json(
            200,
            &json!({"id": Uuid::new_v4(), "error": error, "created_at": never, "updated_at": never}),
        );
    }
    let found = Uuid::parse_str(&id).ok().and_then(|id| {
        let (error, at) = exchange.store.error(id)?;
        Some(json!({"id": id, "error": error.error(), "created_at": at, "updated_at": at}))
    });
    found.map_or_else(|| not_found().reply(), |body| Reply::json(200, &body))
}
