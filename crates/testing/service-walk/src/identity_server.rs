//! Identity server: the embedded one, or a real Kratos, with a configuration of this project.

use serde_json::{Value, json};
use std::{
    fs::{self, File},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::{Result, get, post};

/// How long it may take until it is ready.
const START: Duration = Duration::from_secs(60);

/// A running identity server. It ends when this is dropped.
pub struct IdentityServer {
    /// Its public API.
    pub public: String,
    /// Its admin API.
    pub admin: String,
    running: Running,
    _folder: TempDir,
}

enum Running {
    Embedded { _runtime: Runtime },
    Kratos(Child),
}

impl IdentityServer {
    /// Starts the embedded server with these files, on free ports.
    ///
    /// # Errors
    ///
    /// When it refuses the configuration.
    pub fn embedded(files: &[PathBuf]) -> Result<Self> {
        let folder = TempDir::new()?;
        let files = [files, &[ports(folder.path(), [0, 0])?]].concat();
        let runtime = Runtime::new()?;
        let config = fake_kratos::Config::read(&files, true)?;
        let server = runtime.block_on(fake_kratos::Server::bind(config))?;
        let (public, admin) = (server.public_address()?, server.admin_address()?);
        runtime.spawn(server.serve());
        Ok(Self {
            public: format!("http://{public}"),
            admin: format!("http://{admin}"),
            running: Running::Embedded { _runtime: runtime },
            _folder: folder,
        })
    }

    /// Starts a Kratos with these files, on free ports. It has nothing of our environment but what `environment` says.
    ///
    /// # Errors
    ///
    /// When it does not get ready; the error has the end of what it wrote.
    pub fn kratos(
        program: &Path,
        files: &[PathBuf],
        flags: &[&str],
        environment: &[(&str, &str)],
    ) -> Result<Self> {
        let folder = TempDir::new()?;
        let [public, admin] = free_ports()?;
        let ports = ports(folder.path(), [public, admin])?;
        let log = folder.path().join("output.log");
        let output = File::create(&log)?;
        let within = files.first().and_then(|file| file.parent());
        let configurations = files.iter().chain([&ports]);
        let child = Command::new(program.canonicalize()?)
            .arg("serve")
            .args(flags)
            .args(configurations.flat_map(|file| [Path::new("-c"), file]))
            .env_clear()
            .envs(environment.iter().copied())
            .current_dir(within.ok_or("no configuration")?)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()?;
        let mut server = Self {
            public: format!("http://127.0.0.1:{public}"),
            admin: format!("http://127.0.0.1:{admin}"),
            running: Running::Kratos(child),
            _folder: folder,
        };
        server.wait_until_ready(&log)?;
        Ok(server)
    }

    fn wait_until_ready(&mut self, log: &Path) -> Result<()> {
        let began = Instant::now();
        let url = format!("{}/health/ready", self.admin);
        while !get(&url, &[]).is_ok_and(|response| response.status == 200) {
            let has_ended = match &mut self.running {
                Running::Kratos(child) => child.try_wait()?.is_some(),
                Running::Embedded { .. } => false,
            };
            if has_ended || began.elapsed() > START {
                let output = fs::read_to_string(log)?;
                let last: Vec<_> = output.lines().rev().take(20).collect();
                let last: Vec<_> = last.into_iter().rev().collect();
                return Err(format!("Kratos is not ready:\n{}", last.join("\n")).into());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Makes an account; its address is verified or not.
    ///
    /// # Errors
    ///
    /// When the server refuses.
    pub fn account(&self, email: &str, password: &str, is_verified: bool) -> Result<String> {
        let mut identity = json!({
            "schema_id": "person",
            "traits": { "email": email },
            "credentials": { "password": { "config": { "password": password } } },
        });
        if is_verified {
            let value = email.to_lowercase();
            let address =
                json!({ "value": value, "via": "email", "verified": true, "status": "completed" });
            if let Some(members) = identity.as_object_mut() {
                members.insert("verifiable_addresses".to_owned(), json!([address]));
            }
        }
        let response = post(&format!("{}/admin/identities", self.admin), &[], &identity)?;
        match response.text("/id") {
            "" => Err(format!("no account: {response:?}").into()),
            id => Ok(id.to_owned()),
        }
    }

    /// Signs in as a browser does. Returns the cookies, as a header.
    ///
    /// # Errors
    ///
    /// When the server refuses.
    pub fn sign_in(&self, email: &str, password: &str) -> Result<String> {
        let flow = get(&format!("{}/self-service/login/browser", self.public), &[])?;
        let nodes = flow.body.pointer("/ui/nodes").and_then(Value::as_array);
        let token = nodes.into_iter().flatten().find_map(|node| {
            let is_token = node.pointer("/attributes/name")? == "csrf_token";
            node.pointer("/attributes/value").filter(|_| is_token)
        });
        let form = json!({ "method": "password", "identifier": email, "password": password, "csrf_token": token });
        let submit = format!(
            "{}/self-service/login?flow={}",
            self.public,
            flow.text("/id")
        );
        let response = post(&submit, &[("cookie", &flow.cookies())], &form)?;
        match response.status {
            200 => Ok(response.cookies()),
            _ => Err(format!("not signed in: {response:?}").into()),
        }
    }

    /// Signs in as a program does. Returns the session token.
    ///
    /// # Errors
    ///
    /// When the server refuses.
    pub fn session_token(&self, email: &str, password: &str) -> Result<String> {
        let flow = get(&format!("{}/self-service/login/api", self.public), &[])?;
        let submit = format!(
            "{}/self-service/login?flow={}",
            self.public,
            flow.text("/id")
        );
        let form = json!({ "method": "password", "identifier": email, "password": password });
        let response = post(&submit, &[], &form)?;
        match response.text("/session_token") {
            "" => Err(format!("not signed in: {response:?}").into()),
            token => Ok(token.to_owned()),
        }
    }
}

impl Drop for IdentityServer {
    fn drop(&mut self) {
        if let Running::Kratos(child) = &mut self.running {
            // Both fail only if it has ended already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn ports(folder: &Path, [public, admin]: [u16; 2]) -> Result<PathBuf> {
    let file = folder.join("ports.yml"); // JSON is YAML
    let config = json!({ "serve": {
        "public": { "host": "127.0.0.1", "port": public },
        "admin": { "host": "127.0.0.1", "port": admin },
    }});
    fs::write(&file, config.to_string())?;
    Ok(file)
}

/// Two ports that were free a moment ago.
fn free_ports() -> Result<[u16; 2]> {
    let listen = || TcpListener::bind("127.0.0.1:0");
    let (first, second) = (listen()?, listen()?);
    Ok([first.local_addr()?.port(), second.local_addr()?.port()])
}
