//! Suite: many scenarios against one program, several at once, one server for each configuration.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::recording::Scenario;
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
}

/// What is left out of a run.
#[derive(Debug, Clone, Default)]
pub struct Omitted {
    /// Exchanges that are not sent.
    pub exchanges: Vec<Omission>,
    /// Names of UI nodes that are not compared, because the server is known not to draw them.
    pub nodes: Vec<&'static str>,
}

impl Omitted {
    /// Whether this exchange is left out.
    #[must_use]
    pub fn covers(&self, scenario: &str, exchange: usize) -> bool {
        self.exchanges
            .iter()
            .any(|omission| omission.covers(scenario, exchange))
    }

    fn covers_all_of(&self, scenario: &str) -> bool {
        let mut exchanges = self.exchanges.iter();
        exchanges.any(|omission| omission.scenario == scenario && omission.exchanges.is_empty())
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
    pub omitted: Omitted,
}

/// How one scenario went.
#[derive(Debug)]
pub struct Report {
    /// Name of the scenario.
    pub scenario: String,
    /// The conversation and its differences.
    pub outcome: Outcome,
}

impl Report {
    /// The differences, and the reason if the replay came to an end early.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        let differences = self.outcome.differences.iter().map(Difference::to_string);
        let number = self.outcome.exchanges.len();
        let ended = self.outcome.ended.iter();
        let ended = ended.map(|error| format!("{} #{number} ends here: {error}", self.scenario));
        differences.chain(ended).collect()
    }
}

/// Servers that run and wait for the next scenario of their configuration. A server talks to one scenario at a time:
/// Kratos' in-memory database refuses some writes at the same moment.
type Idle = Mutex<Vec<(String, Server)>>;

impl Suite {
    /// All recordings of this project against a program; only what no server answers steadily is left out.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            library: Library::of_this_project(),
            program: program.into(),
            omitted: Omitted {
                exchanges: scenario::UNSTEADY.to_vec(),
                nodes: Vec::new(),
            },
        }
    }

    /// Replays the scenarios whose name `wanted` accepts, and that are not left out, sorted by name.
    ///
    /// # Errors
    /// When a recording cannot be read.
    pub fn run(&self, wanted: impl Fn(&str) -> bool) -> Result<Vec<Report>, Error> {
        let mut scenarios = Vec::new();
        for name in self.library.names()? {
            if wanted(&name) && !self.omitted.covers_all_of(&name) {
                scenarios.push(self.library.scenario(&name)?);
            }
        }
        scenarios.sort_by(|one, other| one.config.cmp(&other.config));
        let waiting = Mutex::new(VecDeque::from(scenarios));
        let (idle, reports) = (Idle::default(), Mutex::new(Vec::new()));
        let at_once = thread::available_parallelism().map_or(2, usize::from) * 2;
        thread::scope(|scope| {
            for _ in 0..at_once {
                scope.spawn(|| {
                    while let Some(scenario) = { locked(&waiting).pop_front() } {
                        let outcome = self.replay(&scenario, &idle);
                        let more = locked(&waiting).iter().any(|s| s.config == scenario.config);
                        if !more {
                            locked(&idle).retain(|(config, _)| *config != scenario.config);
                        }
                        let scenario = scenario.scenario;
                        locked(&reports).push(Report { scenario, outcome });
                    }
                });
            }
        });
        let mut reports = reports.into_inner().unwrap_or_else(PoisonError::into_inner);
        reports.sort_by(|one, other| one.scenario.cmp(&other.scenario));
        Ok(reports)
    }

    fn replay(&self, scenario: &Scenario, idle: &Idle) -> Outcome {
        let waiting = {
            let mut idle = locked(idle);
            let place = idle
                .iter()
                .position(|(config, _)| *config == scenario.config);
            place.map(|place| idle.swap_remove(place).1)
        };
        let started = waiting.map_or_else(
            || Server::start(&self.program, &self.library, &scenario.config),
            Ok,
        );
        let server = match started {
            Ok(server) => server,
            Err(error) => {
                let ended = Some(error);
                return Outcome {
                    ended,
                    ..Outcome::default()
                };
            }
        };
        let prepare = scenario::preparation(&scenario.scenario);
        let outcome = Replay::new(&server, scenario).run(prepare, &self.omitted);
        locked(idle).push((scenario.config.clone(), server));
        outcome
    }
}

/// What a mutex guards; a thread that panicked while it held it has left nothing half done.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
