//! Receiver: takes web hooks and answers as a scenario says.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::StandIn;
use crate::Error;

/// A running receiver of web hooks. It agrees to everything until told otherwise.
#[derive(Debug)]
pub struct Receiver {
    server: StandIn,
    answer: Arc<Mutex<(u16, Value)>>,
}

impl Receiver {
    /// Starts it.
    ///
    /// # Errors
    /// When it cannot listen.
    pub fn start() -> Result<Self, Error> {
        let answer = Arc::new(Mutex::new((200, json!({}))));
        let given = Arc::clone(&answer);
        let server = StandIn::start(move |_, _| {
            given.lock().unwrap_or_else(PoisonError::into_inner).clone()
        })?;
        Ok(Self { server, answer })
    }

    pub(super) fn port(&self) -> u16 {
        self.server.port
    }

    /// How it answers from now on.
    pub fn answer(&self, status: u16, body: Value) {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = (status, body);
    }
}
