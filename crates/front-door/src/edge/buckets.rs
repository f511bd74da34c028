//! Buckets: how often one client may open pages, submit forms, and send codes or have them sent. Kratos counts none of it.

use super::{
    paths::{Place, Purpose},
    refusal::Refusal,
};
use crate::settings::EdgeSettings;
use axum::http::Method;
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};
use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::atomic::{AtomicUsize, Ordering},
};

/// The limits of every client.
pub(crate) struct Buckets {
    pages: Bucket,
    submits: Bucket,
    codes: Bucket,
    counts_loopback: bool,
}

/// A limit per minute. A client that was idle may use all of it at once.
struct Bucket {
    limiter: Option<DefaultKeyedRateLimiter<IpAddr>>,
    checks: AtomicUsize,
}

/// After so many checks the clients that have been idle are forgotten.
const ROUND: usize = 4096;

impl Buckets {
    pub(crate) fn new(settings: &EdgeSettings) -> Self {
        Self {
            pages: Bucket::new(settings.limit_pages),
            submits: Bucket::new(settings.limit_submits),
            codes: Bucket::new(settings.limit_codes),
            counts_loopback: settings.limit_loopback,
        }
    }

    /// Counts a request by its head.
    ///
    /// # Errors
    /// [`Refusal::TooMany`].
    pub(crate) fn count(
        &self,
        place: Place,
        method: &Method,
        address: Option<IpAddr>,
    ) -> Result<(), Refusal> {
        let bucket = match place {
            Place::Page => &self.pages,
            Place::Form | Place::CodeForm => &self.submits,
            Place::Kratos(route) => match route.purpose {
                Purpose::Create | Purpose::Native => &self.pages,
                Purpose::Submit | Purpose::Callback if *method != Method::OPTIONS => &self.submits,
                _ => return Ok(()),
            },
            Place::File | Place::Report => return Ok(()),
        };
        self.take(bucket, address)
    }

    /// Counts a submit that sends a code, or has one sent.
    ///
    /// # Errors
    /// [`Refusal::TooMany`].
    pub(crate) fn count_code(&self, address: Option<IpAddr>) -> Result<(), Refusal> {
        self.take(&self.codes, address)
    }

    fn take(&self, bucket: &Bucket, address: Option<IpAddr>) -> Result<(), Refusal> {
        match address {
            Some(address) if self.counts_loopback || !address.is_loopback() => {
                bucket.take(network(address))
            }
            _ => Ok(()),
        }
    }
}

impl Bucket {
    /// `per_minute` is 0 for no limit.
    fn new(per_minute: u32) -> Self {
        let quota = NonZeroU32::new(per_minute).map(Quota::per_minute);
        Self {
            limiter: quota.map(RateLimiter::keyed),
            checks: AtomicUsize::new(0),
        }
    }

    fn take(&self, key: IpAddr) -> Result<(), Refusal> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        if self.checks.fetch_add(1, Ordering::Relaxed) % ROUND == ROUND - 1 {
            limiter.retain_recent();
        }
        limiter.check_key(&key).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            Refusal::TooMany(wait.as_secs() + 1)
        })
    }
}

/// Who counts as one client: an IPv6 network of 64 bits is one household's.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}
