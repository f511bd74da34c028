//! Settings: how the program is started. Each option is also an environment variable.
//!
//! What the *application* reads from `/config.json` is in [`crate::config`].

mod address;
mod edge;
mod kratos;
mod server;

pub use address::{KratosAddress, ListenAddress};
pub use edge::EdgeSettings;
pub use kratos::KratosTls;
pub use server::ServerSettings;

use crate::edge::origin::Origin;
use axum::http::HeaderValue;
use clap::Parser;
use std::{net::SocketAddr, path::PathBuf, time::Duration};

/// Serves the built application and passes Kratos' public API through on the same origin.
#[derive(Clone, Debug, Parser)]
#[command(
    version,
    after_help = "It wants an origin of its own, not a path below another one, and speaks HTTP/1.1: without --tls-cert put what ends TLS in \
                  front of it. One of it has one Kratos. See README.md for what it does not do."
)]
pub struct Settings {
    /// Address and port to listen on, or a Unix socket as `unix:/path`.
    #[arg(long, env = "VESTIBULE_LISTEN", default_value = "127.0.0.1:4455")]
    pub listen: ListenAddress,

    /// Folder of the built application.
    #[arg(long, env = "VESTIBULE_DIST", default_value = "dist")]
    pub dist: PathBuf,

    /// Kratos' public API as this program reaches it, by http or https, with its path if it has one; or a Unix socket as `unix:/path`.
    #[arg(
        long,
        env = "VESTIBULE_KRATOS",
        default_value = "http://127.0.0.1:4433"
    )]
    pub kratos: KratosAddress,

    /// Certificates for Kratos by https.
    #[command(flatten)]
    pub kratos_tls: KratosTls,

    /// File with the API key of an Ory Network project, for Kratos by https; by default it is in ORY_PROJECT_API_KEY, if anywhere.
    #[arg(long, env = "VESTIBULE_KRATOS_API_KEY_FILE", value_name = "FILE")]
    pub kratos_api_key_file: Option<PathBuf>,

    /// Hydra's admin API as this program reaches it, for the pages of OAuth2 (`/consent`, `/device`, …). No browser hears of it.
    #[arg(long, env = "VESTIBULE_HYDRA_ADMIN", value_parser = crate::oauth2::address::admin_address)]
    pub hydra_admin: Option<axum::http::Uri>,

    /// JSON file with settings of the application, laid over the defaults.
    #[arg(long, env = "VESTIBULE_CONFIG")]
    pub config: Option<PathBuf>,

    /// Settings of the application as JSON, laid over those of the file.
    #[arg(long, env = "VESTIBULE_CONFIG_JSON")]
    pub config_json: Option<String>,

    /// Who renders the pages: this program (server), so that they work without JavaScript, or the browser (client). By default this
    /// program, where Kratos is on the page's own origin.
    #[arg(long, env = "VESTIBULE_RENDER")]
    pub render: Option<Render>,

    /// Seconds that Kratos may take until a page is rendered without it.
    #[arg(long, env = "VESTIBULE_RENDER_TIMEOUT", default_value = "5", value_parser = seconds)]
    pub render_timeout: Duration,

    /// Pages that are rendered at the same time; whoever comes beyond that for a second is asked to come again.
    #[arg(long, env = "VESTIBULE_RENDER_LIMIT", default_value = "256")]
    pub render_limit: usize,

    /// Seconds that Kratos may take to begin its answer, or to go on with it.
    #[arg(long, env = "VESTIBULE_KRATOS_TIMEOUT", default_value = "20", value_parser = seconds)]
    pub kratos_timeout: Duration,

    /// Who may come in, and how fast.
    #[command(flatten)]
    pub edge: EdgeSettings,

    /// How many connections there are, and how long each part of one may take.
    #[command(flatten)]
    pub server: ServerSettings,

    /// A line for each request on standard output, without query, cookies and bodies.
    #[arg(long, env = "VESTIBULE_ACCESS_LOG")]
    pub access_log: Option<AccessLog>,

    /// Address and port of a listener of its own, where `/metrics` counts requests in Prometheus' format.
    #[arg(long, env = "VESTIBULE_METRICS")]
    pub metrics: Option<SocketAddr>,

    /// File that says where to tell of a weakness (RFC 9116), for `/.well-known/security.txt`.
    #[arg(long, env = "VESTIBULE_SECURITY_TXT")]
    pub security_txt: Option<PathBuf>,

    /// Read the documents of the application again when they change, for who works on it.
    #[arg(long, env = "VESTIBULE_WATCH")]
    pub watch: bool,

    /// What the headers allow beyond their strict defaults.
    #[command(flatten)]
    pub allowed: Allowed,
}

