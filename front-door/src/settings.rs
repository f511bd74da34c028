//! Settings: how the program is started. Each option is also an environment variable.
//!
//! What the *application* reads from `/config.json` is in [`crate::config`].

use axum::http::Uri;
use clap::Parser;
use std::{net::SocketAddr, path::PathBuf, time::Duration};

/// Serves the built application and passes Kratos' public API through on the same origin.
#[derive(Clone, Debug, Parser)]
#[command(version)]
pub struct Settings {
    /// Address and port to listen on.
    #[arg(long, env = "VESTIBULE_LISTEN", default_value = "127.0.0.1:4455")]
    pub listen: SocketAddr,

    /// Folder of the built application.
    #[arg(long, env = "VESTIBULE_DIST", default_value = "dist")]
    pub dist: PathBuf,

    /// Kratos' public API as this program reaches it, plain http, with its path if it has one.
    #[arg(long, env = "VESTIBULE_KRATOS", default_value = "http://127.0.0.1:4433", value_parser = kratos)]
    pub kratos: Uri,

    /// JSON file with settings of the application, laid over the defaults.
    #[arg(long, env = "VESTIBULE_CONFIG")]
    pub config: Option<PathBuf>,

    /// Settings of the application as JSON, laid over those of the file.
    #[arg(long, env = "VESTIBULE_CONFIG_JSON")]
    pub config_json: Option<String>,

    /// Who draws the pages: this program (server), so that they work without JavaScript, or the browser (client). By default this
    /// program, where Kratos is on the page's own origin.
    #[arg(long, env = "VESTIBULE_RENDER")]
    pub render: Option<Render>,

    /// Seconds that Kratos may take until a page is drawn without it.
    #[arg(long, env = "VESTIBULE_RENDER_TIMEOUT", default_value = "5", value_parser = seconds)]
    pub render_timeout: Duration,

    /// Pages that are drawn at the same time; whoever comes beyond that for a second is asked to come again.
    #[arg(long, env = "VESTIBULE_RENDER_LIMIT", default_value = "256")]
    pub render_limit: usize,

    /// Seconds that Kratos may take to begin its answer, or to go on with it.
    #[arg(long, env = "VESTIBULE_KRATOS_TIMEOUT", default_value = "20", value_parser = seconds)]
    pub kratos_timeout: Duration,

    /// Believe the X-Forwarded-For, -Host and -Proto of requests: only behind a proxy that sets them itself.
    #[arg(long, env = "VESTIBULE_TRUST_PROXY")]
    pub trust_proxy: bool,
}

/// Who draws the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Render {
    /// This program: the form is there with the first answer, and the application takes it over.
    Server,
    /// The browser, once the application is there.
    Client,
}

fn kratos(text: &str) -> Result<Uri, String> {
    let uri: Uri = text.parse().map_err(|e| format!("not a URL: {e}"))?;
    match uri.scheme_str() {
        Some("http") if uri.authority().is_some() && uri.query().is_none() => Ok(uri),
        Some("https") => Err(
            "only plain http is spoken to Kratos; put it behind the same host or network".into(),
        ),
        _ => Err("expected something like http://127.0.0.1:4433".into()),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>().map(Duration::try_from_secs_f64) {
        Ok(Ok(duration)) if !duration.is_zero() => Ok(duration),
        _ => Err("expected a number of seconds above 0".into()),
    }
}
