//! The server: two ports on loopback, one lock around everything it knows.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderName, HeaderValue, Method, Response, StatusCode};
use tokio::net::TcpListener;

use crate::admin;
use crate::config::Config;
use crate::cors;
use crate::exchange::Exchange;
use crate::reply::Reply;
use crate::request::Request;
use crate::router;
use crate::store::Store;

/// Why a server did not start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address is not on loopback.
    #[error(
        "{key} is {host}, but fake-kratos listens on loopback only: 127.0.0.1, ::1 or localhost"
    )]
    NotLoopback {
        /// The key of the configuration.
        key: String,
        /// What it says.
        host: String,
    },
    /// The port could not be opened, or the connection failed.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// A server whose ports are open.
pub struct Server {
    config: Arc<Config>,
    store: Arc<Mutex<Store>>,
    public: TcpListener,
    admin: TcpListener,
}

#[derive(Clone, Copy)]
enum Port {
    Public,
    Admin,
}

impl Server {
    /// Opens the two ports a configuration names. Port 0 takes any free one.
    ///
    /// # Errors
    ///
    /// When an address is not on loopback, or a port is taken.
    pub async fn bind(config: Config) -> Result<Self, ServerError> {
        let public = TcpListener::bind(address(&config, "public", 4433)?).await?;
        let admin = TcpListener::bind(address(&config, "admin", 4434)?).await?;
        Ok(Self {
            config: Arc::new(config),
            store: Arc::default(),
            public,
            admin,
        })
    }

    /// Where the public API listens.
    ///
    /// # Errors
    ///
    /// When the system does not say.
    pub fn public_address(&self) -> Result<SocketAddr, ServerError> {
        Ok(self.public.local_addr()?)
    }

    /// Where the admin API listens.
    ///
    /// # Errors
    ///
    /// When the system does not say.
    pub fn admin_address(&self) -> Result<SocketAddr, ServerError> {
        Ok(self.admin.local_addr()?)
    }

    /// Serves until the future is dropped.
    ///
    /// # Errors
    ///
    /// When a port fails.
    pub async fn serve(self) -> Result<(), ServerError> {
        let public = app(
            Port::Public,
            Arc::clone(&self.config),
            Arc::clone(&self.store),
        );
        let admin = app(Port::Admin, self.config, self.store);
        let public = public.into_make_service_with_connect_info::<SocketAddr>();
        let admin = admin.into_make_service_with_connect_info::<SocketAddr>();
        tokio::try_join!(async { axum::serve(self.public, public).await }, async {
            axum::serve(self.admin, admin).await
        },)?;
        Ok(())
    }
}

fn address(config: &Config, which: &str, default: u64) -> Result<SocketAddr, ServerError> {
    let key = format!("serve.{which}.host");
    let host = config.text(&key).unwrap_or("127.0.0.1");
    let ip = match host {
        "" | "localhost" => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        host => host.parse::<IpAddr>().ok().filter(IpAddr::is_loopback),
    };
    let ip = ip.ok_or_else(|| ServerError::NotLoopback {
        key,
        host: host.to_owned(),
    })?;
    let port = config.count(&format!("serve.{which}.port"), default);
    Ok(SocketAddr::new(ip, u16::try_from(port).unwrap_or_default()))
}

fn app(port: Port, config: Arc<Config>, store: Arc<Mutex<Store>>) -> Router {
    Router::new().fallback(
        move |ConnectInfo(remote): ConnectInfo<SocketAddr>, request: axum::extract::Request| {
            let (config, store) = (Arc::clone(&config), Arc::clone(&store));
            async move {
                let request = read(request, remote).await;
                // Hashing and signatures take their time, so they run beside the network.
                let work =
                    tokio::task::spawn_blocking(move || answer(port, &config, &store, &request));
                work.await
                    .unwrap_or_else(|_| respond(&Reply::empty(500), &[], &[]))
            }
        },
    )
}

/// As much as Kratos reads of a body.
const LARGEST: usize = 5 * 1024 * 1024;

async fn read(request: axum::extract::Request, remote: SocketAddr) -> Request {
    let (parts, body) = request.into_parts();
    Request {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body: to_bytes(body, LARGEST).await.ok().map(Vec::from),
        remote,
    }
}

fn answer(port: Port, config: &Config, store: &Mutex<Store>, request: &Request) -> Response<Body> {
    let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
    let mut exchange = Exchange::new(request, config, &mut store);
    if matches!(port, Port::Admin) {
        return respond(&admin::answer(&mut exchange), &[], &[]);
    }
    if let Some(reply) = cors::preflight(config, request) {
        return respond(&reply, &[], &[]);
    }
    let mut reply = router::answer(&mut exchange);
    let is_redirect = (300..400).contains(&reply.status);
    if is_redirect && request.method != Method::GET {
        reply.body.clear();
        reply.headers.retain(|(name, _)| *name != "content-type");
    }
    let mut headers = cors::headers(config, request);
    if request.method == Method::GET {
        let value = "private, no-cache, no-store, must-revalidate";
        headers.push(("cache-control", value.to_owned()));
    }
    headers.push(("vary", "Origin, Cookie".to_owned()));
    respond(&reply, &headers, &exchange.cookies())
}

fn respond(
    reply: &Reply,
    headers: &[(&'static str, String)],
    cookies: &[String],
) -> Response<Body> {
    let mut response = Response::new(Body::from(reply.body.clone()));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let named = reply
        .headers
        .iter()
        .chain(headers)
        .map(|(name, value)| (*name, value.as_str()));
    let cookies = cookies.iter().map(|cookie| ("set-cookie", cookie.as_str()));
    for (name, value) in named.chain(cookies) {
        if let Ok(value) = HeaderValue::from_str(value) {
            response
                .headers_mut()
                .append(HeaderName::from_static(name), value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;

    fn with_host(host: &str) -> Config {
        let schema = "base64://e30=";
        let tree = json!({
            "serve": {"public": {"host": host}},
            "identity": {"schemas": [{"id": "any", "url": schema}]},
            "selfservice": {"default_browser_return_url": "http://localhost/"},
        });
        Config::from_tree(tree, Path::new("."), true).unwrap()
    }

    #[test]
    fn only_loopback_is_listened_on() {
        for host in ["", "localhost", "127.0.0.1", "127.8.9.1", "::1"] {
            assert!(address(&with_host(host), "public", 4433).is_ok(), "{host}");
        }
        for host in ["0.0.0.0", "::", "192.168.0.1", "example.com"] {
            assert!(address(&with_host(host), "public", 4433).is_err(), "{host}");
        }
    }
}
