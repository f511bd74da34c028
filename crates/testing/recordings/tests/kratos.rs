//! The recordings hold against the Kratos they were made with: replaying them shows no difference, and what it answers
//! is written down in the stored form.
//!
//! Runs when the environment variable `KRATOS_BIN` names a Kratos v26.2.0. `SCENARIO` narrows it to replaying the scenarios
//! whose name contains a text.

use std::path::Path;

use recordings::{Difference, Library, Report, Suite};

#[test]
fn a_real_kratos_answers_as_recorded() {
    let Some(program) = std::env::var_os("KRATOS_BIN") else {
        return;
    };
    if let Ok(wanted) = std::env::var("SCENARIO") {
        let reports = Suite::new(program)
            .run(|name| name.contains(&wanted))
            .unwrap();
        let complaints: Vec<_> = reports.iter().flat_map(Report::complaints).collect();
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let renewed = folder.path().join("v26.2.0");
    let differences = recordings::record(Path::new(&program), &renewed).unwrap();
    let differences: Vec<_> = differences.iter().map(Difference::to_string).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    form::have_the_same_form(
        &Library::of_this_project(),
        &Library::new(folder.path(), "v26.2.0"),
    );
}

#[cfg(test)]
mod form {
    use recordings::Library;
    use recordings::recording::Exchange;

    /// Renewed recordings hold the same exchanges with the same headers and cookies.
    pub(super) fn have_the_same_form(stored: &Library, renewed: &Library) {
        for name in stored.names().unwrap() {
            let [before, after] = [stored, renewed].map(|library| library.scenario(&name).unwrap());
            assert_eq!(before.exchanges.len(), after.exchanges.len(), "{name}");
            for (number, (before, after)) in
                before.exchanges.iter().zip(&after.exchanges).enumerate()
            {
                let names = |exchange: &Exchange| {
                    let [sent, got] = [&exchange.request.headers, &exchange.response.headers]
                        .map(|headers| headers.keys().cloned().collect::<Vec<_>>());
                    (sent, got, exchange.request.cookies.clone())
                };
                assert_eq!(names(before), names(after), "{name} #{number}");
            }
        }
    }
}
