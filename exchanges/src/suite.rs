//! Suite: many scenarios against one program, several at once, one server for each configuration.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::replay::{Outcome, Replay};
use crate::server::Server;
use crate::{Difference, Error, Library, scenario};

/// Exchanges of a scenario that are not sent, and why.
#[derive(Debug, Clone, Copy)]
pub struct Omission {
    /// Name of the scenario.
    pub scenario: &'static str,
    /// Numbers of the exchanges; empty for the whole scenario.
    pub exchanges: &'static [usize],
    /// Why they are left out, in a sentence.
    pub reason: &'static str,
}

impl Omission {
    /// Whether this exchange is left out.
    #[must_use]
    pub fn covers(&self, scenario: &str, exchange: usize) -> bool {
        self.scenario == scenario
            && (self.exchanges.is_empty() || self.exchanges.contains(&exchange))
    }

    fn covers_all_of(&self, scenario: &str) -> bool {
        self.scenario == scenario && self.exchanges.is_empty()
    }
}

/// What is replayed against what.
#[derive(Debug, Clone)]
pub struct Suite {
    /// The recordings.
    pub library: Library,
    /// A Kratos or fake-kratos.
    pub program: PathBuf,
    /// What is left out.
    pub omissions: Vec<Omission>,
}

/// How one scenario went.
#[derive(Debug)]
pub struct Report {
    /// Name of the scenario.
    pub scenario: String,
    /// The conversation and its differences, or why it came to an end early.
    pub result: Result<Outcome, Error>,
}

impl Report {
    /// The differences, or the reason why there is nothing to compare.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        match &self.result {
            Ok(outcome) => outcome
                .differences
                .iter()
                .map(Difference::to_string)
                .collect(),
            Err(error) => vec![format!("{}: {error}", self.scenario)],
        }
    }
}

/// The server of one configuration: started by the first scenario that needs it.
type Shared = Arc<Mutex<Option<Arc<Server>>>>;

impl Suite {
    /// All recordings of this project against a program, nothing left out.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            library: Library::of_this_project(),
            program: program.into(),
            omissions: Vec::new(),
        }
    }

    /// Replays the scenarios whose name `wanted` accepts, and that are not left out, sorted by name.
    ///
    /// # Errors
    /// When a recording cannot be read.
    pub fn run(&self, wanted: impl Fn(&str) -> bool) -> Result<Vec<Report>, Error> {
        let left_out = |name: &str| self.omissions.iter().any(|o| o.covers_all_of(name));
        let mut scenarios = Vec::new();
        for name in self.library.names()? {
            if wanted(&name) && !left_out(&name) {
                scenarios.push(self.library.scenario(&name)?);
            }
        }
        let servers: BTreeMap<&str, Shared> = scenarios
            .iter()
            .map(|scenario| (scenario.config.as_str(), Shared::default()))
            .collect();
        let next = AtomicUsize::new(0);
        let reports = Mutex::new(Vec::new());
        let at_once = thread::available_parallelism().map_or(2, usize::from) * 2;
        thread::scope(|scope| {
            for _ in 0..at_once {
                scope.spawn(|| {
                    while let Some(scenario) = scenarios.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let result = self.replay(scenario, servers.get(scenario.config.as_str()));
                        let report = Report {
                            scenario: scenario.scenario.clone(),
                            result,
                        };
                        reports
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .push(report);
                    }
                });
            }
        });
        let mut reports = reports.into_inner().unwrap_or_else(PoisonError::into_inner);
        reports.sort_by(|one, other| one.scenario.cmp(&other.scenario));
        Ok(reports)
    }

    fn replay(
        &self,
        scenario: &crate::recording::Scenario,
        shared: Option<&Shared>,
    ) -> Result<Outcome, Error> {
        let server = {
            let fresh = Shared::default();
            let mut server = shared
                .unwrap_or(&fresh)
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            match &*server {
                Some(running) => Arc::clone(running),
                None => {
                    let started = self.start(&self.program, &scenario.config)?;
                    Arc::clone(server.insert(Arc::new(started)))
                }
            }
        };
        let prepare = scenario::preparation(&scenario.scenario);
        Replay::new(&server, scenario).run(prepare, &self.omissions)
    }

    fn start(&self, program: &Path, configuration: &str) -> Result<Server, Error> {
        Server::start(program, &self.library, configuration)
    }
}
