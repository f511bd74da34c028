//! Keys: the public halves of the keys that a gateway signs with.

use jsonwebtoken::{DecodingKey, jwk::JwkSet};
use moka::future::Cache;
use reqwest::{Client, Url};
use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

use crate::{Rejection, source::unavailable};

/// A key that a gateway has withdrawn is believed for so long at most.
const FRESH_FOR: Duration = Duration::from_secs(300);
/// Tokens with made-up key ids cause a request no more often than that.
const PAUSE: Duration = Duration::from_secs(5);

type KeysById = Arc<HashMap<String, DecodingKey>>;

/// The keys at an address, fetched when they are first needed, when they are old, and when a token names one that is not among them.
pub(crate) struct Keys {
    url: Url,
    client: Client,
    known: Cache<(), KeysById>,
    /// When an unknown key id last led to a request, and what came of it. Locked during the request.
    lookup: Mutex<Option<(Instant, Result<(), Rejection>)>>,
}

impl Keys {
    pub(crate) fn new(url: Url, client: Client) -> Self {
        Self {
            url,
            client,
            known: Cache::builder()
                .max_capacity(1)
                .time_to_live(FRESH_FOR)
                .build(),
            lookup: Mutex::default(),
        }
    }

    /// The key of this id. `None`: the gateway has no such key.
    pub(crate) async fn get(&self, id: &str) -> Result<Option<DecodingKey>, Rejection> {
        let known = self.known.try_get_with((), self.fetch()).await;
        if let Some(key) = known.map_err(Arc::unwrap_or_clone)?.get(id) {
            return Ok(Some(key.clone()));
        }
        let mut lookup = self.lookup.lock().await;
        // Another request may have fetched it meanwhile.
        if let Some(key) = self.find(id).await {
            return Ok(Some(key));
        }
        if let Some((last, outcome)) = lookup.as_ref()
            && last.elapsed() < PAUSE
        {
            return outcome.clone().map(|()| None);
        }
        let fetched = self.fetch().await;
        *lookup = Some((Instant::now(), fetched.clone().map(drop)));
        // The old ones stay where there are no new ones.
        self.known.insert((), fetched?).await;
        Ok(self.find(id).await)
    }

    async fn find(&self, id: &str) -> Option<DecodingKey> {
        self.known.get(&()).await?.get(id).cloned()
    }

    async fn fetch(&self) -> Result<KeysById, Rejection> {
        let response = self.client.get(self.url.clone()).send().await;
        let response = response
            .and_then(reqwest::Response::error_for_status)
            .map_err(|error| unavailable(&error))?;
        let set: JwkSet = response.json().await.map_err(|error| unavailable(&error))?;
        let keys = set.keys.iter().filter_map(|key| {
            let id = key.common.key_id.clone()?;
            Some((id, DecodingKey::from_jwk(key).ok()?))
        });
        Ok(Arc::new(keys.collect()))
    }
}
