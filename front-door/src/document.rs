//! Document: HTML as it is sent. It is made when the program starts, so it is compressed here and not beforehand.

use crate::assets::NO_STORE;
use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use flate2::{Compression, write::GzEncoder};
use std::io::{self, Write as _};

/// A document in the encodings that browsers take.
pub(crate) struct Document {
    plain: Bytes,
    gzip: Bytes,
    brotli: Bytes,
}

impl Document {
    /// Compresses it.
    pub(crate) fn new(html: String) -> io::Result<Self> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(html.as_bytes())?;
        let mut brotli = Vec::new();
        let best = brotli::enc::BrotliEncoderParams::default();
        brotli::BrotliCompress(&mut html.as_bytes(), &mut brotli, &best)?;
        Ok(Self {
            gzip: gzip.finish()?.into(),
            brotli: brotli.into(),
            plain: html.into(),
        })
    }

    /// The document in the best encoding that the browser takes.
    pub(crate) fn answer(&self, asked: &HeaderMap) -> Response {
        let (encoding, body) = if takes(asked, "br") {
            (Some("br"), self.brotli.clone())
        } else if takes(asked, "gzip") {
            (Some("gzip"), self.gzip.clone())
        } else {
            (None, self.plain.clone())
        };
        let mut answer = body.into_response();
        let headers = answer.headers_mut();
        let html = HeaderValue::from_static("text/html");
        headers.insert(header::CONTENT_TYPE, html);
        headers.insert(header::CACHE_CONTROL, NO_STORE);
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(encoding) = encoding {
            let encoding = HeaderValue::from_static(encoding);
            headers.insert(header::CONTENT_ENCODING, encoding);
        }
        answer
    }
}

/// Whether `Accept-Encoding` names this encoding, and not with a weight of nothing.
fn takes(asked: &HeaderMap, encoding: &str) -> bool {
    let lists = asked.get_all(header::ACCEPT_ENCODING).iter();
    lists
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(','))
        .any(|one| {
            let (name, weight) = one.split_once(';').unwrap_or((one, "q=1"));
            let weight = weight.trim().strip_prefix("q=").map(str::parse::<f32>);
            name.trim() == encoding && matches!(weight, Some(Ok(weight)) if weight > 0.0)
        })
}
