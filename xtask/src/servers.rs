//! Servers: the programs that `run` and `dev` start, wait for, and end.

use crate::{cmd::Cmd, failure::Failure, workspace};
use std::{
    env,
    net::TcpListener,
    path::Path,
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(60);

/// A program that runs beside us, under [`crate::supervise`].
pub(crate) struct Server {
    name: String,
    child: Child,
}

impl Server {
    /// Starts `program` with `args` in `folder`.
    pub(crate) fn start(name: &str, program: Cmd, folder: &Path) -> Result<Self, Failure> {
        let command = program.into_command();
        let xtask = env::current_exe().map_err(Failure::io("xtask"))?;
        let mut supervised = Cmd::new(xtask)
            .args(["supervise", "--"])
            .within(folder)
            .into_command();
        supervised
            .arg(command.get_program())
            .args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => supervised.env(name, value),
                None => supervised.env_remove(name),
            };
        }
        let child = supervised
            .stdin(Stdio::piped())
            .spawn()
            .map_err(Failure::io(name))?;
        Ok(Self {
            name: name.to_owned(),
            child,
        })
    }

    /// Waits until `url` answers 200.
    pub(crate) fn ready(&mut self, url: &str) -> Result<(), Failure> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            self.alive()?;
            if answers(url) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err(Failure::plain(format!(
            "{} is not ready after {} s ({url})",
            self.name,
            PATIENCE.as_secs()
        )))
    }

    /// Fails if the program has ended.
    pub(crate) fn alive(&mut self) -> Result<(), Failure> {
        match self.child.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(_)) => Err(Failure::plain(format!("{} has ended", self.name))),
            Err(error) => Err(Failure::Io {
                what: self.name.clone(),
                error,
            }),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take()); // its supervisor sees it and ends the program
        let _ = self.child.wait();
    }
}

/// Does a GET of `url` answer 200?
pub(crate) fn answers(url: &str) -> bool {
    agent()
        .get(url)
        .call()
        .is_ok_and(|answer| answer.status() == 200)
}

/// For short requests to servers on this machine.
pub(crate) fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(5)));
    config.proxy(None).build().into()
}

/// May we listen on this port, under every address that `localhost` may mean?
pub(crate) fn is_free(port: u16) -> bool {
    // Connecting tells more than listening: another program may hold the port on one address only.
    let taken = |host: &str| std::net::TcpStream::connect((host, port)).is_ok();
    !taken("127.0.0.1") && !taken("::1") && TcpListener::bind(("127.0.0.1", port)).is_ok()
}

/// `wanted`, or another port if somebody listens there.
pub(crate) fn free_port(wanted: u16) -> Result<u16, Failure> {
    if is_free(wanted) {
        return Ok(wanted);
    }
    let listener = TcpListener::bind("127.0.0.1:0").map_err(Failure::io("a free port"))?;
    let address = listener.local_addr().map_err(Failure::io("a free port"))?;
    Ok(address.port())
}

/// Builds programs of ours with `profile`.
pub(crate) fn build(profile: &str, packages: &[&str]) -> Result<(), Failure> {
    let packages = packages.iter().flat_map(|package| ["--package", package]);
    Cmd::cargo()
        .args(["build", "--profile", profile])
        .args(packages)
        .run()
}

/// The path of a program that [`build`] has made.
pub(crate) fn built(profile: &str, name: &str) -> std::path::PathBuf {
    workspace::program(profile, name)
}
