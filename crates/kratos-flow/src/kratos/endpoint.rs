//! The *endpoints* of Kratos' public API that a browser uses, below its base URL.

use crate::route::{FlowKind, FlowRequest, encoded, with_query};

/// An endpoint, with what it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint<'a> {
    /// Creates or fetches a flow (`GET`).
    Flow(&'a FlowRequest),
    /// Takes the form of the flow with this id (`POST`).
    Submit(FlowKind, &'a str),
    /// Who is signed in (`GET`).
    Whoami,
    /// The user's other sessions (`GET`).
    OtherSessions,
    /// All of the user's other sessions at once (`DELETE`).
    Sessions,
    /// One of the user's sessions, by its id (`DELETE`).
    Session(&'a str),
    /// The token to sign out with (`GET`).
    LogoutToken,
    /// Signs out with that token (`GET`).
    Logout(&'a str),
    /// An error that Kratos has sent the user here with, by its id (`GET`).
    Error(&'a str),
    /// All identity schemas (`GET`).
    Schemas,
    /// One identity schema, by its id (`GET`).
    Schema(&'a str),
}

/// What the addresses of all flows begin with.
pub(crate) const SELF_SERVICE: &str = "/self-service/";

impl Endpoint<'_> {
    /// The path and query.
    pub fn path(self) -> String {
        match self {
            Endpoint::Flow(request) => flow(request),
            Endpoint::Submit(kind, id) => {
                format!("{SELF_SERVICE}{}?flow={}", kind.as_str(), encoded(id))
            }
            Endpoint::Whoami => "/sessions/whoami".to_owned(),
            Endpoint::OtherSessions => "/sessions?per_page=250".to_owned(),
            Endpoint::Sessions => "/sessions".to_owned(),
            Endpoint::Session(id) => format!("/sessions/{}", encoded(id)),
            Endpoint::LogoutToken => format!("{SELF_SERVICE}logout/browser"),
            Endpoint::Logout(token) => format!("{SELF_SERVICE}logout?token={}", encoded(token)),
            Endpoint::Error(id) => format!("{SELF_SERVICE}errors?id={}", encoded(id)),
            Endpoint::Schemas => "/schemas".to_owned(),
            Endpoint::Schema(id) => format!("/schemas/{}", encoded(id)),
        }
    }
}

/// The existing flow, or the creation of a new one.
fn flow(request: &FlowRequest) -> String {
    let kind = request.kind.as_str();
    match &request.flow {
        Some(id) => with_query(
            format!("{SELF_SERVICE}{kind}/flows"),
            std::iter::once(("id", id.as_str())),
        ),
        None => with_query(
            format!("{SELF_SERVICE}{kind}/browser"),
            request.parameters(),
        ),
    }
}
