//! A *route* is where a user is: the kind of flow, and the parameters that Kratos takes when it creates one.
//!
//! [`FlowRequest`] stands for both the page's address (`/login?flow=…&return_to=…`) and the call to Kratos that answers
//! it. This module does not know the browser's history; it only reads and writes strings.

use std::fmt::Write;

use crate::kratos::Endpoint;

/// The five self-service flows of Kratos that have user interface nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlowKind {
    /// Signing in, the second factor, and confirming who one is.
    Login,
    /// Signing up.
    Registration,
    /// Getting back into an account.
    Recovery,
    /// Proving that an address is one's own.
    Verification,
    /// Changing one's account.
    Settings,
}

impl FlowKind {
    /// All kinds, in no particular order.
    pub const ALL: [FlowKind; 5] = [
        FlowKind::Login,
        FlowKind::Registration,
        FlowKind::Recovery,
        FlowKind::Verification,
        FlowKind::Settings,
    ];

    /// The name that Kratos uses in its endpoints, and Vestibule in its paths.
    pub fn as_str(self) -> &'static str {
        match self {
            FlowKind::Login => "login",
            FlowKind::Registration => "registration",
            FlowKind::Recovery => "recovery",
            FlowKind::Verification => "verification",
            FlowKind::Settings => "settings",
        }
    }

    /// The kind that a page's path stands for: `/login`, or `/login/`. `/verify` is the customary alias of `/verification`.
    pub fn from_path(path: &str) -> Option<Self> {
        let name = path.strip_prefix('/')?;
        FlowKind::from_name(name.strip_suffix('/').unwrap_or(name))
    }

    /// The kind with this name in Kratos' endpoints, or in a path of ours.
    pub fn from_name(name: &str) -> Option<Self> {
        if name == "verify" {
            return Some(FlowKind::Verification);
        }
        FlowKind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What a page asks Kratos for: an existing flow by its id, or a new one with creation parameters.
///
/// The creation parameters stay with the request after the flow exists, because the flow that Kratos offers in place of
/// an expired one has lost all of them but `return_to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowRequest {
    /// Which flow.
    pub kind: FlowKind,
    /// The id of an existing flow (`?flow=`).
    pub flow: Option<String>,
    /// Where the user wants to be afterwards. Only ever handed to Kratos, which checks it; never followed by itself.
    pub return_to: Option<String>,
    /// `aal1` or `aal2` (login only).
    pub aal: Option<String>,
    /// Ask for the credentials again although there is a session (login only).
    pub refresh: bool,
    /// The address that a second-factor code goes to (login, up to Kratos v1.2).
    pub via: Option<String>,
    /// The OAuth2 login challenge of Hydra.
    pub login_challenge: Option<String>,
    /// The organisation to sign in to.
    pub organization: Option<String>,
    /// The identity schema to sign up with.
    pub identity_schema: Option<String>,
    /// Where the verification that follows a sign-up ends (registration only).
    pub after_verification_return_to: Option<String>,
}

/// A longer address is not requested: servers on the way to Kratos take none, and say so in words for nobody.
const LONGEST_ADDRESS: usize = 32 * 1024;

impl FlowRequest {
    /// A new flow of this kind, without further parameters.
    pub fn new(kind: FlowKind) -> Self {
        FlowRequest {
            kind,
            flow: None,
            return_to: None,
            aal: None,
            refresh: false,
            via: None,
            login_challenge: None,
            organization: None,
            identity_schema: None,
            after_verification_return_to: None,
        }
    }

    /// Reads the query of a page's address (`?flow=…`, the question mark may be missing).
    ///
    /// Only the parameters that Kratos knows for this kind are taken, whole, of each the first value that is not empty. An
    /// OAuth2 challenge counts empty as well: who asks for one does not want a sign-in of another kind.
    pub fn from_query(kind: FlowKind, query: &str) -> Self {
        let mut request = FlowRequest::new(kind);
        for (name, value) in pairs(query) {
            if value.is_empty() && name != "login_challenge" {
                continue;
            }
            if name == "refresh" {
                request.refresh = request.refresh || (kind == FlowKind::Login && value == "true");
            } else if let Some(slot) = request.slot(&name)
                && slot.as_ref().is_none_or(String::is_empty)
            {
                *slot = Some(value);
            }
        }
        request
    }

    /// The field that a query parameter fills, if this kind of flow has it.
    fn slot(&mut self, name: &str) -> Option<&mut Option<String>> {
        let login = self.kind == FlowKind::Login;
        let registration = self.kind == FlowKind::Registration;
        match name {
            "flow" => Some(&mut self.flow),
            "return_to" => Some(&mut self.return_to),
            "aal" if login => Some(&mut self.aal),
            "via" if login => Some(&mut self.via),
            "login_challenge" if login || registration => Some(&mut self.login_challenge),
            "organization" if login || registration => Some(&mut self.organization),
            "identity_schema" if login || registration => Some(&mut self.identity_schema),
            "after_verification_return_to" if registration => {
                Some(&mut self.after_verification_return_to)
            }
            _ => None,
        }
    }

