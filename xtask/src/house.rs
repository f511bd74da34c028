//! House: measures of how the code is built, none of which may become worse than `xtask/house.toml` has it.
//!
//! Tests are not measured: what stands behind `#[cfg(test)]`, and everything beside `src/`.

mod circles;
mod endpoints;
mod long_files;
mod long_functions;
mod message_ids;
mod node_names;
mod public_items;
mod source;
mod words;

use crate::{failure::Failure, workspace};
use source::Source;
use std::{collections::BTreeMap, fs};

/// What to print.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Options {
    /// Name every place, of these measures only where some are named.
    #[arg(long, value_name = "MEASURE", num_args = 0.., value_delimiter = ',')]
    list: Option<Vec<String>>,
}

/// `xtask/house.toml`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Baseline {
    /// The file that may say message ids.
    message_table: String,
    /// How much there may be of each measure.
    most: BTreeMap<String, usize>,
}

/// One measure: what it is called, what it counts, and how. It counts places, which it names.
type Measure<'a> = (
    &'static str,
    &'static str,
    Box<dyn Fn(&[Source]) -> Vec<String> + 'a>,
);

/// The application and library, the flows, and the server that people run.
const PRODUCT: [&str; 3] = ["src", "crates/kratos-flow/src", "crates/front-door/src"];

fn measures(baseline: &Baseline) -> Vec<Measure<'_>> {
    vec![
        (
            "message-ids",
            "ids of Kratos' messages as numbers",
            Box::new(|sources| message_ids::find(sources, &baseline.message_table)),
        ),
        (
            "node-names",
            "names of Kratos' nodes outside kratos-flow",
            Box::new(node_names::find),
        ),
        (
            "endpoint-files",
            "files with addresses of Kratos",
            Box::new(endpoints::find),
        ),
        (
            "circles",
            "files that import each other in a circle",
            Box::new(circles::find),
        ),
        (
            "long-functions",
            "functions over 80 lines",
            Box::new(long_functions::find),
        ),
        (
            "long-files",
            "files over 250 lines",
            Box::new(long_files::find),
        ),
        (
            "public-items",
            "public items of the library",
            Box::new(public_items::find),
        ),
        (
            "words",
            "identifiers with words of no field",
            Box::new(words::find),
        ),
    ]
}

/// Prints the table; fails if something has become worse.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let file = workspace::root().join("xtask/house.toml");
    let text = fs::read_to_string(&file).map_err(Failure::io(file.display()))?;
    let baseline: Baseline =
        toml::from_str(&text).map_err(|e| Failure::plain(format!("{}: {e}", file.display())))?;
    let sources = source::read(&workspace::root())?;
    let is_listed = |name: &str| {
        let listed = options.list.as_ref();
        listed.is_some_and(|names| names.is_empty() || names.iter().any(|listed| listed == name))
    };
    let mut worse = Vec::new();
    println!("{:16} {:>6} {:>6}", "measure", "now", "most");
    for (name, about, find) in measures(&baseline) {
        let places = find(&sources);
        let most = baseline.most.get(name).copied().unwrap_or_default();
        let (now, mark) = (places.len(), verdict(places.len(), most));
        println!("{name:16} {now:>6} {most:>6}  {about}{mark}");
        if now > most {
            worse.push(name);
        }
        if now > most || is_listed(name) {
            places.iter().for_each(|place| println!("    {place}"));
        }
    }
    if worse.is_empty() {
        return Ok(());
    }
    Err(Failure::plain(format!(
        "worse than xtask/house.toml allows: {}",
        worse.join(", ")
    )))
}

fn verdict(now: usize, most: usize) -> &'static str {
    match now.cmp(&most) {
        std::cmp::Ordering::Greater => " (worse)",
        std::cmp::Ordering::Equal => "",
        std::cmp::Ordering::Less => " (better: lower it in xtask/house.toml)",
    }
}
