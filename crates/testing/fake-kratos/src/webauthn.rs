//! The WebAuthn helper script: its text, its hash and its node.

use base64::Engine as _;
use sha2::{Digest, Sha512};

use crate::config::Config;
use crate::node::Node;

/// The script, written from the contract.
pub(crate) const SCRIPT: &str = include_str!("webauthn.js");

/// Where it is served.
pub(crate) const PATH: &str = "/.well-known/ory/webauthn.js";

/// The node that loads it.
pub(crate) fn node(config: &Config) -> Node {
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha512::digest(SCRIPT));
    Node::script(config.public(PATH).into(), format!("sha512-{hash}"))
}
