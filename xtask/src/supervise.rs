//! Supervise: a small process between us and a server, which ends the server when we end, however we end.
//!
//! It waits on its standard input, a pipe that only we hold open.

use std::{
    ffi::OsString,
    io::Read as _,
    process::{Child, Command, ExitCode, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

/// Runs `command` until it ends or standard input does.
pub(crate) fn run(command: &[OsString]) -> ExitCode {
    let Some((program, args)) = command.split_first() else {
        return ExitCode::FAILURE;
    };
    let child = match Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .spawn()
    {
        Ok(child) => Arc::new(Mutex::new(child)),
        Err(error) => {
            eprintln!("{}: {error}", program.to_string_lossy());
            return ExitCode::FAILURE;
        }
    };
    let doomed = Arc::clone(&child);
    thread::spawn(move || {
        let mut byte = [0];
        while matches!(std::io::stdin().read(&mut byte), Ok(1..)) {}
        let _ = locked(&doomed).kill();
    });
    loop {
        match locked(&child).try_wait() {
            Ok(None) => {}
            Ok(Some(status)) if status.success() => return ExitCode::SUCCESS,
            _ => return ExitCode::FAILURE,
        }
        thread::sleep(Duration::from_millis(50));
    }
}

fn locked(child: &Mutex<Child>) -> std::sync::MutexGuard<'_, Child> {
    child.lock().unwrap_or_else(PoisonError::into_inner)
}
