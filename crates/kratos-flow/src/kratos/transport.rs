//! A *transport* carries requests to Kratos and its responses back.

use serde_json::Value;

use super::{Outcome, Response};

/// Carries requests to Kratos, with the cookies of the user's browser. Paths are below Kratos' base URL; `None` is a
/// response that never came, or not whole.
pub trait Transport {
    /// Asks for a path.
    fn get(&self, path: String) -> impl Future<Output = Option<Response>>;

    /// Asks for a path, with less patience: somebody waits.
    fn get_soon(&self, path: String) -> impl Future<Output = Option<Response>> {
        self.get(path)
    }

    /// Sends JSON, once. Kratos may have acted on it also where no response comes.
    fn post(&self, path: String, body: Value) -> impl Future<Output = Option<Response>>;

    /// Deletes what is at a path; where that is not possible, no response comes.
    fn delete(&self, _path: String) -> impl Future<Output = Option<Response>> {
        std::future::ready(None)
    }

    /// What it means that no response has come.
    fn silence(&self) -> Outcome {
        Outcome::Unreachable
    }
}
