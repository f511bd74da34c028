//! The recordings hold against the Kratos they were made with: replaying them shows no difference.
//!
//! Runs when the environment variable `KRATOS_BIN` names a Kratos v26.2.0; `SCENARIO` narrows it to names that contain a text.

use exchanges::Suite;

#[test]
fn a_real_kratos_answers_as_recorded() {
    let Some(program) = std::env::var_os("KRATOS_BIN") else {
        return;
    };
    let wanted = std::env::var("SCENARIO").unwrap_or_default();
    let reports = Suite::new(program)
        .run(|name| name.contains(&wanted))
        .unwrap();
    let complaints: Vec<_> = reports
        .iter()
        .flat_map(exchanges::Report::complaints)
        .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
