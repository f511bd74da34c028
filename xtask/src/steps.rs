//! Steps: what a command is about to do, how long each part took last time, and how long it has taken now.
//!
//! Seconds are kept in the target folder, `xtask-seconds.json`.

use crate::{failure::Failure, workspace};
use std::{collections::BTreeMap, fs, time::Instant};

/// Seconds of earlier runs by the name of the step.
pub(crate) struct Steps {
    seconds: BTreeMap<String, u64>,
}

impl Steps {
    /// Prints what is going to be done.
    pub(crate) fn announce(names: &[&str]) -> Self {
        let steps = Self {
            seconds: fs::read(file())
                .ok()
                .and_then(|text| serde_json::from_slice(&text).ok())
                .unwrap_or_default(),
        };
        println!("{:48} {:>12}", "to be built", "last time");
        for name in names {
            println!("  {name:46} {:>12}", steps.last(name));
        }
        steps
    }

    /// Does a step, prints how long it has taken, and keeps that for the next time.
    pub(crate) fn take<T>(
        &mut self,
        name: &str,
        work: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        println!("=== {name} (last time: {})", self.last(name));
        let began = Instant::now();
        let done = work()?;
        let seconds = began.elapsed().as_secs();
        println!("=== {name}: {seconds} s");
        self.seconds.insert(name.to_owned(), seconds);
        // Only a figure for the next time.
        if let Ok(text) = serde_json::to_vec_pretty(&self.seconds) {
            let _ = fs::write(file(), text);
        }
        Ok(done)
    }

    fn last(&self, name: &str) -> String {
        self.seconds
            .get(name)
            .map_or_else(|| "not yet".to_owned(), |seconds| format!("{seconds} s"))
    }
}

fn file() -> std::path::PathBuf {
    workspace::target().join("xtask-seconds.json")
}
