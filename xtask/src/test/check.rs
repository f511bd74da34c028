//! Check: one of the checks of `cargo xtask test`, and how it is run.

use super::count::Count;
use crate::{
    app::{self, WASM},
    cmd::Cmd,
    failure::Failure,
    gallery, house, servers, tools,
    workspace::{self, SUITE},
};
use clap::ValueEnum;
use std::{env, path::PathBuf};

/// Everything that is built for this machine, in one go: what is chosen apart from the rest gets dependencies with other
/// features, and these are then built once more. It is left out that cargo patches a dependency, and what Trunk builds.
const NATIVE: [&str; 6] = [
    "--workspace",
    "--exclude=wasm-streams",
    "--exclude=trunk-app",
    "--features=vestibule/ssr",
    "--profile",
    SUITE,
];

/// One check, in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Check {
    Fmt,
    House,
    Clippy,
    Unit,
    Doc,
    Audit,
    Build,
    E2e,
    E2eKratos,
}

impl Check {
    /// Those that take a minute or two while one works.
    pub(crate) const QUICK: [Self; 4] = [Self::Fmt, Self::House, Self::Clippy, Self::Unit];

    /// All checks; the last only if there is a real Kratos.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Self::value_variants()
            .iter()
            .copied()
            .filter(|check| *check != Self::E2eKratos || kratos().is_some())
    }

    /// Does it run beside the others? It works in folders of its own.
    pub(crate) fn is_beside(self) -> bool {
        matches!(self, Self::Audit | Self::Build)
    }

    /// Does it need what [`Check::Build`] makes?
    pub(crate) fn needs_application(self) -> bool {
        matches!(self, Self::E2e | Self::E2eKratos)
    }

    /// Where the output of a check is that runs beside the others.
    pub(crate) fn log(self) -> PathBuf {
        workspace::target()
            .join("test")
            .join(self.name())
            .with_extension("log")
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::House => "house",
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
            Self::House => "no measure of how the code is built has become worse",
            Self::Clippy => "no lint objects, on the host and for wasm",
            Self::Unit => "tests that need no browser, examples in the documentation included",
            Self::Doc => "the documentation builds without a warning",
            Self::Audit => "licences and sources of all dependencies, and known vulnerabilities",
            Self::Build => "the application, optimised and within its budget",
            Self::E2e => "journeys in a browser, on the embedded identity server",
            Self::E2eKratos => "the same journeys on a real Kratos",
        }
    }

    /// `strict` fails where something cannot be looked up.
    pub(crate) fn run(self, strict: bool) -> Count {
        match self {
            Self::Fmt => checks([cargo(["fmt", "--all", "--check"])]),
            Self::House => check(house::run(&house::Options::default())),
            Self::Clippy => checks(clippy()),
            Self::Unit => unit(),
            Self::Doc => checks(doc()),
            Self::Audit => self.beside(Cmd::xtask(["audit"]).args(strict.then_some("--strict"))),
            Self::Build => self.beside(Cmd::xtask(["build", "--release"])),
            Self::E2e => e2e(None),
            Self::E2eKratos => e2e(kratos()),
        }
    }

    fn beside(self, cmd: Cmd) -> Count {
        check(cmd.run_into(&self.log()))
    }
}

/// A real Kratos: `KRATOS_BIN`, or one on PATH.
fn kratos() -> Option<PathBuf> {
    env::var_os("KRATOS_BIN")
        .map(PathBuf::from)
        .or_else(|| tools::find("kratos"))
}

fn cargo<const N: usize>(args: [&str; N]) -> Cmd {
    Cmd::cargo().args(args)
}

/// With the flows, which the wasm has in it, too.
fn wasm(command: &str, features: &str) -> Cmd {
    cargo([command, "--package", "vestibule", "--package"])
        .args(["kratos-flow", "--target", WASM, "--profile", SUITE])
        .args([format!("--features=vestibule/{features}")])
}

fn clippy() -> impl Iterator<Item = Cmd> {
    let native = cargo(["clippy", "--all-targets"]).args(NATIVE);
    [native, wasm("clippy", "csr"), wasm("clippy", "hydrate")]
        .into_iter()
        .map(|cmd| cmd.args(["--", "--deny", "warnings"]))
}

fn doc() -> impl Iterator<Item = Cmd> {
    let native = cargo(["doc", "--no-deps"]).args(NATIVE);
    [native, wasm("doc", "csr").args(["--no-deps", "--lib"])]
        .into_iter()
        .map(|cmd| cmd.env("RUSTDOCFLAGS", "--deny warnings"))
}

fn unit() -> Count {
    let runs = [
        // As it runs itself.
        cargo(["test", "--no-fail-fast", "--package", "xtask"]),
        cargo(["test", "--no-fail-fast", "--exclude=xtask"]).args(NATIVE),
    ];
    runs.into_iter()
        .map(counted)
        .fold(Count::default(), Count::and)
}

/// The browser tests, on `kratos` or on the embedded server.
fn e2e(kratos: Option<PathBuf>) -> Count {
    let prepare = || {
        app::release()?;
        // What the tests have built already.
        cargo(["build", "--exclude=xtask", "--bins", "--example=gallery"])
            .args(NATIVE)
            .run()?;
        gallery::write(&workspace::program(SUITE, "examples/gallery"))?;
        tools::playwright()?;
        Ok((tools::chromium()?, tools::headless_shell()?))
    };
    let (chromium, shell) = match prepare() {
        Ok(browsers) => browsers,
        Err(failure) => return check(Err::<(), _>(failure)),
    };
    let e2e = || {
        Cmd::new("npx")
            .within(&workspace::root().join("tests/e2e"))
            .env("FRONT_DOOR", servers::built(SUITE, "front-door"))
            .env("DIST", workspace::dist())
            .env("GALLERY", workspace::target().join("gallery"))
            .env("CHROMIUM", &chromium)
            .env("HEADLESS_SHELL", shell.as_ref().unwrap_or(&chromium))
            .without_env("KRATOS_BIN")
            .without_env("FAKE_KRATOS")
    };
    let types = check(e2e().args(["--no-install", "tsc", "--noEmit"]).run());
    let journeys = e2e().args(["--no-install", "playwright", "test"]);
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
        None => journeys.env("FAKE_KRATOS", servers::built(SUITE, "fake-kratos")),
    }))
}

/// Runs a runner and counts what it reports.
fn counted(program: Cmd) -> Count {
    let mut count = Count::default();
    let ended = program.watch(|line| count.read(line));
    if let Err(failure) = &ended {
        println!("{failure}");
    }
    count.ended(ended.is_ok())
}

/// Runs programs that either succeed or fail.
fn checks(programs: impl IntoIterator<Item = Cmd>) -> Count {
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