    /// The parameters in a fixed order, without the flow's id.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        [
            ("return_to", self.return_to.as_deref()),
            ("aal", self.aal.as_deref()),
            ("refresh", self.refresh.then_some("true")),
            ("via", self.via.as_deref()),
            ("login_challenge", self.login_challenge.as_deref()),
            ("organization", self.organization.as_deref()),
            ("identity_schema", self.identity_schema.as_deref()),
            (
                "after_verification_return_to",
                self.after_verification_return_to.as_deref(),
            ),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
    }

    /// Reads a page's address, path and query: the opposite of [`to_page`](Self::to_page).
    pub fn from_page(page: &str) -> Option<Self> {
        let (path, query) = page.split_once('?').unwrap_or((page, ""));
        Some(FlowRequest::from_query(FlowKind::from_path(path)?, query))
    }

    /// The page's address: `/login?flow=…&return_to=…`.
    pub fn to_page(&self) -> String {
        let flow = self.flow.as_deref().map(|id| ("flow", id));
        with_query(
            format!("/{}", self.kind.as_str()),
            flow.into_iter().chain(self.parameters()),
        )
    }

    /// The page's address at another path that stands for this kind: `/verify` is as good as `/verification`.
    pub fn to_page_at(&self, path: &str) -> String {
        let page = self.to_page();
        let query = page.split_once('?').map_or("", |(_, query)| query);
        format!("{path}?{query}")
    }

    /// The path of the call to Kratos that answers this request: the existing flow, or the creation of a new one.
    pub fn to_kratos(&self) -> String {
        Endpoint::Flow(self).path()
    }

    /// Whether the link that led here cannot be used: it is too long, or has bytes in it that are no text.
    pub fn is_unusable(&self) -> bool {
        let mut parameters = self.parameters();
        self.to_page().len() > LONGEST_ADDRESS
            || parameters.any(|(_, value)| value.contains('\u{fffd}'))
    }

    /// Whether this is the entry for an OAuth2 client, which is a navigation to Kratos and no fetch: Kratos may want to
    /// send the user straight back to the client.
    pub fn is_oauth2_entry(&self) -> bool {
        self.login_challenge.is_some() && self.flow.is_none()
    }

    /// The same request for a new flow.
    #[must_use]
    pub fn without_flow(&self) -> Self {
        FlowRequest {
            flow: None,
            ..self.clone()
        }
    }

    /// The same request for the flow with this id.
    #[must_use]
    pub fn with_flow(&self, id: &str) -> Self {
        FlowRequest {
            flow: Some(id.to_owned()),
            ..self.clone()
        }
    }

    /// A request of another kind that keeps what belongs to the user's way and not to the kind: `return_to`, the
    /// OAuth2 challenge, the organisation and the identity schema. Kratos carries none of them from one flow to another.
    #[must_use]
    pub fn to_kind(&self, kind: FlowKind) -> Self {
        let mut request = FlowRequest::new(kind);
        request.return_to = self.return_to.clone();
        if matches!(kind, FlowKind::Login | FlowKind::Registration) {
            request.login_challenge = self.login_challenge.clone();
            request.organization = self.organization.clone();
            request.identity_schema = self.identity_schema.clone();
        }
        request
    }
}

/// The parameter of the home page that says which page somebody wanted who is signed in already.
pub const TARGET: &str = "wanted";

/// The names and values of a query string, decoded. Badly encoded bytes become U+FFFD.
pub fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query
        .strip_prefix('?')
        .unwrap_or(query)
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
}

pub(crate) fn with_query<'a>(
    path: String,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut out = path;
    let mut separator = '?';
    for (name, value) in pairs {
        out.push(separator);
        out.push_str(name);
        out.push('=');
        encode(value, &mut out);
        separator = '&';
    }
    out
}

/// The text with everything percent-encoded but the unreserved characters of RFC 3986.
pub fn encoded(text: &str) -> String {
    let mut out = String::new();
    encode(text, &mut out);
    out
}

fn encode(value: &str, out: &mut String) {
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            // Writing to a String cannot fail.
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
}

fn decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let mut ahead = bytes.clone();
                let digits = ahead.next().and_then(hex).zip(ahead.next().and_then(hex));
                match digits {
                    Some((high, low)) => {
                        out.push(high << 4 | low);
                        bytes = ahead;
                    }
                    None => out.push(byte),
                }
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}
