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

    /// What a path was answered with last.
    pub(super) fn response(&self, path: &str) -> Option<Response> {
        self.find(|(fetched, _)| fetched == path)
    }

    /// The flow with this id, as it was fetched last.
    pub(super) fn flow(&self, id: &str) -> Option<Response> {
        let is_it = |response: &Response| {
            let json = response.json.as_ref();
            json.and_then(|json| json.get("id")?.as_str()) == Some(id)
        };
        self.find(|(_, response)| response.as_ref().is_some_and(is_it))
    }

    fn find(&self, is_it: impl Fn(&(String, Option<Response>)) -> bool) -> Option<Response> {
        let fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        let found = fetched.iter().rev().find(|entry| is_it(entry));
        found.and_then(|(_, response)| response.clone())
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
