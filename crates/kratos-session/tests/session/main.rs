//! The extractors and the layer, with a stub Kratos and a stub gateway.

// cfg(test) is always on here; it is what tells clippy that all of this is test code.
#[cfg(test)]
mod cache;
#[cfg(test)]
mod extract;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod layer;
#[cfg(test)]
mod request;
