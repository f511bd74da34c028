//! Writes the *gallery*: every state of every page as a document of its own, and an index to look through them.
//! `cargo xtask gallery` runs it: `gallery OUT`, in the root of the project.
//!
//! The pages are rendered by the application's own components, from answers of a real Kratos (`tests/recordings/`), in the
//! styles of `index.html`. They do nothing: no script of the application runs in them. What only a browser knows is not in
//! them either: countdowns, times in words, what is under way, which passkeys there are.

mod change;
mod document;
mod recording;
mod table;

use std::path::Path;
use std::sync::Arc;
use std::{env, error::Error, fs};

use serde_json::{Map, Value};
use vestibule::config::Config;
use vestibule::i18n::{Catalogue, phrases};
use vestibule::machine::View;
use vestibule::server::{self, Start};
use vestibule::ui::Initial;

use document::Shell;
use recording::Recordings;
use table::{ENTRIES, Entry, Shows};

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::args().nth(1).ok_or("usage: gallery OUT")?;
    let out = Path::new(&out);
    let shell = Shell::read()?;
    let recordings = Recordings::read("tests/recordings/v26.2.0")?;
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    fs::create_dir_all(out)?;
    for entry in ENTRIES {
        let document = document(entry, &shell, &recordings)
            .ok_or_else(|| format!("{} cannot be drawn", entry.name))?;
        fs::write(out.join(format!("{}.html", entry.name)), document)?;
    }
    let names: Vec<&str> = ENTRIES.iter().map(|entry| entry.name).collect();
    let names = serde_json::to_string_pretty(&names)?;
    fs::write(out.join("entries.json"), &names)?;
    // For an index that is opened as a file, which may not fetch.
    fs::write(
        out.join("entries.js"),
        format!("const ENTRIES = {names};\n"),
    )?;
    for (name, text) in [
        ("index.html", include_str!("index.html")),
        ("index.js", include_str!("index.js")),
        ("page.js", include_str!("page.js")),
        ("icons.svg", include_str!("../../style/icons.svg")),
    ] {
        fs::write(out.join(name), text)?;
    }
    Ok(())
}

/// The whole document of an entry.
fn document(entry: &Entry, shell: &Shell, recordings: &Recordings) -> Option<String> {
    let config = Arc::new(Config {
        settings_page: true,
        one_door: entry.one_door,
        ..Config::default()
    });
    let catalogue = Arc::new(if entry.long {
        long()
    } else {
        Catalogue::default()
    });
    let start = match &entry.shows {
        Shows::Part(part) => return Some(shell.part(part)),
        Shows::Nothing => Start::Empty,
        Shows::Response(response) => Start::Response(Initial::from(vec![response(recordings)?])),
        Shows::Stopped(failure) => Start::View(Box::new(View::Problem(failure()))),
        Shows::Flow(recording, responses) => {
            let change = if entry.long {
                change::longer
            } else {
                change::nothing
            };
            Start::View(Box::new(recordings.play(recording, responses, change)?))
        }
        Shows::Changed(recording, responses, change) => {
            Start::View(Box::new(recordings.play(recording, responses, *change)?))
        }
        Shows::Then(recording, responses, last) => {
            let state = recordings.play(recording, responses, change::nothing)?;
            Start::View(Box::new(recording::send(state, last())))
        }
    };
    let faulty = match &start {
        Start::View(state) => {
            matches!(&**state, View::Form(showing) if showing.flow.has_errors())
        }
        _ => false,
    };
    let html = server::render(entry.page, &config, &catalogue, start);
    Some(shell.page(&html, faulty))
}

/// All texts of ours, longer by two fifths, as German and Finnish are.
fn long() -> Catalogue {
    let texts = phrases::ALL.iter().map(|phrase| {
        let text = change::stretched(phrase.english);
        (phrase.key.to_owned(), Value::String(text))
    });
    Catalogue::new("en", texts.collect::<Map<_, _>>())
}
