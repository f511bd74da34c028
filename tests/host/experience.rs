//! Every requirement on usability and accessibility has a row in `docs/experience.md`, every threat one in `docs/threats.md`, and
//! what that row names has tests with the number in their titles.

use std::fs;
use std::path::Path;

/// Whether a line is the title of a test: `test("UX-14: …", …)`, or, above a test in Rust, `/// UX-14: …`.
fn is_title(line: &str) -> bool {
    let line = line.trim_start();
    ["test(", "test.describe(", "/// "]
        .iter()
        .any(|start| line.starts_with(start))
}

#[test]
fn every_requirement_has_a_test_or_a_reason_why_not() {
    let usability = (1..=45).map(|number| format!("UX-{number:02}"));
    let accessibility = (1..=30).map(|number| format!("A-{number:02}"));
    hold("docs/experience.md", usability.chain(accessibility));
}

#[test]
fn every_threat_has_a_test_or_a_reason_why_not() {
    hold(
        "docs/threats.md",
        (1..=41).map(|number| format!("T-{number:02}")),
    );
}

/// Holds a page to what is there: one row for each number, and tests that have it in their titles.
fn hold(page: &str, numbers: impl Iterator<Item = String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join(page)).unwrap();
    for number in numbers {
        let rows: Vec<&str> = page
            .lines()
            .filter_map(|line| line.strip_prefix(&format!("| {number} | ")))
            .collect();
        assert_eq!(rows.len(), 1, "rows of {number}");
        let (_, tests) = rows[0].split_once(" | ").unwrap();
        if tests.starts_with("Not by a test: ") {
            continue;
        }
        let files: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!files.is_empty(), "{number} names no file");
        for file in files {
            let text = fs::read_to_string(root.join(file)).unwrap_or_default();
            assert!(
                text.lines()
                    .any(|line| is_title(line) && line.contains(&number)),
                "{file} has no test with {number} in its title"
            );
        }
    }
}
