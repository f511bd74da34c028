//! Run: the whole thing on this machine, for trying and for working on it.

use crate::{
    app::{self, Build},
    failure::Failure,
    finish,
    mail::Mail,
    program::Program,
    servers::{self, Server},
    workspace,
};
use serde_json::json;
use std::{fs, path::PathBuf, thread, time::Duration};

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

/// The identity server, if it is ours, and where it listens.
struct Identity {
    server: Option<Server>,
    public: String,
    admin: Option<String>,
}

/// Builds the application for people, and starts it.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    options.check()?;
    let build = app::Options {
        release: true,
        ..app::Options::default()
    };
    app::build(&build)?;
    let mut all = options.start(options.render)?;
    all.wait(|| Ok(()))
}

/// Builds the application for work on it, starts it, and builds it anew at every change.
pub(crate) fn dev(options: &Options) -> Result<(), Failure> {
    options.check()?;
    let build = app::Options::default();
    app::build_client(&build)?;
    // The browser draws: what it draws is built anew, the door is not.
    let mut all = options.start(Render::Client)?;
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
    let trunk = build
        .trunk(Build::Client, "watch")
        .args(["--ignore", "target"])
        .args(sources.flat_map(|path| ["--watch", path]));
    let mut trunk = Server::start("trunk", trunk, &workspace::root())?;
    all.wait(|| {
        trunk.alive()?;
        // While Trunk is at it there may be half a build; the next tick sees the whole one.
        let _ = finish::finish(&build, &[Build::Client], &build.dist());
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

    fn start(&self, render: Render) -> Result<Running, Failure> {
        let embedded = self.kratos.is_none() && self.kratos_bin.is_none();
        let programs: &[&str] = if embedded {
            &["front-door", "fake-kratos"]
        } else {
            &["front-door"]
        };
        servers::build(workspace::NATIVE, programs)?;
        let identity = self.identity()?;
        let origin = format!("http://localhost:{}", self.port);
        let config =
            json!({ "passkeys": self.passkeys, "languages": app::languages()? }).to_string();
        let door = Program::new(servers::built(workspace::NATIVE, "front-door"))
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

    fn identity(&self) -> Result<Identity, Failure> {
        if let Some(public) = &self.kratos {
            let ready = format!("{}/health/alive", public.trim_end_matches('/'));
            if !servers::answers(&ready) {
                return Err(Failure::plain(format!("no Kratos answers at {ready}")));
            }
            let (public, admin) = (public.clone(), self.kratos_admin.clone());
            return Ok(Identity {
                server: None,
                public,
                admin,
            });
        }
        let (name, program) = match &self.kratos_bin {
            Some(path) => ("Kratos", workspace::root().join(path)),
            None => (
                "the embedded identity server",
                servers::built(workspace::NATIVE, "fake-kratos"),
            ),
        };
        let public = servers::free_port(4433)?;
        let admin = servers::free_port(4434)?;
        let addresses = self.addresses(public, admin)?;
        let program = Program::new(program)
            .args(["serve", "--dev", "-c", "kratos.yml", "-c"])
            .args([addresses]);
        let mut server = Server::start(name, program, &workspace::root().join("deploy/kratos"))?;
        let admin = format!("http://127.0.0.1:{admin}");
        server.ready(&format!("{admin}/health/ready"))?;
        let public = format!("http://127.0.0.1:{public}");
        Ok(Identity {
            server: Some(server),
            public,
            admin: Some(admin),
        })
    }

    /// A second configuration file, over `deploy/kratos/kratos.yml`: ports, and every address that a browser sees.
    fn addresses(&self, public: u16, admin: u16) -> Result<PathBuf, Failure> {
        let origin = format!("http://localhost:{}", self.port);
        let page = |path: &str| json!({ "ui_url": format!("{origin}/{path}") });
        // The embedded server is a provider for social sign-in too, one that believes what people say.
        let oidc = json!({
            "enabled": self.kratos_bin.is_none(),
            "config": { "providers": [{
                "id": "acme",
                "label": "Acme",
                "provider": "generic",
                "client_id": "vestibule",
                "client_secret": "not-a-secret",
                "issuer_url": format!("http://localhost:{public}/fake-provider"),
                "mapper_url": "base64://",
                "scope": ["openid", "email"],
            }] },
        });
        let config = json!({
            "serve": {
                "public": { "base_url": format!("{origin}/"), "host": "127.0.0.1", "port": public },
                "admin": { "base_url": format!("http://localhost:{admin}/"), "host": "127.0.0.1", "port": admin },
            },
            "selfservice": {
                "default_browser_return_url": format!("{origin}/"),
                "allowed_return_urls": [format!("{origin}/")],
                "flows": {
                    "error": page("error"),
                    "login": page("login"),
                    "registration": page("registration"),
                    "settings": page("settings"),
                    "recovery": page("recovery"),
                    "verification": page("verification"),
                    "logout": { "after": { "default_browser_return_url": format!("{origin}/login") } },
                },
                "methods": {
                    "passkey": { "config": { "rp": { "origins": [origin] } } },
                    "webauthn": { "config": { "rp": { "origins": [origin] } } },
                    "oidc": oidc,
                },
            },
        });
        let folder = workspace::target().join("run");
        fs::create_dir_all(&folder).map_err(Failure::io(folder.display()))?;
        let file = folder.join("addresses.yml"); // JSON is YAML
        fs::write(&file, config.to_string()).map_err(Failure::io(file.display()))?;
        Ok(file)
    }
}
