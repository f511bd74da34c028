//! Writes pages as a server would send them: `cargo run --example pages --features ssr -- DIST FLOW PAGE OUT`.
//!
//! `DIST` is the folder of the `hydrate` build, `FLOW` a file with a flow as Kratos answers it, `PAGE` the page's path
//! and query, `OUT` where the document goes.

use std::sync::Arc;
use std::{env, error::Error, fs};

use vestibule::config::Config;
use vestibule::route::FlowKind;
use vestibule::server;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let mut next = || arguments.next().ok_or("usage: pages DIST FLOW PAGE OUT");
    let (dist, flow, page, out) = (next()?, next()?, next()?, next()?);
    let shell = fs::read_to_string(format!("{dist}/index.html"))?;
    let body = serde_json::from_str(&fs::read_to_string(flow)?)?;
    let path = page.split('?').next().unwrap_or_default();
    let kind = FlowKind::from_path(path).ok_or("no page of a flow")?;
    let data = server::data(kind, 200, &body);
    let html = server::render(&page, &Arc::new(Config::default()), &data);
    let title = match kind {
        FlowKind::Registration => "Create an account",
        _ => "Sign in",
    };
    let document = replace(
        &shell,
        "<title>",
        "</title>",
        &format!("{title} – Vestibule"),
    )
    .and_then(|shell| replace(&shell, "<div id=\"app\">", "</div><!-- app -->", &html))
    .ok_or("index.html is not as expected")?
    .replace(
        "<template id=\"broken\">",
        &format!(
            "<script type=\"application/json\" id=\"flow\">{data}</script><template id=\"broken\">"
        ),
    );
    fs::write(out, document)?;
    Ok(())
}

/// Puts something between two marks.
fn replace(text: &str, from: &str, to: &str, with: &str) -> Option<String> {
    let (before, rest) = text.split_once(from)?;
    let (_, after) = rest.split_once(to)?;
    Some(format!("{before}{from}{with}{to}{after}"))
}
