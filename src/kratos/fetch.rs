//! To *fetch* is to get an answer over the network: with cookies, asking for JSON, within a time limit, and no larger
//! than makes sense.

use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestCredentials, RequestInit, Response};

use super::Answer;
use crate::browser::{self, prefetch};
use crate::route::FlowRequest;

/// No answer after this many milliseconds is none.
const LIMIT: u32 = 15_000;

/// A longer body is not read. Kratos' flows are some 10 kB.
const LONGEST_BODY: usize = 1 << 20;

/// `None` is an answer that never came, or not whole.
pub(super) async fn get(url: &str) -> Option<Answer> {
    let (request, _) = prepare()?;
    read(browser::fetch(url, &request).await?).await
}

/// `None` is an answer that never came, or not whole; Kratos may have acted all the same.
pub(super) async fn post(url: &str, body: &Value) -> Option<Answer> {
    let (request, headers) = prepare()?;
    headers.set("Content-Type", "application/json").ok()?;
    request.set_method("POST");
    request.set_body(&JsValue::from_str(&body.to_string()));
    read(browser::fetch(url, &request).await?).await
}

/// The answer that the page has asked for while it was loading, once.
pub(super) fn prefetched(
    base: &str,
    request: &FlowRequest,
) -> Option<impl Future<Output = Option<Answer>> + use<>> {
    let promise = prefetch::take(base, request)?;
    Some(async move {
        let response = JsFuture::from(promise).await.ok()?;
        read(response.dyn_into().ok()?).await
    })
}

/// What all calls have in common; the headers may still be added to.
fn prepare() -> Option<(RequestInit, Headers)> {
    let headers = Headers::new().ok()?;
    headers.set("Accept", "application/json").ok()?;
    let request = RequestInit::new();
    request.set_headers(&headers);
    request.set_credentials(RequestCredentials::Include);
    request.set_signal(Some(&AbortSignal::timeout_with_u32(LIMIT)));
    Some((request, headers))
}

async fn read(response: Response) -> Option<Answer> {
    let status = response.status();
    let headers = response.headers();
    let header = |name: &str| headers.get(name).ok().flatten();
    let is_json = header("content-type").is_some_and(|kind| kind.contains("json"));
    let retry_after = header("retry-after").and_then(|s| s.trim().parse().ok());
    let json = if is_json {
        let body = browser::text(&response).await?;
        if body.len() > LONGEST_BODY {
            None
        } else {
            // Cut short or broken: as good as no answer.
            Some(serde_json::from_str(&body).ok()?)
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
