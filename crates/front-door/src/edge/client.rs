//! Client: who sends a request. One address is computed here; what a client says about itself is removed.

use super::origin::{Origin, Scheme};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use ipnet::IpNet;
use std::{
    net::{IpAddr, SocketAddr},
    sync::Once,
};

/// Who sends a request, and the origin that they know this server by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Client {
    /// `None`: the connection has none.
    pub(crate) address: Option<IpAddr>,
    pub(crate) origin: Origin,
    /// By which the request is found in every log: a trusted proxy's, else one of ours.
    pub(crate) request_id: String,
}

/// What a proxy in front has said of a request.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Claims {
    pub(crate) address: Option<IpAddr>,
    pub(crate) host: Option<String>,
    pub(crate) scheme: Option<Scheme>,
    /// Whether a trusted proxy was reached by plain http.
    pub(crate) says_http: bool,
    pub(crate) request_id: Option<String>,
}

/// The proxies whose word is taken.
pub(crate) struct Proxies {
    networks: Vec<IpNet>,
    warned: Once,
}

pub(crate) const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
pub(crate) const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
pub(crate) const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a client could say about itself, and Kratos, a web hook or a log would believe.
const CLAIMS: [&str; 12] = [
    "forwarded",
    "true-client-ip",
    "x-real-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-original-forwarded-for",
    "fastly-client-ip",
    "fly-client-ip",
    "x-envoy-external-address",
    "x-original-url",
    "x-rewrite-url",
    "x-original-host",
];
/// The same, by how their names begin.
const FAMILIES: [&str; 3] = ["x-forwarded-", "cf-", "ory-"];
/// By what requests of a client are told apart in logs.
const TRACES: [&str; 5] = ["x-request-id", "traceparent", "tracestate", "baggage", "b3"];

impl Proxies {
    pub(crate) fn new(networks: &[IpNet]) -> Self {
        Self {
            networks: networks.to_vec(),
            warned: Once::new(),
        }
    }

    fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks
            .iter()
            .any(|network| network.contains(&address))
    }

    /// Reads what trusted proxies say, and removes what anybody says.
    pub(crate) fn take_claims(&self, headers: &mut HeaderMap, peer: Option<IpAddr>) -> Claims {
        let mut claims = Claims {
            address: peer.map(|peer| peer.to_canonical()),
            ..Claims::default()
        };
        let is_trusted = peer.is_some_and(|peer| self.trusts(peer));
        if is_trusted {
            claims.address = self.nearest_stranger(headers, peer);
            claims.host = first(headers, &X_FORWARDED_HOST);
            let scheme = first(headers, &X_FORWARDED_PROTO);
            claims.scheme = scheme.as_deref().and_then(Scheme::named);
            claims.says_http = claims.scheme == Some(Scheme::Http);
        }
        if !is_trusted && headers.contains_key(X_FORWARDED_FOR) {
            self.warned.call_once(|| {
                tracing::warn!(
                    ?peer,
                    "sends X-Forwarded-For and is not in --trust-proxy: all of its clients count as one"
                );
            });
        }
        claims.request_id = headers
            .get(X_REQUEST_ID)
            .filter(|_| is_trusted)
            .and_then(request_id);
        let is_claim = |name: &str| {
            CLAIMS.contains(&name)
                || FAMILIES.iter().any(|family| name.starts_with(family))
                || !is_trusted && TRACES.contains(&name)
        };
        let found: Vec<HeaderName> = headers
            .keys()
            .filter(|name| is_claim(name.as_str()))
            .cloned()
            .collect();
        for name in found {
            headers.remove(name);
        }
        claims
    }

    /// The last address of `X-Forwarded-For` that is no trusted proxy: those before it are what a client has said.
    fn nearest_stranger(&self, headers: &HeaderMap, peer: Option<IpAddr>) -> Option<IpAddr> {
        let lines: Vec<&str> = headers
            .get_all(X_FORWARDED_FOR)
            .iter()
            .map(|line| line.to_str().unwrap_or_default())
            .collect();
        let mut nearest = peer?.to_canonical();
        for text in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            if !self.trusts(nearest) {
                break;
            }
            // A proxy that says nothing readable is the last one that is known.
            let Some(address) = address(text) else { break };
            nearest = address;
        }
        Some(nearest)
    }
}

/// The first of a list: proxies behind the first one add to it.
fn first(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    value.split(',').next().map(|first| first.trim().to_owned())
}

/// The id that a proxy has given a request, where it is one that fits into a line of a log.
fn request_id(value: &HeaderValue) -> Option<String> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let text = value.to_str().ok()?;
    (!text.is_empty() && text.len() <= 64 && text.bytes().all(plain)).then(|| text.to_owned())
}

/// An address as proxies write it: also with a port, also in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let plain = text
        .strip_prefix('[')
        .map_or(text, |rest| rest.strip_suffix(']').unwrap_or(text));
    let address = plain.parse::<IpAddr>().ok();
    let address = address.or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::{Proxies, X_FORWARDED_FOR};
    use axum::http::{HeaderMap, HeaderValue};

    fn address(lines: &[&str], peer: &str) -> String {
        let networks = ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap());
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(X_FORWARDED_FOR, HeaderValue::from_str(line).unwrap());
        }
        let claims = Proxies::new(&networks).take_claims(&mut headers, peer.parse().ok());
        assert!(headers.is_empty());
        claims.address.map_or_else(String::new, |it| it.to_string())
    }

    /// SR-02: what a client has said stood first, and counted.
    #[test]
    fn the_address_is_the_last_one_that_no_trusted_proxy_has() {
        for (lines, peer, expected) in [
            (&["6.6.6.6"][..], "1.2.3.4", "1.2.3.4"),
            (&["6.6.6.6, 1.2.3.4"], "10.0.0.1", "1.2.3.4"),
            (&["6.6.6.6", "1.2.3.4"], "10.0.0.1", "1.2.3.4"),
            (&["6.6.6.6, 1.2.3.4, 10.9.9.9"], "10.0.0.1", "1.2.3.4"),
            (&["10.1.1.1, 10.9.9.9"], "10.0.0.1", "10.1.1.1"),
            (&["6.6.6.6, unknown, 10.2.2.2"], "10.0.0.1", "10.2.2.2"),
            (&[], "10.0.0.1", "10.0.0.1"),
            (&["6.6.6.6, 1.2.3.4:5678"], "fd00::1", "1.2.3.4"),
            (&["[2001:db8::7]:443"], "10.0.0.1", "2001:db8::7"),
            (&["[2001:db8::7]"], "10.0.0.1", "2001:db8::7"),
            (&["1.2.3.4"], "::ffff:10.0.0.1", "1.2.3.4"),
            (&["1.2.3.4"], "", ""),
        ] {
            assert_eq!(address(lines, peer), expected, "{lines:?} from {peer}");
        }
    }
}
