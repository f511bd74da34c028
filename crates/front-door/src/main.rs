//! The `front-door` program: reads its settings, binds its address, serves until it is told to stop.

use clap::Parser as _;
use front_door::{
    Certificate, Listener, access_log,
    metrics::{self, Metrics},
    settings::{AccessLog, ListenAddress, Settings},
};
use std::{process::ExitCode, sync::Arc};
use tracing_subscriber::{
    EnvFilter, Layer as _, filter::filter_fn, fmt, layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

#[tokio::main]
async fn main() -> ExitCode {
    let settings = Settings::parse();
    log(settings.access_log);
    match run(settings).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            tracing::error!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Events go to standard error, the access log to standard output.
fn log(access: Option<AccessLog>) {
    let level = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let is_access = |target: &str| target == access_log::TARGET;
    let events = fmt::layer()
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_filter(level)
        .with_filter(filter_fn(move |event| !is_access(event.target())));
    let access = access.map(|kind| {
        let lines = fmt::layer()
            .with_writer(std::io::stdout)
            .with_target(false)
            .with_ansi(false);
        let lines = match kind {
            AccessLog::Text => lines.boxed(),
            AccessLog::Json => lines.json().flatten_event(true).boxed(),
        };
        lines.with_filter(filter_fn(move |event| is_access(event.target())))
    });
    tracing_subscriber::registry()
        .with(events)
        .with(access)
        .init();
}

async fn run(settings: Settings) -> Result<(), Box<dyn std::error::Error>> {
    let metrics = Arc::new(Metrics::default());
    let app = front_door::router(&settings, &metrics)?;
    let mut listener = Listener::bind(&settings.listen).await?;
    if let (Some(cert), Some(key)) = (&settings.server.tls_cert, &settings.server.tls_key) {
        listener = listener.with_tls(Certificate::read(cert.clone(), key.clone())?);
    }
    tracing::info!(
        "listening on {listener}, serving {}, Kratos at {}",
        settings.dist.display(),
        settings.kratos
    );
    for warning in settings.warnings() {
        tracing::warn!("{warning}");
    }
    if let Some(address) = settings.metrics {
        let listener = Listener::bind(&ListenAddress::Tcp(address)).await?;
        let limits = settings.server.clone();
        tokio::spawn(async move {
            let router = metrics::router(metrics);
            front_door::serve(listener, router, &limits, std::future::pending()).await;
        });
    }
    front_door::serve(listener, app, &settings.server, stop()).await;
    Ok(())
}

/// Resolves at Ctrl-C, and on Unix at SIGTERM.
async fn stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            let _ = interrupt.await;
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
