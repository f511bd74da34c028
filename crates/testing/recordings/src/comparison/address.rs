//! Address: a URL without what differs from run to run.

/// An address without what differs from run to run: ids and the values of the query, nested addresses excepted.
pub(super) fn address(text: &str) -> String {
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let path: Vec<_> = path
        .split('/')
        .map(|part| if is_long(part) { "…" } else { part })
        .collect();
    let path = path.join("/");
    if query.is_empty() {
        return path;
    }
    let parameter = |parameter: &str| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let value = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
        match name {
            "return_to" => format!("return_to=({})", address(&value)),
            "aal" | "refresh" => format!("{name}={value}"),
            _ => name.to_owned(),
        }
    };
    let mut parameters: Vec<_> = query.split('&').map(parameter).collect();
    parameters.sort();
    format!("{path}?{}", parameters.join("&"))
}

fn is_long(part: &str) -> bool {
    part.len() == 36 && part.bytes().filter(|byte| *byte == b'-').count() == 4
}
