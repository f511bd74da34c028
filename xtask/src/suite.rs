//! Suite: every check and every test there is, one step after the other, counted.
//!
//! A step that fails does not keep the others from running. The last line says `N passed, N failed`; a check counts as
//! one test.

mod count;
mod step;

use crate::{failure::Failure, tools};
use count::Count;
use std::time::Instant;
use step::Step;

/// Which steps.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only these steps.
    #[arg(long, value_delimiter = ',', value_enum)]
    only: Vec<Step>,
    /// All but these steps.
    #[arg(long, value_delimiter = ',', value_enum)]
    skip: Vec<Step>,
}

/// What became of a step.
struct Result {
    step: Step,
    count: Count,
    seconds: u64,
}

/// Runs the steps, prints what became of each, and fails if any test did.
pub(crate) fn run(options: &Options) -> std::result::Result<(), Failure> {
    let chosen = |step: &Step| {
        (options.only.is_empty() || options.only.contains(step)) && !options.skip.contains(step)
    };
    tools::wasm_target()?;
    let steps: Vec<Step> = Step::all().filter(chosen).collect();
    let mut results: Vec<Result> = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        println!(
            "\n=== {} ({} of {}): {}",
            step.name(),
            number + 1,
            steps.len(),
            step.about()
        );
        let began = Instant::now();
        let count = step.run();
        results.push(Result {
            step: *step,
            count,
            seconds: began.elapsed().as_secs(),
        });
    }
    let total = results
        .iter()
        .fold(Count::default(), |sum, result| sum.and(result.count));
    println!(
        "\n{:12} {:>7} {:>7} {:>8}",
        "step", "passed", "failed", "seconds"
    );
    for Result {
        step,
        count,
        seconds,
    } in &results
    {
        println!(
            "{:12} {:>7} {:>7} {seconds:>8}",
            step.name(),
            count.passed,
            count.failed
        );
    }
    println!("\n{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 || total.passed == 0 {
        // No sentence: the line above is the last one.
        std::process::exit(1);
    }
    Ok(())
}
