//! Cmd: another program that is run, shown before it starts, and known by its name when it fails.

use crate::{failure::Failure, tools, workspace};
use std::{
    env,
    ffi::OsStr,
    fs::{self, File},
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
};

/// A program to run, in the project's root unless said otherwise, with our tools first on PATH.
pub(crate) struct Cmd {
    command: Command,
}

impl Cmd {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command
            .current_dir(workspace::root())
            .env("PATH", tools::search_path());
        // This process was started by cargo; what that says about this crate is not for others.
        for name in [
            "CARGO_MANIFEST_DIR",
            "CARGO_MANIFEST_PATH",
            "CARGO_PKG_NAME",
            "CARGO_PKG_VERSION",
        ] {
            command.env_remove(name);
        }
        Self { command }
    }

    /// Cargo, the one that runs us.
    pub(crate) fn cargo() -> Self {
        Self::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// A command of ours.
    pub(crate) fn xtask<const N: usize>(args: [&str; N]) -> Self {
        let xtask = env::current_exe().unwrap_or_else(|_| "xtask".into());
        Self::new(xtask).args(args)
    }

    pub(crate) fn args<T: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = T>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn envs(mut self, values: &[(&str, &str)]) -> Self {
        self.command.envs(values.iter().copied());
        self
    }

    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Runs it to its end; an end other than success is a [`Failure`].
    pub(crate) fn run(mut self) -> Result<(), Failure> {
        self.announce();
        let status = self.command.status().map_err(Failure::io(self.name()))?;
        if status.success() {
            return Ok(());
        }
        Err(Failure::Program {
            command: self.line(),
            status: status.to_string(),
        })
    }

    /// Runs it to its end, with everything that it prints in `file`.
    pub(crate) fn run_into(mut self, file: &Path) -> Result<(), Failure> {
        let failed = || Failure::io(file.display());
        fs::create_dir_all(file.parent().unwrap_or(file)).map_err(failed())?;
        let output = File::create(file).map_err(failed())?;
        let errors = output.try_clone().map_err(failed())?;
        self.command.stdout(output).stderr(errors);
        self.run()
    }

    /// Runs it to its end and hands each line of its standard output to `line`, after showing it.
    pub(crate) fn watch(mut self, mut line: impl FnMut(&str)) -> Result<(), Failure> {
        self.announce();
        let mut child = self
            .command
            .stdout(Stdio::piped())
            .spawn()
            .map_err(Failure::io(self.name()))?;
        if let Some(output) = child.stdout.take() {
            for text in BufReader::new(output).split(b'\n').map_while(Result::ok) {
                let text = String::from_utf8_lossy(&text);
                println!("{text}");
                line(&text);
            }
        }
        let status = child.wait().map_err(Failure::io(self.name()))?;
        if status.success() {
            return Ok(());
        }
        Err(Failure::Program {
            command: self.line(),
            status: status.to_string(),
        })
    }

    /// Runs it to its end and returns its standard output.
    pub(crate) fn output(mut self) -> Result<Vec<u8>, Failure> {
        self.announce();
        let output = self
            .command
            .stderr(Stdio::inherit())
            .output()
            .map_err(Failure::io(self.name()))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(Failure::Program {
            command: self.line(),
            status: output.status.to_string(),
        })
    }

    /// Runs it silently: did it succeed?
    pub(crate) fn succeeds(mut self) -> bool {
        let quiet = self
            .command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        quiet.status().is_ok_and(|status| status.success())
    }

    /// The command underneath, for whoever keeps the child.
    pub(crate) fn into_command(self) -> Command {
        self.command
    }

    fn announce(&self) {
        eprintln!("> {}", self.line());
    }

    fn name(&self) -> String {
        self.command.get_program().to_string_lossy().into_owned()
    }

    /// The command as one would type it, without the folders of the program.
    fn line(&self) -> String {
        let name = Path::new(self.command.get_program())
            .file_name()
            .unwrap_or_default();
        std::iter::once(name)
            .chain(self.command.get_args())
            .map(OsStr::to_string_lossy)
            .collect::<Vec<_>>()
            .join(" ")
    }
}
