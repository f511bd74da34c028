//! Run: the whole thing on this machine, for trying and for working on it.

mod identity;

use crate::{
    app::{self, Build, Profile},
    bundle,
    cmd::Cmd,
    failure::Failure,
    mail::Mail,
    servers::{self, Server},
    steps::Steps,
    tools, workspace,
};
use identity::Identity;
use serde_json::json;
use std::{path::PathBuf, thread, time::Duration};

const TICK: Duration = Duration::from_millis(500);

/// Which identity server, where, and how.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Use the Kratos whose public API is here, instead of starting the embedded server.
    #[arg(long, value_name = "URL", conflicts_with = "kratos_bin")]
    kratos: Option<String>,
    /// The admin API of that Kratos; with it, mailed codes are shown here.
    #[arg(long, value_name = "URL", requires = "kratos")]
    kratos_admin: Option<String>,
    /// Start this Kratos, with deploy/kratos/ and everything in memory, instead of the embedded server.
    #[arg(long, value_name = "PATH")]
    kratos_bin: Option<PathBuf>,
    /// Who runs passkey ceremonies: Kratos' script, or the application (native).
    #[arg(long, default_value = "script", value_parser = ["script", "native"])]
    passkeys: String,
    /// Who draws the pages: the front door, or the browser alone.
    #[arg(long, default_value = "server", value_enum)]
    render: Render,
    /// Port of the page.
    #[arg(long, default_value_t = 4455)]
    port: u16,
}

/// Who draws the pages.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Render {
    Server,
    Client,
}

impl Render {
    fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Client => "client",
        }
    }
}

/// Builds the application, and starts it.
pub(crate) fn run(options: &Options, release: bool) -> Result<(), Failure> {
    options.check()?;
    let (profile, programs) = match release {
        true => (Profile::Release, workspace::NATIVE),
        false => (Profile::Trial, workspace::SUITE),
    };
    let builds = match options.render {
        // It renders nothing for programs and for browsers that look ahead.
        Render::Server => &app::BOTH[..],
        Render::Client => &[Build::Client],
    };
    let application = format!("the application ({} build)", profile.name());
    let servers = format!("the servers ({programs} build)");
    let mut steps = Steps::announce(&[&application, &servers]);
    steps.take(&application, || {
        app::build(profile, builds, &workspace::dist())
    })?;
    steps.take(&servers, || options.build_servers(programs))?;
    let mut all = options.start(options.render, programs)?;
    all.wait(|| Ok(()))
}

/// Builds the application for work on it, starts it, and builds it anew at every change.
pub(crate) fn dev(options: &Options) -> Result<(), Failure> {
    options.check()?;
    let raw = workspace::target().join("trunk");
    let dist = workspace::dist();
    let mut last = String::new();
    let (tools, application) = ("Trunk and wasm-bindgen", "the application (debug build)");
    let servers = format!("the servers ({} build)", workspace::SUITE);
    let mut steps = Steps::announce(&[tools, application, &servers]);
    steps.take(tools, tools::for_dev)?;
    steps.take(application, || {
        app::trunk("build", &raw).run()?;
        bundle::follow(&raw, &dist, &mut last)
    })?;
    steps.take(&servers, || options.build_servers(workspace::SUITE))?;
    // The browser draws: what it draws is built anew, the door is not.
    let mut all = options.start(Render::Client, workspace::SUITE)?;
    let sources = [
        "src",
        "crates/kratos-flow",
        "style",
        "locales",
        "index.html",
        "Trunk.toml",
        "Cargo.toml",
    ];
    let sources = sources
        .iter()
        .filter(|path| workspace::root().join(path).exists());
    // What is ignored is named too: a folder in Trunk.toml that is not there would stop it.
    let trunk = app::trunk("watch", &raw)
        .args(["--ignore", "target"])
        .args(sources.flat_map(|path| ["--watch", path]));
    let mut trunk = Server::start("trunk", trunk, &workspace::root())?;
    all.wait(|| {
        trunk.alive()?;
        // While Trunk is at it there may be half a build; the next tick sees the whole one.
        let _ = bundle::follow(&raw, &dist, &mut last);
        Ok(())
    })
}

/// Everything that runs.
struct Running {
    identity: Identity,
    door: Server,
    mail: Option<Mail>,
}

impl Running {
    /// Shows mail until a server ends; Ctrl-C ends this program, and with it the servers.
    fn wait(&mut self, mut tick: impl FnMut() -> Result<(), Failure>) -> Result<(), Failure> {
        loop {
            if let Some(server) = &mut self.identity.server {
                server.alive()?;
            }
            self.door.alive()?;
            if let Some(mail) = &mut self.mail {
                mail.show();
            }
            tick()?;
            thread::sleep(TICK);
        }
    }
}

impl Options {
    /// What would otherwise fail only after minutes of building.
    fn check(&self) -> Result<(), Failure> {
        if !servers::is_free(self.port) {
            return Err(Failure::plain(format!(
                "port {} is in use; end the program that listens there, or take another with --port",
                self.port
            )));
        }
        match &self.kratos_bin {
            Some(path) if !workspace::root().join(path).is_file() => Err(Failure::plain(format!(
                "there is no program at {}",
                path.display()
            ))),
            _ => Ok(()),
        }
    }

    /// Builds the front door, and the identity server if that is ours.
    fn build_servers(&self, profile: &str) -> Result<(), Failure> {
        let embedded = self.kratos.is_none() && self.kratos_bin.is_none();
        let servers = ["front-door", "fake-kratos"];
        servers::build(profile, if embedded { &servers } else { &servers[..1] })
    }

    fn start(&self, render: Render, profile: &str) -> Result<Running, Failure> {
        let identity = Identity::start(self, profile)?;
        let origin = format!("http://localhost:{}", self.port);
        let config =
            json!({ "passkeys": self.passkeys, "languages": app::languages()? }).to_string();
        let door = Cmd::new(servers::built(profile, "front-door"))
            .args(["--listen".into(), format!("127.0.0.1:{}", self.port)])
            .args(["--dist".into(), workspace::dist()])
            .args(["--kratos", &identity.public])
            .args(["--config-json", &config])
            .args(["--render", render.as_str(), "--watch"])
            .env("RUST_LOG", "warn");
        let mut door = Server::start("the front door", door, &workspace::root())?;
        door.ready(&format!("{origin}/health/ready"))?;

        println!("\n  Vestibule   {origin}\n");
        match (&identity.admin, &identity.server) {
            (Some(_), Some(_)) => {
                println!("  Accounts live until this ends. Codes that would be mailed appear here.")
            }
            (Some(_), None) => println!("  Codes that {} mails appear here.", identity.public),
            (None, _) => println!("  With --kratos-admin URL, mailed codes would appear here."),
        }
        println!("  Ctrl-C ends it.\n");
        let mail = identity.admin.as_deref().map(Mail::watch);
        Ok(Running {
            identity,
            door,
            mail,
        })
    }
}
