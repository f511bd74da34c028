//! To *fetch* is to get a response over the network: with cookies, asking for JSON, within a time limit, and no larger
//! than makes sense.

use gloo_net::http::{Request, Response};
use serde_json::Value;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestCredentials, RequestInit};

use super::Response as KratosResponse;
use crate::browser::{self, prefetch, session_storage, time};
use crate::json;
use crate::route::FlowRequest;

/// How often a question without a response is asked again, after a pause of about this many milliseconds, and twice it.
const REPEATS: u32 = 2;
const PAUSE: u32 = 300;

/// A longer body is not read. Kratos' flows are some 10 kB.
const LONGEST_BODY: usize = 1 << 20;

/// `limit` is in milliseconds. `None` is a response that never came, or not whole, also not when the question was
/// repeated.
/// It counts as asked `attempts` times already.
pub(super) async fn get(url: &str, limit: u32, mut attempts: u32) -> Option<KratosResponse> {
    let signal = AbortSignal::timeout_with_u32(limit);
    loop {
        if attempts > 0 {
            if attempts > REPEATS || signal.aborted() || browser::is_offline() {
                return None;
            }
            time::pause(attempts * PAUSE).await;
        }
        let response = send("GET", url, None, &signal).await;
        if response.is_some() {
            return response;
        }
        attempts += 1;
    }
}

/// `None` is a response that never came, or not whole.
pub(super) async fn delete(url: &str, limit: u32) -> Option<KratosResponse> {
    send("DELETE", url, None, &AbortSignal::timeout_with_u32(limit)).await
}

/// Asks once, until `signal` ends it. `None` is a response that never came, or not whole; Kratos may have acted all the
/// same.
pub(super) async fn post(url: &str, body: &Value, signal: &AbortSignal) -> Option<KratosResponse> {
    send("POST", url, Some(json::write(body)), signal).await
}

async fn send(
    method: &str,
    url: &str,
    body: Option<String>,
    signal: &AbortSignal,
) -> Option<KratosResponse> {
    let headers = Headers::new().ok()?;
    headers.set("Accept", "application/json").ok()?;
    let init = RequestInit::new();
    init.set_method(method);
    init.set_credentials(RequestCredentials::Include);
    init.set_signal(Some(signal));
    if let Some(body) = body {
        headers.set("Content-Type", "application/json").ok()?;
        init.set_body(&body.into());
    }
    init.set_headers(&headers);
    let request = web_sys::Request::new_with_str_and_init(url, &init).ok()?;
    read(Request::from(request).send().await.ok()?).await
}

/// The response that `boot.js` has requested already, once.
pub(super) fn prefetched(
    base: &str,
    request: &FlowRequest,
) -> Option<impl Future<Output = Option<KratosResponse>> + use<>> {
    let promise = prefetch::take(base, request)?;
    Some(async move {
        let response = JsFuture::from(promise).await.ok()?;
        read(response.dyn_into::<web_sys::Response>().ok()?.into()).await
    })
}

async fn read(response: Response) -> Option<KratosResponse> {
    let status = response.status();
    session_storage::note_status(status);
    let headers = response.headers();
    let is_json = headers
        .get("content-type")
        .is_some_and(|kind| kind.contains("json"));
    let retry_after = headers
        .get("retry-after")
        .and_then(|when| time::seconds_until(&when, headers.get("date")));
    let is_long = headers
        .get("content-length")
        .and_then(|length| length.parse::<usize>().ok())
        .is_some_and(|length| length > LONGEST_BODY);
    let body = if is_json && !is_long {
        Some(response.text().await.ok()?)
    } else {
        None
    };
    let body = body.filter(|body| body.len() <= LONGEST_BODY);
    KratosResponse::new(status, body.as_deref(), retry_after)
}
