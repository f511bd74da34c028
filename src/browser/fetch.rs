//! To *fetch* is to get a response over the network: with cookies, asking for JSON, within a time limit, and no larger
//! than makes sense.

use gloo_net::http::{Request, Response};
use kratos_flow::kratos::{Kratos, Response as KratosResponse, Transport};
use serde_json::Value;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestCredentials, RequestInit};

use super::{is_offline, prefetch, session_storage, time};
use crate::json;

/// No response after this many milliseconds is none.
pub(crate) const LIMIT: u32 = 15_000;

/// The same where the user waits for what has become of something.
const SOON: u32 = 4_000;

/// How often a request without a response is made again, after a pause of about this many milliseconds, and twice it.
const REPEATS: u32 = 2;
const PAUSE: u32 = 300;

/// A longer body is not read. Kratos' flows are some 10 kB.
const LONGEST_BODY: usize = 1 << 20;

/// The browser's own way to Kratos.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetch {
    base: String,
}

impl Fetch {
    /// To the API at this base URL, as the browser sees it (`serve.public.base_url`); `""` is the page's own origin.
    pub fn new(base: &str) -> Self {
        Fetch {
            base: base.trim_end_matches('/').to_owned(),
        }
    }

    /// The base URL without a slash at the end.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    async fn post_until(
        &self,
        path: String,
        body: Value,
        signal: &AbortSignal,
    ) -> Option<KratosResponse> {
        let url = format!("{}{path}", self.base);
        send("POST", &url, Some(json::write(&body)), signal).await
    }

    async fn get_within(&self, path: String, limit: u32, attempts: u32) -> Option<KratosResponse> {
        get(&format!("{}{path}", self.base), limit, attempts).await
    }
}

impl Transport for Fetch {
    /// A response that `boot.js` has requested already is used, once.
    async fn get(&self, path: String) -> Option<KratosResponse> {
        let mut attempts = 0;
        if let Some(promise) = prefetch::take(&self.base, &path) {
            let early = JsFuture::from(promise).await;
            let early = early
                .ok()
                .and_then(|early| early.dyn_into::<web_sys::Response>().ok());
            if let Some(early) = early
                && let Some(response) = read(early.into()).await
            {
                return Some(response);
            }
            attempts = 1;
        }
        self.get_within(path, LIMIT, attempts).await
    }

    async fn get_soon(&self, path: String) -> Option<KratosResponse> {
        self.get_within(path, SOON, 0).await
    }

    async fn post(&self, path: String, body: Value) -> Option<KratosResponse> {
        self.post_until(path, body, &AbortSignal::timeout_with_u32(LIMIT))
            .await
    }

    async fn delete(&self, path: String) -> Option<KratosResponse> {
        let url = format!("{}{path}", self.base);
        send("DELETE", &url, None, &AbortSignal::timeout_with_u32(LIMIT)).await
    }
}

/// The same, where the user can end the waiting for what is sent.
pub(crate) struct Abortable {
    fetch: Fetch,
    signal: AbortSignal,
}

impl Abortable {
    /// Kratos, until the signal ends the waiting.
    pub(crate) fn over(fetch: Fetch, signal: AbortSignal) -> Kratos<Self> {
        Kratos::over(Abortable { fetch, signal })
    }
}

impl Transport for Abortable {
    async fn get(&self, path: String) -> Option<KratosResponse> {
        self.fetch.get(path).await
    }

    async fn get_soon(&self, path: String) -> Option<KratosResponse> {
        self.fetch.get_soon(path).await
    }

    async fn post(&self, path: String, body: Value) -> Option<KratosResponse> {
        self.fetch.post_until(path, body, &self.signal).await
    }

    async fn delete(&self, path: String) -> Option<KratosResponse> {
        self.fetch.delete(path).await
    }
}

/// `limit` is in milliseconds. `None` is a response that never came, or not whole, also not when the request was repeated.
/// It counts as made `attempts` times already.
async fn get(url: &str, limit: u32, mut attempts: u32) -> Option<KratosResponse> {
    let signal = AbortSignal::timeout_with_u32(limit);
    loop {
        if attempts > 0 {
            if attempts > REPEATS || signal.aborted() || is_offline() {
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
