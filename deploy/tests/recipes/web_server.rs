//! Web server: nginx or Caddy with a recipe of ours, on free ports of loopback, and what `curl` gets from it.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

use crate::{is_installed, recipe};

pub(crate) const HOST: &str = "auth.example.com";
const START: Duration = Duration::from_secs(20);

/// What is served: files, and who is behind (host and port).
pub(crate) struct Behind<'a> {
    pub(crate) dist: &'a Path,
    pub(crate) upstream: &'a str,
}

/// Ends when it is dropped.
pub(crate) struct WebServer {
    child: Child,
    pub(crate) https: u16,
    http: Option<u16>,
    _folder: TempDir,
}

/// A response: its status, its headers by lower-case name, and its body.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Got {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.iter().filter(|(known, _)| known == name);
        let first = all.next()?;
        assert!(all.next().is_none(), "{name} stands twice: {self:?}");
        Some(&first.1)
    }
}

/// Whether everything is there that the tests of a web server need.
pub(crate) fn can_run(program: &str) -> bool {
    [program, "openssl", "curl"].into_iter().all(is_installed)
}

/// Replaces what must be there: a changed recipe must not be skipped silently.
fn replace(text: String, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{from:?} is not in the recipe");
        text.replace(from, to)
    })
}

impl WebServer {
    pub(crate) fn nginx(name: &str, behind: &Behind<'_>) -> Self {
        let folder = TempDir::new().unwrap();
        let (https, http) = (free_port(), free_port());
        let at = folder.path().display();
        certificate(folder.path());
        let plain = format!("listen 127.0.0.1:{http};");
        let tls = format!("listen 127.0.0.1:{https} ssl http2;");
        let certificates = at.to_string();
        let conf = replace(
            recipe(&format!("nginx/{name}")),
            &[
                ("listen 80;", &plain),
                ("listen [::]:80;", ""),
                ("listen 443 ssl http2;", &tls),
                ("listen [::]:443 ssl http2;", ""),
                ("/etc/vestibule/tls", &certificates),
            ],
        );
        let parts = format!("{at}/vestibule-");
        let conf = conf
            .replace("/srv/vestibule/dist", &behind.dist.display().to_string())
            .replace("127.0.0.1:4455", behind.upstream)
            .replace("/etc/nginx/vestibule-", &parts);
        for part in ["vestibule-headers.inc", "vestibule-kratos.inc"] {
            let text = recipe(&format!("nginx/{part}")).replace("127.0.0.1:4433", behind.upstream);
            fs::write(folder.path().join(part), text).unwrap();
        }
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {at}/{kind};"))
            .concat();
        let whole = format!(
            "daemon off; master_process off; pid {at}/pid; error_log {at}/error.log; events {{}} \
             http {{ include /etc/nginx/mime.types; access_log off; {temporary} {conf} }}"
        );
        let file = folder.path().join("nginx.conf");
        fs::write(&file, whole).unwrap();
        let mut command = Command::new("nginx");
        command.arg("-p").arg(folder.path()).arg("-c").arg(&file);
        command.args(["-e", "stderr"]);
        command.env("PATH", "/usr/sbin:/usr/bin:/bin");
        Self::wait(command, https, Some(http), folder)
    }

    pub(crate) fn caddy(name: &str, behind: &Behind<'_>) -> Self {
        let folder = TempDir::new().unwrap();
        let https = free_port();
        let at = folder.path().display();
        certificate(folder.path());
        let site = format!(
            "\nhttps://{HOST}:{https} {{\n\tbind 127.0.0.1\n\ttls {at}/fullchain.pem {at}/privkey.pem\n"
        );
        let start = format!("\n{HOST} {{\n");
        let conf = replace(recipe(&format!("caddy/{name}")), &[(&start, &site)])
            .replace("/srv/vestibule/dist", &behind.dist.display().to_string())
            .replace("127.0.0.1:4455", behind.upstream)
            .replace("127.0.0.1:4433", behind.upstream);
        let file = folder.path().join("Caddyfile");
        fs::write(
            &file,
            format!("{{\n\tadmin off\n\tauto_https off\n}}\n{conf}"),
        )
        .unwrap();
        let mut command = Command::new("caddy");
        command.args(["run", "--adapter", "caddyfile", "--config"]);
        command.arg(&file).env("HOME", folder.path());
        command.env("XDG_DATA_HOME", folder.path());
        command.env("XDG_CONFIG_HOME", folder.path());
        command.stderr(Stdio::null());
        Self::wait(command, https, None, folder)
    }

    fn wait(mut command: Command, https: u16, http: Option<u16>, folder: TempDir) -> Self {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        let mut server = Self {
            child: child.unwrap(),
            https,
            http,
            _folder: folder,
        };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", https)).is_err() {
            let ended = server.child.try_wait().unwrap();
            assert!(ended.is_none(), "{command:?} has ended: {ended:?}");
            assert!(began.elapsed() < START, "{command:?} does not listen");
            thread::sleep(Duration::from_millis(20));
        }
        server
    }

    pub(crate) fn get(&self, path: &str, headers: &[&str]) -> Got {
        curl("https", self.https, path, headers)
    }

    /// By http, where the recipe has a redirect.
    pub(crate) fn get_plainly(&self, path: &str) -> Option<Got> {
        Some(curl("http", self.http?, path, &[]))
    }
}

impl Drop for WebServer {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn curl(scheme: &str, port: u16, path: &str, headers: &[&str]) -> Got {
    let mut command = Command::new("curl");
    command.args(["--silent", "--show-error", "--insecure", "--include"]);
    command.args(["--http1.1", "--noproxy", "*", "--max-time", "20"]);
    command.args(["--resolve", &format!("{HOST}:{port}:127.0.0.1")]);
    for header in headers {
        command.args(["--header", header]);
    }
    let output = command
        .arg(format!("{scheme}://{HOST}:{port}{path}"))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let status = status.unwrap_or_else(|| panic!("{output:?}"));
    Got {
        status: status.parse().unwrap(),
        headers: lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect(),
        body: body.to_owned(),
    }
}

/// A certificate of its own, for an hour of tests.
fn certificate(folder: &Path) {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt"])
        .args(["ec_paramgen_curve:P-256", "-nodes", "-days", "1"])
        .args(["-subj", &format!("/CN={HOST}")])
        .args(["-addext", &format!("subjectAltName=DNS:{HOST}")])
        .args(["-keyout", "privkey.pem", "-out", "fullchain.pem"])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
