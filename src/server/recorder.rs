//! The *recorder*: a server's transport, which remembers what it has fetched, for the page that goes on with it.

use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::kratos::{Outcome, Response, Transport};

/// Sends by a function that is given a path below Kratos' base URL and, where something is sent, the JSON.
pub(super) struct Recorder<A> {
    send: A,
    /// The paths that were fetched, and what came.
    fetched: Mutex<Vec<(String, Option<Response>)>>,
}

impl<A> Recorder<A> {
    pub(super) fn new(send: A) -> Self {
        Recorder {
            send,
            fetched: Mutex::default(),
        }
    }

    /// What a path was answered with last; it is handed over.
    pub(super) fn take(&self, path: &str) -> Option<Response> {
        let mut fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        let at = fetched.iter().rposition(|(fetched, _)| fetched == path)?;
        fetched.remove(at).1
    }
}

impl<A, F> Transport for Recorder<A>
where
    A: Fn(String, Option<Value>) -> F,
    F: Future<Output = Option<Response>>,
{
    async fn get(&self, path: String) -> Option<Response> {
        let response = (self.send)(path.clone(), None).await;
        let mut fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        fetched.push((path, response.clone()));
        response
    }

    async fn post(&self, path: String, body: Value) -> Option<Response> {
        (self.send)(path, Some(body)).await
    }

    /// Whoever sees the page has reached this server, so it is Kratos that is out of service.
    fn silence(&self) -> Outcome {
        Outcome::Unavailable { retry_after: None }
    }
}
