//! To *fetch* is to get an answer over the network: with cookies, asking for JSON, within a time limit, and no larger
//! than makes sense.

use gloo_net::http::{Request, RequestBuilder, Response};
use serde_json::Value;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCredentials};

use super::Answer;
use crate::browser::prefetch;
use crate::json;
use crate::route::FlowRequest;

/// No answer after this many milliseconds is none.
const LIMIT: u32 = 15_000;

/// A longer body is not read. Kratos' flows are some 10 kB.
const LONGEST_BODY: usize = 1 << 20;

/// `None` is an answer that never came, or not whole.
pub(super) async fn get(url: &str) -> Option<Answer> {
    let request = prepare(Request::get(url)).build().ok()?;
    read(request.send().await.ok()?).await
}

/// `None` is an answer that never came, or not whole.
pub(super) async fn delete(url: &str) -> Option<Answer> {
    let request = prepare(Request::delete(url)).build().ok()?;
    read(request.send().await.ok()?).await
}

/// `None` is an answer that never came, or not whole; Kratos may have acted all the same.
pub(super) async fn post(url: &str, body: &Value) -> Option<Answer> {
    let request = prepare(Request::post(url))
        .header("Content-Type", "application/json")
        .body(json::write(body))
        .ok()?;
    read(request.send().await.ok()?).await
}

/// The answer that the page has asked for while it was loading, once.
pub(super) fn prefetched(
    base: &str,
    request: &FlowRequest,
) -> Option<impl Future<Output = Option<Answer>> + use<>> {
    let promise = prefetch::take(base, request)?;
    Some(async move {
        let response = JsFuture::from(promise).await.ok()?;
        read(response.dyn_into::<web_sys::Response>().ok()?.into()).await
    })
}

fn prepare(request: RequestBuilder) -> RequestBuilder {
    request
        .header("Accept", "application/json")
        .credentials(RequestCredentials::Include)
        .abort_signal(Some(&AbortSignal::timeout_with_u32(LIMIT)))
}

async fn read(response: Response) -> Option<Answer> {
    let status = response.status();
    let headers = response.headers();
    let is_json = headers
        .get("content-type")
        .is_some_and(|kind| kind.contains("json"));
    let retry_after = headers
        .get("retry-after")
        .and_then(|s| s.trim().parse().ok());
    let json = if is_json {
        let body = response.text().await.ok()?;
        if body.len() > LONGEST_BODY {
            None
        } else {
            // Cut short or broken: as good as no answer.
            Some(json::read(&body).ok()?)
        }
    } else {
        None
    };
    Some(Answer {
        status,
        json,
        retry_after,
    })
}
