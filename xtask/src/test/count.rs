//! Count: how many tests passed and failed, read from what the runners print.

/// Tests that passed and that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Count {
    pub(crate) fn success() -> Self {
        Self {
            passed: 1,
            failed: 0,
        }
    }

    pub(crate) fn failure() -> Self {
        Self {
            passed: 0,
            failed: 1,
        }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }

    /// Adds what this line of a runner's output reports, if it is such a line.
    ///
    /// libtest says `test result: ok. 3 passed; 0 failed; …`, tests/e2e says `e2e: passed=3 failed=0 …`.
    pub(crate) fn read(&mut self, line: &str) {
        let line = line.trim();
        if let Some((_, counts)) = line
            .strip_prefix("test result: ")
            .and_then(|rest| rest.split_once(". "))
        {
            for part in counts.split("; ") {
                match part.split_once(' ') {
                    Some((n, "passed")) => self.passed += n.parse().unwrap_or(0),
                    Some((n, "failed")) => self.failed += n.parse().unwrap_or(0),
                    _ => {}
                }
            }
        } else if let Some(counts) = line.strip_prefix("e2e: ") {
            for part in counts.split(' ') {
                match part.split_once('=') {
                    Some(("passed", n)) => self.passed += n.parse().unwrap_or(0),
                    Some(("failed", n)) => self.failed += n.parse().unwrap_or(0),
                    _ => {}
                }
            }
        }
    }

    /// The count of a runner that has ended: if it ended badly, or counted nothing, something has failed.
    pub(crate) fn ended(self, well: bool) -> Self {
        if self.failed == 0 && (!well || self.passed == 0) {
            self.and(Self::failure())
        } else {
            self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    fn count(lines: &[&str]) -> Count {
        let mut count = Count::default();
        lines.iter().for_each(|line| count.read(line));
        count
    }

    #[test]
    fn adds_up_what_libtest_and_the_browser_suite_report() {
        let lines = [
            "running 3 tests",
            "test a ... ok",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "test result: FAILED. 25 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "e2e: passed=120 failed=1 skipped=0 seconds=81 status=failed",
        ];
        assert_eq!(
            count(&lines),
            Count {
                passed: 148,
                failed: 3
            }
        );
        assert_eq!(
            count(&["the test result: ok. 3 passed", "e2e: nothing"]),
            Count::default()
        );
    }

    #[test]
    fn a_runner_that_ends_badly_or_runs_nothing_has_failed() {
        let three = Count {
            passed: 3,
            failed: 0,
        };
        assert_eq!(three.ended(true), three);
        assert_eq!(
            three.ended(false),
            Count {
                passed: 3,
                failed: 1
            }
        );
        assert_eq!(Count::default().ended(true), Count::failure());
        let failed = Count {
            passed: 3,
            failed: 2,
        };
        assert_eq!(failed.ended(false), failed);
    }
}
