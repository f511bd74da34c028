//! A duration in Go's spelling: `1h30m`, `10s`, `1.5h`, `200ms`.

use std::time::Duration;

use serde_json::Value;

use super::{ConfigError, at};

/// Reads a duration; nothing when it is not one.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut seconds = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest.get(..end)?.parse().ok()?;
        rest = rest.get(end..)?;
        let end = rest
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(rest.len());
        let unit = match rest.get(..end)? {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" => 1e-6,
            "ns" => 1e-9,
            _ => return None,
        };
        seconds += number * unit;
        rest = rest.get(end..)?;
    }
    Duration::try_from_secs_f64(seconds).ok()
}

/// Refuses a value that is there and is no duration.
pub(super) fn check(tree: &Value, path: &str) -> Result<(), ConfigError> {
    match at(tree, path) {
        None => Ok(()),
        Some(value) if value.as_str().and_then(parse).is_some() => Ok(()),
        Some(value) => Err(ConfigError::Value(
            path.to_owned(),
            format!("{value} is no duration such as 1h or 10s"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_reads_them() {
        assert_eq!(parse("1h30m"), Some(Duration::from_secs(5400)));
        assert_eq!(parse("10s"), Some(Duration::from_secs(10)));
        assert_eq!(parse("200ms"), Some(Duration::from_millis(200)));
        assert_eq!(parse("1.5h"), Some(Duration::from_secs(5400)));
        for bad in ["", "10", "h", "1 h", "1d"] {
            assert_eq!(parse(bad), None, "{bad:?}");
        }
    }
}
