//! Step: one check of the suite, and how it is run.

use super::count::Count;
use crate::{app, audit, failure::Failure, gallery, program::Program, servers, tools, workspace};
use clap::ValueEnum;
use std::{env, path::PathBuf};

/// The native crates. The root package is built apart from them: its features exclude each other.
const NATIVE: [&str; 5] = [FLOW, "front-door", "fake-kratos", "recordings", "xtask"];
/// The flows as data, which the wasm has in it, too.
const FLOW: &str = "kratos-flow";
/// Those that the suite runs, and what is in them.
const SERVERS: [&str; 3] = ["front-door", "fake-kratos", "recordings"];
const WASM: &str = "wasm32-unknown-unknown";

/// One step of the suite, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    Fmt,
    Clippy,
    Unit,
    Doc,
    Audit,
    Build,
    E2e,
    E2eKratos,
}

impl Step {
    /// All steps; the last only if there is a real Kratos.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Self::value_variants()
            .iter()
            .copied()
            .filter(|step| *step != Self::E2eKratos || kratos().is_some())
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Unit => "unit",
            Self::Doc => "doc",
            Self::Audit => "audit",
            Self::Build => "build",
            Self::E2e => "e2e",
            Self::E2eKratos => "e2e-kratos",
        }
    }

    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Fmt => "the code is formatted",
            Self::Clippy => "no lint objects, on the host and for wasm",
            Self::Unit => "tests that need no browser, examples in the documentation included",
            Self::Doc => "the documentation builds without a warning",
            Self::Audit => "licences and sources of all dependencies",
            Self::Build => "the application, optimised and within its budget",
            Self::E2e => "journeys in a browser, on the embedded identity server",
            Self::E2eKratos => "the same journeys on a real Kratos",
        }
    }

    pub(crate) fn run(self) -> Count {
        match self {
            Self::Fmt => checks([cargo(["fmt", "--all", "--check"])]),
            Self::Clippy => checks(clippy()),
            Self::Unit => unit(),
            Self::Doc => checks(doc()),
            Self::Audit => check(audit::run()),
            Self::Build => check(app::measure(&app::Options {
                release: true,
                ..Default::default()
            })),
            Self::E2e => e2e(None),
            Self::E2eKratos => e2e(kratos()),
        }
    }
}

/// A real Kratos: `KRATOS_BIN`, or one on PATH.
fn kratos() -> Option<PathBuf> {
    env::var_os("KRATOS_BIN")
        .map(PathBuf::from)
        .or_else(|| tools::find("kratos"))
}

fn cargo<const N: usize>(args: [&str; N]) -> Program {
    Program::cargo().args(args)
}

/// `--package` for each crate.
fn packages<const N: usize>(names: [&str; N]) -> impl Iterator<Item = &str> {
    names.into_iter().flat_map(|package| ["--package", package])
}

fn clippy() -> impl Iterator<Item = Program> {
    let strict = ["--", "--deny", "warnings"];
    let app = |features| {
        cargo(["clippy", "--package", "vestibule", "--package", FLOW])
            .args([format!("--features=vestibule/{features}")])
    };
    [
        cargo(["clippy", "--all-targets"])
            .args(packages(NATIVE))
            .args(strict),
        app("ssr").args(["--all-targets"]).args(strict),
        app("csr").args(["--target", WASM]).args(strict),
        app("hydrate").args(["--target", WASM]).args(strict),
    ]
    .into_iter()
}

fn doc() -> impl Iterator<Item = Program> {
    let app = |features| {
        cargo([
            "doc",
            "--no-deps",
            "--package",
            "vestibule",
            "--features",
            features,
        ])
    };
    [
        cargo(["doc", "--no-deps"]).args(packages(NATIVE)),
        app("ssr"),
        app("csr").args(["--lib", "--target", WASM]),
    ]
    .into_iter()
    .map(|program| program.env("RUSTDOCFLAGS", "--deny warnings"))
}

fn unit() -> Count {
    let test = || cargo(["test", "--no-fail-fast", "--profile", workspace::SUITE]);
    let runs = [
        // As it runs itself.
        cargo(["test", "--no-fail-fast", "--package", "xtask"]),
        test().args(packages(SERVERS)).args(["--package", FLOW]),
        test().args(["--package", "vestibule", "--features", "ssr"]),
    ];
    runs.into_iter()
        .map(counted)
        .fold(Count::default(), Count::and)
}

/// The browser suite, on `kratos` or on the embedded server.
fn e2e(kratos: Option<PathBuf>) -> Count {
    let prepare = || {
        app::build(&app::Options {
            release: true,
            ..Default::default()
        })?;
        gallery::build(workspace::SUITE)?;
        servers::build(workspace::SUITE, &SERVERS)?;
        tools::playwright()?;
        Ok((tools::chromium()?, tools::headless_shell()?))
    };
    let (chromium, shell) = match prepare() {
        Ok(browsers) => browsers,
        Err(failure) => return check(Err::<(), _>(failure)),
    };
    let suite = || {
        Program::new("npx")
            .within(&workspace::root().join("tests/e2e"))
            .env("FRONT_DOOR", servers::built(workspace::SUITE, "front-door"))
            .env("DIST", workspace::dist())
            .env("GALLERY", workspace::target().join("gallery"))
            .env("CHROMIUM", &chromium)
            .env("HEADLESS_SHELL", shell.as_ref().unwrap_or(&chromium))
            .without_env("KRATOS_BIN")
            .without_env("FAKE_KRATOS")
    };
    let types = check(suite().args(["--no-install", "tsc", "--noEmit"]).run());
    let journeys = suite().args(["--no-install", "playwright", "test"]);
    types.and(counted(match kratos {
        // The gallery has no server.
        Some(kratos) => journeys
            .args(
                [
                    "script",
                    "native",
                    "keyboard",
                    "drawn",
                    "server",
                    "server-native",
                ]
                .map(|name| format!("--project={name}")),
            )
            .env("KRATOS_BIN", kratos),
        None => journeys.env(
            "FAKE_KRATOS",
            servers::built(workspace::SUITE, "fake-kratos"),
        ),
    }))
}

/// Runs a runner and counts what it reports.
fn counted(program: Program) -> Count {
    let mut count = Count::default();
    let ended = program.watch(|line| count.read(line));
    if let Err(failure) = &ended {
        println!("{failure}");
    }
    count.ended(ended.is_ok())
}

/// Runs programs that either succeed or fail.
fn checks(programs: impl IntoIterator<Item = Program>) -> Count {
    programs
        .into_iter()
        .map(|program| check(program.run()))
        .fold(Count::default(), Count::and)
}

/// A success or a failure; a failure is said.
fn check<T>(outcome: Result<T, Failure>) -> Count {
    match outcome {
        Ok(_) => Count::success(),
        Err(failure) => {
            println!("{failure}");
            Count::failure()
        }
    }
}
