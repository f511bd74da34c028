//! An identity server for trying and testing: Ory Kratos' self-service browser API, in memory, on loopback.
//!
//! It is configured by Kratos' own YAML keys ([`Config`]) and answers as Kratos v26.2.0 does ([`Server`]), with real
//! sessions, real CSRF cookies, real password hashes and passkeys that are checked. It is no place for real accounts.

mod admin;
mod assurance;
mod code;
mod config;
mod container;
mod continuity;
mod cors;
mod courier;
mod csrf;
mod exchange;
mod failure;
mod flow;
mod identity;
mod instant;
mod node;
mod oauth2;
mod openid;
mod passkey;
mod payload;
mod random;
mod reply;
mod request;
mod return_to;
mod router;
mod schema;
mod security_key;
mod self_service;
mod server;
mod session;
mod sessions;
mod store;
mod strategy;
mod text;
mod token;
mod web_hook;
mod webauthn;

#[cfg(test)]
mod journey;

pub use config::{Config, ConfigError};
pub use server::{Server, ServerError};
