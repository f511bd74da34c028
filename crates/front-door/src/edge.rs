//! Edge: what is decided about a request by its head, before its body is read: whether it may come in, who sends it, and under
//! which origin they know this server.

pub(crate) mod buckets;
pub(crate) mod client;
pub(crate) mod codes;
pub(crate) mod cross_site;
pub(crate) mod limits;
pub(crate) mod origin;
pub(crate) mod paths;
pub(crate) mod refusal;

use crate::{server::Encrypted, settings::EdgeSettings};
use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Method, request::Parts},
};
use buckets::Buckets;
use client::{Client, Proxies};
use limits::Bodies;

use origin::{Origins, Scheme};
use paths::{KratosRoute, Place, Purpose, Strictness};
use refusal::Refusal;
use std::net::SocketAddr;
use uuid::Uuid;

/// The checks, as the operator has configured them.
pub(crate) struct Edge {
    proxies: Proxies,
    origins: Origins,
    paths: Strictness,
    bodies: Bodies,
    buckets: Buckets,
}

impl Edge {
    pub(crate) fn new(settings: &EdgeSettings) -> Self {
        Self {
            proxies: Proxies::new(&settings.trust_proxy),
            origins: Origins::new(&settings.origin),
            paths: Strictness {
                native_api: settings.native_api,
            },
            bodies: Bodies {
                limit: settings.body_limit,
                deadline: settings.body_timeout,
            },
            buckets: Buckets::new(settings),
        }
    }

    /// Checks the head of a request, and leaves in it a [`Client`] in place of everything that a client can say about itself.
    ///
    /// # Errors
    /// Why the request is refused. The [`Client`] is there then, too.
    pub(crate) fn inspect(&self, head: &mut Parts) -> Result<Place, Refusal> {
        let peer = head.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(peer)| peer.ip());
        let claims = self.proxies.take_claims(&mut head.headers, peer);
        let request_id = claims
            .request_id
            .unwrap_or_else(|| Uuid::new_v4().to_string());
        let encrypted = head.extensions.get::<Encrypted>();
        let own_scheme = encrypted.map(|_| Scheme::Https);
        let mut client = Client {
            address: claims.address,
            request_id,
            ..Client::default()
        };
        let checked = limits::check(head).and_then(|()| {
            let host = origin::authority(&head.uri, &head.headers)?;
            let host = claims.host.as_deref().or(host.as_deref());
            let scheme = claims.scheme.or(own_scheme);
            self.origins.find(host, scheme, head.uri.path())
        });
        if let Ok(origin) = &checked {
            client.origin = origin.clone();
        }
        head.extensions.insert(client);
        let origin = checked?;
        if origin.is_https() && claims.says_http {
            return Err(origin::upgrade(&origin, head));
        }
        if !self.paths.native_api {
            paths::remove_tokens(&mut head.headers);
        }
        let place = self.paths.find(&head.method, head.uri.path())?;
        cross_site::check(place, head, &origin)?;
        self.buckets.count(place, &head.method, claims.address)?;
        Ok(place)
    }

    /// Collects the body of a request that has been inspected, so that nobody waits for a slow one.
    ///
    /// # Errors
    /// [`Refusal::TooLarge`], [`Refusal::TooSlow`] and [`Refusal::TooMany`].
    pub(crate) async fn collect(
        &self,
        place: Place,
        head: &Parts,
        body: Body,
    ) -> Result<Body, Refusal> {
        if matches!(place, Place::Page | Place::File) {
            return Ok(body);
        }
        let body = self.bodies.collect(&head.headers, body).await?;
        let is_submit =
            |route: &KratosRoute| route.purpose == Purpose::Submit && head.method == Method::POST;
        let has_code = match place {
            Place::Kratos(route) => {
                is_submit(route) && codes::concerns_code(route.pattern, &head.headers, &body)
            }
            Place::CodeForm => true,
            _ => false,
        };
        if has_code {
            let client = head.extensions.get::<Client>();
            self.buckets
                .count_code(client.and_then(|client| client.address))?;
        }
        Ok(Body::from(body))
    }
}
