//! Failure: why a command of ours stopped, in one plain sentence.

use std::{fmt::Display, io};

/// Why a command stopped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Reading, writing or starting something failed.
    #[error("{what}: {error}")]
    Io {
        /// The file or program.
        what: String,
        /// What the system says.
        error: io::Error,
    },
    /// A program ended badly; it has said why itself.
    #[error("`{command}` failed ({status})")]
    Program {
        /// What was run.
        command: String,
        /// How it ended.
        status: String,
    },
    /// Anything else.
    #[error("{0}")]
    Plain(String),
}

impl Failure {
    /// An I/O error of `what`, for `map_err`.
    pub(crate) fn io(what: impl Display) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Io {
            what: what.to_string(),
            error,
        }
    }

    /// A sentence.
    pub(crate) fn plain(sentence: impl Display) -> Self {
        Self::Plain(sentence.to_string())
    }
}
