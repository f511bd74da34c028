//! Server: a Kratos or fake-kratos started for the duration of a test, with one of the stored configurations.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use ureq::Agent;

use crate::Error;
use crate::admin::Admin;
use crate::browser;
use crate::recording::Library;
use crate::stand_in::StandIns;

/// How long a server may take until it is ready.
const START: Duration = Duration::from_secs(60);
/// The configuration that stands for production: started without `--dev`.
const PRODUCTION: &str = "proxied";

/// A running server. It ends when this is dropped.
#[derive(Debug)]
pub struct Server {
    process: Child,
    agent: Agent,
    public: String,
    admin: Admin,
    stand_ins: StandIns,
    _folder: TempDir,
}

impl Server {
    /// Starts `program` with `base.yml` and `<configuration>.yml` on free ports and waits until it is ready.
    ///
    /// `serve.public.base_url` stays as recorded, so addresses and cookie names stay as recorded too.
    ///
    /// # Errors
    /// When the program cannot be started or does not get ready; the error holds the end of its output.
    pub fn start(program: &Path, library: &Library, configuration: &str) -> Result<Self, Error> {
        let program = absolute(program)?;
        let folder = TempDir::new().map_err(at(Path::new("temporary folder")))?;
        let stand_ins = StandIns::start()?;
        copy(&library.configurations(), folder.path(), &stand_ins)?;
        let [public, admin] = free_ports()?;
        let ports = folder.path().join("ports.yml");
        let text = format!(
            "serve:\n  public: {{ host: 127.0.0.1, port: {public} }}\n  admin: {{ host: 127.0.0.1, port: {admin} }}\n"
        );
        fs::write(&ports, text).map_err(at(&ports))?;
        let output = folder.path().join("output.log");
        let log = File::create(&output).map_err(at(&output))?;
        let mut command = Command::new(&program);
        command.arg("serve");
        if configuration != PRODUCTION {
            command.arg("--dev");
        }
        command.args(["-c", "base.yml"]);
        if configuration != "base" {
            command.args(["-c", &format!("{configuration}.yml")]);
        }
        let process = command
            .args(["-c", "ports.yml"])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone().map_err(at(&output))?)
            .stderr(log)
            .spawn()
            .map_err(at(&program))?;
        let agent = browser::connections();
        let mut server = Self {
            process,
            admin: Admin::new(agent.clone(), format!("http://127.0.0.1:{admin}")),
            agent,
            public: format!("http://127.0.0.1:{public}"),
            stand_ins,
            _folder: folder,
        };
        server.wait_until_ready(&output)?;
        Ok(server)
    }

    fn wait_until_ready(&mut self, output: &Path) -> Result<(), Error> {
        let deadline = Instant::now() + START;
        while !self.admin.ready() {
            let ended = self.process.try_wait().map_err(at(output))?;
            if ended.is_some() || Instant::now() > deadline {
                let output = fs::read_to_string(output).unwrap_or_default();
                let last: Vec<_> = output.lines().rev().take(20).collect();
                let last: Vec<_> = last.into_iter().rev().collect();
                return Err(Error::Start(last.join("\n")));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// The public API: scheme, host and port.
    #[must_use]
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The admin API.
    #[must_use]
    pub fn admin(&self) -> &Admin {
        &self.admin
    }

    /// Its neighbours.
    #[must_use]
    pub fn stand_ins(&self) -> &StandIns {
        &self.stand_ins
    }

    /// The connections to this server.
    #[must_use]
    pub fn agent(&self) -> &Agent {
        &self.agent
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only if the process has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn absolute(program: &Path) -> Result<PathBuf, Error> {
    fs::canonicalize(program).map_err(at(program))
}

/// Copies the configurations, with the addresses of the stand-ins.
fn copy(from: &Path, to: &Path, stand_ins: &StandIns) -> Result<(), Error> {
    for entry in fs::read_dir(from).map_err(at(from))? {
        let path = entry.map_err(at(from))?.path();
        let text = fs::read_to_string(&path).map_err(at(&path))?;
        if let Some(name) = path.file_name() {
            let copy = to.join(name);
            fs::write(&copy, stand_ins.configured(&text)).map_err(at(&copy))?;
        }
    }
    Ok(())
}

/// Two ports that were free a moment ago.
fn free_ports() -> Result<[u16; 2], Error> {
    let failed = at(Path::new("127.0.0.1"));
    let listen = || TcpListener::bind("127.0.0.1:0").and_then(|l| Ok((l.local_addr()?.port(), l)));
    let (first, _held) = listen().map_err(&failed)?;
    let (second, _also_held) = listen().map_err(&failed)?;
    Ok([first, second])
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::File {
        path: path.clone(),
        source,
    }
}
