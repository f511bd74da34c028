//! Router: which path is answered by whom, and what every request passes on its way.

use crate::{
    assets::Assets,
    config::{ConfigError, Configuration},
    door::Door,
    edge::{Edge, client::Client},
    headers::Profile,
    page::Page,
    proxy::Kratos,
    render::Renderer,
    report,
    routes::{files, forms, kratos, pages},
    settings::{Render, Settings},
};
use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::Response,
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
pub fn router(settings: &Settings) -> Result<Router, Problem> {
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
    let proxy = Kratos::new(settings);
    let (at_once, limit) = (settings.render_limit, settings.render_timeout);
    let renderer =
        (render == Render::Server).then(|| Renderer::new(config, proxy.clone(), at_once, limit));
    let door = Arc::new(Door {
        edge: Edge::new(&settings.edge),
        profile,
        assets: Assets::new(&settings.dist),
        kratos: proxy,
        renderer,
        config: json,
        base,
        page,
    });
    Ok(routes()
        .layer(middleware::from_fn_with_state(Arc::clone(&door), guard))
        .with_state(door))
}

fn routes() -> Router<Arc<Door>> {
    Router::new()
        .route("/config.json", get(files::config_json))
        .route("/health/alive", get(files::alive))
        .route("/health/ready", get(files::ready))
        .route("/csp-report", post(report::csp).fallback(pages::own))
        .route("/.well-known/change-password", get(files::change_password))
        .route("/logout", post(forms::sign_out).fallback(pages::own))
        .route("/sessions", any(forms::sessions))
        .route("/self-service/{*path}", any(kratos::pass))
        .route("/sessions/{*path}", any(kratos::pass))
        .route("/schemas", any(kratos::pass))
        .route("/schemas/{*path}", any(kratos::pass))
        .route("/.well-known/ory/{*path}", any(kratos::pass))
        .fallback(pages::own)
}

/// Lets a request in, or says why not, and gives every response its headers.
async fn guard(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let (mut head, body) = request.into_parts();
    let collected = match door.edge.inspect(&mut head) {
        Ok(place) => door.edge.collect(place, &head, body).await,
        Err(refusal) => Err(refusal),
    };
    let client = head.extensions.get::<Client>();
    let is_https = client.is_some_and(|client| client.origin.is_https());
    let mut response = match collected {
        Ok(body) => next.run(Request::from_parts(head, body)).await,
        Err(refusal) => door.refuse(&refusal, head.uri.path(), &head.headers),
    };
    door.profile
        .protect(response.headers_mut(), &door.page.policy(), is_https);
    response
}
