//! Router: which path is answered by whom, and what every request passes on its way.

use crate::{
    app::AppState,
    assets::Assets,
    config::{ConfigError, Configuration},
    edge::Edge,
    guard::{catch_panic, guard},
    headers::Profile,
    metrics::Metrics,
    network::{ApiKeyProblem, Network},
    oauth2::{self, state::OAuth2},
    page::Page,
    pem::TlsProblem,
    pool::Pool,
    proxy::Kratos,
    render::Renderer,
    report::Reports,
    routes::{files, forms, kratos, pages, reports},
    settings::{Render, Settings},
};
use axum::{
    Router, middleware,
    routing::{any, get, post},
};
use std::{io, path::PathBuf, sync::Arc};

/// Why the door cannot open.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The application's settings are wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Pages are to be rendered here, and the browser's cookies for Kratos do not come here.
    #[error(
        "config.json has Kratos on an origin of its own (`kratos`), whose cookies do not come here: start with --render client"
    )]
    Elsewhere,
    /// Origins are named for a captcha that there is none of.
    #[error(
        "--captcha-origins is for a captcha, and the configuration names none (`captcha.script`)"
    )]
    NoCaptcha,
    /// Certificates cannot be read or are of no use.
    #[error(transparent)]
    Tls(#[from] TlsProblem),
    /// The key of the project cannot be read.
    #[error(transparent)]
    ApiKey(#[from] ApiKeyProblem),
    /// The pages of OAuth2 are rendered here, and no others are to be.
    #[error("--hydra-admin is for pages that are rendered here: start without --render client")]
    HydraNeedsServer,
    /// The system gives no threads.
    #[error("cannot start the threads that render pages: {0}")]
    Threads(io::Error),
    /// The file for `/.well-known/security.txt` cannot be read.
    #[error("{}: {error}", path.display())]
    SecurityTxt {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// There is no built application.
    #[error("{}: {error} (build the application first: cargo xtask build)", path.display())]
    Page {
        /// Where index.html was looked for.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// Everything that the door answers, as one service.
///
/// # Errors
/// [`Problem`] when the settings of the application are wrong or `dist` has no index.html.
pub fn router(settings: &Settings, metrics: &Arc<Metrics>) -> Result<Router, Problem> {
    let configuration =
        Configuration::load(settings.config.as_deref(), settings.config_json.as_deref())?;
    let json = configuration.json.to_string();
    let config = Arc::new(configuration.config.clone());
    let base = config.kratos.clone();
    let render = match settings.render {
        Some(Render::Server) if !config.kratos.is_empty() => return Err(Problem::Elsewhere),
        Some(render) => render,
        None if config.kratos.is_empty() => Render::Server,
        None => Render::Client,
    };
    if config.captcha.is_empty() && !settings.allowed.captcha_origins.is_empty() {
        return Err(Problem::NoCaptcha);
    }
    let oauth2 = settings.hydra_admin.clone().map(|admin| {
        let options = configuration.oauth2.clone();
        OAuth2::new(admin, settings.kratos_timeout, options)
    });
    if oauth2.is_some() && render == Render::Client {
        return Err(Problem::HydraNeedsServer);
    }
    let has_hydra = oauth2.is_some();
    let profile = Profile::new(&config, &settings.allowed, render);
    let page = Page::open(
        &settings.dist,
        render,
        configuration,
        settings.allowed.clone(),
    )
    .map_err(|error| Problem::Page {
        path: settings.dist.clone(),
        error,
    })?;
    let network = Network::find(settings)?;
    let proxy = Kratos::new(settings, network.clone(), metrics)?;
    let (at_once, limit) = (settings.render_limit, settings.render_timeout);
    let renderer = match render {
        // Connections of its own: those of the proxy are not served by the threads that render.
        Render::Server => Some(Renderer::new(
            config,
            Kratos::new(settings, network, metrics)?,
            Pool::new().map_err(Problem::Threads)?,
            (at_once, limit),
        )),
        Render::Client => None,
    };
    let app = Arc::new(AppState {
        edge: Edge::new(&settings.edge),
        profile,
        assets: Assets::new(&settings.dist),
        kratos: proxy,
        renderer,
        config: json,
        oauth2,
        security_txt: security_txt(settings)?,
        reports: Reports::default(),
        metrics: Arc::clone(metrics),
        watch: settings.watch,
        base,
        page,
    });
    Ok(oauth2::routes(routes(), has_hydra)
        .layer(catch_panic())
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard))
        .with_state(app))
}

fn security_txt(settings: &Settings) -> Result<Option<String>, Problem> {
    let read = |path: &PathBuf| {
        std::fs::read_to_string(path).map_err(|error| Problem::SecurityTxt {
            path: path.clone(),
            error,
        })
    };
    settings.security_txt.as_ref().map(read).transpose()
}

fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route("/config.json", get(files::config_json))
        .route("/health/alive", get(files::alive))
        .route("/health/ready", get(files::ready))
        .route("/csp-report", post(reports::csp).fallback(pages::own))
        .route("/.well-known/change-password", get(files::change_password))
        .route("/.well-known/security.txt", get(files::security_txt))
        .route("/sessions", any(forms::sessions))
        .route("/self-service/{*path}", any(kratos::pass))
        .route("/sessions/{*path}", any(kratos::pass))
        .route("/schemas", any(kratos::pass))
        .route("/schemas/{*path}", any(kratos::pass))
        .route("/.well-known/ory/{*path}", any(kratos::pass))
        .fallback(pages::own)
}
