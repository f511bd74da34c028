//! CORS: which other origins may read answers (`serve.public.cors`).

use axum::http::Method;

use crate::config::Config;
use crate::reply::Reply;
use crate::request::Request;

const METHODS: &[&str] = &["POST", "GET", "PUT", "PATCH", "DELETE"];

fn allowed_origin<'a>(config: &Config, request: &'a Request) -> Option<&'a str> {
    let origin = request.header("origin");
    if origin.is_empty() || !config.flag("serve.public.cors.enabled", false) {
        return None;
    }
    let allowed = match config.strings("serve.public.cors.allowed_origins") {
        list if list.is_empty() => vec!["*".to_owned()],
        list => list,
    };
    let fits = |pattern: &String| match pattern.split_once('*') {
        Some((before, after)) => origin.starts_with(before) && origin.ends_with(after),
        None => pattern == origin,
    };
    allowed.iter().any(fits).then_some(origin)
}

fn credentials(config: &Config) -> Option<(&'static str, String)> {
    config
        .flag("serve.public.cors.allow_credentials", true)
        .then(|| ("access-control-allow-credentials", "true".to_owned()))
}

/// The answer to a preflight request, if this is one.
pub(crate) fn preflight(config: &Config, request: &Request) -> Option<Reply> {
    let wanted = request.header("access-control-request-method");
    let enabled = config.flag("serve.public.cors.enabled", false);
    if request.method != Method::OPTIONS || wanted.is_empty() || !enabled {
        return None;
    }
    let mut reply = Reply::empty(204);
    let methods = match config.strings("serve.public.cors.allowed_methods") {
        list if list.is_empty() => METHODS.iter().map(|method| (*method).to_owned()).collect(),
        list => list,
    };
    if let Some(origin) = allowed_origin(config, request)
        && methods.iter().any(|method| method == wanted)
    {
        reply = reply
            .with("access-control-allow-origin", origin.to_owned())
            .with("access-control-allow-methods", wanted.to_owned());
        let headers = request.header("access-control-request-headers");
        if !headers.is_empty() {
            reply = reply.with("access-control-allow-headers", headers.to_owned());
        }
        reply.headers.extend(credentials(config));
    }
    Some(reply)
}

/// The headers an ordinary answer gets.
pub(crate) fn headers(config: &Config, request: &Request) -> Vec<(&'static str, String)> {
    let Some(origin) = allowed_origin(config, request) else {
        return Vec::new();
    };
    let exposed = match config.strings("serve.public.cors.exposed_headers") {
        list if list.is_empty() => "Content-Type".to_owned(),
        list => list.join(", "),
    };
    let mut headers = vec![
        ("access-control-allow-origin", origin.to_owned()),
        ("access-control-expose-headers", exposed),
    ];
    headers.extend(credentials(config));
    headers
}
