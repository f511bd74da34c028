//! The door understands every variable that a recipe sets.

use clap::{CommandFactory as _, Parser as _};
use front_door::settings::Settings;

use crate::recipe;

const RECIPES: [&str; 4] = [
    "Containerfile",
    "compose/compose.yml",
    "kubernetes/deployment.yaml",
    "systemd/vestibule.service",
];

/// Every `VESTIBULE_…` of a text with its value, in the notation of any of the recipes.
fn variables(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().filter(|line| !line.trim().starts_with('#'));
    let words = lines.flat_map(|line| line.split("VESTIBULE_").skip(1));
    words
        .map(|word| {
            let end = word.find(|c: char| !c.is_ascii_uppercase() && c != '_');
            let (name, value) = word.split_at(end.unwrap_or(word.len()));
            let value = value
                .trim_start_matches(", value")
                .trim_start_matches([':', '=', ' ', '"']);
            let value = value.split(['"', ' ', '}']).next().unwrap_or_default();
            (format!("VESTIBULE_{name}"), value.to_owned())
        })
        .collect()
}

#[test]
fn every_variable_is_an_option() {
    let command = Settings::command();
    for name in RECIPES {
        let variables = variables(&recipe(name));
        assert!(!variables.is_empty(), "{name}");
        let mut line = vec!["front-door".to_owned()];
        for (variable, value) in variables {
            let mut options = command.get_arguments();
            let option = options
                .find(|option| option.get_env().is_some_and(|env| env == variable.as_str()))
                .unwrap_or_else(|| panic!("{name}: {variable} is no option"));
            let long = option.get_long().unwrap();
            match option.get_action().takes_values() {
                true => line.push(format!("--{long}={value}")),
                false => {
                    assert_eq!(value, "true", "{name}: {variable}");
                    line.push(format!("--{long}"));
                }
            }
        }
        if let Err(error) = Settings::try_parse_from(&line) {
            panic!("{name}: {error}");
        }
    }
}
