//! Record: all scenarios said again to a Kratos, and its answers stored in the same format.

use std::fs;
use std::path::Path;

use crate::recording::{Scenario, stored_text};
use crate::{Difference, Error, Report, Suite};

/// Replays every scenario against the Kratos at `program` and writes the renewed recordings to `folder`, whose name is the
/// version (`v26.2.0`). Returns the differences from the stored recordings, for people to read.
///
/// Exchanges that Kratos answers now so, now otherwise ([`crate::scenario::UNSTEADY`]) are kept as they are stored.
///
/// # Errors
/// When a file cannot be written; and, after all others were written, when a scenario could not be carried to its end.
pub fn record(program: &Path, folder: &Path) -> Result<Vec<Difference>, Error> {
    let suite = Suite::new(program);
    let version = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let version = version.unwrap_or_default();
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::File { path, source }
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    let mut differences = Vec::new();
    let mut ended = None;
    for Report { scenario, outcome } in suite.run(|_| true)? {
        differences.extend(outcome.differences);
        if outcome.ended.is_some() {
            ended = ended.or(outcome.ended);
            continue;
        }
        let stored = suite.library.scenario(&scenario)?;
        let renewed = Scenario {
            kratos: version.clone(),
            exchanges: outcome.exchanges,
            ..stored
        };
        let path = folder.join(format!("{scenario}.json"));
        let value = serde_json::to_value(renewed).map_err(|source| Error::Recording {
            path: path.clone(),
            source,
        })?;
        fs::write(&path, stored_text(&value)).map_err(failed(&path))?;
    }
    ended.map_or(Ok(differences), Err)
}
