//! Error: why a scenario could not be read, prepared, replayed or written.

use std::path::PathBuf;

/// What can go wrong besides the server answering differently, which is a [`crate::Difference`], not an error.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file of the recordings or of a server could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file in question.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A recording is not in the stored format.
    #[error("{path} is not a recording: {source}")]
    Recording {
        /// The file in question.
        path: PathBuf,
        /// Where the JSON differs from the format.
        source: serde_json::Error,
    },
    /// The server could not be started.
    #[error("the server did not start: {0}")]
    Start(String),
    /// The server did not answer a request at all.
    #[error("{request}: no answer: {source}")]
    NoAnswer {
        /// Method and path of the request.
        request: String,
        /// What the connection said.
        source: Box<ureq::Error>,
    },
    /// The server answered an unrecorded step in a way that makes the scenario impossible.
    #[error("{step}: {reason}")]
    Preparation {
        /// What was tried, for instance `sign in as pw@example.com`.
        step: String,
        /// What came instead.
        reason: String,
    },
    /// A recorded request holds something that cannot be said again.
    #[error("the recorded request cannot be replayed: {0}")]
    Request(String),
}

impl Error {
    /// A failed unrecorded step.
    pub(crate) fn preparation(step: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Preparation {
            step: step.into(),
            reason: reason.into(),
        }
    }
}
