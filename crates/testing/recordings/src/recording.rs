//! Recording: a scenario as it is stored, one JSON file each (format: `tests/recordings/README.md`).

mod layout;

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::Error;

pub use layout::stored_text;

/// One conversation: what one or more browsers sent and got, in order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Name of the scenario, also the name of its file.
    pub scenario: String,
    /// Version of the Kratos that answered.
    pub kratos: String,
    /// Name of the server configuration, `config/<name>.yml`.
    pub config: String,
    /// What the scenario shows, in a sentence.
    pub about: String,
    /// Requests and responses in the order they were sent.
    pub exchanges: Vec<Exchange>,
}

/// One request and its response.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// Which browser; each label has its own cookies.
    pub client: String,
    /// What is special about this request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the browser sent.
    pub request: Request,
    /// What it got.
    pub response: Response,
}

/// A recorded request.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// HTTP method in capitals.
    pub method: String,
    /// Path below the public API, as sent.
    pub path: String,
    /// Query parameters in order, decoded.
    pub query: Map<String, Value>,
    /// The headers that the format keeps, lower case.
    pub headers: Map<String, Value>,
    /// Names of the cookies that were sent.
    pub cookies: Vec<String>,
    /// Body as JSON; for an urlencoded request its fields as an object.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub body: Option<Value>,
    /// A body that is not JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_text: Option<String>,
}

/// A recorded response.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Headers, lower case and sorted; `set-cookie` is a list.
    pub headers: Map<String, Value>,
    /// Body as JSON.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub body: Option<Value>,
    /// A body that is not JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_text: Option<String>,
}

/// Keeps a body that is the JSON literal `null` apart from no body at all.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl Exchange {
    /// The field of the request body with this name, if the body is an object.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.request.body.as_ref()?.get(name)
    }

    /// The id of the flow that the request names in its query.
    #[must_use]
    pub fn flow(&self) -> Option<&str> {
        let query = &self.request.query;
        query.get("flow").or_else(|| query.get("id"))?.as_str()
    }
}

impl Response {
    /// A header with a single value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.as_str()
    }

    /// The `set-cookie` headers in the order they were sent.
    pub fn set_cookies(&self) -> impl Iterator<Item = &str> {
        self.headers
            .get("set-cookie")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    }
}

/// The folder that holds recordings and server configurations (`tests/recordings`).
#[derive(Debug, Clone)]
pub struct Library {
    root: PathBuf,
    version: String,
}

impl Library {
    /// The recordings of one Kratos version, for instance `v26.2.0`, below `root`.
    pub fn new(root: impl Into<PathBuf>, version: impl Into<String>) -> Self {
        Self {
            root: root.into(),
            version: version.into(),
        }
    }

    /// The recordings of this project.
    #[must_use]
    pub fn of_this_project() -> Self {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/recordings");
        Self::new(project, "v26.2.0")
    }

    /// The folder with the server configurations.
    #[must_use]
    pub fn configurations(&self) -> PathBuf {
        self.root.join("config")
    }

    /// The file of a scenario.
    #[must_use]
    pub fn file(&self, scenario: &str) -> PathBuf {
        self.root
            .join(&self.version)
            .join(format!("{scenario}.json"))
    }

    /// The names of all scenarios, sorted.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn names(&self) -> Result<Vec<String>, Error> {
        let folder = self.root.join(&self.version);
        let failed = |source| Error::File {
            path: folder.clone(),
            source,
        };
        let mut names = Vec::new();
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
                && let Some(name) = path.file_stem().and_then(|stem| stem.to_str())
            {
                names.push(name.to_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    /// Reads one scenario.
    ///
    /// # Errors
    /// When the file is missing or not in the stored format.
    pub fn scenario(&self, name: &str) -> Result<Scenario, Error> {
        let path = self.file(name);
        let text = fs::read_to_string(&path).map_err(|source| Error::File {
            path: path.clone(),
            source,
        })?;
        serde_json::from_str(&text).map_err(|source| Error::Recording { path, source })
    }
}
