//! Test: every check and every test there is, counted.
//!
//! A check that fails does not keep the others from running. The last line says `N passed, N failed`; a check that is no
//! runner of tests counts as one test. Those that work in folders of their own run beside the others, with their output in
//! `target/test/`: the build of the application is busy on one core for minutes.

mod check;
mod count;

use crate::{failure::Failure, tools};
use check::Check;
use count::Count;
use std::{
    thread::{self, ScopedJoinHandle},
    time::Instant,
};

/// Which checks.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only these checks.
    #[arg(long, value_delimiter = ',', value_enum)]
    only: Vec<Check>,
    /// All but these checks.
    #[arg(long, value_delimiter = ',', value_enum)]
    skip: Vec<Check>,
    /// Only what needs neither a browser nor an optimised build.
    #[arg(long, conflicts_with = "only")]
    quick: bool,
    /// Fail where known vulnerabilities cannot be looked up, instead of saying so.
    #[arg(long)]
    strict: bool,
}

/// What became of a check.
struct Outcome {
    check: Check,
    count: Count,
    seconds: u64,
}

impl Options {
    fn chooses(&self, check: Check) -> bool {
        let only = match self.quick {
            true => &Check::QUICK[..],
            false => &self.only,
        };
        (only.is_empty() || only.contains(&check)) && !self.skip.contains(&check)
    }
}

/// Runs the checks, prints what became of each, and fails if any test did.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    tools::for_wasm()?;
    let checks = Check::all().filter(|check| options.chooses(*check));
    let (beside, others): (Vec<_>, Vec<_>) = checks.partition(|check| check.is_beside());
    let began = Instant::now();
    let mut outcomes = Vec::new();
    thread::scope(|scope| {
        let run = |check: Check| timed(check, options.strict);
        let mut beside = Some(scope.spawn(move || beside.into_iter().map(run).collect()));
        for check in others {
            if check.needs_application() {
                outcomes.extend(beside.take().map(wait).unwrap_or_default());
            }
            println!("\n=== {}: {}", check.name(), check.about());
            outcomes.push(run(check));
        }
        outcomes.extend(beside.take().map(wait).unwrap_or_default());
    });
    outcomes.sort_by_key(|outcome| outcome.check);
    report(&outcomes, began.elapsed().as_secs())
}

fn timed(check: Check, strict: bool) -> Outcome {
    let began = Instant::now();
    let count = check.run(strict);
    Outcome {
        check,
        count,
        seconds: began.elapsed().as_secs(),
    }
}

/// Waits for what runs beside, and shows what it has printed.
fn wait(beside: ScopedJoinHandle<'_, Vec<Outcome>>) -> Vec<Outcome> {
    let outcomes = beside.join().unwrap_or_default();
    for Outcome { check, .. } in &outcomes {
        println!(
            "\n=== {}, beside the others: {}",
            check.name(),
            check.about()
        );
        println!(
            "{}",
            std::fs::read_to_string(check.log()).unwrap_or_default()
        );
    }
    outcomes
}

/// Prints the table. The seconds of what ran side by side overlap; those of the last line are the whole.
fn report(outcomes: &[Outcome], seconds: u64) -> Result<(), Failure> {
    let row = |name: &str, passed: &str, failed: &str, seconds: &str| {
        println!("{name:12} {passed:>7} {failed:>7} {seconds:>8}");
    };
    println!();
    row("check", "passed", "failed", "seconds");
    let line = |name: &str, count: Count, seconds: u64| {
        let [passed, failed, seconds] =
            [count.passed, count.failed, seconds].map(|number| number.to_string());
        row(name, &passed, &failed, &seconds);
    };
    for outcome in outcomes {
        line(outcome.check.name(), outcome.count, outcome.seconds);
    }
    let counts = outcomes.iter().map(|outcome| outcome.count);
    let total = counts.fold(Count::default(), Count::and);
    line("all", total, seconds);
    println!("\n{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 || total.passed == 0 {
        // No sentence: the line above is the last one.
        std::process::exit(1);
    }
    Ok(())
}