impl Settings {
    /// What an operator had better know at start.
    #[must_use]
    pub fn warnings(&self) -> Vec<&'static str> {
        let mut warnings = Vec::new();
        let edge = &self.edge;
        if !self.kratos.is_https() && !self.kratos.is_local() {
            warnings.push(
                "passwords and session cookies cross the network to Kratos in clear text: name it by https, unless the network \
                 itself encrypts",
            );
        }
        if self.kratos_api_key_file.is_some() && !self.kratos.is_https() {
            warnings.push("--kratos-api-key-file is for Kratos by https: the key is sent nowhere");
        }
        if self.listen.is_local() {
            return warnings;
        }
        if self.server.tls_cert.is_none()
            && edge.trust_proxy.is_empty()
            && !edge.origin.iter().any(Origin::is_https)
        {
            warnings.push(
                "whoever comes by plain http from another machine has no passkeys, and their browser keeps no Secure cookies, as \
                 Kratos sets them without --dev: put what ends TLS in front, and name its address with --trust-proxy",
            );
        }
        if edge.origin.is_empty() {
            warnings.push(
                "any Host is believed, and Kratos writes it into request_url, from which mails may be made: name your own with --origin",
            );
        }
        warnings
    }
}

/// What an operator can allow: each makes a use possible that the strict headers forbid.
#[derive(Clone, Debug, clap::Args)]
pub struct Allowed {
    /// Cross-Origin-Opener-Policy of every page. `unsafe-none` lets a page of another origin open ours as a pop-up and keep hold
    /// of it, which sign-in in a pop-up needs; `same-origin-allow-popups` lets ours keep hold of the pop-ups that they open.
    #[arg(
        long,
        env = "VESTIBULE_OPENER_POLICY",
        default_value = "same-origin",
        value_name = "POLICY"
    )]
    pub opener_policy: OpenerPolicy,

    /// Origins whose pages may show ours in a frame, like `https://app.example.com` or `https://*.example.com`. By default none may.
    #[arg(long, env = "VESTIBULE_FRAME_ANCESTORS", value_name = "ORIGIN", num_args = 1.., value_delimiter = ',', value_parser = origin)]
    pub frame_ancestors: Vec<String>,

    /// Origins that a captcha loads its parts from, besides that of `captcha.script` in the configuration.
    #[arg(long, env = "VESTIBULE_CAPTCHA_ORIGINS", value_name = "ORIGIN", num_args = 1.., value_delimiter = ',', value_parser = origin)]
    pub captcha_origins: Vec<String>,

    /// Strict-Transport-Security of visits by https. It binds browsers for so many seconds: say more (`includeSubDomains`,
    /// `preload`) only where every host below this one has https; `max-age=0` takes it back.
    #[arg(long, env = "VESTIBULE_HSTS", default_value = "max-age=63072000", value_parser = hsts)]
    pub hsts: HeaderValue,
}

/// Whether a page and who has opened it keep hold of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum OpenerPolicy {
    /// Only on our own origin.
    SameOrigin,
    /// Ours with the pop-ups that they open.
    SameOriginAllowPopups,
    /// Ours also with who has opened them.
    UnsafeNone,
}

impl OpenerPolicy {
    /// The value of the header.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameOrigin => "same-origin",
            Self::SameOriginAllowPopups => "same-origin-allow-popups",
            Self::UnsafeNone => "unsafe-none",
        }
    }
}

/// How the lines of the access log are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum AccessLog {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Who renders the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Render {
    /// This program: the form is there with the first answer, and the application takes it over.
    Server,
    /// The browser, once the application is there.
    Client,
}

/// An origin as a Content-Security-Policy names it; `*.` may stand before the host.
fn origin(text: &str) -> Result<String, String> {
    let text = text.trim().trim_end_matches('/');
    let host = ["https://", "http://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme))
        .map(|host| host.strip_prefix("*.").unwrap_or(host));
    let is_plain = |host: &str| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b".-:[]".contains(&b);
        host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') && host.bytes().all(plain)
    };
    match host {
        Some(host) if is_plain(host) => Ok(text.to_owned()),
        _ => Err(
            "expected an origin like https://app.example.com, without a path; https://*.example.com is every host below it"
                .into(),
        ),
    }
}

fn hsts(text: &str) -> Result<HeaderValue, String> {
    let (mut age, mut subdomains, mut preload) = (None, false, false);
    for part in text.split(';').map(|part| part.trim().to_ascii_lowercase()) {
        match part.split_once('=') {
            Some(("max-age", seconds)) if age.is_none() => age = seconds.parse::<u64>().ok(),
            None if part == "includesubdomains" => subdomains = true,
            None if part == "preload" => preload = true,
            _ => {
                return Err(format!(
                    "{part:?} is no part of it; expected something like \"max-age=63072000; includeSubDomains; preload\""
                ));
            }
        }
    }
    let Some(age) = age else {
        return Err("expected max-age and a number of seconds, like \"max-age=63072000\"".into());
    };
    if preload && (!subdomains || age < 31_536_000) {
        return Err(
            "preload wants includeSubDomains and a max-age of a year (31536000) or more".into(),
        );
    }
    HeaderValue::try_from(text).map_err(|e| e.to_string())
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>().map(Duration::try_from_secs_f64) {
        Ok(Ok(duration)) if !duration.is_zero() => Ok(duration),
        _ => Err("expected a number of seconds above 0".into()),
    }
}
