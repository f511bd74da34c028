//! Conformance: fake-kratos answers the recorded requests as a real Kratos v26.2.0 did.
//!
//! All recordings of `tests/recordings` are replayed against this crate's program; every difference in what a front end
//! can notice fails the test.
//! `SCENARIO=login cargo test -p fake-kratos --test conformance` narrows it to scenarios whose name contains a text.

use recordings::{Report, Suite};

#[test]
fn fake_kratos_answers_as_a_real_one_did() {
    let wanted = std::env::var("SCENARIO").unwrap_or_default();
    let suite = Suite::new(env!("CARGO_BIN_EXE_fake-kratos"));
    let reports = suite.run(|name| name.contains(&wanted)).unwrap();
    assert!(!reports.is_empty(), "no scenario is named like {wanted}");
    let complaints: Vec<_> = reports.iter().flat_map(Report::complaints).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
