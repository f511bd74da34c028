//! Stands in for [wasm-streams](https://docs.rs/wasm-streams): no *stream* between Rust and JavaScript ever begins.
//!
//! Leptos brings server functions along, and those bring the crate of that name. Its classes are exported to JavaScript,
//! so no linker can tell that nobody calls them: 5 kB of the application after compression. Vestibule has no server
//! function. `[patch]` in the workspace's Cargo.toml puts this crate in its place, with the few signatures that
//! server_fn compiles against. Whoever embeds Vestibule into an application with server functions is not concerned: a
//! patch counts only in its own workspace.

use futures_util::stream::{self, Stream};
use wasm_bindgen::JsValue;

/// A stream that ends before it began.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Takes a stream of JavaScript.
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// Passes nothing on.
    ///
    /// # Panics
    /// Throws, rather than losing what should have been sent.
    pub fn from_stream<S>(_stream: S) -> Self {
        wasm_bindgen::throw_str("this application is built without streams")
    }

    /// Gives the stream of JavaScript back.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// Ends at once, with an error.
    pub fn into_stream(self) -> impl Stream<Item = Result<JsValue, JsValue>> {
        let sentence = "this application is built without streams";
        stream::iter([Err(JsValue::from_str(sentence))])
    }
}
