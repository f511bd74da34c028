//! Layout: how a recording is written down, so that a diff of two recordings shows which UI node changed.
//!
//! Objects shorter than 160 characters and UI nodes stand on one line, everything else is indented by one space.

use serde_json::Value;

/// Objects of this length or longer are spread over several lines.
const WIDTH: usize = 160;

/// The text of a recording exactly as it is stored, with a final newline.
#[must_use]
pub fn stored_text(recording: &Value) -> String {
    let mut text = String::new();
    write(&mut text, recording, 0);
    text.push('\n');
    text
}

fn write(text: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Array(items) if !items.is_empty() => {
            let lines = items.iter().map(|item| (None, item));
            spread(text, ['[', ']'], lines, depth);
        }
        Value::Object(members) if !fits_one_line(value) => {
            let lines = members.iter().map(|(name, member)| (Some(name), member));
            spread(text, ['{', '}'], lines, depth);
        }
        _ => text.push_str(&value.to_string()),
    }
}

fn fits_one_line(object: &Value) -> bool {
    let is_node = object.get("attributes").is_some() && object.get("group").is_some();
    is_node || object.to_string().chars().count() < WIDTH
}

fn spread<'a>(
    text: &mut String,
    brackets: [char; 2],
    lines: impl Iterator<Item = (Option<&'a String>, &'a Value)>,
    depth: usize,
) {
    let [open, close] = brackets;
    text.push(open);
    for (number, (name, value)) in lines.enumerate() {
        text.push_str(if number == 0 { "\n" } else { ",\n" });
        text.push_str(&" ".repeat(depth + 1));
        if let Some(name) = name {
            text.push_str(&Value::from(name.as_str()).to_string());
            text.push_str(": ");
        }
        write(text, value, depth + 1);
    }
    text.push('\n');
    text.push_str(&" ".repeat(depth));
    text.push(close);
}

#[cfg(test)]
mod tests {
    use crate::Library;

    #[test]
    fn every_recording_is_written_as_it_was_stored() {
        let library = Library::of_this_project();
        let names = library.names().unwrap();
        assert_eq!(names.len(), 93);
        for name in names {
            let stored = std::fs::read_to_string(library.file(&name)).unwrap();
            let scenario = library.scenario(&name).unwrap();
            let value = serde_json::to_value(scenario).unwrap();
            assert!(
                super::stored_text(&value) == stored,
                "{name} is written differently"
            );
        }
    }
}
