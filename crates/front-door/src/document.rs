//! Document: HTML as it is sent. It is made when the program starts, or for one visitor, so it is compressed here and not
//! beforehand.

use crate::{assets::NO_STORE, headers::wishes};
use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use flate2::{Compression, write::GzEncoder};
use std::{
    hash::{BuildHasher as _, Hasher as _, RandomState},
    io::{self, Write as _},
};

/// A document in the encodings that browsers take.
pub(crate) struct Document {
    plain: Bytes,
    gzip: Bytes,
    brotli: Bytes,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Plain,
    Gzip,
    Brotli,
}

/// As small as it gets, and small enough while somebody waits.
const BEST: i32 = 11;
const QUICK: i32 = 5;

impl Document {
    /// Compresses it.
    pub(crate) fn new(html: String) -> io::Result<Self> {
        Ok(Self {
            gzip: gzip(&html, Compression::best())?.into(),
            brotli: brotli(&html, BEST)?.into(),
            plain: html.into(),
        })
    }

    /// The document in the best encoding that the browser takes.
    pub(crate) fn response(&self, request_headers: &HeaderMap) -> Response {
        let encoding = encoding(request_headers);
        let body = match encoding {
            Encoding::Brotli => self.brotli.clone(),
            Encoding::Gzip => self.gzip.clone(),
            Encoding::Plain => self.plain.clone(),
        };
        respond(body, encoding, "accept-encoding")
    }
}

impl Document {
    /// The same for a document of which there is one in each language.
    pub(crate) fn localized(&self, request_headers: &HeaderMap) -> Response {
        let mut response = self.response(request_headers);
        let vary = HeaderValue::from_static("accept-encoding, accept-language");
        response.headers_mut().insert(header::VARY, vary);
        response
    }
}

/// What a page differs by that is made for one visitor.
const VARY: &str = "accept-encoding, accept-language, cookie";

/// A document for one visitor, in the best encoding that the browser takes.
///
/// Whoever can choose what stands in it and see how long it is could guess what else does, if both are compressed together
/// (BREACH). So its length is blurred, and where another site has chosen the address, nothing is compressed.
pub(crate) fn once(mut html: String, request_headers: &HeaderMap, is_chosen: bool) -> Response {
    let encoding = if is_chosen && is_cross_site(request_headers) {
        Encoding::Plain
    } else {
        html.push_str(&padding());
        encoding(request_headers)
    };
    let compressed = match encoding {
        Encoding::Brotli => brotli(&html, QUICK),
        Encoding::Gzip => gzip(&html, Compression::fast()),
        Encoding::Plain => Ok(Vec::new()),
    };
    match (encoding, compressed) {
        (Encoding::Plain, _) | (_, Err(_)) => respond(html.into(), Encoding::Plain, VARY),
        (encoding, Ok(body)) => respond(body.into(), encoding, VARY),
    }
}

/// Whether a page of another site leads here a user who may be known. Old browsers do not say; padding is left for those.
fn is_cross_site(request_headers: &HeaderMap) -> bool {
    request_headers.contains_key(header::COOKIE)
        && request_headers
            .get("sec-fetch-site")
            .is_some_and(|site| site == "cross-site")
}

/// A comment of up to 127 characters that nobody can foretell, for behind the end of a document.
fn padding() -> String {
    let random = || RandomState::new().build_hasher().finish();
    let noise: String = (0..8).map(|_| format!("{:016x}", random())).collect();
    let length = usize::try_from(random() % 128).unwrap_or_default();
    format!("<!--{}-->", noise.get(..length).unwrap_or_default())
}

fn gzip(html: &str, level: Compression) -> io::Result<Vec<u8>> {
    let mut gzip = GzEncoder::new(Vec::new(), level);
    gzip.write_all(html.as_bytes())?;
    gzip.finish()
}

fn brotli(html: &str, quality: i32) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality,
        size_hint: html.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut html.as_bytes(), &mut out, &parameters)?;
    Ok(out)
}

fn respond(body: Bytes, encoding: Encoding, vary: &'static str) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, html);
    headers.insert(header::CACHE_CONTROL, NO_STORE);
    headers.insert(header::VARY, HeaderValue::from_static(vary));
    let name = match encoding {
        Encoding::Plain => return response,
        Encoding::Gzip => "gzip",
        Encoding::Brotli => "br",
    };
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    response
}

fn encoding(request_headers: &HeaderMap) -> Encoding {
    let taken = wishes(request_headers, &header::ACCEPT_ENCODING);
    let takes = |name| taken.iter().any(|taken| taken == name);
    if takes("br") {
        Encoding::Brotli
    } else if takes("gzip") {
        Encoding::Gzip
    } else {
        Encoding::Plain
    }
}
