//! Record: all scenarios said again to a Kratos, and its answers stored in the same format.

use std::fs;
use std::path::Path;

use crate::recording::{Scenario, stored_text};
use crate::{Difference, Error, Suite};

/// Replays every scenario against the Kratos at `program` and writes the renewed recordings to `folder`, whose name is the
/// version (`v26.2.0`). Returns the differences from the stored recordings, for people to read.
///
/// # Errors
/// When the server does not start, a scenario cannot be carried to its end, or a file cannot be written.
pub fn record(program: &Path, folder: &Path) -> Result<Vec<Difference>, Error> {
    let suite = Suite::new(program);
    let version = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::File { path, source }
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    let mut differences = Vec::new();
    for report in suite.run(|_| true)? {
        let outcome = report.outcome;
        if let Some(error) = outcome.ended {
            return Err(error);
        }
        differences.extend(outcome.differences);
        let stored = suite.library.scenario(&report.scenario)?;
        let renewed = Scenario {
            kratos: version.clone(),
            exchanges: outcome.exchanges,
            ..stored
        };
        let path = folder.join(format!("{}.json", report.scenario));
        let value = serde_json::to_value(renewed).map_err(|source| Error::Recording {
            path: path.clone(),
            source,
        })?;
        fs::write(&path, stored_text(&value)).map_err(failed(&path))?;
    }
    Ok(differences)
}
