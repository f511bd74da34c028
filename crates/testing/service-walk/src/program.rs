//! Program: one that writes where it listens, and ends when it is dropped.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    thread,
};

use crate::{Response, Result, http};

/// A running program.
pub struct Program {
    child: Child,
    address: String,
}

impl Program {
    /// Starts `command` and waits until it writes a line with the address at which it listens (`… http://127.0.0.1:3000`).
    ///
    /// # Errors
    ///
    /// When it does not start, or ends without such a line.
    pub fn start(command: &mut Command) -> Result<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().ok_or("no output")?;
        let mut lines = BufReader::new(output).lines();
        let mut program = Self {
            child,
            address: String::new(),
        };
        for line in lines.by_ref() {
            if let Some((_, address)) = line?.split_once("http://") {
                program.address = format!("http://{}", address.trim());
                break;
            }
        }
        if program.address.is_empty() {
            return Err("the program has ended without writing where it listens".into());
        }
        // Whatever else it writes must not fill the pipe.
        thread::spawn(move || lines.for_each(drop));
        Ok(program)
    }

    /// Gets JSON from a path of it.
    ///
    /// # Errors
    ///
    /// When there is no response.
    pub fn get(&self, path: &str, headers: &[(&str, &str)]) -> Result<Response> {
        http::get(&format!("{}{path}", self.address), headers)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
